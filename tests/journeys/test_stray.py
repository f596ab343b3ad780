"""Somebody signs in where another's copy of the school lies: it is said, and nothing is mixed."""

from __future__ import annotations

from jd_desktop.central.commands import list_devices
from jd_desktop.operations import students
from tests.support.town import Town, Typist, copy_of


def test_another_persons_folder_stays_theirs_with_all_that_waits_in_it(
    lone: Typist, town: Town
) -> None:
    with lone.program() as program:
        students.add(program.work, {"first_name": "Usendt"})
        before = copy_of(program)
    said = lone.signs_in(town.address, "ali@skole.dk")
    assert (said.code, said.is_one_sentence()) == (1, True)
    assert "hører til Lone" in said.err
    (strays,) = [d for d in list_devices(town.database) if d.email == "ali@skole.dk"]
    assert strays.state == "signed_out"
    with lone.program() as program:
        assert copy_of(program) == before
    assert lone.must("sync").code == 0
    sent = [b["first_name"] for (k, _), (_, _, b) in town.rows().items() if k == "student"]
    assert "Usendt" in sent
