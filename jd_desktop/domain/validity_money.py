"""What a record about money must be before anybody may believe it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jd_desktop.domain.kind import Body
from jd_desktop.domain.language import Text, text

LARGEST_ORE = 1_000_000_000
"""Ten million kroner: what is above it is a slip of the hand."""
LONGEST_PAPER = 500
FORMS = ("invoice", "credit_note")
PAPER_STATES = ("draft", "issued")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_ORE


def _is_line(line: Any) -> bool:
    return (
        isinstance(line, dict)
        and isinstance(line.get("id"), str)
        and isinstance(line.get("text"), str)
        and all(_is_whole(line.get(name)) for name in ("quantity", "unit_ore"))
        and _is_whole(line["quantity"] * line["unit_ore"])
    )


def _is_part(part: Any) -> bool:
    return isinstance(part, dict) and all(_is_whole(part.get(n)) for n in ("n", "amount_ore"))


def _invoice_problems(body: Body) -> list[Text]:
    lines, parts = body["lines"], body.get("parts") or []
    if body["form"] not in FORMS or body["state"] not in PAPER_STATES:
        return [text("Fakturaen er hverken en faktura eller en kreditnota.")]
    if len(lines) > LONGEST_PAPER or not all(_is_line(line) for line in lines):
        return [text("Fakturaens linjer kan ikke læses.")]
    if not all(_is_part(part) for part in parts):
        return [text("Fakturaens rater kan ikke læses.")]
    if body["state"] == "draft":
        return []
    return _issued_problems(body, lines, parts)


def _issued_problems(body: Body, lines: list[Any], parts: list[Any]) -> list[Text]:
    total = sum(line["quantity"] * line["unit_ore"] for line in lines)
    if not lines or total <= 0:
        return [text("En faktura skal lyde på mere end 0 kr.")]
    if total > LARGEST_ORE:
        return [text("Beløbet er for stort. Det højeste er 10 millioner kr.")]
    if parts and sum(part["amount_ore"] for part in parts) != total:
        return [text("Raterne giver ikke fakturaens beløb, når de lægges sammen.")]
    if body["form"] == "credit_note" and not body.get("credits"):
        return [text("En kreditnota skal vise, hvilken faktura den krediterer.")]
    return []


def _amount_problems(body: Body) -> list[Text]:
    if body["amount_ore"] <= 0:
        return [text("Beløbet skal være mere end 0 kr.")]
    if body["amount_ore"] > LARGEST_ORE:
        return [text("Beløbet er for stort. Det højeste er 10 millioner kr.")]
    return []


def _price_problems(body: Body) -> list[Text]:
    if not 0 <= body["price_ore"] <= LARGEST_ORE:
        return [text("Prisen skal være mellem 0 kr. og 10 millioner kr.")]
    until = body.get("valid_to")
    if until and until < body["valid_from"]:
        return [text("Prisen skal gælde til en dag, der er efter den, den gælder fra.")]
    return []


MONEY_PROBLEMS: Mapping[str, Callable[[Body], list[Text]]] = {
    "invoice": _invoice_problems,
    "payment": _amount_problems,
    "allocation": _amount_problems,
    "refund": _amount_problems,
    "payment_request": _amount_problems,
    "charge": _amount_problems,
    "price": _price_problems,
}
"""What is wrong with a body of each kind, where its fields could be read."""
