"""The selected booking at a glance, and what can be done with it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.phone import display
from jd_desktop.queries.booking_card import BookingCard, Rival
from jd_desktop.ui.calendar.board import MOVABLE
from jd_desktop.ui.calendar.cautions import CautionBox
from jd_desktop.ui.calendar.labels import SidePanel, SoftBox, Words
from jd_desktop.ui.calendar.reasons import CANCELLERS, ReasonPicker, cancellers
from jd_desktop.ui.calendar.sentences import state_word
from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.theme.look import Look

ROWS = 7
MESSAGES = 3


class Inspector(SidePanel):
    """Shows a booking's card; says what a person wants done.

    `cancelled`: (booking id, by whom, reason); the others carry the booking's id, `conflict`
    the conflict's.
    """

    completed = Signal(str)
    no_show = Signal(str)
    cancelled = Signal(str, str, str)
    move_requested = Signal(str)
    edit_requested = Signal(str)
    conflict_requested = Signal(str)
    price_requested = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        """Take the look; shows nothing until `show_card`."""
        super().__init__(look, parent)
        self._card: BookingCard | None = None
        self._now: datetime | None = None
        self.setAccessibleName(look.language.tr("Valgt booking"))
        self._title = Words(look, "card_title", "text", weight=600)
        self._when = Words(look, "table", "text2")
        self.alarm = Alarm(look)
        self.alarm.chosen.connect(self.conflict_requested)
        self.cautions = CautionBox(look)
        self.cautions.repriced.connect(self._reprice)
        self._rows = QGridLayout()
        self._rows.setColumnMinimumWidth(0, 92)
        self._rows.setColumnStretch(1, 1)
        self._rows.setVerticalSpacing(8)
        self._pairs = [self._make_row(n) for n in range(ROWS)]
        self.picker = ReasonPicker(look)
        self.picker.chosen.connect(self._cancel)
        self.picker.closed.connect(self._show_buttons)
        self._buttons = self._make_buttons()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 16, 16)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._when)
        layout.addSpacing(8)
        layout.addWidget(self.alarm)
        layout.addWidget(self.cautions)
        layout.addSpacing(12)
        layout.addLayout(self._rows)
        layout.addStretch(1)
        layout.addWidget(self.picker)
        layout.addWidget(self._buttons)
        self.show_card(None)

    def _make_row(self, n: int) -> tuple[Words, Words]:
        pair = Words(self.look, "caption", "text3"), Words(self.look, "table", "text")
        for column, words in enumerate(pair):
            self._rows.addWidget(words, n, column, Qt.AlignmentFlag.AlignTop)
        return pair

    def _make_buttons(self) -> QWidget:
        tr = self.look.language.tr
        self.complete_button = button(self.look, tr("Fuldfør"), self._complete, primary=True)
        self.no_show_button = button(self.look, tr("Udeblevet"), self._no_show)
        self.move_button = button(self.look, tr("Flyt"), self._move)
        self.edit_button = button(self.look, tr("Rediger"), self._edit)
        self.cancel_button = button(self.look, tr("Aflys…"), self.ask_reason)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        first = (self.complete_button, self.no_show_button)
        for row in (first, (self.move_button, self.edit_button, self.cancel_button)):
            line = QHBoxLayout()
            for each in row:
                line.addWidget(each, 1)
            layout.addLayout(line)
        return box

    def show_card(self, card: BookingCard | None) -> None:
        """Show a booking, or nothing."""
        other = card is None or self._card is None or card.tile.id != self._card.tile.id
        self._card = card
        self.setVisible(card is not None)
        if card is None:
            return
        if other:
            self._show_buttons()
        self._title.say(card.tile.title)
        span = self.look.language.span(card.tile.starts, card.tile.ends)
        self._when.say(f"{span} · {card.tile.instructor}")
        if self.picker.isHidden():
            self.alarm.show_rivals(card.rivals)
        self.cautions.show_cautions(card.cautions)
        self._fill_rows(card)
        planned = card.tile.state in MOVABLE
        for each in self._buttons.findChildren(QPushButton):
            each.setEnabled(planned)
        self._offer_outcomes()

    def begin(self) -> None:
        """Put the keyboard on the first thing that can be done."""
        for each in self._buttons.findChildren(QPushButton):
            if each.isEnabled():
                each.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def set_now(self, now: datetime) -> None:
        """Take the time: what happened can be said once a lesson has begun."""
        self._now = now
        self._offer_outcomes()

    def _offer_outcomes(self) -> None:
        if self._card is None:
            return
        tile = self._card.tile
        begun = self._now is None or tile.starts <= self._now
        for each in (self.complete_button, self.no_show_button):
            each.setEnabled(begun and tile.state in MOVABLE)
            each.setToolTip("" if begun else self.look.language.tr("Når lektionen er begyndt"))

    def ask_reason(self) -> None:
        """Ask who cancels and why; the keyboard stands on the first answer."""
        if self._card is not None and self._card.tile.state in MOVABLE:
            self._buttons.hide()
            self.alarm.hide()  # in the smallest window there is no room for both
            self.picker.ask()

    def _fill_rows(self, card: BookingCard) -> None:
        shown = rows(self.look, card)
        for n, (key, value) in enumerate(self._pairs):
            name, said = shown[n] if n < len(shown) else ("", "")
            key.say(name)
            value.say(said)
            value.setAccessibleName(f"{name}: {said}")

    def _show_buttons(self) -> None:
        self.picker.hide()
        self._buttons.show()
        self.alarm.show_rivals(self._card.rivals if self._card is not None else ())

    def _cancel(self, by: str, reason: str) -> None:
        if self._card is not None:
            self._show_buttons()
            self.cancelled.emit(self._card.tile.id, by, reason)

    def _complete(self) -> None:
        self._tell(self.completed)

    def _no_show(self) -> None:
        self._tell(self.no_show)

    def _move(self) -> None:
        self._tell(self.move_requested)

    def _reprice(self) -> None:
        self._tell(self.price_requested)

    def _edit(self) -> None:
        self._tell(self.edit_requested)

    def _tell(self, signal: object) -> None:
        if self._card is not None:
            signal.emit(self._card.tile.id)  # type: ignore[attr-defined] # a bound signal


class Alarm(SoftBox):
    """The red box of a double booking, with the way out."""

    chosen = Signal(str)

    def __init__(self, look: Look):
        """Take the look; hidden until there is a rival."""
        super().__init__(look, "bad")
        self._look, self._conflict_id = look, ""
        self._title = Words(look, "table", "bad", weight=600)
        self._said = Words(look, "table", "text")
        self.button = button(look, look.tr("Løs konflikten"), self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        for part in (self._title, self._said, self.button):
            layout.addWidget(part)

    def show_rivals(self, rivals: tuple[Rival, ...]) -> None:
        """Say who or what is booked twice and by which other booking."""
        self.setVisible(bool(rivals))
        if not rivals:
            return
        rival, language = rivals[0], self._look.language
        self._conflict_id = rival.conflict_id
        self._title.say(language.tr("{who} er booket to gange", who=rival.resource_name))
        span = language.span(rival.tile.starts, rival.tile.ends)
        said = language.tr("Samtidig: {title}, {span}.", title=rival.tile.title, span=span)
        if rival.booked_by:
            said += " " + language.tr("Booket af {who}.", who=rival.booked_by)
        came = (
            language.tr("Denne booking kom sidst.")
            if rival.mine_is_later
            else language.tr("Denne booking var her først.")
        )
        self._said.say(f"{said} {came}")

    def _choose(self) -> None:
        self.chosen.emit(self._conflict_id)


def rows(look: Look, card: BookingCard) -> list[tuple[str, str]]:
    """Return what the inspector lists, without what is empty."""
    tr, tile = look.language.tr, card.tile
    minutes = int((tile.ends - tile.starts).total_seconds() // 60)
    state = state_word(look.language, tile) or tr("bekræftet")
    if card.cancelled_by in CANCELLERS:
        state = tr("aflyst af {who}", who=cancellers(look.language)[card.cancelled_by].lower())
    if card.cancel_reason:
        state += f": {card.cancel_reason}"
    if card.waits_to_be_sent:
        state += ", " + tr("ikke sendt endnu")
    found = [
        (tr("Type"), f"{tile.type_name or '–'}, {minutes} min."),
        (tr("Bil"), tile.vehicle),
        (tr("Opsamling") if card.pickup else tr("Sted"), tile.place),
        (tr("Telefon"), "\n".join(_phones(card))),
        (tr("Tilstand"), state[:1].upper() + state[1:]),
        (tr("Beskeder"), _messages(look, card)),
        (tr("Note"), card.note),
    ]
    return [(name, said) for name, said in found if said]


def _phones(card: BookingCard) -> list[str]:
    alone = len(card.phones) == 1
    return [
        display(phone) if alone else f"{name} {display(phone)}"
        for name, phone in card.phones
        if phone
    ]


def _messages(look: Look, card: BookingCard) -> str:
    """Say of the latest messages what each was about and how it went."""
    say, several = look.language.say, len(card.tile.student_ids) > 1
    if not card.messages:
        return look.language.tr("Ingen")
    return "\n".join(
        " · ".join(p for p in (m.student if several else "", say(m.label), say(m.said)) if p)
        for m in card.messages[:MESSAGES]
    )
