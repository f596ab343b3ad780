"""The stand-in for Twilio, served on loopback, and the real adapter that talks to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

from jd_desktop.integrations.twilio_sms import TwilioAccount, TwilioSms
from jd_desktop.sandbox.server import listen, serve, twilio_app

SID, KEY, WORD = "AC" + "0" * 32, "SK" + "1" * 32, "word"
HOSTILE: Mapping[str, float] = {
    "429": 0.08, "503": 0.06, "reset_before": 0.04, "reset_after": 0.08, "500_after": 0.06,
    "cut_after": 0.03, "slow": 0.05,
}  # fmt: skip
"""How often the vendor misbehaves, and how: four of ten calls end other than well."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A stand-in that is being served."""

    url: str

    def fails(self, *faults: str) -> None:
        """Let the next calls fail so, one by one; "" is a call that goes well."""
        self._tell({"next": list(faults)})

    def misbehaves(self, rates: Mapping[str, float], seed: int) -> None:
        self._tell({"rates": dict(rates), "seed": seed})

    def messages(self) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/_control/messages", trust_env=False)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def accepted(self) -> list[str]:
        """Return the texts that it took, in their order."""
        return [m["body"] for m in self.messages()]

    def _tell(self, told: dict[str, Any]) -> None:
        httpx.post(f"{self.url}/_control/faults", json=told, trust_env=False).raise_for_status()


@contextmanager
def served() -> Iterator[Vendor]:
    """Serve a stand-in on a free port."""
    on = listen()
    begun: Future[uvicorn.Server] = Future()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(serve, twilio_app({KEY: WORD}), on, begun.set_result)
        server = begun.result()
        try:
            yield Vendor(f"http://127.0.0.1:{on.getsockname()[1]}")
        finally:
            server.should_exit = server.force_exit = True
            running.result()
            on.close()


@contextmanager
def misbehaving(seed: int, *, is_hurried: bool = False) -> Iterator[Vendor]:
    """Serve a stand-in that fails in every way it knows.

    Its "too many" stops the channel for two seconds: where there is no time, it has none.
    """
    rates = {k: v for k, v in HOSTILE.items() if not (is_hurried and k == "429")}
    with served() as vendor:
        vendor.misbehaves(rates, seed)
        yield vendor


class Impatient(httpx.HTTPTransport):
    """Waits half a second where the product waits twenty: a drill has no time."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = {k: 0.5 for k in ("connect", "read", "write", "pool")}
        return super().handle_request(request)


def sender_at(url: str, *, word: str = WORD) -> TwilioSms:
    """Return the product's adapter, pointed at a stand-in."""
    account = TwilioAccount(SID, KEY, word, sender="Koreskole", base_url=url, mode="test")
    return TwilioSms(account, transport=Impatient(trust_env=False))
