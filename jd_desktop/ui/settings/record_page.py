"""A page over a kind of record: the list of them, and the fields of one, each saved by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from jd_desktop.domain import rights
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.operations.settings_rows import create_row, save_field
from jd_desktop.queries.settings_rows import SettingsRow, SettingsRows, settings_rows
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, fill, label, put, scrolled
from jd_desktop.ui.settings.inputs import InputField
from jd_desktop.ui.settings.lists import Tall, page_list
from jd_desktop.ui.settings.new_row import NewRow
from jd_desktop.ui.settings.spec import Records
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S

LIST = 220


class RecordPage(QWidget):
    """Shows records of one kind; who may not change them is told so, and can read."""

    def __init__(self, look: Look, tasks: Tasks, records: Records):
        """Take what is declared of them."""
        super().__init__()
        self.look, self._tasks, self.records = look, tasks, records
        self.found: SettingsRows | None = None
        self.chosen_id = ""
        self.fields: dict[str, InputField] = {}
        self.list = page_list(look, look.tr("Liste"))
        self.form = QVBoxLayout()
        self.above = QVBoxLayout()
        self.below = records.below() if records.below is not None else None
        self._wanted = ""
        self._lay_out()

    def _lay_out(self) -> None:
        look, one = self.look, self.records.one
        self.list.setFixedWidth(look.px(LIST))
        self.list.currentItemChanged.connect(self._choose)
        left = QVBoxLayout()
        left.setSpacing(GAP_S)
        what = look.language.say(one) if one else look.tr("ny")
        words = look.tr("Tilføj {hvad} …", hvad=what)
        self.new = button(look, words, self.begin_new, icon="plus")
        left.addWidget(self.new)
        left.addWidget(self.list, 1)
        holder = Tall()
        fill(holder, look, "bg")
        self.form.setSpacing(GAP_M)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, GAP_M, GAP_M)
        column.addLayout(self.above)
        column.addLayout(self.form)
        if self.below is not None:
            self.below.hide()
            column.addWidget(self.below)
        column.addStretch(1)
        area = scrolled(look, holder)
        fill(area, look, "bg")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_L)
        row.addLayout(left)
        row.addWidget(area, 1)
        for part in (self.new, self.list):
            part.setVisible(one is not None)

    @property
    def may_change(self) -> bool:
        """Whether who is signed in may change what is shown."""
        role = self.found.role if self.found else ""
        return rights.level_of(role, self.records.kind) == rights.YES

    def reload(self) -> None:
        """Ask for the records anew; what is being typed stays."""
        kind, named = self.records.kind, self.records.named
        self._tasks.ask(
            lambda db: settings_rows(db, kind, named), then=self._show, owner=self, key="rows"
        )

    def focus_field(self, name: str) -> None:
        """Put the keyboard in a field, as soon as it is there."""
        self._wanted = name
        if name in self.fields:
            self.fields[name].edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._wanted = ""

    def _show(self, found: SettingsRows) -> None:
        self.found = found
        if not isinstance(self._shown_new(), NewRow):
            clear(self.above)
            if not self.may_change:
                said = self.look.language.say(rights.refusal(found.role, self.records.kind).title)
                put(self.above, Box(self.look, "warn", said))
        self.new.setEnabled(self.may_change)
        self.list.blockSignals(True)
        self.list.clear()
        for row in found.rows:
            words = row.name if row.is_active else self.look.tr("{navn} (ikke i brug)",
                                                                 navn=row.name)  # fmt: skip
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.list.addItem(item)
        ids = [row.id for row in found.rows]
        if self.chosen_id not in ids:
            self.chosen_id = ids[0] if ids else ""
        if self.chosen_id:
            self.list.setCurrentRow(ids.index(self.chosen_id))
        self.list.blockSignals(False)
        self._show_row(self._row())

    def _row(self) -> SettingsRow | None:
        rows = self.found.rows if self.found else ()
        return next((row for row in rows if row.id == self.chosen_id), None)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen_id = str(item.data(Qt.ItemDataRole.UserRole))
            self.drop_fields()
            self._show_row(self._row())

    def drop_fields(self) -> None:
        """Take the fields away, as before another record."""
        self.fields = {}
        clear(self.form)

    def _show_row(self, row: SettingsRow | None) -> None:
        if self.below is not None:
            self.below.setVisible(row is not None)
            self.below.show_row(row.values if row else {})
        if row is None:
            self.drop_fields()
            if self.records.empty is not None:
                empty = self.look.language.say(self.records.empty)
                put(self.form, label(self.look, empty, "body", "text2", wrap=True))
            return
        if not self.fields:
            clear(self.form)
            self.fields = self.make_fields(self._save)
            for field in self.fields.values():
                put(self.form, field)
        for field in self.fields.values():
            field.edit.setEnabled(self.may_change)
        self.show_values(self.fields, row.values)
        if self._wanted:
            self.focus_field(self._wanted)

    def make_fields(self, taken: Any) -> dict[str, InputField]:
        """Make the declared fields."""
        named = self.found.named if self.found else {}
        return {
            i.name: InputField(
                self.look, i, taken,
                {k: v for one in i.of.split() for k, v in named.get(one, {}).items()},
            )
            for i in self.records.inputs
        }  # fmt: skip

    @staticmethod
    def show_values(fields: Mapping[str, InputField], values: Mapping[str, Any]) -> None:
        """Show a record's values, and only the fields that mean something with them."""
        for name, field in fields.items():
            # A record that says nothing of it is in use.
            value = values.get(name, True) if name == "active" else _at(values, name)
            field.show_value(value)
            when = field.spec.when
            field.setVisible(when is None or _at(values, when[0]) in when[1])

    def _save(self, field: InputField, value: Any) -> None:
        row = self._row()
        if row is None:
            return
        values = self.patch(row.values, field.spec.name, value)
        save = partial(save_field, kind=self.records.kind, row_id=row.id, values=values,
                       what=field.spec.title)  # fmt: skip

        def failed(error: JdError) -> None:
            field.wrong(error.sentence(self.look.language))

        self._tasks.do(save, owner=self, failed=failed)

    def patch(self, values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
        """Return what changes in the record: of a map, the whole."""
        whole, _, part = name.partition(".")
        if name == "of_id" and self.found is not None:
            kinds = (k for k, names in self.found.named.items() if value in names)
            return {"of_kind": next(kinds, ""), name: value}
        if not part:
            return {name: value}
        return {whole: _settled({**(values.get(whole) or {}), part: value})}

    def _shown_new(self) -> QWidget | None:
        item = self.above.itemAt(0)
        return item.widget() if item is not None else None

    def begin_new(self) -> None:
        """Ask for what a new record must have."""
        if self.records.one is None or self.found is None:
            return
        clear(self.above)
        asking = NewRow(self, self._create, self._end_new)
        put(self.above, asking)
        asking.begin()

    def _end_new(self) -> None:
        clear(self.above)
        self.reload()

    def _create(self, values: Mapping[str, Any], failed: Any) -> None:
        if self.records.one is None:
            return
        whole = {**dict(self.records.starts), **values}
        made = partial(create_row, kind=self.records.kind, values=whole, what=self.records.one)

        def then(changes: Changes) -> None:
            self.chosen_id = next(iter(changes.touched.get(self.records.kind, ())), "")
            self.drop_fields()
            self._end_new()

        self._tasks.do(made, owner=self, then=then, failed=failed)


_PARTS: Mapping[str, Mapping[str, Any]] = {
    "hours": {"hours": 24}, "clock": {"days": 1, "at": "12:00"},
    "workdays": {"days": 1, "at": "12:00"}, "full": {}, "fixed": {"ore": 50_000},
    "percent": {"percent": 100},
}  # fmt: skip


def _settled(given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the parts of a map that its kind has, each with a value to begin with."""
    kind = str(given.get("kind", ""))
    parts = _PARTS.get(kind, {})
    return {"kind": kind, **{k: given.get(k, usual) for k, usual in parts.items()}}


def _at(values: Mapping[str, Any], name: str) -> Any:
    whole, _, part = name.partition(".")
    found = values.get(whole)
    return found.get(part) if part and isinstance(found, Mapping) else None if part else found
