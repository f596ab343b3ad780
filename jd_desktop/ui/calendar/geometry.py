"""Where things are in the calendar: time <-> pixel, columns, hit areas. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from jd_desktop.queries.calendar import Lane, Span, Tile
from jd_desktop.ui.calendar.packing import pack
from jd_desktop.ui.calendar.walltime import DAY, Piece, pieces

GUTTER = 56
MIN_LANE = 96
MIN_HOUR, MAX_HOUR = 48, 96
EDGE = 6
INSET = 3


@dataclass(frozen=True, slots=True)
class Hours:
    """The part of the day that a school is open, in minutes since midnight."""

    opens: int = 8 * 60
    closes: int = 17 * 60


@dataclass(frozen=True, slots=True)
class Column:
    """One lane on one day."""

    day: date
    lane: Lane


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in content pixels."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Placed:
    """A tile's part in one column with its fractions of the column's width."""

    tile: Tile
    column: int
    piece: Piece
    left: float = 0.0
    right: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """What is at a point: a tile's part ("body", "top", "bottom") or "empty" time."""

    part: str
    column: int
    minute: float
    placed: Placed | None = None


def columns_of(span: Span) -> tuple[Column, ...]:
    """Return days × lanes, day by day; one lane makes a column for each day."""
    days = (span.first + timedelta(days=n) for n in range(span.days))
    return tuple(Column(day, lane) for day in days for lane in span.lanes)


def place(span: Span) -> tuple[Placed, ...]:
    """Put each tile in the columns of its instructor or vehicle, packed side by side."""
    columns = columns_of(span)
    where = {(c.day, c.lane.id): i for i, c in enumerate(columns)}
    by_column: dict[int, list[Placed]] = {}
    for tile in span.tiles:
        for piece in pieces(tile.starts, tile.ends):
            for owner in dict.fromkeys((tile.instructor_id, tile.vehicle_id)):
                if (at := where.get((piece.day, owner))) is not None:
                    by_column.setdefault(at, []).append(Placed(tile, at, piece))
    return tuple(p for at in sorted(by_column) for p in _packed(by_column[at]))


def _packed(column: list[Placed]) -> Iterable[Placed]:
    column.sort(key=lambda p: (p.piece.top, p.piece.bottom, p.tile.id))
    spots = pack([(p.piece.top, p.piece.bottom) for p in column])
    for p, spot in zip(column, spots, strict=True):
        yield Placed(p.tile, p.column, p.piece, spot.left, spot.right)


def shown_hours(hours: Hours, placed: Iterable[Placed], *, margin: int = 60) -> tuple[int, int]:
    """Return the first and last minute shown: opening hours, a margin, and every tile."""
    first, last = hours.opens - margin, hours.closes + margin
    for p in placed:
        first, last = min(first, p.piece.top), max(last, p.piece.bottom)
    return max(0, first // 60 * 60), min(DAY, -(-last // 60) * 60)


@dataclass(frozen=True)
class Geometry:
    """Content pixels of a span: x over columns without the gutter, y from `first` minute."""

    columns: tuple[Column, ...]
    first: int
    last: int
    hour: float
    width: float

    @cached_property
    def lane_width(self) -> float:
        """Width of one column: its share of the room, at least 96."""
        return max(float(MIN_LANE), self.width / max(1, len(self.columns)))

    @property
    def content_width(self) -> float:
        """Width of all columns."""
        return self.lane_width * len(self.columns)

    @property
    def height(self) -> float:
        """Height of the hours shown."""
        return (self.last - self.first) * self.hour / 60

    def y(self, minute: float) -> float:
        """Return where a minute of the day is."""
        return (minute - self.first) * self.hour / 60

    def minute(self, y: float) -> float:
        """Return the minute of the day at a height, within the day."""
        return min(float(DAY), max(0.0, self.first + y * 60 / self.hour))

    def x(self, column: int) -> float:
        """Return a column's left edge."""
        return column * self.lane_width

    def column(self, x: float) -> int:
        """Return the column at x, the nearest one outside."""
        return min(max(0, int(x // self.lane_width)), len(self.columns) - 1)

    def box(self, placed: Placed) -> Box:
        """Return where a tile is drawn."""
        room = self.lane_width - 2 * INSET
        x = self.x(placed.column) + INSET + placed.left * room
        gap = 2.0 if placed.right < 1 else 0.0
        width = (placed.right - placed.left) * room - gap
        return self._tall(placed.piece.top, placed.piece.bottom, x, width)

    def ghost_box(self, column: int, top: int, bottom: int) -> Box:
        """Return where a ghost is drawn: the full width of its column."""
        return self._tall(top, bottom, self.x(column) + INSET, self.lane_width - 2 * INSET)

    def _tall(self, top: int, bottom: int, x: float, width: float) -> Box:
        y = self.y(top)
        return Box(x, y + 1, width, max(1.0, self.y(bottom) - y - 2))

    def hit(self, placed: Sequence[Placed], x: float, y: float) -> Hit:
        """Return what is at a content point; edges are 6 px, a quarter of a low tile."""
        column, minute = self.column(x), self.minute(y)
        for p in placed:
            if p.column == column and (box := self.box(p)).holds(x, y):
                edge = min(float(EDGE), box.height / 4)
                if y < box.y + edge:
                    return Hit("top", column, minute, p)
                if y >= box.y + box.height - edge:
                    return Hit("bottom", column, minute, p)
                return Hit("body", column, minute, p)
        return Hit("empty", column, minute)
