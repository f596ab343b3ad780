from __future__ import annotations

from sqlalchemy import text

from jd_desktop.store.search_index import index, match
from tests.sync.parts import memory_engine


def test_a_student_is_found_by_the_beginnings_of_words_until_taken_out() -> None:
    with memory_engine().begin() as db:
        found = text("SELECT id FROM student_search WHERE words MATCH :q")

        def asked(typed: str) -> list[str]:
            return list(db.execute(found, {"q": match(typed)}).scalars())

        index(db, [("a", {"first_name": "Åse", "last_name": "Møller", "phone": "+4520304050"})])
        assert asked("åse") == asked("mø") == asked("aase moel") == asked("4050") == ["a"]
        index(db, [("a", {"first_name": "Ida"})])
        assert (asked("åse"), asked("ida")) == ([], ["a"])
        index(db, [("a", None)])
        assert asked("ida") == []
        index(db, [])


def test_nothing_typed_asks_nothing() -> None:
    assert match("  ") == match('"*') == ""
    assert match("El Kr") == '"el"* "kr"*'
