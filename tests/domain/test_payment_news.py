from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.payment_books import News
from tests.support.ledger_books import (
    NAMED,
    REQUEST,
    STUDENT,
    DictBooks,
    books,
    dispute,
    event,
    period,
    refund,
    session,
    subscription,
)


def payment(of: DictBooks) -> dict[str, Any]:
    (only,) = of.all("payment")
    return only


def active(of: DictBooks) -> list[int]:
    return sorted(a["amount_ore"] for a in of.all("allocation") if a["state"] == "active")


def test_a_paid_session_pays_the_invoice() -> None:
    told = books()
    told.take(event(session()))
    paid = payment(told)
    assert (paid["state"], paid["amount_ore"], paid["student_id"]) == (
        "succeeded",
        155_000,
        STUDENT,
    )
    assert not paid.get("review")
    assert active(told) == [155_000]
    assert told.get("payment_request", REQUEST) == {
        **books().rows[("payment_request", REQUEST)], "state": "paid",
    }  # fmt: skip


def test_the_same_event_twenty_times_counts_once() -> None:
    once, often = books(), books()
    once.take(event(session()))
    often.take(*[event(session())] * 20)
    assert often == once


@pytest.mark.parametrize(
    ("other", "review", "state"),
    [
        ({"amount_total": 100}, "amount", "succeeded"),
        ({"currency": "eur"}, "currency", "pending"),
        ({"livemode": True}, "mode", "pending"),
        ({"metadata": {}}, "unknown", "succeeded"),
        ({"metadata": {**NAMED, "jd_id": "lost"}}, "unknown", "succeeded"),
    ],
)
def test_what_does_not_fit_waits_for_a_person_and_pays_nothing(
    other: dict[str, Any], review: str, state: str
) -> None:
    told = books()
    told.take(event(session(**other)))
    assert (payment(told)["review"], payment(told)["state"]) == (review, state)
    assert active(told) == []


def test_a_payment_for_a_deleted_student_waits_for_a_person() -> None:
    told = books()
    del told.rows[("student", STUDENT)]
    told.take(event(session()))
    assert payment(told)["review"] == "deleted_student"
    assert active(told) == []


def test_another_schools_payment_is_none_of_ours() -> None:
    told = books()
    told.take(event(session(metadata={**NAMED, "jd_school": "s2"})))
    assert told == books()


def test_a_second_payment_of_a_link_is_a_double() -> None:
    told = books()
    second = session(id="cs_2", payment_intent="pi_2")
    told.take(event(second, at=2000), event(session(), at=1000))
    reviews = {p["external_id"]: p.get("review") or "" for p in told.all("payment")}
    assert reviews == {"pi_1": "", "pi_2": "double"}
    assert active(told) == [155_000]


def test_money_typed_by_hand_that_may_be_the_same_is_asked_about() -> None:
    told = books()
    by_hand = {"student_id": STUDENT, "method": "bank", "amount_ore": 155_000,
               "at": "1970-01-02T00:00:00.000Z", "state": "succeeded"}  # fmt: skip
    told.rows[("payment", "same")] = dict(by_hand)
    told.rows[("payment", "other")] = {**by_hand, "amount_ore": 100}
    told.rows[("payment", "older")] = {**by_hand, "at": "1969-12-01T00:00:00.000Z"}
    told.rows[("payment", "seen")] = {**by_hand, "review": "done"}
    told.take(event(session()))
    reviews = {i: body.get("review") for (k, i), body in told.rows.items() if k == "payment"}
    assert reviews == {"same": "double", "other": None, "older": None, "seen": "done"} | {
        i: None for i in reviews if len(i) > 5
    }
    assert active(told) == [155_000]


def test_what_a_person_has_looked_at_is_left_alone() -> None:
    told = books()
    told.take(event(session(amount_total=100)))
    payment(told)["review"] = "done"
    told.take(event(session(amount_total=100)))
    assert payment(told)["review"] == "done"


def test_a_link_outlives_the_session_that_ran_out_but_a_session_does_not() -> None:
    gone = session(status="expired", payment_status="unpaid", payment_intent=None)
    link, own = books(), books(how="session")
    for told in (link, own):
        told.take(event(gone, "checkout.session.expired"))
    assert link == books()
    assert own.all("payment_request")[0]["state"] == "expired"


def test_money_that_comes_later_is_pending_until_it_came_or_failed() -> None:
    later = session(payment_status="unpaid")
    came, failed = books(), books()
    for told in (came, failed):
        told.take(event(later))
        assert (payment(told)["state"], active(told)) == ("pending", [])
    came.take(event(session(), "checkout.session.async_payment_succeeded", at=5000))
    failed.take(event(later, "checkout.session.async_payment_failed", at=5000))
    assert (payment(came)["state"], active(came)) == ("succeeded", [155_000])
    assert (payment(failed)["state"], active(failed)) == ("failed", [])


