"""Vendors that write to a school's central, as they do."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from jd_desktop.central.database import reading
from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.central.tables import ledger
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.merge import Op
from jd_desktop.domain.suppression import suppression_id
from tests.central.school import NOW, School

TOKEN = "planted-twilio-token-4711"
SHOWN = "planted-sparkpost-secret-4711"
SIGNING = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"
PUBLIC = "https://central.example.dk"
SID = "SM" + "a" * 32
PHONE, MAIL = "+4520304050", "ella@example.dk"


class Post:
    """A school whose message waits, and vendors that write to its central."""

    def __init__(self, base: str, school: School, address: str):
        self.school, self.http = school, httpx.Client(base_url=base, trust_env=False)
        for vendor, secret in (("twilio", TOKEN), ("sparkpost", SHOWN), ("mailtrap", SIGNING)):
            set_hook_secret(address, school.id, vendor, secret, clock=FixedClock(NOW))
        self.desk = school.device("Lone")
        ella = {"first_name": "Ella", "phone": PHONE, "email": MAIL}
        message = {"student_id": "ella", "event": "moved", "channel": "sms", "state": "uncertain"}
        self.desk.do(Op("student", "ella", 0, ella), Op("message", "m1", 0, message))

    def sms(self, status: str = "delivered", m: str = "m1", **more: str) -> httpx.Response:
        return self.twilio(f"/status?m={m}", MessageSid=SID, MessageStatus=status, To=PHONE, **more)

    def twilio(self, end: str, *, token: str = TOKEN, **fields: str) -> httpx.Response:
        path = f"/hooks/twilio/{self.school.id}{end}"
        signed = RequestValidator(token).compute_signature(PUBLIC + path, fields)
        return self.form(path, fields, {"X-Twilio-Signature": signed})

    def form(self, path: str, fields: Any, headers: dict[str, str]) -> httpx.Response:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.http.post(path, content=urlencode(fields), headers={**kind, **headers})

    def sparkpost(self, *events: dict[str, Any], **headers: str) -> httpx.Response:
        batch = [{"msys": {"message_event": e} if e else {}} for e in events]
        given = headers or {"X-JD-Hook-Secret": SHOWN}
        return self.http.post(f"/hooks/sparkpost/{self.school.id}", json=batch, headers=given)

    def mailtrap(self, *events: dict[str, Any], lines: bool = False) -> httpx.Response:
        body = json.dumps({"events": events}).encode()
        if lines:
            body = "\n".join(map(json.dumps, events)).encode()
        signed = hmac.new(SIGNING.encode(), body, sha256).hexdigest()
        return self.http.post(
            f"/hooks/mailtrap/{self.school.id}", content=body,
            headers={"Mailtrap-Signature": signed},
        )  # fmt: skip

    @property
    def message(self) -> dict[str, Any]:
        return self.school.body("message", "m1")

    @property
    def ella(self) -> dict[str, Any]:
        return self.school.body("student", "ella")

    def listed(self, channel: str, address: str) -> dict[str, Any] | None:
        row = self.school.rows().get(
            ("suppression", suppression_id(self.school.id, channel, address))
        )
        return row.body if row else None

    def words(self) -> int:
        """How many mutations of vendors were taken."""
        with reading(self.school.engine, self.school.id) as db:
            mine = select(ledger).where(ledger.c.device_id == "webhook")
            return len(db.execute(mine).all())


def event(kind: str, k: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "type": kind, "event_id": f"e{k}", "rcpt_meta": {"outbox_id": "m1"},
        "transmission_id": "t1", "rcpt_to": MAIL, "timestamp": "1795424400", **more,
    }  # fmt: skip


def news(kind: str, k: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "event": kind, "event_id": f"n{k}", "custom_variables": {"outbox_id": "m1"},
        "message_id": "mt1", "email": MAIL, "timestamp": 1795424400, **more,
    }  # fmt: skip
