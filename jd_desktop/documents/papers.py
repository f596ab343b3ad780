"""Invoices, credit notes and receipts, worded as Danish law wants them.

What an invoice must say (momsbekendtgørelsen § 58; domain.md §1.8): a running number, the day, the
seller with CVR number, the buyer, what and how much of it, the price of one without VAT, the rate,
the amount that is taxed and its VAT, and when it was delivered where that is another day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jd_desktop.documents.paper import Line, Paper, Party, Sum
from jd_desktop.domain.clock import instant, local_day
from jd_desktop.domain.kind import Body
from jd_desktop.domain.language import Language
from jd_desktop.domain.phone import display
from jd_desktop.domain.vat import Rates, Share, vat_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What beside its record a paper needs: the language, the rates, today.

    `credited` is the number of the invoice that a credit note is for; `pay_at` an address where
    the invoice can be paid.
    """

    language: Language
    rates: Rates
    today: date
    credited: int = 0
    pay_at: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Part of a payment that pays an invoice, by the invoice's number."""

    number: int
    amount_ore: int


def invoice(body: Body, wanted: Wanted) -> Paper:
    """Word an invoice or a credit note; a draft has a watermark and no number."""
    tr = wanted.language.tr
    is_credit, is_draft = body.get("form") == "credit_note", body.get("state") != "issued"
    issued_on = _issued_on(body) or wanted.today
    lines = body.get("lines") or []
    shares = wanted.rates.shares(lines, issued_on)
    title = tr("Kreditnota") if is_credit else tr("Faktura")
    seller = body.get("seller") or {}
    return Paper(
        title=title,
        seller=_seller(wanted.language, seller),
        payer=_payer(body.get("payer") or {}),
        facts=tuple(_facts(body, wanted, issued_on)),
        columns=_columns(wanted.language),
        lines=tuple(_line(line, wanted, issued_on) for line in lines),
        sums=tuple(_sums(shares, wanted.language, is_credit=is_credit)),
        notes=tuple(_notes(body, wanted)),
        foot=_foot(seller),
        page=tr("Side {n} af {antal}", n="{n}", antal="{antal}"),
        watermark=tr("KLADDE") if is_draft else "",
        pay_at="" if is_draft or is_credit else wanted.pay_at,
        pay_words=tr("Betal med kort eller MobilePay: scan koden, eller åbn adressen"),
        language=wanted.language.code,
    )


def receipt(
    payment: Body, settled: Sequence[Settled], parties: tuple[Body, Body], wanted: Wanted
) -> Paper:
    """Word a receipt for a payment, its invoices beside it; `parties` are seller and payer."""
    tr, money = wanted.language.tr, wanted.language.money
    seller, payer = parties
    paid_on = local_day(instant(payment["at"]))
    rows = [
        Line((tr("Betaling af faktura {nummer}", nummer=s.number), money(s.amount_ore)))
        for s in settled
    ]
    rest = payment["amount_ore"] - sum(s.amount_ore for s in settled)
    if rest:
        rows.append(Line((tr("Til gode hos køreskolen"), money(rest))))
    return Paper(
        title=tr("Kvittering"),
        seller=_seller(wanted.language, seller),
        payer=_payer(payer),
        facts=(
            (tr("Betalt"), wanted.language.full_date(paid_on)),
            (tr("Betalt med"), method(wanted.language, str(payment.get("method") or ""))),
            *(((tr("Reference"), payment["reference"]),) if payment.get("reference") else ()),
        ),
        columns=(tr("Beskrivelse"), tr("Beløb")),
        lines=tuple(rows),
        sums=(Sum(tr("Modtaget i alt"), money(payment["amount_ore"]), is_strong=True),),
        notes=(tr("Tak for din betaling."),),
        foot=_foot(seller),
        page=tr("Side {n} af {antal}", n="{n}", antal="{antal}"),
        language=wanted.language.code,
    )


def method(language: Language, name: str) -> str:
    """Say how something was paid."""
    return {
        "card": language.tr("Kort"),
        "mobilepay": language.tr("MobilePay"),
        "bank": language.tr("Bankoverførsel"),
        "cash": language.tr("Kontant"),
    }.get(name, language.tr("Andet"))


def _issued_on(body: Body) -> date | None:
    at = body.get("issued_at")
    return local_day(instant(at)) if at else None


