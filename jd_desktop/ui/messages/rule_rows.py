"""Whether an event is told by a channel, and how long ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from jd_desktop.domain.events import CHANNELS
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.reminders import AHEAD
from jd_desktop.domain.rules import Rule
from jd_desktop.ui.kit.controls import button, clear, label, put
from jd_desktop.ui.messages import words
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import CONTROL_HEIGHT, GAP_S, GAP_XS

HOUR, MOST_HOURS = 60, 60 * 24
USUAL_LEAD = 24 * 60
FOLLOWS: Mapping[str, tuple[Text, Text]] = {
    "announcement": (text("Skrives i hånden"), text("Sendes kun, når nogen skriver den.")),
    "digest": (
        text("Samler flere"),
        text("Sendes i stedet for de enkelte beskeder, når flere tider ændres på én gang."),
    ),
}
"""What no rule decides: in a word or two, and in a sentence."""
Save = Callable[[Rule], None]


def is_on(rule: Rule, channel: str) -> bool:
    """Whether a rule tells by a channel."""
    return rule.active and channel in rule.channels


def turned(rule: Rule, channel: str, *, on: bool) -> Rule:
    """Return a rule that tells by a channel, or does not; one that tells by none is off."""
    kept = set(rule.channels) if rule.active else set()
    wanted = kept | {channel} if on else kept - {channel}
    channels = tuple(c for c in CHANNELS if c in wanted)
    return replace(rule, channels=channels, active=bool(channels))


class RuleRows(QWidget):
    """A line for each rule of an event; every change is handed to `save` at once."""

    def __init__(self, look: Look, save: Save):
        """Begin without an event."""
        super().__init__()
        self._look, self._save = look, save
        self.boxes: list[QCheckBox] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_XS)

    def show_rules(self, rules: Sequence[Rule], event: str, channel: str) -> None:
        """Show the rules of an event as they stand for a channel."""
        look = self._look
        clear(self._column)
        self.boxes = []
        if event in FOLLOWS:
            said = look.language.say(FOLLOWS[event][1])
            put(self._column, label(look, said, "table", "text2", wrap=True))
            return
        mine = [rule for rule in rules if rule.event == event]
        for rule in mine:
            put(self._column, self._row(rule, channel))
        if event in AHEAD:
            put(self._column, self._another(event, channel))

    def _row(self, rule: Rule, channel: str) -> QWidget:
        look, holder = self._look, QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_S)
        by = words.channel(look.language, channel)
        box = QCheckBox(look.tr("Sendes af sig selv som {vej}", vej=by))
        box.setFont(look.font("body"))
        box.setAccessibleName(box.text())
        box.setChecked(is_on(rule, channel))
        box.toggled.connect(lambda on: self._save(turned(rule, channel, on=on)))
        self.boxes.append(box)
        row.addWidget(box)
        if rule.event in AHEAD:
            row.addWidget(self._lead(rule))
        row.addStretch(1)
        return holder

    def _lead(self, rule: Rule) -> QSpinBox:
        look, made = self._look, QSpinBox()
        made.setRange(1, MOST_HOURS)
        made.setValue(max(1, round(rule.lead_minutes / HOUR)))
        made.setSuffix(" " + look.tr("timer før"))
        made.setAccessibleName(look.tr("Hvor mange timer før"))
        made.setFont(look.font("body"))
        made.setMinimumHeight(look.px(CONTROL_HEIGHT))
        made.setKeyboardTracking(False)
        made.valueChanged.connect(
            lambda hours: self._save(replace(rule, lead_minutes=hours * HOUR))
        )
        return made

    def _another(self, event: str, channel: str) -> QWidget:
        new = Rule("", event, (channel,), USUAL_LEAD)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        said = self._look.tr("Én til på et andet tidspunkt")
        row.addWidget(button(self._look, said, partial(self._save, new)))
        row.addStretch(1)
        return holder
