"""A card with a form that asks the central: what is typed stays until it was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError, Offline
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, label, put
from jd_desktop.ui.kit.forms import Field, show_problems
from jd_desktop.ui.tasks import Call
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S

NARROW = 360


class FormCard(Box):
    """A title, a sentence below it about what came of it, and whatever the card shows."""

    def __init__(self, look: Look, title: str, call: Call):
        """Take the title and the way to a network thread."""
        super().__init__(look)
        self.look, self._call = look, call
        self.column.setSpacing(GAP_M)
        self.column.addWidget(label(look, title, "card_title"))
        self._notes = QVBoxLayout()
        self.column.addLayout(self._notes)
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP_M)
        self.column.addLayout(self.body)
        self.fields: dict[str, Field] = {}
        self.buttons: dict[str, QPushButton] = {}

    def fresh(self) -> None:
        """Take away what is shown below the title and its notes."""
        self.fields, self.buttons = {}, {}
        clear(self.body)

    def say(self, tone: str, title: str, more: str = "") -> None:
        """Say what came of it, in place of what was said before."""
        clear(self._notes)
        put(self._notes, Box(self.look, tone, title, more))

    def quiet(self) -> None:
        """Say nothing any more."""
        clear(self._notes)

    def sentence(self, words: str) -> None:
        """Add a sentence that explains."""
        put(self.body, label(self.look, words, "body", "text2", wrap=True))

    def field(self, name: str, title: str, edit: QLineEdit, *, enter: Callable[[], None]) -> Field:
        """Add a field; Enter in it does `enter`."""
        made = Field(self.look, title, edit)
        made.setMaximumWidth(self.look.px(NARROW))
        edit.returnPressed.connect(enter)
        self.fields[name] = made
        put(self.body, made)
        return made

    def row(self, *ways: tuple[str, str, Callable[[], None]]) -> None:
        """Add buttons: a name for code, words and deed; the first is what one came for."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_S)
        for k, (name, words, deed) in enumerate(ways):
            self.buttons[name] = button(self.look, words, deed, primary=k == 0)
            row.addWidget(self.buttons[name])
        row.addStretch(1)
        put(self.body, holder)

    def typed(self, name: str) -> str:
        """Return what stands in a field."""
        edit = self.fields[name].edit
        assert isinstance(edit, QLineEdit)
        return edit.text()

    def has_problems(self, wrong: Mapping[str, str]) -> bool:
        """Say what is wrong at each field and go to the first; whether anything is."""
        return show_problems(self.fields, wrong)

    def ask(self, errand: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Ask the central; its buttons rest meanwhile, and whatever fails is said above them."""
        self._rest(True)

        def answered(found: Any) -> None:
            self._rest(False)
            self.quiet()
            then(found)

        self._call(lambda _nothing: errand(), then=answered, failed=self._failed, owner=self)

    def _failed(self, error: JdError) -> None:
        self._rest(False)
        language = self.look.language
        if isinstance(error, Offline):
            kept = self.look.tr("Det, du har skrevet, står her endnu. Prøv igen, når der er net.")
            self.say("warn", language.say(error.title), kept)
        else:
            self.say(
                "bad", language.say(error.title), language.say(error.hint) if error.hint else ""
            )

    def _rest(self, is_asking: bool) -> None:
        for made in self.buttons.values():
            made.setEnabled(not is_asking)
