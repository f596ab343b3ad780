"""What vendors tell the central: proven, each word once, never to a lower state."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from jd_desktop.central import hooks_sparkpost, hooks_twilio
from jd_desktop.central.database import reading
from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.central.tables import hook_secret
from jd_desktop.central.verify import verify
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.merge import Op
from jd_desktop.domain.suppression import suppression_id
from jd_desktop.integrations import sparkpost_codes, twilio_codes
from tests.central.school import NOW, School
from tests.central.served import code
from tests.central.vendors import (
    MAIL,
    SHOWN,
    SIGNING,
    TOKEN,
    Post,
    event,
    news,
)


def test_sparkposts_batches_are_taken(post: Post) -> None:
    batch = [event("injection", 1), event("delivery", 2), event("open", 3), {}]
    assert post.sparkpost(*batch).json() == {"events": 2}
    assert (post.message["state"], post.message["provider_id"]) == ("delivered", "t1")
    for _ in range(20):
        post.sparkpost(*batch)
    assert post.words() == 2


def test_one_event_from_many_sides_at_once_counts_once(post: Post) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: post.sparkpost(event("delivery")), range(12)))
    assert {a.status_code for a in answers} == {200}
    assert (post.words(), post.message["state"]) == (1, "delivered")


def test_sparkpost_may_use_basic_authentication(post: Post) -> None:
    held = b64encode(f"jd:{SHOWN}".encode()).decode()
    assert post.sparkpost(event("delivery"), Authorization=f"Basic {held}").status_code == 200
    assert post.message["state"] == "delivered"


@pytest.mark.parametrize(
    "headers",
    [{"X-JD-Hook-Secret": "wrong"}, {"Authorization": "Basic !"}, {"Authorization": "Bearer x"},
     {"Authorization": "Basic " + b64encode(b"jd").decode()}, {"X-Other": SHOWN}],
)  # fmt: skip
def test_without_the_secret_nothing_is_taken(post: Post, headers: dict[str, str]) -> None:
    assert code(post.sparkpost(event("delivery"), **headers)) == (403, "not_proven")
    assert post.words() == 0


def test_a_hard_bounce_a_complaint_and_a_no_are_remembered(post: Post) -> None:
    post.sparkpost(event("bounce", 1, bounce_class="10"))
    assert (post.message["state"], post.message["reason"]) == ("undelivered", "bounced")
    assert post.ella["email_bad"] == "bad"
    post.sparkpost(event("spam_complaint", 2))
    assert post.message["complained_at"]
    assert post.ella["email_refused"] is True
    listed = post.listed("email", MAIL)
    assert listed is not None
    assert (listed["state"], listed["source"]) == ("active", "sparkpost")


def test_a_soft_bounce_leaves_the_address_alone(post: Post) -> None:
    post.sparkpost(event("bounce", 1, bounce_class="20"))
    assert post.message["reason"] == "bounced_soft"
    assert "email_bad" not in post.ella
    assert post.listed("email", MAIL) is None


def test_a_student_with_another_address_now_keeps_it_clean(post: Post) -> None:
    base = post.school.seq("student", "ella")
    post.desk.do(Op("student", "ella", base, {"email": "ny@example.dk"}))
    post.sparkpost(event("bounce", 1, bounce_class="10"))
    assert "email_bad" not in post.ella
    assert post.listed("email", MAIL) is not None


def test_a_lifted_address_that_complains_again_is_closed_again(post: Post) -> None:
    post.sparkpost(event("spam_complaint", 1))
    row = suppression_id(post.school.id, "email", MAIL)
    lifted = {"state": "lifted", "at": "2026-11-23T12:00:00.000Z"}
    post.desk.do(Op("suppression", row, post.school.seq("suppression", row), lifted))
    post.sparkpost(event("spam_complaint", 1))
    post.sparkpost(event("spam_complaint", 2, timestamp=stamp(11)))
    assert post.listed("email", MAIL)["state"] == "lifted"  # type: ignore[index] # or it fails
    post.sparkpost(event("spam_complaint", 3, timestamp=stamp(13)))
    assert post.listed("email", MAIL)["state"] == "active"  # type: ignore[index] # or it fails


def stamp(hour: int) -> str:
    return str(int(datetime(2026, 11, 23, hour, tzinfo=UTC).timestamp()))


def test_mailtraps_batches_are_taken_in_either_form(post: Post) -> None:
    assert post.mailtrap(news("delivery", 1), news("click", 2)).json() == {"events": 1}
    assert post.message["state"] == "delivered"
    post.mailtrap(news("spam_complaint", 3), news("unsubscribe", 4), lines=True)
    assert post.ella["email_refused"] is True
    for _ in range(20):
        post.mailtrap(news("delivery", 1))
    assert post.words() == 2


@pytest.mark.parametrize(
    ("kind", "said", "reason"),
    [
        ("soft bounce", {"response_code": 452, "bounce_category": "other"}, "bounced_soft"),
        ("soft bounce", {"response_code": 552, "bounce_category": "mailbox full"}, "mailbox_full"),
        ("bounce", {"response_code": 555, "bounce_category": "spam"}, "mail_blocked"),
        ("bounce", {"response_code": 421}, "bounced_soft"),
    ],
)
def test_what_mailtrap_could_not_deliver_today_leaves_the_address_alone(
    post: Post, kind: str, said: dict[str, Any], reason: str
) -> None:
    post.mailtrap({**news(kind, 1), **said})
    assert (post.message["state"], post.message["reason"]) == ("undelivered", reason)
    assert "email_bad" not in post.ella
    assert post.listed("email", MAIL) is None


def test_mailtraps_hard_bounce_closes_the_address_and_a_spam_report_says_no(post: Post) -> None:
    said = {"response_code": 550, "bounce_category": "invalid_recipient"}
    post.mailtrap({**news("bounce", 1), **said})
    assert post.message["reason"] == "bounced"
    assert post.ella["email_bad"] == "bad"
    post.mailtrap(news("spam", 2))
    assert post.message["complained_at"]
    assert post.ella["email_refused"] is True


def test_greylisting_is_not_the_end_for_mailtrap(post: Post) -> None:
    grey = {"response_code": 451, "bounce_category": "greylisting"}
    post.mailtrap({**news("soft bounce", 1), **grey})
    assert post.message["state"] == "uncertain"
    post.mailtrap(news("delivery", 2))
    assert post.message["state"] == "delivered"


def test_mailtraps_signature_is_over_the_very_bytes(post: Post) -> None:
    body = json.dumps({"events": [news("delivery")]}).encode()
    signed = hmac.new(SIGNING.encode(), body, sha256).hexdigest()
    where = f"/hooks/mailtrap/{post.school.id}"
    for content, given in ((body + b" ", signed), (body, signed[:-1] + "0"), (body, "")):
        headers = {"Mailtrap-Signature": given}
        assert code(post.http.post(where, content=content, headers=headers))[0] == 403
    assert post.words() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[1", b'{"a":1}', b"\xff\xfe", b'"x"', b"7"])
def test_garbage_is_refused_as_such(post: Post, body: bytes) -> None:
    headers = {"X-JD-Hook-Secret": SHOWN}
    found = post.http.post(f"/hooks/sparkpost/{post.school.id}", content=body, headers=headers)
    assert code(found) == (400, "invalid")
    signed = {"Mailtrap-Signature": hmac.new(SIGNING.encode(), body, sha256).hexdigest()}
    found = post.http.post(f"/hooks/mailtrap/{post.school.id}", content=body, headers=signed)
    assert code(found) == (400, "invalid")


def test_odd_events_are_left_out_and_the_others_taken(post: Post) -> None:
    odd: list[Any] = [{"type": 7, "event_id": {}}, {"rcpt_meta": 3}, event("delivery", 1)]
    odd.append(event("spam_complaint", 2, timestamp="æ", rcpt_to=None))
    assert post.sparkpost(*odd).status_code == 200
    assert post.message["state"] == "delivered"


def test_words_mean_the_same_to_the_central_and_to_a_desktop_that_asks() -> None:
    assert dict(hooks_twilio.STATES) == dict(twilio_codes.STATES)
    for kind in (*sparkpost_codes.EVENTS, "open", "click", "delay"):
        for bounce_class in ("", "1", "10", "22", "25", "30", "60", "90"):
            ours = hooks_sparkpost._said(kind, bounce_class) or {}
            theirs = sparkpost_codes._status(kind, bounce_class)
            assert ours.get("state") == (theirs.state if theirs else None)
            assert ours.get("complained", False) == (theirs.complained if theirs else False)


def test_what_vendors_said_stands_up_when_all_is_decided_anew(post: Post, school: School) -> None:
    post.sms("sent")
    post.sparkpost(event("bounce", 1, bounce_class="10"), event("spam_complaint", 2))
    (verdict,) = verify(school.engine, school.id)
    assert (verdict.is_whole, verdict.differences) == (True, [])
    assert verdict.lines == 4


def test_secrets_are_kept_as_they_must_be(post: Post, address: str, school: School) -> None:
    with reading(school.engine, school.id) as db:
        kept = {r.vendor: r.secret for r in db.execute(select(hook_secret))}
    assert kept == {
        "twilio": TOKEN, "sparkpost": sha256(SHOWN.encode()).hexdigest(), "mailtrap": SIGNING,
    }  # fmt: skip
    clock = FixedClock(NOW)
    with pytest.raises(BadInput):
        set_hook_secret(address, school.id, "twilio", "short", clock=clock)
    with pytest.raises(BadInput):
        set_hook_secret(address, school.id, "nobody", TOKEN, clock=clock)
    with pytest.raises(BadInput):
        set_hook_secret(address, "nowhere", "twilio", TOKEN, clock=clock)
    set_hook_secret(address, school.id, "twilio", "", clock=clock)
    assert code(post.sms("delivered")) == (403, "not_proven")
