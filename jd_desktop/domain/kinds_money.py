"""The kinds of record that money is about: what is sold, owed, paid, asked for and given back.

Amounts are integer øre, VAT included. What a person was handed or paid is sealed: it is corrected
by another record, never by a change.
"""

from __future__ import annotations

from jd_desktop.domain.kind import Group, Kind, Seal, fields, park

SINCE = 2
PAYMENT_RANKS = {"pending": 0, "failed": 1, "succeeded": 2}
REFUND_RANKS = {"requested": 0, "pending": 1, "succeeded": 2, "failed": 3}
"""A bank may send money back days after the vendor said that it had arrived."""
REQUEST_RANKS = {
    "wanted": 0, "making": 1, "open": 2, "expired": 3, "closing": 4, "closed": 5,
    "processing": 6, "paid": 7,
}  # fmt: skip
"""What became of a link: money that came counts more than that the link was closed."""


def _of_student(*, required: bool = True) -> Group:
    """Whose it is: alone in its group, because merging two students moves what was theirs."""
    return park("student", "student_id:id*" if required else "student_id:id")


def _last(name: str, written: str) -> Group:
    return Group(name, "last", fields(written))


_MADE = _last("made", "made_by, made_at:instant")
_ACTIVE = park("active", "active:flag")

PRODUCT = Kind(
    "product",
    (
        park("name", "name*"),
        park("what", "purpose*, unit, code"),
        park("vat", "vat"),
        _ACTIVE,
    ),
    since=SINCE,
)
"""Something sold: a `package`, `lesson`, `fee`, `third_party` cost or `subscription`."""

PRICE = Kind(
    "price",
    (
        park("of", "of_kind*, of_id:id*"),
        park("price", "price_ore:integer*, valid_from:day*, valid_to:day"),
        _ACTIVE,
    ),
    since=SINCE,
)
"""What a product or a booking type costs from a day on, to a day where one is given."""

CANCEL_POLICY = Kind(
    "cancel_policy",
    (
        park("name", "name*"),
        park("rule", "deadline:map*, fee:map*, vat, refill_waives:flag"),
        _ACTIVE,
    ),
    since=SINCE,
)
"""Until when a booking may be cancelled for nothing, and what it costs after that."""

CHARGE = Kind(
    "charge",
    (
        _of_student(),
        park("what", "booking_id:id, what*, text, amount_ore:integer*, vat, reason:map"),
        park("state", "state*, why, decided_by, decided_at:instant, invoice_id:id"),
        _MADE,
    ),
    since=SINCE,
)
"""A fee that is `proposed` until it is `invoiced`, `waived` by a person or `dropped`."""

INVOICE = Kind(
    "invoice",
    (
        _of_student(),
        park(
            "paper",
            "form*, credits:id, reason, lines:list*, due_on:day, parts:list, payer:map,"
            " seller:map, language, state*",
        ),
        Group("number", "server", fields("number:integer, issued_at:instant")),
        park(
            "written_off",
            "written_off_at:instant, written_off_ore:integer, written_off_by, written_off_why",
        ),
        _last("sent", "sent_at:instant"),
        _MADE,
    ),
    since=SINCE,
    seal=Seal(frozenset({"issued"}), frozenset({"paper"})),
)
"""An invoice or credit note: a `draft` until it is `issued`, when the server numbers it."""

PAYMENT = Kind(
    "payment",
    (
        _of_student(required=False),
        park(
            "money",
            "method*, amount_ore:integer*, currency, at:instant*, provider, external_id,"
            " request_id:id, reference",
        ),
        Group("status", "max", fields("state*"), PAYMENT_RANKS),
        park("reversed", "reversed_at:instant, reversed_by, reversed_why"),
        _last("dispute", "dispute"),
        park("review", "review, review_note"),
        park("note", "note"),
        _MADE,
    ),
    since=SINCE,
    seal=Seal(frozenset({"succeeded"}), frozenset({"money"})),
)
"""Money received; one typed by mistake is reversed, and both stay to be seen."""

ALLOCATION = Kind(
    "allocation",
    (
        _of_student(required=False),
        park("what", "payment_id:id*, invoice_id:id*, amount_ore:integer*, part:integer"),
        park("state", "state*"),
    ),
    since=SINCE,
)
"""How much of a payment pays an invoice: `active`, or `removed` by a person."""

REFUND = Kind(
    "refund",
    (
        _of_student(required=False),
        park("what", "payment_id:id*, amount_ore:integer*, method*, reason, by, at:instant"),
        Group("status", "max", fields("state*"), REFUND_RANKS),
        _last("external", "external_id, failure"),
        _last("owner", "owner_device"),
    ),
    since=SINCE,
    seal=Seal(frozenset({"pending", "succeeded", "failed"}), frozenset({"what"})),
)
"""Money given back of a payment."""

PAYMENT_REQUEST = Kind(
    "payment_request",
    (
        _of_student(),
        park(
            "what",
            "invoice_id:id*, part:integer, amount_ore:integer*, currency, how*,"
            " generation:integer, email, expires_at:instant",
        ),
        Group("status", "max", fields("state*"), REQUEST_RANKS),
        _last("review", "review"),
        _last("link", "provider_id, session_id, url"),
        _last("refused", "refused"),
        _last("owner", "owner_device, made_by, made_at:instant"),
    ),
    since=SINCE,
    seal=Seal(frozenset(REQUEST_RANKS) - {"wanted"}, frozenset({"what"})),
)
"""A vendor's page where an invoice, or a part of it, can be paid once."""

SUBSCRIPTION = Kind(
    "subscription",
    (
        _of_student(),
        park("what", "product_id:id*, price_ore:integer*, email"),
        _last("status", "state*, period_end:instant, cancel_at_end:flag, told_at:instant"),
        _last("link", "provider_id, session_id, customer_id, url"),
        park("wish", "cancel_wanted:flag"),
        _last("refused", "refused"),
        _last("owner", "owner_device, made_by, made_at:instant"),
    ),
    since=SINCE,
)
"""Something paid month by month at the vendor."""

BOOKKEEPING_BATCH = Kind(
    "bookkeeping_batch",
    (park("what", "from_on:day, to_on:day, items:list*, sha256"), _MADE),
    since=SINCE,
)
"""What was handed to the bookkeeping, so that nothing is handed over twice."""

MONEY = (
    PRODUCT, PRICE, CANCEL_POLICY, CHARGE, INVOICE, PAYMENT, ALLOCATION, REFUND,
    PAYMENT_REQUEST, SUBSCRIPTION, BOOKKEEPING_BATCH,
)  # fmt: skip
OF_STUDENTS = tuple(k.name for k in MONEY if any(f.name == "student_id" for f in k.fields()))
"""The kinds that belong to a student, or may."""
