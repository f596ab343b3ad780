"""Asked once, paid once, given back once, whatever happens in between."""

from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.operations import payment_requests
from jd_desktop.queries.payment_pages import vendor_problem
from tests.support.pay_desk import TOTAL, PayDesk
from tests.support.stripe_standin import BAD_CARD


def test_a_link_is_made_and_paid_and_the_payment_pays_the_invoice(desk: PayDesk) -> None:
    asked = desk.ask(email="mia@example.dk")
    desk.tick()
    request = desk.request(asked)
    assert (request.state, "prefilled_email=mia" in request.url) == ("open", True)
    desk.stripe.pay(request.url)
    desk.tick()
    desk.tick()
    (paid,), (pays,) = desk.all("payment"), desk.all("allocation")
    assert (paid.state, paid.amount_ore, paid.student_id) == ("succeeded", TOTAL, desk.mia)
    assert (pays.invoice_id, pays.amount_ore, pays.state) == (desk.invoice, TOTAL, "active")
    assert desk.request(asked).state == "paid"


def test_asking_twice_for_the_same_is_one_request(desk: PayDesk) -> None:
    assert desk.ask() == desk.ask()
    desk.tick()
    assert desk.ask() == desk.ask()
    assert len(desk.stripe.state()["links"]) == 1


@pytest.mark.parametrize(
    "fault", ["429", "503", "reset_before", "reset_after", "500_after", "cut_after", "500_stored"]
)
def test_a_fault_never_makes_two_links(desk: PayDesk, fault: str) -> None:
    asked = desk.ask()
    desk.stripe.fault(fault)
    for _ in range(4):
        desk.tick()
        desk.later(minutes=2)
    assert desk.request(asked).state == "open"
    assert len(desk.stripe.state()["links"]) == 1


def test_a_key_that_the_vendor_has_forgotten_is_looked_up_first(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.stripe.fault("reset_after", "reset_before")
    desk.tick()
    desk.stripe.do("forget_answers")
    desk.later(hours=25)
    desk.tick()
    assert desk.request(asked).state == "open"
    assert len(desk.stripe.state()["links"]) == 1


def test_another_amount_closes_the_old_link_before_the_new_one_is_made(desk: PayDesk) -> None:
    first = desk.ask()
    desk.tick()
    second = desk.ask(TOTAL - 50_000)
    desk.tick()
    desk.tick()
    assert (desk.request(first).state, desk.request(second).state) == ("closed", "open")
    active = [link["active"] for link in desk.stripe.state()["links"]]
    assert sorted(active) == [False, True]


def test_an_opened_session_of_a_link_that_is_closed_cannot_be_paid_either(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    link_id = desk.request(asked).provider_id
    desk.stripe.do("open_link", link_id=link_id)
    payment_requests.withdraw(desk.work, asked)
    desk.tick()
    (session,) = desk.stripe.state()["sessions"]
    assert (desk.request(asked).state, session["status"]) == ("closed", "expired")


def test_a_link_that_is_paid_while_it_is_closed_is_paid(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    payment_requests.withdraw(desk.work, asked)
    desk.stripe.pay(desk.request(asked).url)
    later = desk.ask(TOTAL - 100)
    for _ in range(3):
        desk.tick()
    assert desk.request(asked).state == "paid"
    assert desk.received() == TOTAL
    assert len(desk.stripe.state()["links"]) == 2
    assert desk.request(later).state in ("closing", "closed")


def test_what_is_withdrawn_before_it_was_asked_is_never_asked(desk: PayDesk) -> None:
    asked = desk.ask()
    payment_requests.withdraw(desk.work, asked)
    desk.tick()
    assert desk.request(asked).state == "closed"
    assert desk.stripe.state()["links"] == []


def test_an_invoice_paid_another_way_closes_its_link(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.tick()
    desk.pay_cash(TOTAL)
    desk.tick()
    assert desk.request(asked).state == "closed"
    assert not desk.stripe.state()["links"][0]["active"]


def test_a_page_to_pay_on_now_is_paid_or_declined_or_runs_out(desk: PayDesk) -> None:
    asked = desk.ask(how="session")
    desk.tick()
    url = desk.request(asked).url
    assert "afvist" in desk.stripe.pay(url, BAD_CARD).text
    desk.tick()
    assert (desk.request(asked).state, desk.all("payment")) == ("open", [])
    desk.later(hours=24)
    assert "udløbet" in desk.stripe.pay(url).text
    desk.tick()
    assert desk.request(asked).state == "expired"
    again = desk.ask(how="session")
    desk.tick()
    desk.stripe.pay(desk.request(again).url)
    desk.tick()
    assert (desk.request(again).state, desk.received()) == ("paid", TOTAL)


def test_nothing_is_asked_where_nobody_may_say_whose_it_is(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.without_central()
    desk.tick()
    assert desk.request(asked).state == "wanted"
    desk.as_another()
    desk.tick()
    assert desk.request(asked).state == "closed"
    assert "anden computer" in desk.request(asked).refused
    assert desk.stripe.state()["links"] == []


@pytest.mark.parametrize("ore", [0, 249, -5, 10_000_000_000])
def test_an_amount_that_cannot_be_paid_is_refused(desk: PayDesk, ore: int) -> None:
    with pytest.raises(BadInput):
        desk.ask(ore)


def test_a_key_that_may_not_stops_and_says_so_and_nothing_is_lost(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.with_key("rk_test_poor")
    desk.tick()
    assert desk.request(asked).state == "making"
    desk.with_key("rk_test_jd")
    desk.later(minutes=20)
    desk.tick()
    assert desk.request(asked).state == "open"


def test_a_page_that_another_computer_left_half_asked_is_taken_over_and_made_once(
    desk: PayDesk,
) -> None:
    asked = desk.ask()
    desk.stripe.fault("reset_after", *["reset_before"] * 19)
    desk.tick()
    desk.becomes("d2")
    desk.tick()
    assert desk.request(asked).state == "making"
    payment_requests.take_over(desk.work, asked)
    for _ in range(2):
        desk.tick()
    assert desk.request(asked).state == "open"
    assert len(desk.stripe.state()["links"]) == 1


def test_what_is_not_set_up_waits_and_goes_on_as_soon_as_it_is(desk: PayDesk) -> None:
    asked = desk.ask()
    desk.without_key()
    desk.tick()
    with desk.reading() as db:
        assert "stripe.api_key" in str(vendor_problem(db))
    desk.with_key("rk_test_jd")
    desk.tick()
    assert desk.request(asked).state == "open"


@pytest.mark.parametrize(("credited", "state"), [(1_000, "closed"), (TOTAL, "closed")])
def test_an_invoice_that_was_credited_asks_no_more_for_what_it_was(
    desk: PayDesk, credited: int, state: str
) -> None:
    asked = desk.ask()
    desk.tick()
    desk.credit(credited)
    desk.tick()
    assert desk.request(asked).state == state


def test_a_page_for_one_instalment_stays_while_another_is_paid(desk: PayDesk) -> None:
    desk.invoice = desk.issue(parts=(100_000, 55_000))
    first, second = desk.ask(100_000, part=1), desk.ask(55_000, part=2)
    desk.tick()
    desk.stripe.pay(desk.request(first).url)
    for _ in range(2):
        desk.tick()
    assert (desk.request(first).state, desk.request(second).state) == ("paid", "open")
