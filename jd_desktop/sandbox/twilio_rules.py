"""What Twilio refuses, and how it filters and pages what it lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias
from urllib.parse import urlencode

Row: TypeAlias = dict[str, Any]

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 \-+_&]{1,11}")
# Twilio's own test numbers, with its own answers.
_TO = {
    "+15005550001": (21211, "The 'To' number is not a valid phone number.", 400),
    "+15005550002": (21612, "Twilio cannot route to this number", 400),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region", 400),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient", 400),
    "+15005550009": (21614, "'To' number is not a valid mobile number", 400),
}
_FROM = {
    "+15005550001": (21212, "The 'From' number is not a valid phone number", 400),
    "+15005550007": (21606, "The 'From' number is not SMS-capable", 400),
    "+15005550008": (21611, "The SMS queue of this 'From' number is full", 429),
}


def problem(code: int, words: str, status: int) -> Row:
    """Return an error as Twilio writes it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": words, "more_info": more, "status": status}


def refusal(fields: dict[str, str]) -> Row | None:
    """Return why a message is refused, None where it is not."""
    to, body = fields.get("To", ""), fields.get("Body", "")
    if to in _TO:
        return problem(*_TO[to])
    if not _NUMBER.fullmatch(to):
        return problem(21211, f"The 'To' number {to} is not a valid phone number.", 400)
    if not body:
        return problem(21602, "Message body is required.", 400)
    if len(body) > 1600:
        return problem(21617, "The concatenated message body exceeds the 1600 limit.", 400)
    return None if fields.get("MessagingServiceSid") else _sender(fields.get("From", ""))


def _sender(said: str) -> Row | None:
    if not said:
        return problem(21603, "A 'From' phone number is required.", 400)
    if said in _FROM:
        return problem(*_FROM[said])
    if not (_NUMBER.fullmatch(said) or _NAME.fullmatch(said)):
        return problem(21212, f"The 'From' number {said} is not a valid sender.", 400)
    return None


def fits(row: Row, query: dict[str, str]) -> bool:
    """Whether a message is among those asked for: by To, From and the day or time it was sent."""
    return (
        query.get("To", row["to"]) == row["to"]
        and query.get("From", row["from"]) == row["from"]
        and all(
            _sent(row, name[8:], said) for name, said in query.items() if name[:8] == "DateSent"
        )
    )


def _sent(row: Row, how: str, said: str) -> bool:
    """A day without a time is all of it; one that was not sent yet is in no span."""
    if row["date_sent"] is None:
        return False
    at, first = parsedate_to_datetime(row["date_sent"]), datetime.fromisoformat(said)
    first = first if first.tzinfo else first.replace(tzinfo=UTC)
    last = first + timedelta(days=1, seconds=-1) if len(said) == len("2026-11-23") else first
    return (at >= first or how == "<") and (at <= last or how == ">")


def page(rows: list[Row], path: str, query: dict[str, str], *, size: int) -> Row:
    """Return one page of rows, with the addresses of its neighbours."""
    number = max(0, whole(query.get("Page"), 0))
    here = rows[number * size : (number + 1) * size]

    def address(of: int) -> str:
        return f"{path}?{urlencode({**query, 'PageSize': size, 'Page': of})}"

    more = (number + 1) * size < len(rows)
    return {
        "messages": here, "page": number, "page_size": size, "uri": address(number),
        "start": number * size, "end": max(number * size + len(here) - 1, 0),
        "first_page_uri": address(0), "next_page_uri": address(number + 1) if more else None,
        "previous_page_uri": address(number - 1) if number else None,
    }  # fmt: skip


def numbers_page(owned: Iterable[str], account: str, query: dict[str, str]) -> Row:
    """Return the numbers that an account owns, filtered as Twilio does; one page is enough."""
    path = f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers"
    here = [
        {"account_sid": account, "sid": f"PN{n:032x}", "phone_number": number,
         "friendly_name": number, "uri": f"{path}/PN{n:032x}.json"}
        for n, number in enumerate(sorted(owned))
        if query.get("PhoneNumber", number) in number
    ]  # fmt: skip
    return {
        "incoming_phone_numbers": here, "page": 0, "page_size": 50, "start": 0,
        "end": max(len(here) - 1, 0), "uri": f"{path}.json?PageSize=50&Page=0",
        "first_page_uri": f"{path}.json?PageSize=50&Page=0", "next_page_uri": None,
        "previous_page_uri": None,
    }  # fmt: skip


def whole(said: str | None, otherwise: int) -> int:
    """Return a number that was asked for."""
    return int(said) if said and said.isdecimal() else otherwise