def _seller(language: Language, seller: Mapping[str, Any]) -> Party:
    cvr = seller.get("cvr")
    phone = seller.get("phone")
    contact = (display(phone) if phone else "", seller.get("email"))
    lines = (
        seller.get("street"),
        _town(seller),
        language.tr("CVR-nr. {cvr}", cvr=cvr) if cvr else "",
        " · ".join(str(part) for part in contact if part),
    )
    return Party(str(seller.get("name") or ""), tuple(str(line) for line in lines if line))


def _payer(payer: Mapping[str, Any]) -> Party:
    lines = (payer.get("attention"), payer.get("street"), _town(payer), payer.get("email"))
    return Party(str(payer.get("name") or ""), tuple(str(line) for line in lines if line))


def _town(of: Mapping[str, Any]) -> str:
    return f"{of.get('postcode') or ''} {of.get('city') or ''}".strip()


def _facts(body: Body, wanted: Wanted, issued_on: date) -> list[tuple[str, str]]:
    language = wanted.language
    tr, number = language.tr, body.get("number")
    is_credit = body.get("form") == "credit_note"
    label = tr("Kreditnotanr.") if is_credit else tr("Fakturanr.")
    facts = [
        (label, str(number) if number else tr("gives, når den udstedes")),
        (tr("Dato"), language.full_date(issued_on)),
    ]
    if wanted.credited:
        facts.append((tr("Krediterer faktura"), str(wanted.credited)))
    if body.get("due_on") and not is_credit and not body.get("parts"):
        facts.append((tr("Betales senest"), language.full_date(date.fromisoformat(body["due_on"]))))
    if reference := (body.get("payer") or {}).get("reference"):
        facts.append((tr("Deres reference"), str(reference)))
    return facts


def _columns(language: Language) -> tuple[str, ...]:
    tr = language.tr
    return (
        tr("Beskrivelse"), tr("Antal"), tr("Pris u. moms"), tr("Moms"), tr("Beløb m. moms"),
    )  # fmt: skip


def _line(line: Mapping[str, Any], wanted: Wanted, issued_on: date) -> Line:
    language = wanted.language
    percent = wanted.rates.percent(str(line.get("vat") or ""), issued_on)
    unit, quantity = int(line["unit_ore"]), int(line["quantity"])
    counted = f"{quantity} {line.get('unit') or ''}".strip()
    on = line.get("on")
    return Line(
        (
            str(line["text"]),
            counted,
            _plain(language, unit - vat_of(unit, percent)),
            language.tr("{procent} %", procent=percent),
            _plain(language, unit * quantity),
        ),
        under=language.full_date(date.fromisoformat(on)) if on else "",
    )


def _plain(language: Language, ore: int) -> str:
    """Say an amount without its currency: the sums say it."""
    return language.money(ore).removesuffix(" kr.").replace("DKK ", "")


def _sums(shares: Sequence[Share], language: Language, *, is_credit: bool) -> list[Sum]:
    tr, money = language.tr, language.money
    found = []
    for share in shares:
        if share.percent:
            base = tr("Momspligtigt beløb, {procent} %", procent=share.percent)
            vat = tr("Heraf moms, {procent} %", procent=share.percent)
            found += [Sum(base, money(share.base_ore)), Sum(vat, money(share.vat_ore))]
        else:
            label = tr("Udlæg, ikke momspligtigt") if share.vat == "outside" else tr("Momsfrit")
            found.append(Sum(label, money(share.gross_ore)))
    total = sum(share.gross_ore for share in shares)
    label = tr("Krediteret i alt") if is_credit else tr("I alt at betale")
    return [*found, Sum(label, money(total), is_strong=True)]


def _notes(body: Body, wanted: Wanted) -> list[str]:
    language, seller = wanted.language, body.get("seller") or {}
    tr, notes = language.tr, []
    if body.get("form") == "credit_note":
        return [tr("Årsag: {årsag}", årsag=body["reason"])] if body.get("reason") else []
    for part in body.get("parts") or ():
        notes.append(
            tr(
                "Rate {n}: {beløb}, betales senest {dag}",
                n=part["n"],
                beløb=language.money(part["amount_ore"]),
                dag=language.full_date(date.fromisoformat(part["due_on"])),
            )
        )
    if account := seller.get("bank_account"):
        number = body.get("number") or ""
        notes.append(
            tr("Bankoverførsel: konto {konto}, mærket {nummer}", konto=account, nummer=number)
            if number
            else tr("Bankoverførsel: konto {konto}", konto=account)
        )
    if said := seller.get("invoice_note"):
        notes.append(str(said))
    return notes


def _foot(seller: Mapping[str, Any]) -> str:
    parts = (seller.get("name"), seller.get("street"), _town(seller), seller.get("email"))
    return " · ".join(str(part) for part in parts if part)
