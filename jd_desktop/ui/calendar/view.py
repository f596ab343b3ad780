"""Which days and lanes the calendar screen shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from jd_desktop.domain.clock import week_of
from jd_desktop.domain.language import Language
from jd_desktop.ui.calendar.sentences import spoken_day

INSTRUCTORS, VEHICLES, WEEK = "instructor", "vehicle", "week"


@dataclass(frozen=True, slots=True)
class View:
    """A day of the team, by instructor or by vehicle, or an instructor's week."""

    on: date
    mode: str = INSTRUCTORS
    instructor_id: str = ""
    days: int = 5

    @property
    def by(self) -> str:
        """Whose lanes these are: "instructor" or "vehicle"."""
        return VEHICLES if self.mode == VEHICLES else INSTRUCTORS

    @property
    def first(self) -> date:
        """The first day shown."""
        return week_of(self.on) if self.mode == WEEK else self.on

    def stepped(self, steps: int) -> View:
        """Go on or back: by a day, or by a week."""
        return replace(self, on=self.on + timedelta(days=steps * (7 if self.mode == WEEK else 1)))

    def at(self, on: date) -> View:
        """Go to a day."""
        return replace(self, on=on)

    def title(self, language: Language) -> str:
        """Name what is shown: "Uge 48 · november 2026"."""
        week = language.tr("Uge {week}", week=self.first.isocalendar().week)
        if self.mode == WEEK:
            return f"{week} · {language.month(self.first)}"
        day = spoken_day(language, self.on)
        return f"{day[:1].upper()}{day[1:]} · {week.lower()}"
