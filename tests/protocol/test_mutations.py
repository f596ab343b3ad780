from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from jd_desktop.domain.agreement import Mutation, Note
from jd_desktop.domain.merge import Op
from jd_desktop.protocol.mutations import PUSH_AT_MOST, Push, WireMutation, WireNote

ONE = Mutation(
    3, "2026-11-23T08:00:00.000Z", "Bo",
    (Op("student", "ella", 7, {"note": "x"}, {"note": None}), Op("student", "b", 8, delete=True)),
)  # fmt: skip


def test_a_mutation_survives_the_wire() -> None:
    assert WireMutation.model_validate_json(WireMutation.of(ONE).model_dump_json()).meaning() == ONE


@pytest.mark.parametrize(
    "wrong",
    [{"n": 0}, {"ops": []}, {"version": 0}, {"ops": [{"kind": "a\0", "id": "b", "base": 0}]},
     {"ops": [{"kind": "a", "id": "", "base": 0}]},
     {"ops": [{"kind": "a", "id": "b", "base": -1}]}],
)  # fmt: skip
def test_what_cannot_be_a_mutation_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WireMutation.model_validate({**WireMutation.of(ONE).model_dump(), **wrong})


def test_a_batch_is_bounded() -> None:
    many = [WireMutation.of(ONE)] * (PUSH_AT_MOST + 1)
    with pytest.raises(ValidationError):
        Push(epoch="e", mutations=many)


def test_a_note_says_what_became_of_it() -> None:
    told = WireNote.of(Note(3, "parked", "c1"))
    assert (told.n, told.outcome, told.conflict_id) == (3, "parked", "c1")
