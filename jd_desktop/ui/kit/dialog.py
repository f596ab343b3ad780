"""A dialog that never blocks: one column, one main button, and Esc to leave."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from jd_desktop.domain.errors import JdError
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, fill, label, put
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XL

WIDE = 460


class JdDialog(QDialog):
    """Shown with `open()`; the deed is given, and closes the dialog when it wants to.

    Leaving asks, inside the dialog, only where something was typed.
    """

    def __init__(self, look: Look, title: str, parent: QWidget):
        """Take the title; fields go into `body`."""
        super().__init__(parent)
        self._look = look
        self.setWindowTitle(title)
        self.setMinimumWidth(look.px(WIDE))
        fill(self, look, "raised")
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP_M)
        self._said = QVBoxLayout()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP_S)
        self._buttons.addStretch(1)
        self._cancel = button(look, look.tr("Annullér"), self.reject)
        self._buttons.addWidget(self._cancel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_L)
        whole.setSpacing(GAP_M)
        whole.addWidget(label(look, title, "card_title", wrap=True))
        whole.addLayout(self._said)
        whole.addLayout(self.body)
        whole.addStretch(1)
        whole.addSpacing(GAP_S)
        whole.addLayout(self._buttons)

    def set_primary(self, words: str, do: Callable[[], None]) -> None:
        """Give the dialog its deed: the button on the right, Enter and Ctrl+Enter."""
        made = button(self._look, words, do, primary=True)
        made.setDefault(True)
        self._buttons.addWidget(made)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(made.click)

    def set_leave_words(self, words: str) -> None:
        """Say something better than "cancel" where there is nothing to cancel."""
        self._cancel.setText(words)
        self._cancel.setAccessibleName(words)

    def fail(self, error: JdError) -> None:
        """Say what is wrong; the dialog stays, and so does what was typed."""
        hint = self._look.language.say(error.hint) if error.hint else ""
        self._say(Box(self._look, "bad", self._look.language.say(error.title), hint))

    @property
    def is_typed_in(self) -> bool:
        """Whether a person typed anything."""
        lines = any(edit.isModified() for edit in self.findChildren(QLineEdit))
        texts = self.findChildren(QPlainTextEdit)
        return lines or any(edit.document().isModified() for edit in texts)

    def reject(self) -> None:
        """Leave; ask first where something was typed."""
        if self.is_typed_in:
            self._ask()
        else:
            super().reject()

    def _ask(self) -> None:
        look = self._look
        asking = Box(look, "warn", look.tr("Luk uden at gemme det, du har skrevet?"))
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        stay = button(look, look.tr("Bliv her"), self._stay)
        for part in (stay, button(look, look.tr("Luk uden at gemme"), super().reject)):
            row.addWidget(part)
        row.addStretch(1)
        asking.column.addSpacing(GAP_S)
        asking.column.addLayout(row)
        self._say(asking)
        stay.setFocus(Qt.FocusReason.TabFocusReason)

    def _stay(self) -> None:
        self._clear()
        first = next((e for e in self.findChildren(QLineEdit) if e.isModified()), self._cancel)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, box: Box) -> None:
        self._clear()
        put(self._said, box)

    def _clear(self) -> None:
        clear(self._said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            super().keyPressEvent(event)
