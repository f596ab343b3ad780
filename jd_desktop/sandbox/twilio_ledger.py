"""What the stand-in for Twilio remembers, and how it looks on the wire."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jd_desktop.sandbox.segments import segments
from jd_desktop.sandbox.twilio_rules import Row, fits, problem, refusal, whole
from jd_desktop.sandbox.twilio_rules import page as page_of

__all__ = ["Ledger", "problem"]

_PATH = ("queued", "sent", "delivered")
_UNREACHABLE = "+15005550008"


class Ledger:
    """Messages by their SID; kept in a file where one is given, so that a restart forgets none."""

    def __init__(
        self, accounts: dict[str, str], file: Path | None = None, *, at_once: bool = False
    ):
        """Take who may come in (user to password) and where to keep the messages.

        `at_once` lets a message arrive before it is first asked about, as most real ones do.
        """
        self.accounts, self._file, self._at_once = accounts, file, at_once
        self._messages: dict[str, Row] = {}
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                with suppress(json.JSONDecodeError):  # one that a kill cut short
                    row = json.loads(line)
                    self._messages[row["sid"]] = row

    def admits(self, user: str, password: str) -> bool:
        """Whether these are the right words."""
        expected = self.accounts.get(user)
        return expected is not None and secrets.compare_digest(expected.encode(), password.encode())

    def refusal(self, fields: dict[str, str]) -> Row | None:
        """Return why a message is refused, as Twilio says it."""
        return refusal(fields)

    def add(self, account: str, fields: dict[str, str]) -> Row:
        """Accept a message."""
        sid = "SM" + secrets.token_hex(16)
        now, path = _now(), f"/2010-04-01/Accounts/{account}/Messages"
        service = fields.get("MessagingServiceSid")
        later = service and fields.get("ScheduleType") == "fixed" and fields.get("SendAt")
        made = {
            "account_sid": account, "api_version": "2010-04-01", "body": fields["Body"],
            "date_created": now, "date_sent": None, "date_updated": now,
            "direction": "outbound-api", "error_code": None, "error_message": None,
            "from": fields.get("From") or None, "messaging_service_sid": service or None,
            "num_media": "0", "num_segments": "0" if service else str(segments(fields["Body"])),
            "price": None, "price_unit": "USD", "sid": sid,
            "status": "scheduled" if later else "queued", "to": fields["To"],
            "subresource_uris": {"media": f"{path}/{sid}/Media.json"}, "uri": f"{path}/{sid}.json",
        }  # fmt: skip
        self._messages[sid] = made
        self._keep(made)
        return dict(made)

    def look(self, account: str, sid: str) -> Row | None:
        """Return a message; each look finds it a step further on its way."""
        found = self._of(account, sid)
        if found is None:
            return None
        if self._at_once:
            while found["status"] in _PATH[:-1]:
                self._step(found)
            return dict(found)
        told = dict(found)
        self._step(found)
        return told

    def advance(self) -> None:
        """Take every message one step further, unasked."""
        for message in self._messages.values():
            self._step(message)

    def update(self, account: str, sid: str, fields: dict[str, str]) -> Row | None:
        """Cancel a message that is only scheduled, or blank its text; None where there is none."""
        found = self._of(account, sid)
        if found is None:
            return None
        if fields.get("Status") == "canceled":
            if found["status"] != "scheduled":
                return problem(30409, "This message cannot be canceled", 409)
            self._change(found, status="canceled")
        if fields.get("Body") == "":
            self._change(found, body="")
        return dict(found)

    def page(self, account: str, query: dict[str, str]) -> Row:
        """Return the newest messages first, filtered and paged as Twilio does."""
        rows = [
            row
            for row in reversed(self._messages.values())
            if row["account_sid"] == account and fits(row, query)
        ]
        size = max(1, min(1000, whole(query.get("PageSize"), 50)))
        path = f"/2010-04-01/Accounts/{account}/Messages.json"
        return page_of(rows, path, query, size=size)

    def everything(self) -> list[Row]:
        """Return all messages in the order of their coming."""
        return list(self._messages.values())

    def _of(self, account: str, sid: str) -> Row | None:
        found = self._messages.get(sid)
        return found if found is not None and found["account_sid"] == account else None

    def _step(self, message: Row) -> None:
        if message["status"] not in _PATH[:-1]:
            return
        then = _PATH[_PATH.index(message["status"]) + 1]
        sent: dict[str, Any] = {"date_sent": message["date_sent"] or _now()}
        if then == "delivered" and message["to"] == _UNREACHABLE:
            then, sent["error_code"] = "undelivered", 30003
        self._change(message, status=then, **sent)

    def _change(self, message: Row, **values: Any) -> None:
        message |= {**values, "date_updated": _now()}
        self._keep(message)

    def _keep(self, message: Row) -> None:
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(message) + "\n")


def _now() -> str:
    return format_datetime(datetime.now(UTC))  # noqa: TID251 - a vendor has its own clock
