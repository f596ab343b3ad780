from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.queries.calendar import Lane, Span, Tile
from jd_desktop.ui.calendar.geometry import (
    MIN_LANE,
    Geometry,
    Hours,
    columns_of,
    place,
    shown_hours,
)
from jd_desktop.ui.calendar.packing import pack
from jd_desktop.ui.calendar.walltime import DAY, STEP, instant, pieces, snap, wall

MONDAY = date(2026, 11, 23)
LANES = (Lane("ali", "Ali", 0), Lane("bo", "Bo", 1), Lane("karin", "Karin", 2))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
intervals = st.tuples(st.integers(0, 90), st.integers(1, 30)).map(lambda t: (t[0], t[0] + t[1]))


def tile(tile_id: str, starts: datetime, minutes: int, instructor: str = "bo") -> Tile:
    return Tile(
        id=tile_id,
        instructor_id=instructor,
        vehicle_id="golf",
        venue_id="",
        student_ids=(tile_id,),
        starts=starts,
        ends=starts + timedelta(minutes=minutes),
        title=tile_id,
        type_name="Køretime",
        place="",
        state="confirmed",
        hue=0,
    )


def span(*tiles: Tile, days: int = 1, first: date = MONDAY) -> Span:
    return Span(first, days, LANES, tiles, {})


def geometry(shown: Span, width: float = 900, hour: float = 60) -> Geometry:
    return Geometry(columns_of(shown), 7 * 60, 18 * 60, hour, width)


@given(st.lists(intervals, max_size=25))
def test_overlapping_tiles_never_share_width(found: list[tuple[int, int]]) -> None:
    places = pack(found)
    for i, (one, a) in enumerate(zip(found, places, strict=True)):
        assert 0 <= a.left < a.right <= 1
        for other, b in zip(found[i + 1 :], places[i + 1 :], strict=True):
            if one[0] < other[1] and other[0] < one[1]:
                assert a.right <= b.left or b.right <= a.left


@given(st.lists(intervals, min_size=1, max_size=25))
def test_no_tile_is_narrower_than_the_busiest_moment_of_the_column_demands(
    found: list[tuple[int, int]],
) -> None:
    busiest = max(sum(s <= t < e for s, e in found) for t, _ in found)
    assert min(p.right - p.left for p in pack(found)) >= 1 / busiest - 1e-9


def test_a_tile_alone_has_the_whole_column() -> None:
    assert [(p.left, p.right) for p in pack([(0, 10), (10, 20)])] == [(0, 1), (0, 1)]


def test_a_tile_uses_free_width_to_its_right() -> None:
    long, first, second, low = pack([(0, 40), (0, 10), (0, 10), (20, 40)])
    assert (long.left, first.left, second.left) == (0, 1 / 3, 2 / 3)
    assert (low.left, low.right) == (1 / 3, 1)


@given(days, st.integers(0, DAY // STEP - 1).map(lambda n: n * STEP))
def test_a_wall_time_survives_the_way_to_an_instant_and_back(day: date, minute: int) -> None:
    found_day, found = wall(instant(day, minute))
    skipped = (day.month, day.isoweekday(), minute // 60) == (3, 7, 2) and day.day > 24
    assert (found_day, found) == (day, minute + 60 if skipped else minute)


def test_ten_oclock_is_ten_oclock_on_both_sides_of_the_change_of_clocks() -> None:
    assert instant(date(2026, 10, 24), 600) == datetime(2026, 10, 24, 8, tzinfo=UTC)
    assert instant(date(2026, 10, 26), 600) == datetime(2026, 10, 26, 9, tzinfo=UTC)
    assert wall(datetime(2026, 10, 25, 9, tzinfo=UTC)) == (date(2026, 10, 25), 600)


def test_a_lesson_in_the_hour_that_comes_twice_is_still_drawn() -> None:
    (piece,) = pieces(
        datetime(2026, 10, 25, 0, 45, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    )
    assert (piece.top, piece.bottom) == (165, 180)


def test_a_booking_over_midnight_is_drawn_on_both_days() -> None:
    found = list(pieces(instant(MONDAY, 23 * 60), instant(MONDAY, 25 * 60)))
    assert [(p.day, p.top, p.bottom) for p in found] == [
        (MONDAY, 1380, 1440),
        (MONDAY + timedelta(days=1), 0, 60),
    ]


def test_a_booking_until_midnight_is_on_one_day() -> None:
    assert len(list(pieces(instant(MONDAY, 1380), instant(MONDAY, 1440)))) == 1


@given(st.floats(0, DAY))
def test_snapping_goes_to_the_nearest_quarter(minute: float) -> None:
    assert snap(minute) % STEP == 0
    assert abs(snap(minute) - minute) <= STEP / 2


@given(st.integers(0, DAY), st.sampled_from([48, 60, 96]))
def test_time_survives_the_way_to_pixels_and_back(minute: int, hour: int) -> None:
    shape = Geometry(columns_of(span()), 0, DAY, hour, 900)
    assert abs(shape.minute(shape.y(minute)) - minute) < 1e-6


def test_columns_are_days_by_lanes_and_never_narrower_than_ninety_six() -> None:
    shape = geometry(span(days=5), width=600)
    assert [(c.day.day, c.lane.id) for c in shape.columns[:4]] == [
        (23, "ali"),
        (23, "bo"),
        (23, "karin"),
        (24, "ali"),
    ]
    assert shape.lane_width == MIN_LANE
    assert shape.content_width == 15 * MIN_LANE


def test_columns_share_the_room_there_is() -> None:
    assert geometry(span(), width=900).lane_width == 300


def test_hours_shown_stretch_to_the_earliest_and_latest_tile() -> None:
    hours = Hours(8 * 60, 16 * 60)
    assert shown_hours(hours, place(span())) == (7 * 60, 17 * 60)
    early = tile("a", instant(MONDAY, 6 * 60 + 15), 45)
    late = tile("b", instant(MONDAY, 20 * 60), 75)
    assert shown_hours(hours, place(span(early, late))) == (6 * 60, 22 * 60)


def test_a_point_hits_the_body_the_edges_or_empty_time() -> None:
    shown = span(tile("a", instant(MONDAY, 10 * 60), 90))
    placed, shape = place(shown), geometry(shown)
    x = shape.x(1) + 20
    parts = [(10 * 60 + 2, "top"), (11 * 60, "body"), (11 * 60 + 28, "bottom"), (13 * 60, "empty")]
    for minute, part in parts:
        hit = shape.hit(placed, x, shape.y(minute))
        assert (hit.part, hit.column) == (part, 1)
    assert shape.hit(placed, shape.x(2) + 20, shape.y(660)).placed is None


@given(st.integers(0, 90), st.integers(15, 180))
def test_every_tile_is_hit_in_its_middle(offset: int, minutes: int) -> None:
    shown = span(tile("a", instant(MONDAY, 480 + offset), minutes))
    placed, shape = place(shown), geometry(shown)
    box = shape.box(placed[0])
    hit = shape.hit(placed, box.x + box.width / 2, box.y + box.height / 2)
    assert hit.placed is placed[0]
    assert hit.part == "body"


def test_a_tile_stands_in_the_lane_of_its_vehicle_too() -> None:
    shown = Span(MONDAY, 1, (Lane("golf", "Golf", 0),), (tile("a", instant(MONDAY, 600), 45),), {})
    assert [p.column for p in place(shown)] == [0]
