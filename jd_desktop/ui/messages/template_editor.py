"""One template: what it says, what it may say, and what it said before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.domain.events import EMAIL, EVENTS
from jd_desktop.domain.wording import Wording
from jd_desktop.queries.preview import Draft, Preview
from jd_desktop.queries.templates import TemplateRow, Version
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.kit.letter import Letter
from jd_desktop.ui.kit.verdict import LetterVerdict
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_M, GAP_S

TYPED_MS = 120


class TemplateEditor(QWidget):
    """Words for an event; says when they change, and when they shall be kept or laid aside."""

    edited = Signal()
    saved = Signal(object)
    reset_asked = Signal()

    def __init__(self, look: Look):
        """Begin without a template."""
        super().__init__()
        self._look = look
        self._row: TemplateRow | None = None
        self._versions: list[Version] = []
        self._unsaved: dict[str, Wording] = {}
        self.head = label(look, "", "card_title", wrap=True)
        self.since = label(look, "", "caption", "text3", wrap=True)
        self.subject_line = line()
        self.subject = Field(look, look.tr("Emne"), self.subject_line)
        self.letter = Letter(look, look.tr("Skabelonens tekst"), lines=9)
        self.place = self._combo(look.tr("Indsæt felt (Ctrl+Mellemrum)"))
        self.before = self._combo(look.tr("Tidligere udgaver"))
        self.verdict = LetterVerdict(look)
        self.save = button(look, look.tr("Gem"), self._save, primary=True)
        self.reset = button(look, look.tr("Brug standardteksten"), self.reset_asked.emit)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self.edited)
        self._arrange()
        self._connect()

    def _combo(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setFont(self._look.font("body"))
        made.setMinimumHeight(self._look.px(CONTROL_HEIGHT))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(9)
        return made

    def _arrange(self) -> None:
        tools, deeds = QHBoxLayout(), QHBoxLayout()
        for row in (tools, deeds):
            row.setSpacing(GAP_S)
        tools.addWidget(self.place, 1)
        tools.addWidget(self.before, 1)
        deeds.addWidget(self.save)
        deeds.addWidget(self.reset)
        deeds.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_M)
        for part in (self.head, self.since, self.subject, self.letter):
            column.addWidget(part)
        column.addLayout(tools)
        column.addWidget(self.verdict)
        column.addLayout(deeds)

    def _connect(self) -> None:
        self.letter.textChanged.connect(self._typed)
        self.subject_line.textChanged.connect(self._typed)
        self.place.activated.connect(self._insert)
        self.before.activated.connect(self._put_back)
        for keys, do in (("Ctrl+S", self._save), ("Ctrl+Space", self.place.showPopup)):
            QShortcut(QKeySequence(keys), self).activated.connect(do)

    def show_template(self, row: TemplateRow, versions: Sequence[Version]) -> None:
        """Show a template; what is written and not kept, there or in another, stays."""
        if self._row is not None:
            self._unsaved.pop(self._row.id, None)
            if self.is_touched:
                self._unsaved[self._row.id] = self.wording()
        self._row, self._versions = row, list(versions)
        language = self._look.language
        self.head.setText(language.say(row.label))
        self.since.setText(self._written(row))
        self.subject.setVisible(row.channel == EMAIL)
        self._offer(row)
        wording = self._unsaved.get(row.id, row.wording)
        if self.wording() != wording:
            self.subject_line.setText(wording.subject)
            self.letter.setPlainText(wording.text)
        self.edited.emit()

    @property
    def is_touched(self) -> bool:
        """Whether something is written that is not kept."""
        return self._row is not None and _bare(self.wording()) != _bare(self._row.wording)

    def forget(self) -> None:
        """Let go of what is written and not kept."""
        if self._row is not None:
            self._unsaved.pop(self._row.id, None)
            self.subject_line.setText(self._row.wording.subject)
            self.letter.say(self._row.wording.text)

    def wording(self) -> Wording:
        """Return what is written."""
        return Wording(self.subject_line.text(), self.letter.toPlainText())

    def draft(self) -> Draft | None:
        """Return what is written as a draft, None where nothing is shown."""
        row = self._row
        if row is None:
            return None
        return Draft(row.event, row.channel, row.language, self.wording())

    def show_verdict(self, seen: Preview) -> None:
        """Say what is to be minded."""
        self.verdict.show_verdict(seen)
        self.letter.mark(seen.counted.costly if seen.counted else ())
        self.save.setEnabled(not seen.mistakes and self.is_touched)
        self.reset.setEnabled(self.is_touched or (self._row is not None and self._row.is_own))

    def _written(self, row: TemplateRow) -> str:
        look = self._look
        if not row.is_own or row.changed_at is None:
            return look.tr("Standardteksten")
        when = look.language.when(row.changed_at)
        return look.tr("Skolens egen tekst, udgave {n}, {hvornår}, {hvem}", n=row.version,
                       hvornår=when, hvem=row.changed_by)  # fmt: skip

    def _offer(self, row: TemplateRow) -> None:
        look, say = self._look, self._look.language.say
        self.place.clear()
        self.place.addItem(look.tr("Indsæt felt …"))
        for each in EVENTS[row.event].catalogue:
            self.place.addItem(f"{{{each.name}}}  {say(each.meaning)}", each.name)
        self.before.clear()
        self.before.addItem(look.tr("Tidligere udgaver …"))
        for version in self._versions:
            when = look.language.when(version.at)
            self.before.addItem(f"{version.n}: {when}, {version.by}")
        self.before.setEnabled(bool(self._versions))

    def _insert(self, place: int) -> None:
        name = self.place.itemData(place)
        self.place.setCurrentIndex(0)
        if name:
            self.letter.insert_place(str(name))

    def _put_back(self, place: int) -> None:
        """Put an earlier version in the field; it counts once it is saved."""
        self.before.setCurrentIndex(0)
        if place:
            wording = self._versions[place - 1].wording
            self.subject_line.setText(wording.subject)
            self.letter.say(wording.text)
            self.letter.setFocus()

    def _typed(self) -> None:
        self._typing.start(TYPED_MS)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.saved.emit(self.wording())


def _bare(wording: Wording) -> Wording:
    """Return a wording as it is kept."""
    return Wording(wording.subject.strip(), wording.text.strip())
