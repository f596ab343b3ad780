from __future__ import annotations

import pytest

from jd_desktop.sandbox.page import EMAIL, page

MESSAGE = {
    "date_created": "Mon, 23 Nov 2026 07:00:00 +0000", "from": "Koreskole", "to": "+4520304050",
    "status": "queued", "num_segments": "1", "body": "Hej",
}  # fmt: skip


def test_the_newest_message_stands_first() -> None:
    shown = page([{**MESSAGE, "body": "first"}, {**MESSAGE, "body": "second"}])
    assert shown.index("second") < shown.index("first")


@pytest.mark.parametrize("column", ["from", "to", "status", "body"])
def test_nothing_that_a_message_says_is_read_as_markup(column: str) -> None:
    shown = page([{**MESSAGE, column: '<b onclick="x">'}])
    assert "<b onclick" not in shown
    assert "&lt;b onclick=&quot;x&quot;&gt;" in shown


def test_a_sender_that_the_service_chooses_is_left_blank() -> None:
    assert "None" not in page([{**MESSAGE, "from": None}])


def test_mail_is_shown_with_its_subject_and_as_text() -> None:
    mail = {"at": "now", "from": {"email": "a@b.dk"}, "to": "x", "subject": "<b>", "text": "Hej"}
    shown = page([mail], EMAIL)
    assert "&lt;b&gt;" in shown
    assert "Emne" in shown
    assert "a@b.dk" in shown
