"""Payments by card without a window: ask for a page, list, close, give back, look now."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from jd_desktop.cli.reaching import pages, payments_of
from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import payment_requests
from jd_desktop.operations.work import Work
from jd_desktop.queries.payment_pages import payment_pages
from jd_desktop.queries.subscriptions_paid import customer_of

_KRONER = re.compile(r"(\d{1,9})(?:[.,](\d{2}))?")


def pay(arguments: Namespace) -> int:
    """Do what is asked with payments by card."""
    program = program_for(arguments)
    program.school()
    deeds: dict[str, Callable[[Program, Namespace], None]] = {
        "ask": _ask, "list": _list, "close": _close, "refund": _refund, "check": _check,
        "portal": _portal,
    }  # fmt: skip
    if arguments.what in ("ask", "close", "refund", "portal") and not arguments.id:
        raise BadInput(text("Sig, hvad det gælder."), hint=text("Skriv nummeret (id) til sidst."))
    deeds[arguments.what](program, arguments)
    return 0


def _ask(program: Program, arguments: Namespace) -> None:
    how = "session" if arguments.now else "link"
    wish = payment_requests.Wish(arguments.part, how, arguments.email)
    _, made = payment_requests.ask(program.work, arguments.id, _ore(arguments.amount), wish)
    out(made)


def _list(program: Program, arguments: Namespace) -> None:
    with program.reading() as db:
        rows = payment_pages(db, invoice_id=arguments.id)
    for row in rows:
        words = program.language.say(row.words)
        if arguments.json:
            out_json({
                "id": row.id, "invoice": row.invoice_id, "part": row.part, "how": row.how,
                "amount_ore": row.amount_ore, "state": row.state, "url": row.url,
                "refused": row.refused,
            })  # fmt: skip
        else:
            money = program.language.money(row.amount_ore)
            out("  ".join(filter(None, (row.id, money, words, row.url, row.refused))))


def _close(program: Program, arguments: Namespace) -> None:
    payment_requests.withdraw(program.work, arguments.id)
    out(program.language.tr("Gjort."))


def _refund(program: Program, arguments: Namespace) -> None:
    ore = _ore(arguments.amount)
    out(payment_requests.refund(program.work, arguments.id, ore, reason=arguments.reason)[1])


def _check(program: Program, arguments: Namespace) -> None:
    """Ask the vendor now, and say how the pages stand."""

    def write(action: Callable[[Work], Any]) -> Any:
        return action(program.work)

    payments_of(program, write).tick(now=True)
    _list(program, arguments)


def _portal(program: Program, arguments: Namespace) -> None:
    """Say where somebody sees to their subscription; the page is good for minutes."""
    with program.reading() as db:
        customer = customer_of(db, arguments.id)
    vendor = program.ways_out.payments()
    try:
        out(vendor.portal(customer, back_to=pages(program).back_to))
    finally:
        vendor.close()


def _ore(written: str) -> int:
    """Read an amount in kroner, as 1550 or 1550,50."""
    found = _KRONER.fullmatch(written.strip())
    if found is None:
        raise BadInput(
            text("Beløbet {beløb} kan ikke læses.", beløb=written),
            hint=text("Skriv det som 1550,00 med --amount."),
        )
    return int(found[1]) * 100 + int(found[2] or 0)
