"""The stand-in's own calls: it tells what became of a message where it was asked to, signed."""

from __future__ import annotations

import hmac
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha1
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS = 15.0
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(slots=True)
class Callbacks:
    """Who wants to know of which message, and what was last told."""

    secrets: dict[str, str]
    wanted: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def ask(self, message: dict[str, Any], fields: dict[str, str]) -> None:
        """Note that somebody wants to know of a message; only this computer is ever called."""
        address = fields.get("StatusCallback", "")
        if address and urlsplit(address).hostname in _HERE:
            self.wanted[str(message["sid"])] = address

    def tell(self, messages: list[dict[str, Any]]) -> list[int]:
        """Call for each message that has moved on; returns the answers, 0 where none came."""
        moved = [m for m in messages if self.told.get(m["sid"]) != m["status"]]
        answers = []
        for message in moved:
            self.told[message["sid"]] = message["status"]
            if message["sid"] in self.wanted:
                answers.append(self._call(self.wanted[message["sid"]], message))
        return answers

    def _call(self, address: str, message: dict[str, Any]) -> int:
        fields = {
            "MessageSid": message["sid"], "SmsSid": message["sid"], "To": message["to"],
            "MessageStatus": message["status"], "SmsStatus": message["status"],
            "AccountSid": message["account_sid"], "ApiVersion": "2010-04-01",
            "From": message["from"] or "",
        }  # fmt: skip
        if message["error_code"]:
            fields["ErrorCode"] = str(message["error_code"])
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": self._signed(address, fields, message["account_sid"]),
        }
        to = urlsplit(address)
        line = HTTPConnection(to.hostname or "", to.port, timeout=SECONDS)
        try:
            line.request("POST", f"{to.path}?{to.query}", urlencode(fields), headers)
            return line.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            line.close()

    def _signed(self, address: str, fields: dict[str, str], account: str) -> str:
        written = address + "".join(name + fields[name] for name in sorted(fields))
        made = hmac.new(self.secrets.get(account, "").encode(), written.encode(), sha1)
        return b64encode(made.digest()).decode()
