"""The table of rights against the platform's page, and what is one's own."""

from __future__ import annotations

import pytest

from jd_desktop.domain import rights
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.language import DANISH
from tests.support.table_of_rights import CELLS, PRINTED

OWN = {"students", "bookings", "messages", "teaching", "bulk"}


@pytest.mark.parametrize(("role", "kind", "is_forbidden"), CELLS)
def test_each_cell_is_as_the_platform_prints_it(role: str, kind: str, is_forbidden: bool) -> None:
    assert (rights.level_of(role, kind) == rights.NO) is is_forbidden


def test_every_kind_of_record_stands_in_the_table_once() -> None:
    listed = [kind for kinds in PRINTED.values() for kind in kinds.split()]
    assert sorted(listed) == sorted(KINDS)
    assert {kind: rights.action_of(kind) for kind in KINDS} == {
        kind: action for action, kinds in PRINTED.items() for kind in kinds.split()
    }


def test_what_no_record_shows_is_in_the_table_too() -> None:
    assert [rights.level(r, "schools") for r in rights.ROLES] == ["yes", "no", "no", "no"]
    assert [rights.level(r, "sign_student") for r in rights.ROLES] == ["no"] * 4
    assert [rights.level(r, "teaching") for r in rights.ROLES] == ["yes", "yes", "no", "own"]
    assert {a for a in rights.ACTIONS if rights.level("instructor", a) == "own"} == OWN


@pytest.mark.parametrize("role", ["", "visitor", "webhook"])
def test_a_role_that_nobody_knows_may_nothing(role: str) -> None:
    assert not any(rights.level_of(role, kind) != rights.NO for kind in KINDS)
    assert rights.level_of("admin", "unheard_of") == rights.NO


@pytest.mark.parametrize(
    ("before", "patch", "may"),
    [
        (None, {"instructor_id": "ali"}, True),
        (None, {"instructor_id": "bo"}, False),
        ({"instructor_id": "ali"}, {"note": "ring"}, True),
        ({"instructor_id": "bo"}, {"note": "ring"}, False),
        ({"instructor_id": "ali"}, {"instructor_id": "bo"}, False),
        ({"instructor_id": "bo"}, {"instructor_id": "ali"}, False),
    ],
)
def test_an_instructor_books_and_changes_their_own_and_hands_nothing_over(
    before: dict[str, str] | None, patch: dict[str, str], may: bool
) -> None:
    assert rights.is_allowed("instructor", "ali", "booking", before=before, patch=patch) is may
    assert rights.is_allowed("office", "", "booking", before=before, patch=patch)


def test_a_refusal_says_what_and_whom_to_ask() -> None:
    said = rights.refusal("office", "template").sentence(DANISH)
    assert said == (
        "Din rolle må ikke ændre skolens indstillinger, skabeloner og brugere."
        " Bed en administrator om det."
    )
    assert "Bed kontoret" in rights.refusal("instructor", "vehicle").sentence(DANISH)
    assert "dine egne bookinger" in rights.refusal("instructor", "booking").sentence(DANISH)
