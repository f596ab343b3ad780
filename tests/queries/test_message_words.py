from __future__ import annotations

import pytest

from jd_desktop.domain.message import RANKS
from jd_desktop.queries.message_words import is_known, words_for

WENT_WRONG = ("needs_decision", "failed", "expired", "suppressed", "undelivered", "uncertain")


@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize("state", WENT_WRONG)
def test_whatever_went_wrong_has_words_and_a_next_step(state: str, channel: str) -> None:
    said, help_ = words_for(state, "", channel=channel)
    assert said
    assert help_


@pytest.mark.parametrize(
    ("code", "said", "help_"),
    [
        ("21211", "Nummeret findes ikke.", "Ret nummeret, og send beskeden igen."),
        ("30007", "reklame", "webadresser"),
        ("21610", "frameldt", "Ring"),
        ("5.1.1", "findes ikke", "Ret adressen"),
    ],
)
def test_a_vendors_code_goes_before_a_general_reason(code: str, said: str, help_: str) -> None:
    what, then = words_for("undelivered", "gave_up", code)
    assert said in str(what)
    assert help_ in str(then)


def test_a_code_of_what_arrived_all_the_same_is_nobodys_trouble() -> None:
    assert words_for("delivered", "", "30008") == (None, None)


def test_mail_is_not_told_of_in_words_of_telephones() -> None:
    said, help_ = words_for("undelivered", "", channel="email")
    assert "telefon" not in f"{said} {help_}"


def test_a_code_that_nobody_knows_leaves_the_vendors_own_words() -> None:
    assert not is_known("failed", "", "99999")
    assert is_known("failed", "", "21211")


def test_every_state_can_be_asked_about() -> None:
    for state in RANKS:
        words_for(state, "never heard of")
