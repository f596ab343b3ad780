"""What a new record must have, asked for above the list's form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtWidgets import QHBoxLayout

from jd_desktop.domain.errors import BadInput, JdError
from jd_desktop.domain.language import text
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.settings.inputs import InputField
from jd_desktop.ui.settings.spec import Records
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S


class _Page(Protocol):
    look: Look
    records: Records

    def make_fields(self, taken: Any) -> dict[str, InputField]:
        """Make the declared fields."""
        ...

    def patch(self, values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
        """Return what changes in the record."""
        ...


class NewRow(Box):
    """The fields that may not be empty, and two buttons."""

    def __init__(self, page: _Page, create: Callable[..., None], leave: Callable[[], None]):
        """Take the page, how a record is made, and what leaving does."""
        look, one = page.look, page.records.one
        assert one is not None
        super().__init__(look)
        self._page, self._create = page, create
        self.column.setSpacing(GAP_M)
        title = look.tr("Tilføj {hvad}", hvad=look.language.say(one))
        self.column.addWidget(label(look, title, "card_title"))
        given = dict(page.records.starts)
        made = page.make_fields(lambda _field, _value: None)
        self.fields = {n: f for n, f in made.items() if f.spec.is_needed}
        for name, field in self.fields.items():
            if name in given:
                field.show_value(given[name])
            self.column.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        self.deed = button(look, look.tr("Opret"), self._done, primary=True)
        row.addWidget(self.deed)
        row.addWidget(button(look, look.tr("Annullér"), leave))
        row.addStretch(1)
        self.column.addLayout(row)

    def begin(self) -> None:
        """Put the keyboard in the first field."""
        next(iter(self.fields.values())).edit.setFocus()

    def _done(self) -> None:
        values: dict[str, Any] = {}
        say = self._page.look.language
        for name, field in self.fields.items():
            try:
                value = field.value()
                if value == "":
                    raise BadInput(text("Feltet må ikke være tomt."))
                values |= self._page.patch({}, name, value)
                field.wrong("")
            except BadInput as error:
                field.wrong(error.sentence(say))
                field.edit.setFocus()
                return
        first = next(iter(self.fields.values()))

        def failed(error: JdError) -> None:
            first.wrong(error.sentence(say))

        self._create(values, failed)
