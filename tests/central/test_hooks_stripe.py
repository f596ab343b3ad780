"""What Stripe tells the central: signed, each event once, in any order, nothing counted twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.central.verify import verify
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.merge import Op
from jd_desktop.sandbox.stripe_hooks import signed
from tests.central.school import NOW, School
from tests.central.served import code
from tests.support.ledger_books import dispute, event, period, refund, session

SECRET, NEXT = "whsec_planted_4711_4711", "whsec_planted_4712_4712"
ASKED = {
    "student_id": "ella", "invoice_id": "inv1", "amount_ore": 155_000, "currency": "dkk",
    "how": "link", "generation": 1, "state": "open",
}  # fmt: skip


class Hooked:
    """A school that asked for money, and Stripe that tells of it."""

    def __init__(self, base: str, school: School, address: str):
        self.school, self.address = school, address
        self.http = httpx.Client(base_url=base, trust_env=False)
        set_hook_secret(address, school.id, "stripe", SECRET, clock=FixedClock(NOW))
        self.desk = school.device("Lone")
        self.desk.do(
            Op("student", "ella", 0, {"first_name": "Ella"}),
            Op("payment_request", "req1", 0, ASKED),
        )

    def tell(self, told: Any, *, secrets: tuple[str, ...] = (SECRET,), late: int = 0) -> Any:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        header = signed(body, int(NOW.timestamp()) - late, secrets)
        return self.post(body, header)

    def post(self, body: bytes, header: str) -> httpx.Response:
        headers = {
            b"Content-Type": b"application/json",
            b"Stripe-Signature": header.encode("latin-1"),
        }
        path = f"/hooks/stripe/{self.school.id}"
        return self.http.post(path, content=body, headers=headers)

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [r.body for (k, _), r in self.school.rows().items() if k == kind]


@pytest.fixture(params=["sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One database is enough for most; the mark `on_both` asks for the other one too."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'central.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


on_both = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def stripe(base: str, school: School, address: str) -> Iterator[Hooked]:
    hooked = Hooked(base, school, address)
    with hooked.http:
        yield hooked


def ours(school: School, **other: Any) -> dict[str, Any]:
    named = {"jd_id": "req1", "jd_school": school.id, "jd_student": "ella", "jd_mode": "test",
             "jd_invoice": "inv1"}  # fmt: skip
    return session(**{"metadata": named, **other})


@on_both
def test_a_paid_page_is_a_payment_that_pays_its_invoice(stripe: Hooked, engine: Engine) -> None:
    assert stripe.tell(event(ours(stripe.school))).json() == {"events": 1}
    (paid,), (pays,) = stripe.all("payment"), stripe.all("allocation")
    assert (paid["state"], paid["amount_ore"], paid["student_id"]) == ("succeeded", 155_000, "ella")
    assert (pays["invoice_id"], pays["amount_ore"], pays["state"]) == ("inv1", 155_000, "active")
    assert stripe.school.body("payment_request", "req1")["state"] == "paid"
    (verdict,) = verify(engine, stripe.school.id)
    assert (verdict.is_whole, verdict.differences) == (True, [])


@on_both
def test_the_same_event_twenty_times_from_many_sides_counts_once(stripe: Hooked) -> None:
    told = event(ours(stripe.school))
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: stripe.tell(told), range(20)))
    assert {a.status_code for a in answers} == {200}
    assert len(stripe.all("payment")) == len(stripe.all("allocation")) == 1


@on_both
def test_news_in_the_wrong_order_end_the_same(stripe: Hooked) -> None:
    paid = ours(stripe.school)
    stripe.tell(event(dispute(), "charge.dispute.created"))
    stripe.tell(event(refund(), "refund.created"))
    stripe.tell(event(paid))
    (payment,), (given_back,) = stripe.all("payment"), stripe.all("refund")
    assert (payment["state"], payment["dispute"], payment.get("review") or "") == (
        "succeeded", "open", "",
    )  # fmt: skip
    assert given_back["student_id"] == "ella"
    assert len(stripe.all("allocation")) == 1


def test_two_payments_of_one_link_leave_the_second_to_a_person(stripe: Hooked) -> None:
    stripe.tell(event(ours(stripe.school, id="cs_2", payment_intent="pi_2"), at=2000))
    stripe.tell(event(ours(stripe.school), at=1000))
    reviews = {p["external_id"]: p.get("review") or "" for p in stripe.all("payment")}
    assert reviews == {"pi_1": "", "pi_2": "double"}
    assert [a["state"] for a in stripe.all("allocation")].count("active") == 1


def test_a_month_of_a_subscription_is_an_invoice_with_a_number_once(stripe: Hooked) -> None:
    stripe.desk.do(
        Op("product", "pr1", 0, {"name": "Teoriadgang", "purpose": "subscription"}),
        Op("subscription", "sub1", 0, {
            "student_id": "ella", "product_id": "pr1", "price_ore": 9_900, "state": "pending",
        }),
    )  # fmt: skip
    for n in (1, 2, 1):
        told = period(n)
        about = told["parent"]["subscription_details"]["metadata"]
        about["jd_school"] = stripe.school.id
        stripe.tell(event(told, "invoice.paid"))
        stripe.tell(event(told, "invoice.paid", id=f"again_{n}"))
    papers = stripe.all("invoice")
    assert sorted(paper["number"] for paper in papers) == [1, 2]
    assert {paper["lines"][0]["text"] for paper in papers} == {"Teoriadgang"}
    assert [p["amount_ore"] for p in stripe.all("payment")] == [9_900, 9_900]


def test_money_that_nobody_asked_for_waits_for_a_person(stripe: Hooked) -> None:
    stripe.tell(event(session(metadata={})))
    (payment,) = stripe.all("payment")
    assert (payment["review"], payment.get("student_id")) == ("unknown", None)


def test_a_payment_for_a_deleted_student_is_kept(stripe: Hooked) -> None:
    stripe.desk.do(Op("student", "ella", stripe.school.seq("student", "ella"), delete=True))
    stripe.tell(event(ours(stripe.school)))
    assert stripe.all("payment")[0]["review"] == "deleted_student"


def test_an_unknown_type_is_noted_and_changes_nothing(stripe: Hooked) -> None:
    before = stripe.school.rows().keys()
    assert stripe.tell(event({"id": "x", "object": "plan"}, "plan.created")).status_code == 200
    assert stripe.school.rows().keys() == before


def test_a_wrong_signature_is_refused_in_a_sentence(stripe: Hooked) -> None:
    for header in ("", "t=1", "v1=ab", "t=x,v1=ab", "t=1,t=2,v1=ab", "t=1,v1=æ"):
        answer = stripe.post(b"{}", header)
        assert code(answer) == (400, "not_proven")
        assert "Stripe" in answer.json()["sentence"]
    assert stripe.all("payment") == []


def test_what_was_changed_on_the_way_is_refused(stripe: Hooked) -> None:
    body = json.dumps(event(ours(stripe.school))).encode()
    header = signed(body, int(NOW.timestamp()), [SECRET])
    assert code(stripe.post(body.replace(b"155000", b"955000"), header)) == (400, "not_proven")


def test_what_was_signed_long_ago_is_refused(stripe: Hooked) -> None:
    told = event(ours(stripe.school))
    answers = [stripe.tell(told, late=late).status_code for late in (299, 301, -299, -301)]
    assert answers == [200, 400, 200, 400]


def test_a_new_secret_is_believed_beside_the_old_one_for_some_days(
    stripe: Hooked, server_clock: FixedClock
) -> None:
    set_hook_secret(stripe.address, stripe.school.id, "stripe", NEXT, clock=server_clock)
    told = event(ours(stripe.school))
    for secrets in ((SECRET,), (NEXT,), (SECRET, NEXT), ("whsec_other", NEXT)):
        assert stripe.tell(told, secrets=secrets).status_code == 200
    server_clock.advance(timedelta(days=4))
    late = -int(timedelta(days=4).total_seconds())
    assert stripe.tell(told, secrets=(SECRET,), late=late).status_code == 400
    assert stripe.tell(told, secrets=(NEXT,), late=late).status_code == 200


def test_without_a_secret_nobody_is_believed(stripe: Hooked) -> None:
    set_hook_secret(stripe.address, stripe.school.id, "stripe", "", clock=FixedClock(NOW))
    assert stripe.tell(event(ours(stripe.school)), secrets=("",)).status_code == 400


def test_what_is_no_event_is_said(stripe: Hooked) -> None:
    for body in (b"[]", b"{}", b"x", b'{"id":"e","type":"t","created":1}'):
        assert code(stripe.tell(body)) == (400, "invalid")