def test_a_refund_made_at_the_vendor_is_written_down_and_may_fail_later() -> None:
    told = books()
    told.take(event(session()), event(refund(), "refund.created"))
    (given_back,) = told.all("refund")
    assert (given_back["state"], given_back["student_id"]) == ("succeeded", STUDENT)
    bounced = refund(status="failed", failure_reason="expired_or_canceled_card")
    told.take(event(bounced, "refund.failed", at=9000), event(refund(), "refund.updated"))
    (given_back,) = told.all("refund")
    assert (given_back["state"], given_back["failure"]) == ("failed", "expired_or_canceled_card")


def test_our_own_refund_is_followed() -> None:
    told = books()
    told.rows[("refund", "ref1")] = {"student_id": STUDENT, "payment_id": "p", "amount_ore": 5_000,
                                     "method": "card", "state": "requested"}  # fmt: skip
    told.take(event(refund(metadata={"jd_id": "ref1"}), "refund.created"))
    (only,) = told.all("refund")
    assert (only["state"], only["external_id"], only["payment_id"]) == ("succeeded", "re_1", "p")


@pytest.mark.parametrize(("said", "stands"), [("won", "won"), ("lost", "lost"), ("x", "open")])
def test_a_dispute_is_shown_and_ends_once(said: str, stands: str) -> None:
    told = books()
    told.take(event(session()), event(dispute(status=said), "charge.dispute.closed"))
    told.take(event(dispute(), "charge.dispute.created"))
    assert payment(told)["dispute"] == stands


def test_a_subscription_is_as_its_latest_word_says() -> None:
    told = subscribed()
    told.take(event(subscription(), "customer.subscription.created", at=1000))
    late = subscription(status="past_due", end=4000)
    told.take(event(late, "customer.subscription.updated", at=3000))
    told.take(event(subscription(), "customer.subscription.updated", at=2000))
    (only,) = told.all("subscription")
    assert (only["state"], only["period_end"][:10]) == ("past_due", "1970-01-01")


def test_a_paid_period_is_one_payment_and_one_issued_invoice() -> None:
    told = subscribed()
    told.take(*[event(period(), "invoice.paid")] * 3)
    (paper,) = told.all("invoice")
    assert (paper["state"], paper["lines"][0]["text"]) == ("issued", "Teoriadgang")
    assert (payment(told)["amount_ore"], active(told)) == (9_900, [9_900])


def test_what_is_no_event_is_said() -> None:
    for wrong in (
        {},
        {"data": 3},
        {"id": "e", "type": "x", "created": "y", "data": {"object": {}}},
    ):
        with pytest.raises(ValueError, match=r"event|object|literal"):
            News.of(wrong)


def subscribed() -> DictBooks:
    told = books()
    told.rows[("product", "pr1")] = {"name": "Teoriadgang", "purpose": "subscription"}
    told.rows[("subscription", "sub1")] = {"student_id": STUDENT, "product_id": "pr1",
                                           "price_ore": 9_900, "state": "pending"}  # fmt: skip
    return told


HISTORY = (
    event(session(payment_status="unpaid"), at=1000),
    event(session(), "checkout.session.async_payment_succeeded", at=2000),
    event(session(id="cs_2", payment_intent="pi_2"), at=2000),
    event(session(id="cs_3", status="expired", payment_status="unpaid", payment_intent=None),
          "checkout.session.expired", at=2500),
    event(session(id="cs_4", payment_intent="pi_4", metadata={}), at=2600),
    event(refund(), "refund.created", at=3000),
    event(refund(status="failed", failure_reason="x"), "refund.failed", at=3500),
    event(refund(id="re_2", payment_intent="pi_2"), "refund.created", at=3600),
    event(dispute(), "charge.dispute.created", at=4000),
    event(dispute(status="lost"), "charge.dispute.closed", at=5000),
    event(subscription(), "customer.subscription.created", at=1000),
    event(subscription("past_due", 6000), "customer.subscription.updated", at=4000),
    event(subscription("active", 6000), "customer.subscription.updated", at=4000),
    event(period(1), "invoice.paid", at=1000),
    event(period(2), "invoice.paid", at=4000),
)  # fmt: skip


def as_seen(of: DictBooks) -> dict[tuple[str, str], dict[str, Any]]:
    """Without what was laid aside, and with nothing where nothing is."""
    return {
        key: {k: v for k, v in body.items() if v not in (None, "")}
        for key, body in of.rows.items()
        if (key[0], body.get("state")) != ("allocation", "removed")
    }


@given(st.permutations(HISTORY), st.lists(st.sampled_from(HISTORY), max_size=10))
def test_any_order_any_number_of_times_ends_the_same(
    order: list[dict[str, Any]], again: list[dict[str, Any]]
) -> None:
    expected, told = subscribed(), subscribed()
    expected.take(*HISTORY)
    told.take(*order, *again)
    assert as_seen(told) == as_seen(expected)
