from __future__ import annotations

from jd_desktop.domain.agreement import Mutation
from jd_desktop.domain.kinds import BOOKING, KINDS
from jd_desktop.domain.merge import Op
from jd_desktop.domain.upcasts import STEPS, unknown_to, upcast
from jd_desktop.protocol.session import SCHEMA

AT = "1999-01-01T00:00:00.000Z"


def written(schema: int, **values: object) -> Mutation:
    return Mutation(1, AT, "Bo", (Op("booking", "a", 3, values),), schema)


def test_every_schema_before_ours_has_a_step() -> None:
    assert set(STEPS) == set(range(1, SCHEMA))


def test_schema_1_knew_nothing_of_the_servers_times() -> None:
    old = written(1, note="x", held_at=AT)
    lifted = upcast(old)
    assert (lifted.schema, lifted.ops[0].set) == (SCHEMA, {"note": "x"})
    assert lifted.ops[0].base == 3
    assert old.ops[0].set == {"note": "x", "held_at": AT}


def test_what_is_ours_or_newer_stays_as_it_is() -> None:
    for schema in (SCHEMA, SCHEMA + 1):
        made = written(schema, note="x", color="red")
        assert upcast(made) is made


def test_an_older_schema_is_not_told_what_came_later() -> None:
    kinds, fields = unknown_to(1)
    assert {"template", "suppression"} <= kinds
    assert not kinds & {"student", "booking", "message", "conflict"}
    assert fields["booking"] == {"held_at"}
    assert fields["conflict"] == {"parked_at", "handed_at"}
    assert {"taken_at", "subject", "address"} <= fields["message"]
    assert not fields["message"] & {"text", "state", "student_id"}
    assert unknown_to(SCHEMA) == (frozenset(), {})
    assert BOOKING.later_than(0) == {f.name for f in BOOKING.fields()}
    assert set(KINDS) == unknown_to(0)[0]
