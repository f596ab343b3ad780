from __future__ import annotations

import pytest
from sqlalchemy import select

from jd_desktop.domain.errors import BadInput, SignInNeeded
from jd_desktop.domain.language import text
from jd_desktop.operations.work import entity
from jd_desktop.store import state
from jd_desktop.store.tables import change, mutation, mutation_op
from tests.outbox.school import School

NAMED = text("Gjorde noget")


def test_what_fails_in_the_middle_leaves_nothing(school: School) -> None:
    def fail() -> None:
        with school.work.doing(NAMED) as doing:
            doing.create("student", {"first_name": "Otto"}, "otto")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with school.reading() as db:
        assert entity(db, "student", "otto") is None
        assert state.get(db, "next_n") == 2


def test_an_action_is_one_mutation_with_its_audit(school: School) -> None:
    with school.work.doing(NAMED) as doing:
        doing.set("student", school.mia, {"first_name": "Mia", "note": "Ringer"})
        doing.set("student", school.ida, {"note": "Skriver"})
    assert doing.changes.action is not None
    with school.reading() as db:
        n = doing.changes.action.n
        patches = [o.patch for o in db.execute(select(mutation_op).where(mutation_op.c.n == n))]
        audit = db.execute(select(change).where(change.c.n == n)).all()
    assert patches == [{"note": "Ringer"}, {"note": "Skriver"}]
    assert [(c.person, c.before, c.after["note"]) for c in audit] == [
        ("Lone", {"note": None}, "Ringer"), ("Lone", {"note": None}, "Skriver"),
    ]  # fmt: skip


def test_nothing_wanted_is_nothing_written(school: School) -> None:
    with school.work.doing(NAMED) as doing:
        doing.set("student", school.mia, {"first_name": "Mia"})
    assert doing.changes.action is None
    assert not doing.changes
    with school.reading() as db:
        assert len(db.execute(select(mutation)).all()) == 1


def test_a_fact_is_kept_though_it_changes_nothing(school: School) -> None:
    with school.work.doing(NAMED) as doing:
        doing.set("student", school.mia, {"first_name": "Mia"}, keep=True)
    assert doing.changes.action is not None


def test_an_action_sees_what_it_wants_itself(school: School) -> None:
    with school.work.doing(NAMED) as doing:
        made = doing.create("student", {"first_name": "Otto"})
        doing.set("student", made, {"note": "ny"})
        assert doing.need("student", made) == {"first_name": "Otto", "note": "ny"}
        doing.delete("student", made)
        assert doing.get("student", made) is None


def test_what_breaks_the_rules_is_refused_whole(school: School) -> None:
    def half_right() -> None:
        with school.work.doing(NAMED) as doing:
            doing.set("student", school.ida, {"note": "x"})
            doing.create("booking", {"instructor_id": school.ali, "state": "confirmed"})

    with pytest.raises(BadInput):
        half_right()
    with school.reading() as db:
        assert "note" not in (entity(db, "student", school.ida) or {})


def test_what_is_gone_cannot_be_changed(school: School) -> None:
    with pytest.raises(BadInput, match="findes ikke længere"), school.work.doing(NAMED) as doing:
        doing.need("student", "nobody")


def test_nobody_signed_in_does_nothing(school: School) -> None:
    with school.database.writer().begin() as db:
        state.put(db, person=None)
    with pytest.raises(SignInNeeded), school.work.doing(NAMED):
        pass
