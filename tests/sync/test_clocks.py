"""I12: desktops' clocks ten years off, either way: the same rows but for times that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jd_desktop.domain.agreement import Mutation
from jd_desktop.protocol.mutations import WireMutation
from tests.sync.machine import DEVICES, FAULTS, IDS, Machine
from tests.sync.parts import NOW

TEN_YEARS = timedelta(days=3652)
OFF = [NOW - TEN_YEARS, NOW, NOW + TEN_YEARS]
SHOWN = {"at"}
"""What of a conflict tells when, by the clock of whoever made it."""

Step = tuple[str, dict[str, Any]]
Rows = dict[tuple[str, str], Any]


def step(name: str, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(name), st.fixed_dictionaries({"d": DEVICES, **values}))


NUMBER = st.integers(0, 3)
HISTORIES = st.lists(
    st.one_of(
        step("book", row=IDS, who=st.integers(0, 1), student=st.integers(0, 1), at=NUMBER),
        step(
            "edit", row=IDS, value=NUMBER,
            field=st.sampled_from(["note", "starts", "state", "who", "pickup"]),
        ),
        step("complete", row=IDS),
        step("delete", row=IDS),
        step("decide", k=st.integers(0, 9), mine=st.booleans()),
        step("push", fault=FAULTS),
        step("pull", fault=FAULTS),
    ),
    min_size=25, max_size=60,
)  # fmt: skip


def end_of(history: Sequence[Step], clocks: tuple[datetime, ...]) -> tuple[Rows, set[str]]:
    """Play a history by these clocks; returns what the school comes to, and the times shown."""
    machine = type("Off", (Machine,), {"clocks": clocks})()
    try:
        for name, values in history:
            getattr(machine, name)(**values)
        machine.agree()
        rows, times = dict[tuple[str, str], Any](), set[str]()
        for key, (seq, deleted, body) in machine.server.rows().items():
            times |= {body[name] for name in SHOWN if key[0] == "conflict" and name in body}
            rows[key] = (seq, deleted, {k: v for k, v in body.items() if k not in SHOWN})
        outcomes = [(line.device, line.n, line.outcome) for line in machine.server.ledger()]
        return {**rows, ("", "ledger"): outcomes}, times
    finally:
        machine.server.close()


WITNESS: list[Step] = [
    ("book", {"d": 0, "row": "a", "who": 0, "student": 0, "at": 0}),
    ("push", {"d": 0, "fault": "ok"}),
    ("pull", {"d": 1, "fault": "ok"}),
    ("edit", {"d": 0, "row": "a", "field": "note", "value": 1}),
    ("edit", {"d": 1, "row": "a", "field": "note", "value": 2}),
    ("push", {"d": 0, "fault": "ok"}),
    ("push", {"d": 1, "fault": "ok"}),
]


def test_clocks_ten_years_off_change_nothing_but_the_times_shown(is_long: bool) -> None:
    @settings(
        max_examples=400 if is_long else 6, deadline=None, database=None, derandomize=not is_long,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(history=HISTORIES, clocks=st.tuples(*[st.sampled_from(OFF)] * 3))
    def run(history: list[Step], clocks: tuple[datetime, ...]) -> None:
        assert end_of(history, clocks)[0] == end_of(history, (NOW, NOW, NOW))[0]

    run()


def test_times_that_are_shown_do_differ() -> None:
    ends = [end_of(WITNESS, (at, at, at)) for at in OFF]
    assert len({frozenset(times) for _, times in ends}) == 3
    assert all(rows == ends[0][0] for rows, _ in ends)


def test_a_server_that_lets_the_newest_clock_win_is_caught() -> None:
    meant = WireMutation.meaning

    def newest_wins(written: WireMutation, epoch: str = "") -> Mutation:
        late = written.at > "2030"
        ops = [op.model_copy(update={"base": 10**9} if late else {}) for op in written.ops]
        return meant(written.model_copy(update={"ops": ops}), epoch)

    with patch.object(WireMutation, "meaning", newest_wins):
        ends = [end_of(WITNESS, (NOW, at, NOW))[0] for at in OFF]
    assert any(rows != ends[0] for rows in ends)
