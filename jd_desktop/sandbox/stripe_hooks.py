"""The stand-in's own calls: it tells of each event where it was told to, signed as Stripe does."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from jd_desktop.sandbox.stripe_objects import Row

SECONDS = 15.0
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def signed(body: bytes, at: int, secrets: Sequence[str]) -> str:
    """Return the header that goes with a body; while a secret is changed there are two."""
    written = f"{at}.".encode() + body
    made = (hmac.new(secret.encode(), written, sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={at}", *(f"v1={one}" for one in made)])


class WebHooks:
    """Who wants to know, and what was told already."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.url, self.secrets = "", list[str]()
        self.is_prompt = False
        self._told: set[str] = set()

    def want(self, url: str, secrets: Iterable[str], *, prompt: bool) -> None:
        """Tell there from now on; only this computer is ever called.

        `prompt` tells at once, otherwise it is told when somebody says so.
        """
        if urlsplit(url).hostname not in _HERE:
            raise ValueError("not on this computer")
        self.url, self.secrets, self.is_prompt = url, list(secrets), prompt

    def tell(self, events: Iterable[Row], *, now: int, times: int = 1) -> list[int]:
        """Tell what was not told yet; returns the answers, 0 where none came.

        What is not taken (an answer of 300 and above, or none) is told again next time.
        """
        answers = []
        for event in [e for e in events if self.url and e["id"] not in self._told]:
            said = [self._call(event, now) for _ in range(times)]
            if any(200 <= status < 300 for status in said):
                self._told.add(event["id"])
            answers += said
        return answers

    def forget(self) -> None:
        """Tell all of it again next time."""
        self._told.clear()

    def _call(self, event: Row, now: int) -> int:
        to, body = urlsplit(self.url), json.dumps(event, indent=2).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signed(body, now, self.secrets),
        }
        line = HTTPConnection(to.hostname or "", to.port, timeout=SECONDS)
        try:
            line.request("POST", to.path, body, headers)
            return line.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            line.close()
