"""Who sells and who pays, as a paper says it for ever: frozen as the paper is issued."""

from __future__ import annotations

from typing import Any

from jd_desktop.domain.kind import Body

_SELLER = ("name", "cvr", "street", "postcode", "city", "phone", "bank_account", "invoice_note")
_PAYER = ("street", "postcode", "city", "email")


def seller_of(school: Body) -> dict[str, Any]:
    """Return what a paper says of the school, as it is now."""
    told = {name: school[name] for name in _SELLER if school.get(name)}
    email = school.get("invoice_email") or school.get("email")
    return {**told, **({"email": email} if email else {})}


def payer_of(student: Body) -> dict[str, Any]:
    """Return what a paper says of who pays, as it is now."""
    name = f"{student.get('first_name') or ''} {student.get('last_name') or ''}".strip()
    return {"name": name, **{n: student[n] for n in _PAYER if student.get(n)}}
