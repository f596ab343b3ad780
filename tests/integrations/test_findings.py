from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from socket import create_server

import pytest

from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted, ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.integrations.findings import of_outcome, of_silence, trial
from jd_desktop.integrations.http import JsonLine, Unanswered
from jd_desktop.integrations.letter import checked
from tests.support.certificate import Certificate


def test_a_certificate_that_nobody_vouches_for_is_told_from_nobody_there(
    certificate: Certificate,
) -> None:
    on = create_server(("127.0.0.1", 0))

    def greet() -> None:
        caller, _ = on.accept()
        with suppress(ssl.SSLError), caller:
            certificate.serving().wrap_socket(caller, server_side=True).close()

    line = JsonLine(f"https://127.0.0.1:{on.getsockname()[1]}", {})
    with ThreadPoolExecutor(1) as threads, on:
        greeting = threads.submit(greet)
        with pytest.raises(Unanswered) as told:
            line.get("/")
        greeting.result()
    line.close()
    assert told.value.is_distrust
    assert "Certifikatet" in str(of_silence(told.value, "SparkPost").sentence)


def test_nobody_there_is_no_distrust() -> None:
    line = JsonLine("http://127.0.0.1:1", {})
    with pytest.raises(Unanswered) as told:
        line.get("/")
    line.close()
    found = of_silence(told.value, "SparkPost")
    assert not found.ok
    assert "SparkPost kan ikke nås" in str(found.sentence)
    assert found.hint is not None


@pytest.mark.parametrize(
    ("outcome", "ok", "word"),
    [
        (None, True, "virker"),
        (Accepted("1"), True, "virker"),
        (Refused("1", text("E-mailen er tom.")), False, "tom"),
        (ChannelBroken(text("E-mailen er tom.")), False, "tom"),
        (Uncertain(), False, "ikke klart"),
        (NothingSent(), False, "kan ikke nås"),
    ],
)
def test_each_outcome_of_a_try_is_said(outcome: object, ok: bool, word: str) -> None:
    found = of_outcome(outcome, "Twilio")  # type: ignore[arg-type]  # the table has them all
    assert found.ok == ok
    assert word in str(found.sentence)


def test_the_letter_of_a_test_is_one_that_can_be_sent() -> None:
    made = checked(trial("skolen@koreskole.dk", "test@example.dk"))
    assert made.id.startswith("test-")
    assert made.message_id.endswith("@koreskole.dk")
