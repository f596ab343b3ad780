from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.sandbox.twilio_rules import fits, page, refusal

ROW = {"to": "+4520304050", "from": "Koreskole", "date_sent": "Mon, 23 Nov 2026 23:59:59 +0000"}


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ({"DateSent": "2026-11-23"}, True),
        ({"DateSent": "2026-11-24"}, False),
        ({"DateSent<": "2026-11-23"}, True),
        ({"DateSent<": "2026-11-22"}, False),
        ({"DateSent>": "2026-11-23"}, True),
        ({"DateSent>": "2026-11-24"}, False),
        ({"DateSent>": "2026-11-23T23:59:59Z"}, True),
        ({"DateSent>": "2026-11-24T00:00:00Z"}, False),
        ({"DateSent>": "2026-11-22", "DateSent<": "2026-11-24"}, True),
        ({"To": "+4520304050", "From": "Koreskole", "PageSize": "1"}, True),
        ({"To": "+4520304051"}, False),
    ],
)
def test_a_list_is_filtered_by_number_and_by_day_or_instant(
    asked: dict[str, str], is_there: bool
) -> None:
    assert fits(ROW, asked) is is_there


def test_what_was_not_sent_yet_was_sent_on_no_day() -> None:
    assert not fits({**ROW, "date_sent": None}, {"DateSent>": "2000-01-01"})
    assert fits({**ROW, "date_sent": None}, {})


@given(st.integers(0, 40), st.integers(1, 15))
def test_the_pages_of_a_list_are_the_list(length: int, size: int) -> None:
    rows: list[dict[str, Any]] = [{"sid": k} for k in range(length)]
    seen, number = [], 0
    while True:
        here = page(rows, "/list.json", {"Page": str(number), "To": "+45"}, size=size)
        seen += here["messages"]
        assert "To=%2B45" in here["uri"]
        assert (here["previous_page_uri"] is None) == (number == 0)
        if here["next_page_uri"] is None:
            break
        number += 1
    assert seen == rows


@pytest.mark.parametrize("name", ["Koreskole", "JD 112", "a", "A&B-c_d+e f", "+4512345678"])
def test_a_name_of_eleven_plain_letters_or_a_number_may_send(name: str) -> None:
    assert refusal({"To": "+4520304050", "Body": "Hej", "From": name}) is None


@pytest.mark.parametrize("name", ["Køreskole", "112", "Koreskolen 12", "JD!", "+12"])
def test_any_other_sender_is_refused(name: str) -> None:
    told = refusal({"To": "+4520304050", "Body": "Hej", "From": name})
    assert told is not None
    assert told["code"] == 21212
