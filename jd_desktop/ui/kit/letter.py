"""Where a message is written: costly characters are marked as they are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from jd_desktop.ui.theme.look import Look


class Letter(QPlainTextEdit):
    """A field of several lines; Tab goes on, and marks do not become part of the text."""

    def __init__(self, look: Look, name: str, *, lines: int = 5):
        """Take what screen readers call it and how many lines it shows."""
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setFont(look.font("body"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + look.px(18))

    def mark(self, characters: Sequence[str]) -> None:
        """Mark every one of these characters."""
        tone = QTextCharFormat()
        tone.setBackground(self._look.color("bad_soft"))
        tone.setForeground(self._look.color("bad"))
        tone.setFontUnderline(True)
        marked = []
        for character in characters:
            found = self.document().find(character)
            while not found.isNull():
                selection = QTextEdit.ExtraSelection()
                selection.cursor = found
                selection.format = tone
                marked.append(selection)
                found = self.document().find(character, found)
        self.setExtraSelections(marked)

    def insert_place(self, name: str) -> None:
        """Put a place where the cursor stands, and go on writing there."""
        self.textCursor().insertText(f"{{{name}}}")
        self.setFocus()

    def say(self, words: str) -> None:
        """Put words in the field as a person would: they can be taken back with Ctrl+Z."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(words)
        self.setTextCursor(cursor)
