from __future__ import annotations

from jd_desktop.domain.language import text
from jd_desktop.queries.names import names
from tests.outbox.school import School


def test_ids_have_the_names_that_people_use(school: School) -> None:
    with school.work.doing(text("Oprettede")) as doing:
        doing.create("vehicle", {"plate": "CK 41 277", "model": "Golf"}, "golf")
        doing.create("venue", {"name": "Banen"}, "banen")
    with school.reading() as db:
        assert names(db, ["golf", "banen", school.ali, school.mia, "nothing", ""]) == {
            "golf": "CK 41 277 · Golf", "banen": "Banen",
            school.ali: "Ali Hansen", school.mia: "Mia",
        }  # fmt: skip
