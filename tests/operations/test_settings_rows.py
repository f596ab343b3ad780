"""A field of a setting is one operation; what is no setting is not changed that way."""

from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH, text
from jd_desktop.operations.settings_rows import create_row, save_field
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from jd_desktop.store.school import school_id
from tests.outbox.school import School


def test_a_field_is_one_action_that_undo_takes_back(school: School) -> None:
    made = create_row(school.work, "venue", {"name": "A"}, what=text("lokale"))
    (venue,) = made.touched["venue"]
    saved = save_field(school.work, "venue", venue, {"capacity": 20}, what=text("Pladser"))
    assert saved.action is not None
    assert DANISH.say(saved.action.text) == "Rettede Pladser"
    undo(school.work, saved.action.n)
    with school.reading() as db:
        assert entity(db, "venue", venue) == {"name": "A", "active": True}


def test_a_school_without_a_record_gets_one(school: School) -> None:
    with school.reading() as db:
        own = school_id(db)
    save_field(school.work, "school", own, {"opens": "07:00"}, what=text("Åbner kl."))
    with school.reading() as db:
        assert entity(db, "school", own) == {"name": "Nordre", "opens": "07:00"}


@pytest.mark.parametrize(
    ("kind", "values"),
    [("student", {"note": "x"}), ("venue", {"unheard_of": 1}), ("invoice", {"state": "issued"})],
)
def test_what_is_no_setting_is_not_changed_here(
    school: School, kind: str, values: dict[str, object]
) -> None:
    with pytest.raises(BadInput):
        save_field(school.work, kind, "x", values, what=text("Felt"))
