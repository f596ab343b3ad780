"""One key does one thing, and every command says what it does."""

import pytest

from jd_desktop.domain.language import text
from jd_desktop.ui.commands import Command, Commands, DuplicateShortcut, OffersCommands


def command(name: str, keys: str = "") -> Command:
    return Command(name, text("Gør noget"), lambda: None, keys)


def test_commands_are_found_by_name_and_kept_in_order() -> None:
    commands = Commands()
    commands.add(command("b", "Ctrl+B"), command("a"))
    assert [c.id for c in commands] == ["b", "a"]
    assert commands["b"].shortcut == "Ctrl+B"


def test_two_commands_cannot_share_a_key() -> None:
    commands = Commands()
    commands.add(command("book", "Ctrl+N"))
    with pytest.raises(DuplicateShortcut, match="note"):
        commands.add(command("note", "Ctrl+N"))


def test_the_same_key_written_differently_is_the_same_key() -> None:
    commands = Commands()
    commands.add(command("book", "Ctrl+Shift+N"))
    with pytest.raises(DuplicateShortcut):
        commands.add(command("note", "shift+ctrl+n"))


def test_a_command_may_be_replaced_by_itself_and_many_have_no_key() -> None:
    commands = Commands()
    commands.add(command("book", "Ctrl+N"), command("a"), command("b"))
    commands.add(command("book", "Ctrl+N"))
    assert len(list(commands)) == 3


def test_a_command_can_be_done_unless_it_says_otherwise() -> None:
    assert command("book").enabled()


def test_a_screen_with_commands_is_known_by_them() -> None:
    class Calendar:
        def commands(self) -> list[Command]:
            return [command("book")]

    assert isinstance(Calendar(), OffersCommands)
    assert not isinstance(object(), OffersCommands)
