"""For any history and any viewer, a copy is what the viewer sees of the server's rows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from jd_desktop.central.database import open_engine, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import record, tie
from jd_desktop.central.upgrade import stamp_all
from jd_desktop.domain.audience import Viewer, read, seen_as
from jd_desktop.domain.merge import Op
from jd_desktop.protocol.feed import Cursor, Gone, RowLine, decode
from tests.central.school import NOW, School, booked, feed

VIEWERS = (
    Viewer("instructor", "ali"), Viewer("instructor", "bo"), Viewer("instructor"),
    Viewer("office", department_id="nord"), Viewer("office"),
)  # fmt: skip
WHO, STUDENTS = st.sampled_from(["ali", "bo"]), st.sampled_from(["ella", "otto"])
ACTS = st.one_of(
    st.tuples(st.just("student"), STUDENTS, st.fixed_dictionaries({"instructor_id": WHO})),
    st.tuples(st.just("student"), STUDENTS, st.just({"department_id": "nord"})),
    st.tuples(st.just("instructor"), WHO, st.just({"department_id": "nord"})),
    st.tuples(st.just("message"), STUDENTS, st.just({"state": "sent"})),
    st.tuples(
        st.just("booking"),
        st.sampled_from("ab"),
        st.fixed_dictionaries(
            {
                "instructor_id": WHO,
                "student_ids": st.lists(STUDENTS, max_size=2, unique=True),
                "state": st.sampled_from(["confirmed", "completed", "cancelled"]),
            }
        ),
    ),
    st.tuples(st.just("booking"), st.sampled_from("ab"), st.none()),
)
Copy = dict[tuple[str, str], tuple[int, dict[str, Any]]]


def whole(kind: str, row: str, values: dict[str, Any]) -> dict[str, Any]:
    first = {
        "student": {"first_name": row, "phone": "1"},
        "instructor": {"name": row, "phone": "2"},
        "message": {"student_id": row, "event": "e", "channel": "sms", "text": "t"},
        "booking": booked(note="n", price_ore=1),
    }[kind]
    return {**first, **values}


def pull(school: School, viewer: Viewer, copy: Copy, cursor: int) -> int:
    asked = feed.Asked(school.id, cursor, school.epoch, 3, viewer)
    for line in b"".join(feed.pull(school.engine, asked, NOW)).splitlines():
        match decode(line):
            case Gone(kind=kind, id=row):
                copy.pop((kind, row), None)
            case RowLine(kind=kind, id=row) as told:
                copy[kind, row] = (told.seq, {} if told.deleted else told.body)
            case Cursor(seq=seq):
                cursor = seq
            case _:
                pass
    return cursor


def truth(school: School, viewer: Viewer) -> Copy:
    seen = {
        key: (row.seq, seen_as(viewer, row.kind, row.id, row.body, read(row.audience)))
        for key, row in school.rows().items()
    }
    deleted = {key for key, row in school.rows().items() if row.deleted}
    return {k: (seq, {} if k in deleted else b) for k, (seq, b) in seen.items() if b is not None}


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(ACTS, min_size=1, max_size=10))
def test_each_copy_is_what_its_viewer_sees(acts: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'central.db'}")
        migrate(engine)
        school = School(engine)
        devices = [school.device(f"P{k}", v) for k, v in enumerate((VIEWERS[4], VIEWERS[0]))]
        copies: list[Copy] = [{} for _ in VIEWERS]
        cursors = [0 for _ in VIEWERS]
        for k, (kind, row, values) in enumerate(acts):
            base = school.seq(kind, row)
            body = {} if values is None else values if base else whole(kind, row, values)
            devices[k % 2].do(Op(kind, row, base, body, delete=values is None))
            for v, viewer in enumerate(VIEWERS):
                cursors[v] = pull(school, viewer, copies[v], cursors[v])
                assert copies[v] == truth(school, viewer), viewer
        stamped = {key: row.audience for key, row in school.rows().items()}
        with writing(engine, school.id) as db:
            db.execute(update(record).values(audience=""))
            db.execute(delete(tie))
        stamp_all(engine)
        assert {key: row.audience for key, row in school.rows().items()} == stamped
        engine.dispose()
