"""A message to many as it is written: to whom, what, when; then one question, and it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.events import CHANNELS, EMAIL, EVENTS, SMS
from jd_desktop.domain.quiet import is_quiet
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import broadcasts
from jd_desktop.operations.broadcasts import Draft
from jd_desktop.queries.broadcasts import Asked, BroadcastRow, Reach, reach
from jd_desktop.queries.calendar import choices
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import Button, button, clear, fill, hairline, label, put, scrolled
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.kit.letter import Letter
from jd_desktop.ui.messages import words
from jd_desktop.ui.messages.doors import Writing
from jd_desktop.ui.messages.reach_list import ReachList
from jd_desktop.ui.messages.schedule import Schedule
from jd_desktop.ui.messages.whom import Whom
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_L, GAP_M, GAP_S

TYPED_MS = 300
REACH_WIDTH = 300


class BroadcastEditor(QWidget):
    """Writes a draft; `kept` carries its id when it is saved, and when it goes."""

    kept = Signal(str)

    def __init__(self, look: Look, writing: Writing, row: BroadcastRow | None = None):
        """Take the draft to go on with, None for a new one."""
        super().__init__()
        self._look, self._writing, self._id = look, writing, row.id if row else ""
        self._reach: Reach | None = None
        self.question: Box | None = None
        tr = look.language.tr
        self.name = line(row.name if row else "")
        self.name.setPlaceholderText(tr("Kun til jer selv, f.eks. Lukket i juledagene"))
        self.whom = Whom(look)
        self.channel = row.channel if row else SMS
        self._group = QButtonGroup(self)
        self.channels = {name: self._channel_button(name) for name in CHANNELS}
        self.subject_line = line(row.wording.subject if row else "")
        self.subject = Field(look, tr("Emne"), self.subject_line)
        self.letter = Letter(look, tr("Besked"), lines=6)
        self.letter.setPlainText(row.wording.text if row else "")
        self.schedule = Schedule(look, writing.clock.now())
        self.reach = ReachList(look)
        self.go = button(look, tr("Send …"), self._ask, primary=True, icon="send")
        self.keep = button(look, tr("Gem kladde"), self._keep)
        for deed in (self.go, self.keep):
            deed.setEnabled(False)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self.ask_reach)
        self._below = QVBoxLayout()
        self._lay_out()
        if row is not None:
            self.whom.show_filter(row.wanted)
            self.reach.excluded = set(row.excluded)
            self.schedule.show_time(row.send_at)
        self._connect()
        writing.tasks.ask(choices, then=self.whom.offer, owner=self, key="choices")
        self._choose_channel(self.channels[self.channel])

    def _channel_button(self, name: str) -> QPushButton:
        made = Button(words.channel(self._look.language, name))
        made.setCheckable(True)
        made.setChecked(name == self.channel)
        made.setProperty("channel", name)
        made.setFont(self._look.font("body"))
        made.setMinimumHeight(self._look.px(CONTROL_HEIGHT))
        self._group.addButton(made)
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        right = QWidget()
        right.setFixedWidth(self._look.px(REACH_WIDTH))
        fill(right, self._look, "surface")
        inside = QVBoxLayout(right)
        inside.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        inside.addWidget(self.reach)
        self._area = scrolled(self._look, self._form())
        fill(self._area, self._look, "bg")
        row.addWidget(self._area, 1)
        row.addWidget(hairline(self._look, vertical=True))
        row.addWidget(right)

    def _form(self) -> QWidget:
        look, page = self._look, QWidget()
        fill(page, look, "bg")
        column = QVBoxLayout(page)
        column.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        column.setSpacing(GAP_M)
        by, deeds = QHBoxLayout(), QHBoxLayout()
        for layout, parts in ((by, tuple(self.channels.values())), (deeds, (self.go, self.keep))):
            layout.setSpacing(GAP_S)
            for part in parts:
                layout.addWidget(part)
            layout.addStretch(1)
        column.addWidget(Field(look, look.tr("Navn"), self.name))
        column.addWidget(label(look, look.tr("Til hvem?"), "table", weight=600))
        column.addWidget(self.whom)
        column.addWidget(label(look, look.tr("Hvad?"), "table", weight=600))
        column.addLayout(by)
        column.addWidget(self.subject)
        column.addWidget(self.letter)
        fields = ", ".join(f"{{{p.name}}}" for p in EVENTS[broadcasts.EVENT].catalogue)
        said = look.tr("Felter, der kan bruges: {felter}", felter=fields)
        column.addWidget(label(look, said, "caption", "text3", wrap=True))
        column.addWidget(label(look, look.tr("Hvornår?"), "table", weight=600))
        column.addWidget(self.schedule)
        column.addLayout(self._below)
        column.addLayout(deeds)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._choose_channel)
        for signal in (self.letter.textChanged, self.subject_line.textChanged,
                       self.name.textChanged, self.schedule.changed):  # fmt: skip
            signal.connect(self._touched)
        self.whom.changed.connect(self.ask_reach)
        self.reach.changed.connect(self.ask_reach)

    @property
    def is_touched(self) -> bool:
        """Whether there is something written that would be lost."""
        return bool(self.letter.toPlainText().strip() or self.name.text().strip())

    def draft(self) -> Draft:
        """Return what is written."""
        subject = self.subject_line.text() if self.channel == EMAIL else ""
        return Draft(
            self.name.text(),
            self.channel,
            Wording(subject, self.letter.toPlainText()),
            self.whom.wanted(self._writing.clock.now()),
            tuple(sorted(self.reach.excluded)),
            self.schedule.send_at(),
        )

    def ask_reach(self) -> None:
        """Ask whom it would reach as it stands."""
        self._unask()
        draft, writing = self.draft(), self._writing
        asked = Asked(draft.channel, draft.wording, draft.wanted, tuple(draft.excluded),
                      draft.send_at, self._id)  # fmt: skip
        question = partial(reach, asked=asked, tariff=writing.stationery.tariff)
        writing.tasks.ask(question, then=self._show_reach, owner=self, key="reach")

    def _show_reach(self, found: Reach) -> None:
        self._reach = found
        self.reach.show_reach(found, self.channel)
        usable = bool(found.going) and not found.mistakes and bool(self.name.text().strip())
        self.go.setEnabled(usable)
        self.keep.setEnabled(not found.mistakes and bool(self.name.text().strip()))

    def _choose_channel(self, chosen: QPushButton) -> None:
        self.channel = str(chosen.property("channel"))
        self.subject.setVisible(self.channel == EMAIL)
        self.ask_reach()

    def _touched(self) -> None:
        self._unask()
        self._typing.start(TYPED_MS)

    def _ask(self) -> None:
        """Ask once, in place, with the number and the price, before anybody is written to."""
        found = self._reach
        if found is None:
            return
        self._unask()
        look, at = self._look, self.schedule.send_at()
        title = look.trn("Send til {n} elev?", "Send til {n} elever?", len(found.going))
        told = []
        if found.price_ore:
            told.append(look.tr("Pris: ca. {pris}", pris=look.language.money(found.price_ore)))
        if is_quiet(at or self._writing.clock.now()):
            told.append(look.tr("Det er uden for de timer, hvor vi plejer at skrive"))
        if at is not None:
            told.append(look.tr("Går ud {hvornår}", hvornår=look.language.when(at)))
        self.question = Box(look, "warn", title, " · ".join(told))
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        yes = button(look, look.tr("Send dem"), self._start, primary=True)
        row.addWidget(yes)
        row.addWidget(button(look, look.tr("Skriv videre"), self._unask, quiet=True))
        row.addStretch(1)
        self.question.column.addLayout(row)
        put(self._below, self.question)
        yes.setFocus(Qt.FocusReason.OtherFocusReason)
        # Only when it is laid out is it known where it stands.
        QTimer.singleShot(0, self.question, partial(self._area.ensureWidgetVisible, self.go))

    def _unask(self) -> None:
        if self.question is not None:
            self.question = None
        clear(self._below)

    def _keep(self) -> None:
        self._save(self.kept.emit)

    def _start(self) -> None:
        self._unask()
        self._save(self._let_go)

    def _save(self, then: Callable[[str], None]) -> None:
        action = partial(broadcasts.save, draft=self.draft(), broadcast_id=self._id)

        def saved(changes: Changes) -> None:
            self._id = self._id or next(iter(changes.touched["broadcast"]))
            then(self._id)

        self._writing.tasks.do(action, owner=self, then=saved, failed=self._refused)

    def _let_go(self, broadcast_id: str) -> None:
        action = partial(broadcasts.start, broadcast_id=broadcast_id)
        self._writing.tasks.do(action, owner=self, failed=self._refused,
                               then=lambda _changes: self.kept.emit(broadcast_id))  # fmt: skip

    def _refused(self, error: JdError) -> None:
        put(self._below, Box(self._look, "bad", error.sentence(self._look.language)))
