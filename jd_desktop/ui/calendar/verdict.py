"""What speaks against a time, in words, before the booking is let go there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from jd_desktop.domain.language import Language
from jd_desktop.domain.schedule import CLAIMING
from jd_desktop.queries.calendar import Span, Tile
from jd_desktop.ui.calendar.geometry import Hours
from jd_desktop.ui.calendar.walltime import wall

OK, WARN, BAD = "ok", "warn", "bad"


class Verdict(NamedTuple):
    """ "ok", "warn" or "bad", and the reason in words ("" when ok)."""

    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Who and what a booking would hold, and when."""

    tile_id: str
    instructor_id: str
    vehicle_id: str
    student_ids: tuple[str, ...]
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges times from the tiles in view; the operation judges again from all of them."""

    span: Span
    by: str
    hours: Hours
    language: Language
    now: datetime

    def judge(self, tile_id: str | None, lane_id: str, starts: datetime, ends: datetime) -> Verdict:
        """Say whether a booking (None: a new one) can be put in a lane at a time."""
        wish = self._wish(tile_id, lane_id, starts, ends)
        reasons = [r for tile in self.span.tiles if (r := self._against(wish, tile))]
        if reasons:
            return Verdict(BAD, reasons[0])
        return next(self._doubts(wish), Verdict(OK, ""))

    def _wish(self, tile_id: str | None, lane_id: str, starts: datetime, ends: datetime) -> Wish:
        held = next((t for t in self.span.tiles if t.id == tile_id), None)
        instructor, vehicle, students = (
            (held.instructor_id, held.vehicle_id, held.student_ids) if held else ("", "", ())
        )
        if self.by == "vehicle":
            vehicle = lane_id
        else:
            instructor = lane_id
        return Wish(tile_id or "", instructor, vehicle, students, starts, ends)

    def _against(self, wish: Wish, tile: Tile) -> str:
        """Say what of the wish another tile already holds, "" for nothing."""
        apart = tile.ends <= wish.starts or wish.ends <= tile.starts
        if tile.id == wish.tile_id or tile.state not in CLAIMING or apart:
            return ""
        said = {
            "start": self.language.time(tile.starts),
            "end": self.language.time(tile.ends),
            "title": tile.title,
        }
        if wish.instructor_id and tile.instructor_id == wish.instructor_id:
            who = tile.instructor or self._lane_name(tile.instructor_id)
            return self.language.tr("{who} er optaget {start}–{end} ({title})", who=who, **said)
        if wish.vehicle_id and tile.vehicle_id == wish.vehicle_id:
            car = tile.vehicle or self._lane_name(tile.vehicle_id)
            return self.language.tr("{car} er i brug {start}–{end} ({title})", car=car, **said)
        if set(wish.student_ids) & set(tile.student_ids):
            return self.language.tr(
                "Eleven har {start}–{end} hos {who}", who=tile.instructor, **said
            )
        return ""

    def _lane_name(self, lane_id: str) -> str:
        return next((lane.name for lane in self.span.lanes if lane.id == lane_id), "")

    def _doubts(self, wish: Wish) -> Iterator[Verdict]:
        day, top = wall(wish.starts)
        last, bottom = wall(wish.ends)
        if day in self.span.holidays:
            yield Verdict(WARN, self.language.tr("Helligdag: {name}", name=self.span.holidays[day]))
        if top < self.hours.opens or bottom > self.hours.closes or last > day:
            yield Verdict(WARN, self.language.tr("Uden for åbningstiden"))
        if wish.starts < self.now:
            yield Verdict(WARN, self.language.tr("Tiden er allerede gået"))
