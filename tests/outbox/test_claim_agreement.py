"""A message waits until its cause is agreed, and a double booking until a person decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.language import text
from jd_desktop.operations import conflicts
from jd_desktop.store import state
from jd_desktop.store.tables import mutation, overlap
from tests.outbox.jobs import reason, take
from tests.outbox.school import School


def test_while_connected_a_message_waits_until_its_cause_is_agreed(connected: School) -> None:
    connected.book()
    connected.later(minutes=2)
    assert take(connected) is None
    assert reason(connected) == "Venter på, at centralen har sagt god for ændringen."
    connected.agree()
    assert take(connected) is not None


def test_an_answer_is_not_agreement_until_the_cursor_has_passed_it(connected: School) -> None:
    connected.book()
    connected.later(minutes=2)
    with connected.work.transaction() as db:
        head = int(state.get(db, "cursor")) + 3
        db.execute(update(mutation).where(mutation.c.acked_head.is_(None)).values(acked_head=head))
    assert take(connected) is None
    with connected.work.transaction() as db:
        state.put(db, cursor=head)
    assert take(connected) is not None


def double(school: School) -> tuple[str, str, str]:
    """Book Mia and then Ida with the same instructor at the same time."""
    first, later = school.book(), school.book(school.ida)
    with school.reading() as db:
        (found,) = db.execute(select(overlap)).all()
    assert (found.first, found.later) == (first, later)
    return first, later, found.id


def test_of_a_double_booking_only_the_first_is_told(school: School) -> None:
    double(school)
    school.later(minutes=2)
    claimed = take(school)
    assert claimed is not None
    assert "Mia" in claimed.slip.text
    assert take(school) is None
    assert reason(school) == "Venter, fordi bookingen er dobbeltbooket."


def keep(school: School, conflict: str, later: str) -> Changes:
    return conflicts.keep_both(school.work, conflict)


def move_it(school: School, conflict: str, later: str) -> Changes:
    return conflicts.move_one(school.work, conflict, later, school.at(1, 15))


@pytest.mark.parametrize("decide", [keep, move_it])
def test_after_the_decision_exactly_one_message_goes(
    school: School, decide: Callable[[School, str, str], Changes]
) -> None:
    _, later, conflict = double(school)
    school.later(minutes=2)
    take(school)
    decide(school, conflict, later)
    school.later(minutes=2)
    gone = [c for _ in range(3) if (c := take(school)) is not None]
    assert ["Ida" in c.slip.text and "flyttet" not in c.slip.text for c in gone] == [True]


def test_cancelling_the_waiting_one_tells_nobody(school: School) -> None:
    _, later, conflict = double(school)
    school.later(minutes=2)
    take(school)
    conflicts.cancel_one(school.work, conflict, later)
    school.later(minutes=2)
    assert take(school) is None


def test_moving_the_first_away_lets_the_waiting_one_go(school: School) -> None:
    first, _, _ = double(school)
    school.later(minutes=2)
    take(school)
    school.end(school.jobs()[0].id, "delivered")
    school.move(first, hour=16)
    school.later(minutes=2)
    gone = {c.slip.text.split(".")[0]: c.slip.text for _ in range(3) if (c := take(school))}
    assert set(gone) == {"Hej Mia", "Hej Ida"}
    assert "flyttet" in gone["Hej Mia"]


def test_a_parked_change_holds_the_message_until_a_person_decides(school: School) -> None:
    booking = school.book()
    with school.work.doing(text("Parkerede"), undoable=False) as doing:
        conflict = doing.create(
            "conflict",
            {"what": "parked", "state": "open", "subjects": [booking], "changes": []},
        )
    school.later(minutes=2)
    assert take(school) is None
    assert reason(school) == "Venter, fordi en ændring af bookingen ikke er afgjort."
    conflicts.take_theirs(school.work, conflict)
    assert take(school) is not None
