"""What the stand-in for SparkPost remembers: transmissions, their events, who is suppressed."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

Row: TypeAlias = dict[str, Any]

ENDS: dict[str, tuple[str, Row]] = {
    "bounce": ("bounce", {"bounce_class": "10", "error_code": "550",
        "reason": "550 5.1.1 The email account that you tried to reach does not exist"}),
    "full": ("bounce", {"bounce_class": "22", "error_code": "552",
        "reason": "552 5.2.2 Mailbox full"}),
    "spam": ("bounce", {"bounce_class": "51", "error_code": "554",
        "reason": "554 5.7.1 Blocked as spam"}),
    "suppressed": ("bounce", {"bounce_class": "25", "error_code": "554",
        "reason": "Recipient address was suppressed due to customer policy"}),
    "policy": ("policy_rejection", {"error_code": "550", "reason": "550 5.7.1 No"}),
    "away": ("out_of_band", {"bounce_class": "60", "reason": "Out of office"}),
    "late": ("out_of_band", {"bounce_class": "10", "error_code": "550",
        "reason": "550 5.1.1 unknown"}),
    "complaint": ("spam_complaint", {"fbtype": "abuse"}),
    "unsubscribe": ("list_unsubscribe", {}),
    "delivery": ("delivery", {}),
}  # fmt: skip
"""What becomes of a message: drawn from the recipient's local part, delivery for all others."""


class SparkPostLedger:
    """Transmissions by id; kept in a file where one is given, so that a restart forgets none."""

    def __init__(self, file: Path | None = None, *, at_once: bool = False):
        """Take where to keep them; `at_once` lets a message arrive as it is accepted."""
        self._file, self._at_once = file, at_once
        self.messages: dict[str, Row] = {}
        self.events: list[Row] = []
        self.suppressed: dict[str, Row] = {}
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                with suppress(json.JSONDecodeError):  # one that a kill cut short
                    self._take(json.loads(line))

    def add(self, body: Row) -> str:
        """Accept a transmission of one recipient; returns its id."""
        made = str(secrets.randbelow(9 * 10**16) + 10**16)
        address = body["recipients"][0]["address"]
        to = address if isinstance(address, str) else address["email"]
        content, metadata = body["content"], body.get("metadata") or {}
        self._keep("message", {
            "id": made, "to": to, "from": content["from"], "subject": content["subject"],
            "text": content.get("text", ""), "html": content.get("html", ""),
            "reply_to": content.get("reply_to", ""), "headers": content.get("headers", {}),
            "options": body.get("options", {}), "metadata": metadata, "at": _now(),
        })  # fmt: skip
        self.tell(made, "injection", {})
        if self._at_once:
            self.arrive(made)
        return made

    def advance(self) -> None:
        """Let every message that has not arrived arrive, or come back."""
        ended = {event["transmission_id"] for event in self.events if event["type"] != "injection"}
        for made in [made for made in self.messages if made not in ended]:
            self.arrive(made)

    def arrive(self, made: str) -> None:
        """Let a message come to its end: what its recipient's name says."""
        to = self.messages[made]["to"]
        name = "suppressed" if to in self.suppressed else to.partition("@")[0]
        kind, more = ENDS.get(name, ENDS["delivery"])
        if kind in ("out_of_band", "spam_complaint", "list_unsubscribe"):
            self.tell(made, "delivery", {})
        self.tell(made, kind, more)

    def tell(self, made: str, kind: str, more: Row) -> None:
        """Add an event to a transmission."""
        message = self.messages[made]
        sender = message["from"]
        friendly = sender if isinstance(sender, str) else sender["email"]
        self._keep("event", {
            "type": kind, "event_id": str(secrets.randbelow(9 * 10**17) + 10**17),
            "timestamp": _now(), "transmission_id": made, "message_id": secrets.token_hex(10),
            "rcpt_to": message["to"].lower(), "raw_rcpt_to": message["to"],
            "rcpt_meta": message["metadata"], "friendly_from": friendly,
            "subject": message["subject"], "customer_id": "1",
            "recipient_domain": message["to"].rpartition("@")[2], **more,
        })  # fmt: skip

    def page(self, path: str, query: dict[str, str]) -> Row:
        """Return the newest events first, filtered and paged as SparkPost does."""
        fitting = [(n, e) for n, e in enumerate(self.events) if _fits(e, query)]
        below = _place(query.get("cursor", "initial"), len(self.events))
        left = [(n, e) for n, e in reversed(fitting) if n < below]
        size = max(1, min(10_000, int(query.get("per_page", "1000"))))
        links = {}
        if len(left) > size:
            cursor = urlsafe_b64encode(str(left[size - 1][0]).encode()).decode()
            links["next"] = f"{path}?{urlencode({**query, 'cursor': cursor})}"
        shown = [event for _, event in left[:size]]
        return {"results": shown, "total_count": len(fitting), "links": links}

    def _keep(self, kind: str, row: Row) -> None:
        self._take({kind: row})
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({kind: row}) + "\n")

    def _take(self, kept: Row) -> None:
        if "message" in kept:
            self.messages[kept["message"]["id"]] = kept["message"]
        elif "event" in kept:
            self.events.append(kept["event"])


def _fits(event: Row, query: dict[str, str]) -> bool:
    """Whether an event is asked for; `from` counts, a day back without it."""
    for name, field in (("events", "type"), ("transmissions", "transmission_id")):
        if name in query and event[field] not in query[name].split(","):
            return False
    if "recipients" in query and event["rcpt_to"] not in query["recipients"].lower().split(","):
        return False
    at = datetime.fromisoformat(event["timestamp"])
    earliest = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 - a vendor has its own clock
    return at >= (datetime.fromisoformat(query["from"]) if "from" in query else earliest)


def _place(cursor: str, end: int) -> int:
    return end if cursor == "initial" else int(urlsafe_b64decode(cursor))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - its own clock
