"""Fields of settings: what is kept, shown as people write it, and read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from jd_desktop.domain import phone
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Language, text
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.settings.lists import keep_height
from jd_desktop.ui.settings.spec import Input
from jd_desktop.ui.theme.look import Look

NARROW, HIGH = 360, 110
_DAY_FORMS = ("%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y")
_TIME_FORMS = ("%H:%M", "%H.%M", "%H")


class _Lines(QPlainTextEdit):
    """A few lines; what was typed is taken when the keyboard goes elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: Callable[[], None] = lambda: None
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: Any) -> None:
        """Take it."""
        super().focusOutEvent(event)
        if self.document().isModified():
            self.taken()


class _Combo(QComboBox):
    """A choice that the wheel does not change in passing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page."""
        event.ignore()


class InputField(Field):
    """One field of a page; `taken` is called with what a person made of it."""

    def __init__(
        self, look: Look, spec: Input, taken: Callable[[InputField, Any], None],
        names: Mapping[str, str],
    ):  # fmt: skip
        """Take the field's declaration and the names of what it may name."""
        self.spec, self._look, self._taken = spec, look, taken
        self._kept: Any = None
        title = look.language.say(spec.title)
        is_flag = spec.form == "flag"
        super().__init__(look, "" if is_flag else title, self._edit(names))
        self.edit.setAccessibleName(title)
        self.setMaximumWidth(look.px(NARROW))
        keep_height(self)
        if isinstance(self.edit, QCheckBox):
            self.edit.setText(title)
        if spec.hint is not None:
            self.edit.setToolTip(look.language.say(spec.hint))
            self.edit.setAccessibleDescription(look.language.say(spec.hint))

    def _edit(self, names: Mapping[str, str]) -> QWidget:
        spec, say = self.spec, self._look.language.say
        if spec.form == "flag":
            box = QCheckBox()
            box.clicked.connect(self._take)
            return box
        if spec.form in ("choice", "of"):
            combo = _Combo()
            combo.addItem("–", "")
            combo.view().setAccessibleName(say(spec.title))
            for value, words in [*((v, say(t)) for v, t in spec.choices), *names.items()]:
                combo.addItem(words, value)
            combo.activated.connect(self._take)
            return combo
        if spec.form == "lines":
            lines = _Lines()
            lines.setFixedHeight(self._look.px(HIGH))
            lines.setPlaceholderText(say(spec.hint) if spec.hint else "")
            lines.taken = self._take
            return lines
        edit = line("", _PLACEHOLDERS.get(spec.form, ""))
        edit.editingFinished.connect(self._take)
        return edit

    @property
    def is_being_typed_in(self) -> bool:
        """Whether a person wrote something that is not taken yet."""
        edit = self.edit
        if isinstance(edit, QPlainTextEdit):
            return edit.document().isModified()
        return isinstance(edit, QLineEdit) and edit.isModified()

    def show_value(self, value: Any) -> None:
        """Show what is kept, unless somebody is writing."""
        self._kept = value
        if self.is_being_typed_in:
            return
        edit = self.edit
        if isinstance(edit, QCheckBox):
            edit.setChecked(bool(value))
        elif isinstance(edit, QComboBox):
            place = edit.findData(value or "")
            if place < 0:
                edit.addItem(str(value), value)
                place = edit.count() - 1
            edit.setCurrentIndex(place)
        elif isinstance(edit, QPlainTextEdit):
            edit.setPlainText("\n".join(value or ()))
            edit.document().setModified(False)
        elif isinstance(edit, QLineEdit):
            edit.setText(written(self.spec.form, value, self._look.language))
            edit.setModified(False)
        self.wrong("")

    def value(self) -> Any:
        """Return what stands there as it is kept, "" for nothing; raises BadInput."""
        edit = self.edit
        if isinstance(edit, QCheckBox):
            return edit.isChecked()
        if isinstance(edit, QComboBox):
            return edit.currentData()
        if isinstance(edit, QPlainTextEdit):
            return [one for part in edit.toPlainText().splitlines() if (one := part.strip())]
        assert isinstance(edit, QLineEdit)
        found = read(self.spec.form, edit.text().strip())
        if self.spec.is_needed and found == "":
            raise BadInput(text("Feltet må ikke være tomt."))
        return found

    def _take(self) -> None:
        try:
            value = self.value()
        except BadInput as error:
            self.wrong(error.sentence(self._look.language))
            return
        self.wrong("")
        self._is_taken()
        if value != (self._kept if self._kept is not None else ""):
            self._taken(self, value)

    def _is_taken(self) -> None:
        if isinstance(self.edit, QLineEdit):
            self.edit.setModified(False)
        elif isinstance(self.edit, QPlainTextEdit):
            self.edit.document().setModified(False)


_PLACEHOLDERS = {"phone": "12 34 56 78", "time": "08:00", "day": "31.12.2027", "kroner": "550,00"}


def written(form: str, value: Any, language: Language) -> str:
    """Write what is kept as people do."""
    if value is None or value == "":
        return ""
    if form == "phone":
        return phone.display(str(value))
    if form == "kroner":
        kroner, ore = divmod(int(value), 100)
        mark = "," if language.code == "da" else "."
        return f"{kroner}{mark}{ore:02}" if ore else str(kroner)
    if form == "day":
        with suppress(ValueError):
            return date.fromisoformat(str(value)).strftime("%d.%m.%Y")
    return str(value)


def read(form: str, words: str) -> Any:
    """Read what a person wrote as it is kept; raises BadInput."""
    return _READERS[form](words) if words and form in _READERS else words


def _integer(words: str) -> int:
    if not words.isdecimal():
        raise BadInput(text("Skriv et helt tal."))
    return int(words)


def _kroner(words: str) -> int:
    plain = words.lower().removesuffix("kr.").removesuffix("kr").strip().replace(" ", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        ore = Decimal(plain) * 100
    except InvalidOperation:
        ore = Decimal(-1)
    if not ore.is_finite() or ore < 0 or ore != ore.to_integral_value():
        raise BadInput(text("Skriv et beløb, for eksempel 550 eller 1.250,50."))
    return int(ore)


def _day(words: str) -> str:
    for form in _DAY_FORMS:
        with suppress(ValueError):
            return datetime.strptime(words, form).date().isoformat()  # noqa: DTZ007 - a day
    raise BadInput(text("Skriv en dag som 31.12.2027."))


def _time(words: str) -> str:
    for form in _TIME_FORMS:
        with suppress(ValueError):
            return datetime.strptime(words, form).strftime("%H:%M")  # noqa: DTZ007 - a time of day
    raise BadInput(text("Skriv et klokkeslæt som 08:00."))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "phone": phone.normalise, "integer": _integer, "kroner": _kroner, "day": _day, "time": _time,
}  # fmt: skip
