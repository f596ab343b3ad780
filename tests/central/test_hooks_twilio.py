"""What Twilio tells the central of an SMS, signed over the address that it called."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from twilio.request_validator import RequestValidator

from jd_desktop.central import hooks_twilio
from jd_desktop.central.app import create_app
from jd_desktop.central.hook_commands import set_hook_secret
from jd_desktop.central.mail import MailSettings
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.merge import Op
from tests.central.school import CHEAP, NOW, School
from tests.central.served import Person, code, running
from tests.central.vendors import (
    PHONE,
    PUBLIC,
    SID,
    TOKEN,
    Post,
)


def test_a_word_of_twilio_repairs_what_the_desktop_could_not_know(post: Post) -> None:
    answer = post.sms("delivered")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert (post.message["state"], post.message["provider_id"]) == ("delivered", SID)
    row = post.school.rows()["message", "m1"]
    assert row.by == "twilio"
    line = post.school.ledger()[-1]
    assert (line.device_id, line.n, line.outcome) == ("webhook", 1, "applied")


def test_a_word_counts_once_however_often_it_comes(post: Post) -> None:
    for _ in range(20):
        assert post.sms("sent").status_code == 200
    assert (post.words(), post.message["state"]) == (1, "sent")


def test_a_late_lower_status_never_overwrites_a_higher(post: Post) -> None:
    for status in ("delivered", "sent", "queued", "undelivered"):
        post.sms(status)
    assert (post.message["state"], post.words()) == ("delivered", 1)


def test_a_message_is_found_by_the_vendors_id_too(post: Post) -> None:
    post.sms("sent")
    post.sms("delivered", m="")
    assert post.message["state"] == "delivered"


@pytest.mark.parametrize("m", ["", "another"])
def test_a_word_of_no_message_of_ours_is_heard_and_changes_nothing(post: Post, m: str) -> None:
    head = len(post.school.rows())
    assert post.sms("delivered", m=m).status_code == 200
    assert (post.words(), len(post.school.rows())) == (0, head)


def test_a_wrong_signature_is_refused(post: Post, school: School) -> None:
    fields = {"MessageSid": SID, "MessageStatus": "delivered"}
    path = f"/hooks/twilio/{school.id}/status?m=m1"
    right = RequestValidator(TOKEN).compute_signature(PUBLIC + path, fields)
    assert code(post.twilio("/status?m=m1", token="another", **fields)) == (403, "not_proven")
    for headers in ({}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "æ"}):
        assert post.form(path, fields, encoded(headers)).status_code == 403
    changed = {**fields, "MessageStatus": "failed"}
    assert code(post.form(path, changed, {"X-Twilio-Signature": right}))[0] == 403
    elsewhere = path.replace("m=m1", "m=m2")
    assert code(post.form(elsewhere, fields, {"X-Twilio-Signature": right}))[0] == 403
    other = path.replace(school.id, "another-school")
    assert code(post.form(other, fields, {"X-Twilio-Signature": right}))[0] == 403
    assert post.words() == 0


def encoded(headers: dict[str, str]) -> Any:
    return {k: v.encode() for k, v in headers.items()}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_behind_a_proxy_that_ends_tls_the_address_that_was_called_counts(
    engine: Engine, address: str, school: School, scheme: str
) -> None:
    with running(create_app(engine, FixedClock(NOW), passwords=CHEAP)) as base:
        post = Post(base, school, address)
        path = f"/hooks/twilio/{school.id}/status?m=m1"
        fields = {"MessageSid": SID, "MessageStatus": "sent", "Body": "æøå & ="}
        called = f"{scheme}://central.example.dk{path}"
        signed = RequestValidator(TOKEN).compute_signature(called, fields)
        headers = {"Host": "central.example.dk", "X-Twilio-Signature": signed}
        assert post.form(path, fields, headers).status_code == 200
        post.http.close()
    assert post.message["state"] == "sent"


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
@pytest.mark.parametrize("port", ["", ":443", ":8443"])
def test_our_signatures_are_those_of_twilios_own_library(algorithm: str, port: str) -> None:
    validator = RequestValidator(TOKEN)
    fields = {"Body": "Hej æ", "To": PHONE, "A": "", "MessageSid": SID}
    address = f"https://central.example.dk{port}/hooks/twilio/s/status?m=1"
    signed = validator.compute_signature(address, fields, algorithm)
    headers = {
        "x-twilio-signature": signed,
        "x-twilio-webhooks-signature-settings": f"key=webhooks_sharedkey_1,algorithm={algorithm}",
    }
    pairs = list(fields.items())
    assert hooks_twilio.is_signed([address], pairs, headers, TOKEN)
    assert validator.validate(address, fields, signed, algorithm)
    assert not hooks_twilio.is_signed([address], pairs, headers, "")
    other = {**headers, "x-twilio-webhooks-signature-settings": "algorithm=HMAC_MD5"}
    assert not hooks_twilio.is_signed([address], pairs, other, TOKEN)


def test_a_computer_that_signs_in_is_told_where_twilio_may_call(
    engine: Engine, address: str, people: list[Person]
) -> None:
    mail = MailSettings(central=PUBLIC)
    with running(create_app(engine, FixedClock(NOW), passwords=CHEAP, mail=mail)) as base:
        people.append(Person(address, base).sign_in())
        bo = people[-1]
        assert bo.session["sms_hook"] == ""
        path = set_hook_secret(address, bo.school_id, "twilio", TOKEN, clock=FixedClock(NOW))
        assert bo.sign_in().session["sms_hook"] == PUBLIC + path


def test_undelivered_says_why(post: Post) -> None:
    post.sms("undelivered", ErrorCode="30003")
    assert (post.message["state"], post.message["reason"]) == ("undelivered", "30003")
    assert post.message["code"] == "30003"
    assert "phone_bad" not in post.ella


def test_a_number_that_never_works_is_flagged(post: Post) -> None:
    post.sms("undelivered", ErrorCode="30006")
    assert post.ella["phone_bad"] == "bad"
    assert post.listed("sms", PHONE)["reason"] == "bad"  # type: ignore[index] # or the test fails


def test_who_said_no_is_left_alone(post: Post) -> None:
    post.sms("failed", ErrorCode="21610")
    assert post.ella["sms_refused"] is True
    assert post.listed("sms", PHONE)["state"] == "active"  # type: ignore[index] # or the test fails


def test_stop_is_heard_from_every_student_with_the_number(post: Post) -> None:
    twin = {"first_name": "Ella", "phone": PHONE}
    post.desk.do(Op("student", "twin", 0, twin))
    answer = post.twilio("/answer", MessageSid=SID, From=PHONE, Body="STOP", OptOutType="STOP")
    assert answer.status_code == 200
    assert post.ella["sms_refused"] is True
    assert post.school.body("student", "twin")["sms_refused"] is True
    post.twilio("/answer", MessageSid="SM2", From=PHONE, Body="Tak for i dag")
    assert post.words() == 1


def test_too_much_at_once_is_refused(post: Post) -> None:
    where = f"/hooks/twilio/{post.school.id}/status"
    assert code(post.http.post(where, content=b"a" * 70_000)) == (413, "too_large")


def test_who_reads_along_is_told_at_once(post: Post) -> None:
    before = max(r.seq for r in post.school.rows().values())
    post.sms("delivered")
    told = post.school.told(before)
    assert [getattr(line, "id", "") for line in told][1] == "m1"
