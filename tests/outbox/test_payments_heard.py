"""What the vendor tells of: money that comes later, twice, back, or month by month."""

from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.operations import payment_requests
from tests.support.pay_desk import TOTAL, PayDesk
from tests.support.stripe_standin import LATER_CARD


def test_money_that_comes_later_counts_when_it_came(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.stripe.pay(desk.request(asked).url, LATER_CARD)
    desk.tick()
    assert (desk.request(asked).state, desk.received()) == ("processing", 0)
    (session,) = desk.stripe.state()["sessions"]
    desk.later(days=2)
    desk.stripe.do("settle", session_id=session["id"], well=True)
    desk.tick()
    assert (desk.request(asked).state, desk.received()) == ("paid", TOTAL)


def test_money_that_never_came_lets_a_new_link_be_made(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.stripe.pay(desk.request(asked).url, LATER_CARD)
    (session,) = desk.stripe.state()["sessions"]
    desk.stripe.do("settle", session_id=session["id"], well=False)
    desk.tick()
    again = desk.ask()
    desk.tick()
    assert desk.request(again).state == "open"
    assert desk.received() == 0


def test_two_payments_of_one_link_are_both_kept_and_one_is_asked_about(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.stripe.do("both_win")
    link_id = desk.request(asked).provider_id
    for _ in range(2):
        desk.stripe.do("open_link", link_id=link_id)
    for session in desk.stripe.state()["sessions"]:
        desk.stripe.pay(f"/c/{session['id']}")
    desk.tick()
    assert sorted(p.review or "" for p in desk.all("payment")) == ["", "double"]
    assert [a.amount_ore for a in desk.all("allocation") if a.state == "active"] == [TOTAL]


@pytest.mark.parametrize("fault", ["reset_after", "500_after", "500_stored", "cut_after"])
def test_money_is_given_back_once_whatever_happens(desk: PayDesk, fault: str) -> None:
    paid = desk.pay_by_link()
    _, refund_id = payment_requests.refund(desk.work, paid, 50_000, reason="aflyst")
    desk.stripe.fault(fault)
    for _ in range(4):
        desk.tick()
        desk.later(hours=13)
    assert desk.row("refund", refund_id).state == "succeeded"
    assert [r["amount"] for r in desk.stripe.state()["refunds"]] == [50_000]
    assert len(desk.all("refund")) == 1


def test_no_more_is_given_back_than_came(desk: PayDesk) -> None:
    paid = desk.pay_by_link()
    payment_requests.refund(desk.work, paid, 100_000)
    with pytest.raises(BadInput, match=r"550,00"):
        payment_requests.refund(desk.work, paid, 100_000)


def test_a_refund_that_the_bank_sends_back_is_shown(desk: PayDesk) -> None:
    paid = desk.pay_by_link()
    _, refund_id = payment_requests.refund(desk.work, paid, TOTAL)
    desk.tick()
    desk.stripe.do("fail_refund", refund_id=desk.row("refund", refund_id).external_id)
    desk.later(minutes=5)
    desk.tick()
    assert desk.row("refund", refund_id).state == "failed"


def test_a_refund_and_a_dispute_made_at_the_vendor_are_heard_of(desk: PayDesk) -> None:
    paid = desk.pay_by_link()
    intent = desk.row("payment", paid).external_id
    desk.stripe.do("refund", asked={"payment_intent": intent, "amount": "1000"})
    dispute = desk.stripe.do("dispute", intent_id=intent)["disputes"][0]
    desk.tick()
    assert [r.amount_ore for r in desk.all("refund")] == [1_000]
    assert desk.row("payment", paid).dispute == "open"
    desk.stripe.do("close_dispute", dispute_id=dispute["id"], won=False)
    desk.tick()
    assert desk.row("payment", paid).dispute == "lost"


def test_what_was_paid_more_than_thirty_days_ago_is_found_by_looking(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.stripe.pay(desk.request(asked).url)
    desk.later(days=31)
    desk.stripe.do("forget_events")
    desk.tick()
    assert (desk.request(asked).state, desk.received()) == ("paid", TOTAL)


def test_a_subscription_is_begun_paid_twice_and_ended(desk: PayDesk) -> None:
    product = desk.product("Teoriadgang")
    _, row_id = payment_requests.subscribe(desk.work, desk.mia, product, 9_900)
    desk.tick()
    desk.stripe.pay(desk.row("subscription", row_id).url)
    desk.tick()
    row = desk.row("subscription", row_id)
    assert (row.state, desk.received()) == ("active", 9_900)
    desk.later(days=30)
    desk.stripe.do("renew", subscription_id=row.provider_id)
    desk.tick()
    desk.tick()
    assert desk.received() == 2 * 9_900
    assert len([i for i in desk.all("invoice") if i.id != desk.invoice]) == 2
    payment_requests.end_subscription(desk.work, row_id)
    desk.tick()
    assert desk.row("subscription", row_id).cancel_at_end
    desk.later(days=30)
    desk.stripe.do("renew", subscription_id=row.provider_id)
    desk.tick()
    assert desk.row("subscription", row_id).state == "cancelled"


def test_the_office_hears_of_a_refund_but_leaves_it_to_who_may_write_it(desk: PayDesk) -> None:
    paid = desk.pay_by_link()
    desk.signs_in("office")
    with pytest.raises(Refused):
        payment_requests.refund(desk.work, paid, 100)
    intent = desk.row("payment", paid).external_id
    desk.stripe.do("refund", asked={"payment_intent": intent, "amount": "1000"})
    desk.stripe.do("dispute", intent_id=intent)
    desk.tick()
    assert (desk.all("refund"), desk.row("payment", paid).dispute) == ([], "open")
    desk.signs_in("admin")
    desk.tick()
    assert [r.amount_ore for r in desk.all("refund")] == [1_000]


def test_news_that_cannot_be_written_down_hold_nothing_up(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.stripe.do("stray", amount=999_999_999_999, currency="idr")
    desk.stripe.pay(desk.request(asked).url)
    desk.tick()
    assert (desk.request(asked).state, desk.received()) == ("paid", TOTAL)
    assert len(desk.all("payment")) == 1


def test_money_that_nobody_asked_for_is_kept_and_pays_nothing(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.stripe.do("stray", amount=5_000, currency="dkk")
    desk.stripe.do("stray", amount=7_000, currency="eur")
    desk.tick()
    reviews = {p.review: p.state for p in desk.all("payment")}
    assert reviews == {"unknown": "succeeded", "currency": "pending"}
    assert (desk.all("allocation"), desk.request(asked).state) == ([], "open")


def test_a_look_that_is_broken_off_is_made_again(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.stripe.pay(desk.request(asked).url)
    desk.later(days=31)
    desk.stripe.do("forget_events")
    desk.stripe.fault(looks=("", "reset_before"))
    desk.tick()
    assert desk.request(asked).state == "open"
    desk.tick()
    assert (desk.request(asked).state, desk.received()) == ("paid", TOTAL)
