"""What the stand-in for Twilio remembers, and how it looks on the wire."""

from __future__ import annotations

import json
import re
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

_PATH = ("queued", "sent", "delivered")
_NUMBER = re.compile(r"^\+[1-9]\d{6,14}$")
_REFUSED = {
    "+15005550001": (21211, "The 'To' number is not a valid phone number."),
    "+15005550009": (21614, "'To' number is not a valid mobile number"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region"),
}
_UNREACHABLE = "+15005550008"


class Ledger:
    """Messages by their SID; kept in a file where one is given, so that a restart forgets none."""

    def __init__(
        self, accounts: dict[str, str], file: Path | None = None, *, at_once: bool = False
    ):
        """Take who may come in (user to password) and where to keep the messages.

        `at_once` lets a message arrive before it is first asked about, as most real ones do.
        """
        self._accounts, self._file, self._at_once = accounts, file, at_once
        self._messages: dict[str, dict[str, Any]] = {}
        if file is not None and file.exists():
            kept = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]
            self._messages = {m["sid"]: m for m in kept}

    def admits(self, user: str, password: str) -> bool:
        """Whether these are the right words."""
        expected = self._accounts.get(user)
        return expected is not None and secrets.compare_digest(expected, password)

    def refusal(self, fields: dict[str, str]) -> dict[str, Any] | None:
        """Return why a message is refused, as Twilio says it."""
        to, body = fields.get("To", ""), fields.get("Body", "")
        if to in _REFUSED:
            return problem(*_REFUSED[to], 400)
        if not _NUMBER.match(to):
            return problem(21211, f"The 'To' number {to} is not a valid phone number.", 400)
        if not body:
            return problem(21602, "Message body is required.", 400)
        if len(body) > 1600:
            return problem(21617, "The concatenated message body exceeds the 1600 limit.", 400)
        if not (fields.get("From") or fields.get("MessagingServiceSid")):
            return problem(21603, "A 'From' phone number is required.", 400)
        return None

    def add(self, account: str, fields: dict[str, str]) -> dict[str, Any]:
        """Accept a message."""
        sid = "SM" + secrets.token_hex(16)
        now, path = _now(), f"/2010-04-01/Accounts/{account}/Messages"
        made = {
            "account_sid": account, "api_version": "2010-04-01", "body": fields["Body"],
            "date_created": now, "date_sent": None, "date_updated": now,
            "direction": "outbound-api", "error_code": None, "error_message": None,
            "from": fields.get("From") or None,
            "messaging_service_sid": fields.get("MessagingServiceSid") or None,
            "num_media": "0", "num_segments": "1", "price": None, "price_unit": "USD", "sid": sid,
            "status": "queued", "to": fields["To"],
            "subresource_uris": {"media": f"{path}/{sid}/Media.json"}, "uri": f"{path}/{sid}.json",
        }  # fmt: skip
        self._messages[sid] = made
        self._keep(made)
        return made

    def look(self, sid: str) -> dict[str, Any] | None:
        """Return a message; each look finds it a step further on its way."""
        found = self._messages.get(sid)
        if found is None:
            return None
        if self._at_once and found["status"] in _PATH:
            found |= {"status": _PATH[-2], "date_sent": _now()}
        told = None if self._at_once else dict(found)
        if found["status"] in _PATH[:-1]:
            found["status"] = _PATH[_PATH.index(found["status"]) + 1]
            found["date_sent"] = found["date_sent"] or _now()
            if found["status"] == "delivered" and found["to"] == _UNREACHABLE:
                found |= {"status": "undelivered", "error_code": 30003}
            self._keep(found)
        return dict(found) if told is None else told

    def cancel(self, sid: str) -> dict[str, Any] | None:
        """Cancel a message that has not left."""
        found = self._messages.get(sid)
        if found is not None and found["status"] == "queued":
            found["status"] = "canceled"
            self._keep(found)
        return found

    def page(self, account: str, query: dict[str, str]) -> dict[str, Any]:
        """Return the newest messages first, filtered and paged as Twilio does."""
        size, number = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        rows = [
            m for m in reversed(self._messages.values())
            if m["account_sid"] == account and query.get("To", m["to"]) == m["to"]
            and query.get("From", m["from"]) == m["from"]
        ]  # fmt: skip
        here = rows[number * size : (number + 1) * size]
        path = f"/2010-04-01/Accounts/{account}/Messages.json"
        more = (number + 1) * size < len(rows)
        return {
            "messages": here, "page": number, "page_size": size, "uri": f"{path}?Page={number}",
            "start": number * size, "end": max(number * size + len(here) - 1, 0),
            "first_page_uri": f"{path}?PageSize={size}&Page=0",
            "next_page_uri": f"{path}?PageSize={size}&Page={number + 1}" if more else None,
            "previous_page_uri": f"{path}?PageSize={size}&Page={number - 1}" if number else None,
        }  # fmt: skip

    def everything(self) -> list[dict[str, Any]]:
        """Return all messages in the order of their coming."""
        return list(self._messages.values())

    def _keep(self, message: dict[str, Any]) -> None:
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(message) + "\n")


def _now() -> str:
    return format_datetime(datetime.now(UTC))  # noqa: TID251 - a vendor has its own clock


def problem(code: int, words: str, status: int) -> dict[str, Any]:
    """Return an error as Twilio writes it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": words, "more_info": more, "status": status}
