"""Where the calendar's rows come from and where its intentions go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeAlias

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.daily_maximum import Limits
from jd_desktop.operations import bookings
from jd_desktop.operations.bookings import Draft
from jd_desktop.queries import calendar, students
from jd_desktop.queries.booking_card import BookingCard, booking_card
from jd_desktop.queries.calendar import Choices, Span, Tile

# The connection and the work are made by the threads; here they are only passed on.
Doing: TypeAlias = Callable[[Any], Changes]
Match: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a booking is put; "" leaves the instructor or the vehicle as it is."""

    starts: datetime
    ends: datetime
    instructor_id: str = ""
    vehicle_id: str = ""


class CalendarSource(Protocol):
    """Questions for `Tasks.ask` and actions for `Tasks.do`."""

    def team_day(self, on: date, by: str) -> Callable[[Any], Span]:
        """One day, a lane for each instructor or vehicle."""
        ...

    def week(self, monday: date, instructor_id: str, days: int) -> Callable[[Any], Span]:
        """Days of one instructor."""
        ...

    def card(self, booking_id: str) -> Callable[[Any], BookingCard | None]:
        """Everything about a booking."""
        ...

    def choices(self) -> Callable[[Any], Choices]:
        """What a booking can be made of."""
        ...

    def students(self, typed: str) -> Callable[[Any], Sequence[Match]]:
        """Students that match what was typed: (id, name, phone)."""
        ...

    def create(self, draft: Draft) -> Doing:
        """Book."""
        ...

    def edit(self, booking_id: str, draft: Draft) -> Doing:
        """Change a booking to what the draft says."""
        ...

    def move(self, booking_id: str, slot: Slot) -> Doing:
        """Put a booking elsewhere."""
        ...

    def cancel(self, booking_id: str, by: str, reason: str) -> Doing:
        """Cancel."""
        ...

    def reprice(self, booking_id: str) -> Doing:
        """Take over what the type costs now."""
        ...

    def complete(self, booking_id: str) -> Doing:
        """Say that a lesson was held."""
        ...

    def no_show(self, booking_id: str) -> Doing:
        """Say that the student did not come."""
        ...


class SchoolSource:
    """The school's own queries and operations."""

    def __init__(
        self,
        holidays: Mapping[date, str] | None = None,
        limits: Sequence[Limits] = (),
        busy: str = "",
    ):
        """Take the holidays by day, the daily maxima, and how a colleague's booking is called."""
        self._holidays, self._limits, self._busy = holidays or {}, limits, busy

    def _named(self, ask: Callable[[Any], Span]) -> Callable[[Any], Span]:
        def question(db: Any) -> Span:
            span = ask(db)
            days = (span.first + timedelta(days=k) for k in range(span.days))
            named = {d: n for d in days if (n := self._holidays.get(d))}
            return replace(span, holidays=named, tiles=tuple(map(self._shown, span.tiles)))

        return question

    def _shown(self, tile: Tile) -> Tile:
        """A colleague's booking is time taken, and no more."""
        return replace(tile, title=self._busy) if tile.is_hidden else tile

    def team_day(self, on: date, by: str) -> Callable[[Any], Span]:
        """One day, a lane for each instructor or vehicle."""
        return self._named(partial(calendar.team_day, on=on, by=by))

    def week(self, monday: date, instructor_id: str, days: int) -> Callable[[Any], Span]:
        """Days of one instructor."""
        return self._named(
            partial(calendar.week, monday=monday, instructor_id=instructor_id, days=days)
        )

    def card(self, booking_id: str) -> Callable[[Any], BookingCard | None]:
        """Everything about a booking."""

        def question(db: Any) -> BookingCard | None:
            card = booking_card(db, booking_id, limits=self._limits)
            return replace(card, tile=self._shown(card.tile)) if card else None

        return question

    def choices(self) -> Callable[[Any], Choices]:
        """What a booking can be made of."""
        return calendar.choices

    def students(self, typed: str) -> Callable[[Any], Sequence[Match]]:
        """Students that match what was typed: (id, name, phone)."""
        return partial(students.choose, typed=typed)

    def create(self, draft: Draft) -> Doing:
        """Book."""
        return partial(bookings.create, draft=draft)

    def edit(self, booking_id: str, draft: Draft) -> Doing:
        """Change a booking to what the draft says."""
        values = {
            "instructor_id": draft.instructor_id,
            "vehicle_id": draft.vehicle_id,
            "venue_id": draft.venue_id,
            "student_ids": sorted(draft.student_ids),
            "starts": wire(draft.starts),
            "ends": wire(draft.ends),
            "booking_type_id": draft.booking_type_id,
            "note": draft.note,
            "pickup": draft.pickup,
        }
        return partial(bookings.edit, booking_id=booking_id, values=values)

    def move(self, booking_id: str, slot: Slot) -> Doing:
        """Put a booking elsewhere."""
        return partial(
            bookings.move,
            booking_id=booking_id,
            starts=slot.starts,
            ends=slot.ends,
            instructor_id=slot.instructor_id,
            vehicle_id=slot.vehicle_id,
        )

    def cancel(self, booking_id: str, by: str, reason: str) -> Doing:
        """Cancel."""
        return partial(bookings.cancel, booking_id=booking_id, by=by, reason=reason)

    def reprice(self, booking_id: str) -> Doing:
        """Take over what the type costs now."""
        return partial(bookings.reprice, booking_id=booking_id)

    def complete(self, booking_id: str) -> Doing:
        """Say that a lesson was held."""
        return partial(bookings.complete, booking_id=booking_id)

    def no_show(self, booking_id: str) -> Doing:
        """Say that the student did not come."""
        return partial(bookings.no_show, booking_id=booking_id)
