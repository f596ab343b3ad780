from __future__ import annotations

from tests.cli.conftest import Typed


def test_an_address_is_closed_listed_and_opened_again(alone: Typed) -> None:
    assert alone("suppressions", "add", "20 30 40 50").code == 0
    (row,) = [alone("suppressions", "list", "--json").json]
    assert (row["address"], row["why"], row["active"]) == ("+4520304050", "Har bedt om det", True)
    assert "+4520304050" in alone("suppressions").out
    assert alone("suppressions", "lift", "+4520304050").code == 2
    assert alone("suppressions", "lift", "+4520304050", "--why", "Aftalt").code == 0
    assert alone("suppressions").out == ""
    assert alone("suppressions", "--json").json["why"] == "Aftalt"


def test_what_is_no_address_is_said_in_a_sentence(alone: Typed) -> None:
    for arguments in (("add",), ("add", "mia"), ("add", "12"), ("lift", "ella@example.dk")):
        said = alone("suppressions", *arguments, "--why", "Aftalt")
        assert (said.code, said.err.count("\n")) == (2, 1), arguments
