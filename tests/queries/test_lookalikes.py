from __future__ import annotations

from typing import Any

import pytest

from jd_desktop.operations import students
from jd_desktop.queries.lookalikes import lookalikes
from tests.outbox.school import School

ELLA = {"first_name": "Ella", "last_name": "Krog", "phone": "20304050", "email": "ella@krog.dk"}


def add(school: School, values: dict[str, Any]) -> str:
    (made,) = students.add(school.work, values).touched["student"]
    return made


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"first_name": "E.", "phone": "20 30 40 50"}, "phone"),
        ({"first_name": "E.", "email": "ella@krog.dk"}, "email"),
        ({"first_name": "Ella", "last_name": "Krog"}, "name"),
    ],
)
def test_the_same_phone_mail_or_name_is_told(
    school: School, other: dict[str, Any], why: str
) -> None:
    ella, second = add(school, ELLA), add(school, other)
    with school.reading() as db:
        assert [(t.id, t.why) for t in lookalikes(db, ella)] == [(second, why)]
        assert [t.id for t in lookalikes(db, second)] == [ella]


def test_siblings_and_the_archived_are_not_told(school: School) -> None:
    ella = add(school, {**ELLA, "birth_date": "2008-02-03"})
    add(school, {**ELLA, "first_name": "Emil", "birth_date": "2009-05-06"})
    gone = add(school, ELLA)
    students.archive(school.work, gone)
    with school.reading() as db:
        assert lookalikes(db, ella) == []
        assert lookalikes(db, gone) == lookalikes(db, "nobody") == []
