from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.sync.pace import (
    LIVE_POLL_S,
    LIVE_REST_S,
    LONGEST_ASKED_S,
    LONGEST_BACK_OFF_S,
    Listening,
    Pace,
    Trouble,
    back_off,
    poll_after,
)

NOW = st.floats(0, 1e6)
CHANCE = st.floats(0, 1, exclude_max=True)
TROUBLE = st.sampled_from(["waiting", "offline", "error"])
EVENT = st.sampled_from(
    ["begun", "pulling", "agreed", "failed", "out", "wanted", "hinted", "reset", "on", "off"]
)


def after(pace: Pace, event: str, now: float, chance: float) -> Pace:
    """Return the pace after an event."""
    return {
        "begun": pace.begun,
        "pulling": lambda: pace.begun("pulling"),
        "agreed": lambda: pace.agreed(now, chance),
        "failed": lambda: pace.failed("offline", now, chance),
        "out": pace.sign_in_needed,
        "wanted": lambda: pace.wanted(now),
        "hinted": lambda: pace.hinted(now),
        "reset": lambda: pace.reset(now),
        "on": lambda: pace.live(now, chance, is_live=True),
        "off": lambda: pace.live(now, chance, is_live=False),
    }[event]()


@given(st.integers(1, 10_000), CHANCE)
def test_back_off_is_anything_up_to_a_doubling_limit(failures: int, chance: float) -> None:
    assert 0 <= back_off(failures, chance) <= min(LONGEST_BACK_OFF_S, 2.0 ** min(failures - 1, 60))
    assert back_off(failures, 0) == 0


def test_the_limit_doubles_from_one_second_to_five_minutes() -> None:
    assert [back_off(k, 1) for k in (1, 2, 3, 8, 9, 10, 11, 5000)] == [
        1, 2, 4, 128, 256, 300, 300, 300,
    ]  # fmt: skip


@given(NOW, CHANCE, TROUBLE, st.floats(0, 10_000))
def test_what_the_central_asks_for_is_waited_in_full(
    now: float, chance: float, trouble: Trouble, asked: float
) -> None:
    pace = Pace().begun().failed(trouble, now, chance, retry_after=asked)
    assert pace.state == trouble
    assert pace.wait(now) >= min(asked, LONGEST_ASKED_S) - 1e-6


@given(NOW, CHANCE)
def test_polls_are_spread_by_a_fifth_and_seldom_with_live(now: float, chance: float) -> None:
    assert 48 <= poll_after(chance, is_live=False) <= 72
    assert LIVE_POLL_S[0] <= poll_after(chance, is_live=True) <= LIVE_POLL_S[1]
    live = Pace().live(now, chance, is_live=True).begun().agreed(now, chance)
    assert live.wait(now) >= LIVE_POLL_S[0] - 1e-6
    assert live.live(now, chance, is_live=False).wait(now) <= 72 + 1e-6


@given(st.lists(st.tuples(EVENT, CHANCE), max_size=30), NOW)
def test_by_hand_it_is_always_at_once(events: list[tuple[str, float]], now: float) -> None:
    pace = Pace()
    for event, chance in events:
        pace = after(pace, event, now, chance)
    assert pace.wanted(now).wait(now) == 0


@given(st.lists(st.tuples(EVENT, CHANCE), max_size=30), NOW)
def test_unless_signed_out_or_under_way_a_next_time_is_known(
    events: list[tuple[str, float]], now: float
) -> None:
    pace = Pace()
    for event, chance in events:
        pace = after(pace, event, now, chance)
    if pace.state != "signed_out" and not pace.is_running:
        assert pace.wait(now) <= LONGEST_ASKED_S + LONGEST_BACK_OFF_S


@given(st.integers(1, 50), NOW, CHANCE)
def test_success_and_a_network_that_is_back_forget_failures(
    times: int, now: float, chance: float
) -> None:
    pace = Pace()
    for _ in range(times):
        pace = pace.begun().failed("offline", now, chance)
    assert pace.failures == times
    back = pace.reset(now)
    assert (back.wait(now), back.failures) == (0, 0)
    assert back.begun().failed("offline", now, chance).wait(now) <= 1 + 1e-6
    assert pace.begun().agreed(now, chance).failures == 0


@given(NOW, CHANCE)
def test_a_hint_does_not_shorten_a_back_off(now: float, chance: float) -> None:
    busy = Pace().begun().failed("waiting", now, chance, retry_after=30)
    assert busy.hinted(now) == busy
    assert Pace("idle", now + 50).hinted(now).wait(now) == 0


@given(NOW, CHANCE)
def test_hints_during_a_cycle_make_one_more_where_it_ends_well(now: float, chance: float) -> None:
    running = Pace().begun().hinted(now).begun("pulling").hinted(now)
    one_more = running.agreed(now, chance)
    assert one_more.wait(now) == 0
    assert one_more.begun().agreed(now, chance).wait(now) >= 48 - 1e-6
    assert running.failed("offline", now, chance, retry_after=9).wait(now) >= 9 - 1e-6


@given(NOW, CHANCE)
def test_by_hand_during_a_cycle_makes_one_more_however_it_ends(now: float, chance: float) -> None:
    running = Pace().begun().wanted(now).begun("pulling")
    assert running.agreed(now, chance).wait(now) == 0
    assert running.failed("waiting", now, chance, retry_after=99).wait(now) == 0
    assert running.sign_in_needed().wait(now) == 0


@given(NOW, CHANCE)
def test_signed_out_waits_for_a_person(now: float, chance: float) -> None:
    out = Pace().begun().sign_in_needed()
    assert out.wait(now) == inf
    assert out.hinted(now) == out.reset(now) == out
    assert out.live(now, chance, is_live=False).wait(now) == inf
    assert out.wanted(now).wait(now) == 0


@given(CHANCE)
def test_three_quick_closes_and_live_rests_for_minutes(chance: float) -> None:
    listening, waits = Listening(), list[float]()
    for _ in range(3):
        listening, wait = listening.closed(1.0, chance)
        waits.append(wait)
    assert max(waits[:2]) <= 2
    assert LIVE_REST_S[0] <= waits[2] <= LIVE_REST_S[1]


@given(CHANCE)
def test_a_stream_that_held_counts_as_none_of_them(chance: float) -> None:
    listening, _ = Listening(2).closed(45.0, chance)
    assert listening == Listening()
