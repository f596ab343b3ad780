from __future__ import annotations

from jd_desktop.domain.language import text
from jd_desktop.queries.students import by_phone, card, choose, count, page, page_at
from tests.outbox.school import School


def fill(school: School) -> None:
    with school.work.doing(text("Oprettede")) as doing:
        for k, (first, last) in enumerate(
            [("Søren", "Ærø"), ("Anna", "Bach"), ("Åse", "Bach"), ("Bo", "Bach")]
        ):
            doing.create("student", {"first_name": first, "last_name": last}, f"s{k}")


def test_pages_are_all_of_the_list_in_order_each_once(school: School) -> None:
    fill(school)
    with school.reading() as db:
        now = school.clock.now()
        whole = page(db, now=now)
        seen, after = [], None
        while some := page(db, now=now, after=after, limit=2):
            seen += some
            after = (some[-1].last_name, some[-1].first_name, some[-1].id)
        assert seen == whole
        assert count(db) == len(whole) == 6
        assert page_at(db, now=now, search="", offset=2, limit=2) == whole[2:4]


def test_a_student_is_found_by_letters_and_digits(school: School) -> None:
    fill(school)
    with school.reading() as db:
        assert [i for i, _, _ in choose(db, "sø ær")] == ["s0"]
        assert {i for i, _, _ in choose(db, "bach")} == {"s1", "s2", "s3"}
        assert count(db, search="bach") == 3
        assert [name for _, name, _ in choose(db, "0001")] == ["Mia"]
        assert choose(db, "ukendt") == []
        assert by_phone(db, "+4520000002") == [school.ida]


def test_a_card_tells_lessons_behind_and_ahead(school: School) -> None:
    old, coming = school.book(day=1), school.book(day=5)
    school.later(days=3)
    with school.reading() as db:
        found = card(db, school.mia, now=school.clock.now())
        assert card(db, "nobody", now=school.clock.now()) is None
    assert found is not None
    assert ([t.id for t in found.past], [t.id for t in found.coming]) == ([old], [coming])
    assert found.row.next_lesson == school.at(5, 10)
    assert (found.completed, found.has_cpr) == (0, False)
