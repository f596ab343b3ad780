from __future__ import annotations

from datetime import UTC, datetime

from jd_desktop.documents.outgoing import email
from jd_desktop.outbox.slip import Slip

SLIP = Slip(
    "m1", "mia@example.dk", "Mia Holm", "Din tid", "Hej **Mia**", "da", "user",
    datetime(2026, 11, 24, tzinfo=UTC), {"name": "Nordre Køreskole", "email": "hej@nordre.dk"},
)  # fmt: skip


def test_answers_go_to_the_school_and_each_try_has_the_same_message_id() -> None:
    first, again = (email(SLIP, from_address="skolen@koreskole.dk", from_name="") for _ in "12")
    assert first == again
    assert (first.message_id, first.reply_to) == ("m1@koreskole.dk", "hej@nordre.dk")
    assert first.from_name == "Nordre Køreskole"
    assert "<strong>Mia</strong>" in first.html
    assert "Nordre Køreskole" in first.text


def test_another_address_for_answers_goes_before_the_schools() -> None:
    made = email(SLIP, from_address="a@b.dk", from_name="N", reply_to="svar@nordre.dk")
    assert made.reply_to == "svar@nordre.dk"
