from __future__ import annotations

from tests.cli.conftest import Typed


def test_a_message_is_written_listed_shown_and_given_up(alone: Typed) -> None:
    said = alone("message", "Ella Krog", "--text", "Hej {fornavn}, husk briller.", "--json")
    assert (said.json["student"], said.json["text"]) == ("Ella Krog", "Hej Ella, husk briller.")
    job = said.json["job"]
    assert said.json["id"] in alone("list", "messages").out
    assert job in alone("outbox", "list", "--state", "queued").out
    assert alone("outbox", "list", "--state", "failed").out == ""
    for named in (job, said.json["id"]):
        shown = alone("outbox", "show", named)
        assert "text: Hej Ella, husk briller." in shown.out
        assert "+4520304050" in shown.out
    assert alone("outbox", "discard", job).code == 0
    assert alone("outbox", "show", job, "--json").json["state"] == "cancelled"


def test_what_cannot_be_written_is_refused_in_a_sentence(alone: Typed) -> None:
    said = alone("message", "Ella Krog", "--text", "Hej {cpr}")
    assert (said.code, "{cpr}" in said.err) == (2, True)
    assert "passer på 2" in alone("message", "Ella", "--text", "Hej").err
    no_address = alone("message", "Ella Krog", "--text", "Hej", "--email", "Om prøven")
    assert "kan ikke få beskeden" in no_address.err
