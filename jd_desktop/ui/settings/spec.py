"""What a page of settings is made of: declared, not drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtWidgets import QWidget

from jd_desktop.domain.language import Text, text
from jd_desktop.ui.kit.box import Box

SCHOOL, DEPARTMENT, PERSON, COMPUTER = "school", "department", "person", "computer"
SCOPES: dict[str, Text] = {
    SCHOOL: text("Gælder hele skolen"),
    DEPARTMENT: text("Gælder afdelingen"),
    PERSON: text("Gælder kun dig"),
    COMPUTER: text("Gælder kun denne computer"),
}
Choices: TypeAlias = tuple[tuple[str, Text], ...]


class Below(Box):
    """Something below a record's fields, such as a bench to try it on."""

    def show_row(self, values: Mapping[str, Any]) -> None:
        """Show it for another record, or the same one changed."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Input:
    """A field: its name in the record (one of a map's as map.name), what it is called, its form.

    Forms: text, phone, integer, kroner, day, time, flag, choice, of (another record's id), lines.
    `when` shows it only where another field has one of these values.
    """

    name: str
    title: Text
    form: str = "text"
    choices: Choices = ()
    of: str = ""
    hint: Text | None = None
    when: tuple[str, tuple[str, ...]] | None = None
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """A page over a kind of record; `one` is what one of them is called, "" where there is one."""

    kind: str
    inputs: tuple[Input, ...]
    one: Text | None = None
    empty: Text | None = None
    starts: tuple[tuple[str, object], ...] = ()
    """What a new one has from the beginning."""
    below: Callable[[], Below] | None = None
    """Makes what stands below the fields of one."""

    @property
    def named(self) -> tuple[str, ...]:
        """The kinds that its fields name."""
        return tuple(sorted({one for i in self.inputs if i.form == "of" for one in i.of.split()}))


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name in routes, title, what it is about, whom it is for, and what it shows."""

    name: str
    title: Text
    about: Text
    scope: str
    records: Records | None = None
    make: Callable[[], QWidget] | None = None
    goes_to: tuple[str, str] = ("", "")
    words: tuple[Text, ...] = ()
    """More that it is found by."""


ACTIVE = Input("active", text("I brug"), "flag")
