from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.ui.calendar import gestures
from jd_desktop.ui.calendar.gestures import (
    Armed,
    Cancelled,
    Dragging,
    Dropped,
    Gesture,
    Ghost,
    Idle,
    Pointer,
)
from jd_desktop.ui.calendar.walltime import DAY, STEP

TILE = Ghost(gestures.MOVE, "a", 1, 600, 690)


def pointer(minute: float, column: int = 1) -> Pointer:
    return Pointer(column * 100 + 50, minute, column, minute)


def pull(origin: Ghost, start: float, end: float, column: int = 1) -> Ghost:
    state = gestures.drag(gestures.press(origin, pointer(start)), pointer(end, column))
    assert isinstance(state, Dragging)
    return state.ghost


def test_a_press_that_hardly_moves_is_not_a_drag() -> None:
    state = gestures.drag(gestures.press(TILE, pointer(620)), pointer(622))
    assert isinstance(state, Armed)
    assert gestures.release(state) == Idle()


def test_a_tile_follows_the_mouse_in_quarters_and_keeps_its_length() -> None:
    assert pull(TILE, 620, 655, column=2) == Ghost(gestures.MOVE, "a", 2, 630, 720)


def test_the_end_can_be_pulled_but_not_before_a_quarter_after_the_start() -> None:
    origin = Ghost(gestures.ENDS, "a", 1, 600, 690)
    assert pull(origin, 690, 721).bottom == 720
    assert pull(origin, 690, 300).bottom == 615


def test_the_start_can_be_pulled_but_not_past_the_end() -> None:
    origin = Ghost(gestures.STARTS, "a", 1, 600, 690)
    assert pull(origin, 600, 571).top == 570
    assert pull(origin, 600, 900).top == 675


def test_a_band_on_empty_time_is_a_new_booking_in_either_direction() -> None:
    cell = Ghost(gestures.NEW, "", 1, 600, 615)
    down, up = pull(cell, 607, 676), pull(cell, 680, 607)
    assert (down.top, down.bottom) == (600, 675)
    assert (up.top, up.bottom) == (600, 675)


def test_a_drop_says_whether_anything_changed() -> None:
    assert gestures.release(gestures.grab(TILE)) == Dropped(TILE, changed=False)
    moved = gestures.release(gestures.nudge(gestures.grab(TILE), 1))
    assert isinstance(moved, Dropped)
    assert moved.changed


def test_escape_gives_up() -> None:
    assert gestures.cancel(gestures.grab(TILE)) == Cancelled()
    assert gestures.cancel(Idle()) == Idle()


def test_the_keyboard_moves_by_quarters_and_lanes_and_stretches_the_end() -> None:
    state: Gesture = gestures.grab(TILE)
    state = gestures.nudge(state, 2)
    state = gestures.sidestep(state, 1, of=3)
    state = gestures.stretch(state, -1)
    assert isinstance(state, Dragging)
    assert state.ghost == Ghost(gestures.MOVE, "a", 2, 630, 705)


def test_a_step_from_between_two_quarters_goes_to_the_next_one() -> None:
    odd = gestures.grab(Ghost(gestures.MOVE, "a", 0, 607, 652))
    later, earlier = gestures.nudge(odd, 1), gestures.nudge(odd, -1)
    assert isinstance(later, Dragging)
    assert isinstance(earlier, Dragging)
    assert (later.ghost.top, earlier.ghost.top) == (615, 600)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("nudge"), st.integers(-100, 100)),
        st.tuples(st.just("sidestep"), st.integers(-5, 5)),
        st.tuples(st.just("stretch"), st.integers(-100, 100)),
        st.tuples(st.just("drag"), st.integers(0, DAY)),
    ),
    max_size=20,
)


@given(steps, st.sampled_from([gestures.MOVE, gestures.STARTS, gestures.ENDS]), st.booleans())
def test_whatever_is_done_the_ghost_stays_within_the_day(
    found: list[tuple[str, int]], grip: str, mouse: bool
) -> None:
    origin = Ghost(grip, "a", 1, 600, 690)
    state: Gesture = gestures.press(origin, pointer(610)) if mouse else gestures.grab(origin)
    for name, by in found:
        if name == "drag":
            state = gestures.drag(state, pointer(by, by % 3))
        elif name == "sidestep":
            state = gestures.sidestep(state, by, of=3)
        else:
            state = getattr(gestures, name)(state, by)
    if isinstance(state, Dragging):
        ghost = state.ghost
        assert 0 <= ghost.column < 3
        assert 0 <= ghost.top < ghost.bottom <= DAY
        assert ghost.bottom - ghost.top >= STEP
