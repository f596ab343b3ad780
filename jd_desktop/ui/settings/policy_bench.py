"""A test bench for a cancellation policy: when it is cancelled, for when, what it costs and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from jd_desktop.domain.cancel_policy import fee, free_until, words
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.ui.kit.controls import label
from jd_desktop.ui.kit.fields import DateField, TimeField
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.settings.inputs import read
from jd_desktop.ui.settings.lists import keep_height
from jd_desktop.ui.settings.spec import Below
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_S

_CANCELLED, _LESSON = 13 * 60 + 10, 12 * 60
_PRICE = "550"


class PolicyBench(Below):
    """Two moments and a price; the answer follows what is typed."""

    def __init__(self, look: Look, today: date, is_holiday: Callable[[date], bool]):
        """Take the day to begin with, and which days are holidays."""
        super().__init__(look)
        self._look, self._is_holiday = look, is_holiday
        self._policy: Mapping[str, Any] = {}
        self.column.setSpacing(GAP_M)
        keep_height(self)
        self.column.addWidget(label(look, look.tr("Prøv reglen"), "card_title"))
        self.cancelled_on = DateField(look, today)
        self.cancelled_at = TimeField(look, _CANCELLED)
        self.lesson_on = DateField(look, today + timedelta(days=1))
        self.lesson_at = TimeField(look, _LESSON)
        self.price = line(_PRICE)
        for title, parts in (
            (look.tr("Aflyst"), (self.cancelled_on, self.cancelled_at)),
            (look.tr("Lektionen begynder"), (self.lesson_on, self.lesson_at)),
        ):
            row = QHBoxLayout()
            row.setSpacing(GAP_S)
            for what, edit in zip((look.tr("dag"), look.tr("kl.")), parts, strict=True):
                row.addWidget(Field(look, f"{title}, {what}", edit))
            row.addStretch(1)
            self.column.addLayout(row)
        self.column.addWidget(Field(look, look.tr("Lektionens pris i kroner"), self.price))
        self.answer = label(look, "", "body", weight=600, wrap=True)
        self.column.addWidget(self.answer)
        for day in (self.cancelled_on, self.lesson_on):
            day.dateChanged.connect(self._answer)
        for at in (self.cancelled_at, self.lesson_at):
            at.timeChanged.connect(self._answer)
        self.price.textChanged.connect(self._answer)

    def show_row(self, policy: Mapping[str, Any]) -> None:
        """Try another policy."""
        self._policy = policy
        self._answer()

    def _answer(self) -> None:
        look = self._look
        try:
            price = int(read("kroner", self.price.text().strip()) or 0)
        except BadInput as error:
            self.answer.setText(error.sentence(look.language))
            return
        starts = _moment(self.lesson_on, self.lesson_at)
        cancelled = _moment(self.cancelled_on, self.cancelled_at)
        found = fee(self._policy, price, starts, cancelled, self._is_holiday)
        until = free_until(self._policy.get("deadline") or {}, starts, self._is_holiday)
        costs = words(look.language, found, until)
        self.answer.setText(
            look.tr(
                "Aflyst {hvornår} for {lektion} → {svar}",
                hvornår=look.language.when(cancelled), lektion=look.language.when(starts),
                svar=costs,
            )
        )  # fmt: skip


def _moment(day: DateField, at: TimeField) -> datetime:
    hour, minute = divmod(at.minute(), 60)
    return datetime.combine(day.day(), time(hour, minute), COPENHAGEN)
