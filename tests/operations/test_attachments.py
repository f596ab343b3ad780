from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.files import LARGEST_FILE
from jd_desktop.operations import students
from jd_desktop.operations.attachments import Paper, attach, detach, read_paper
from jd_desktop.operations.undo import undo
from jd_desktop.queries import attachments
from jd_desktop.queries.attachments import Attachment
from jd_desktop.store import files
from jd_desktop.store.tables import file_part
from tests.outbox.school import School

SCAN = Paper("lægeerklæring.pdf", os.urandom(700_000), "application/pdf")


@pytest.fixture
def ella(school: School) -> str:
    (made,) = students.add(school.work, {"first_name": "Ella"}).touched["student"]
    return made


def of(school: School, student: str) -> list[Attachment]:
    with school.reading() as db:
        return attachments.of_student(db, student)


def bytes_kept(school: School) -> int:
    with school.reading() as db:
        size = func.coalesce(func.sum(func.length(file_part.c.content)), 0)
        return int(db.execute(select(size)).scalar_one())


def test_a_file_is_kept_with_the_student_and_comes_out_as_it_went_in(
    school: School, ella: str
) -> None:
    attach(school.work, ella, SCAN)
    (one,) = of(school, ella)
    assert (one.name, one.size, one.media_type) == (SCAN.name, 700_000, "application/pdf")
    assert one.is_here
    assert not one.shared
    with school.reading() as db:
        assert b"".join(attachments.content(db, one.sha256)) == SCAN.content
        assert files.piece(db, one.sha256, 300_000, 5) == SCAN.content[300_000:300_005]


def test_the_same_file_twice_is_kept_once(school: School, ella: str) -> None:
    attach(school.work, ella, SCAN)
    school.later(seconds=1)
    attach(school.work, ella, Paper("kopi.pdf", SCAN.content))
    assert [a.name for a in of(school, ella)] == ["kopi.pdf", SCAN.name]
    assert bytes_kept(school) == 700_000


def test_undo_takes_it_away_and_undo_gives_it_back(school: School, ella: str) -> None:
    (made,) = attach(school.work, ella, SCAN).touched["attachment"]
    gone = detach(school.work, made)
    assert of(school, ella) == []
    assert gone.action is not None
    undo(school.work, gone.action.n)
    (again,) = of(school, ella)
    assert again.is_here


def test_what_nothing_names_is_erased_after_thirty_days(school: School, ella: str) -> None:
    (made,) = attach(school.work, ella, SCAN).touched["attachment"]
    detach(school.work, made)
    school.clock.advance(timedelta(days=29))
    attach(school.work, ella, Paper("a", b"a"))
    assert bytes_kept(school) == 700_001
    school.clock.advance(timedelta(days=2))
    attach(school.work, ella, Paper("b", b"bb"))
    assert bytes_kept(school) == 3


@pytest.mark.parametrize(
    "paper",
    [Paper("../a.pdf", b"x"), Paper("con", b"x"), Paper("tom.pdf", b""),
     Paper("stor.bin", bytes(LARGEST_FILE + 1))],
    ids=["elsewhere", "device", "empty", "too large"],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    school: School, ella: str, paper: Paper
) -> None:
    with pytest.raises(BadInput) as refused:
        attach(school.work, ella, paper)
    assert refused.value.hint
    assert bytes_kept(school) == 0


def test_nobody_is_given_a_file_who_is_not_there(school: School) -> None:
    with pytest.raises(BadInput):
        attach(school.work, "ingen", SCAN)
    assert bytes_kept(school) == 0


def test_a_file_is_read_with_its_kind(tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"x")
    assert read_paper(tmp_path / "foto.jpg") == Paper("foto.jpg", b"x", "image/jpeg")
    for no_file in (tmp_path, tmp_path / "findes.ikke"):
        with pytest.raises(BadInput):
            read_paper(no_file)
