from __future__ import annotations

import pytest

from tests.cli.conftest import Typed
from tests.support.town import PASSWORD, Town, Typist

BOOK = ("book", "--instructor", "Ali", "--start", "2026-12-01T10:00", "--json")


@pytest.fixture
def signed_in(typed: Typed, lone: Typist, town: Town, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Bo, at a school that Lone has furnished."""
    assert lone.file.exists()
    monkeypatch.setenv("JD_PASSWORD", PASSWORD)
    said = typed("sign-in", "--central", town.address, "--email", "bo@skole.dk", "--json")
    assert (said.code, said.json["person"]) == (0, "Bo")
    return typed


def test_a_sync_that_agrees_ends_with_0(signed_in: Typed) -> None:
    signed_in(*BOOK)
    said = signed_in("sync", "--json")
    assert said.code == 0
    assert said.json == {"pushed": 1, "pulled": 1, "conflicts": 0}
    assert signed_in("sync").out == "0 ændringer sendt, 0 hentet.\n"


def test_a_sync_that_finds_nobody_ends_with_3(signed_in: Typed, town: Town) -> None:
    town.wire.cut()
    said = signed_in("sync")
    assert (said.code, said.err.count("\n")) == (3, 1)


def test_a_sync_after_which_conflicts_wait_ends_with_4(signed_in: Typed) -> None:
    signed_in(*BOOK)
    signed_in(*BOOK)
    said = signed_in("sync")
    assert said.code == 4
    assert "1 konflikt venter" in said.out


def test_signing_out_tells_what_waits_and_signing_in_sends_it(signed_in: Typed, town: Town) -> None:
    signed_in(*BOOK)
    assert signed_in("sign-out", "--json").json == {"waiting": 1}
    assert signed_in("sync").code == 7
    assert len(signed_in("list", "bookings", "--json").json) == 1
    signed_in("sign-in", "--central", town.address, "--email", "bo@skole.dk")
    assert signed_in("list", "bookings", "--json").json[0]["unsent"] is False


def test_a_password_is_asked_for_only_where_somebody_can_answer(
    typed: Typed, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JD_PASSWORD", raising=False)
    said = typed("sign-in", "--central", town.address, "--email", "bo@skole.dk")
    assert said.code == 2
    assert "JD_PASSWORD" in said.err


def test_alone_there_is_nothing_to_agree_with(alone: Typed) -> None:
    said = alone("sync")
    assert (said.code, "alene" in said.out) == (0, True)
    assert alone("alone", "--school", "Ny", "--name", "Bo").code == 2


def test_a_school_of_ones_own_is_not_mixed_with_the_centrals(
    alone: Typed, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JD_PASSWORD", PASSWORD)
    said = alone("sign-in", "--central", town.address, "--email", "bo@skole.dk")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert len(alone("list", "students", "--json").json) == 2
