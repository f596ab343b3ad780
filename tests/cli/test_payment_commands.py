"""Payments by card from the command line, against a stand-in for Stripe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from jd_desktop.domain.language import text
from jd_desktop.main import Program, Start, SystemClock
from jd_desktop.store.tables import ENTITIES
from tests.cli.conftest import Typed
from tests.support.stripe_standin import KEY, StripeServed


@pytest.fixture
def office(
    alone: Typed, stripe_at: StripeServed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Typed, str]:
    """A school that takes cards, and an invoice that is issued."""
    monkeypatch.setenv("JD_SECRET_STRIPE_API_KEY", KEY)
    for key, value in (
        ("mode", "test"), ("stripe.base_url", stripe_at.address),
        ("stripe.return_url", f"{stripe_at.address}/done"),
    ):  # fmt: skip
        assert alone("settings", "set", key, value).code == 0
    program = Program(Start(tmp_path / "data", os.environ, SystemClock()))
    line = {"id": "l1", "text": "Køretime", "quantity": 1, "unit_ore": 155_000, "vat": "standard"}
    with program.work.doing(text("Udstedte"), undoable=False) as doing:
        student = doing.db.execute(select(ENTITIES["student"].c.id)).scalars().first()
        invoice = doing.create("invoice", {
            "student_id": student, "form": "invoice", "lines": [line], "state": "issued",
        })  # fmt: skip
    program.close()
    return alone, invoice


def test_a_page_is_asked_for_paid_and_given_back(
    office: tuple[Typed, str], stripe_at: StripeServed
) -> None:
    typed, invoice = office
    assert typed("outbox", "test", "stripe").code == 0
    asked = typed("pay", "ask", invoice, "--amount", "1550,00", "--email", "e@a.dk").out.strip()
    listed = typed("pay", "check", "--json").json
    assert (listed["id"], listed["state"], listed["amount_ore"]) == (asked, "open", 155_000)
    stripe_at.pay(listed["url"])
    assert typed("pay", "check").out == ""
    assert typed("pay", "list", invoice, "--json").json["state"] == "paid"
    assert typed("pay", "refund", "x", "--amount", "1").code == 2
    assert typed("pay", "close", asked).err.startswith("Der er betalt")


def test_a_page_to_pay_on_now_can_be_closed(office: tuple[Typed, str]) -> None:
    typed, invoice = office
    asked = typed("pay", "ask", invoice, "--amount", "500", "--now").out.strip()
    assert "Kan betales" in typed("pay", "check").out
    assert typed("pay", "close", asked).code == 0
    typed("outbox", "run", "--until-idle")
    assert typed("pay", "list", invoice, "--json").json["state"] == "closed"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "x", "--amount", "1550 kr"),
        ("ask", "x", "--amount", "10"),
        ("portal", "x"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(alone: Typed, arguments: tuple[str]) -> None:
    said = alone("pay", *arguments)
    assert (said.code, said.err.count("\n")) == (2, 1)
