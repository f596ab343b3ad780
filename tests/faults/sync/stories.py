"""What the fault tests do to a school; the negative controls do the same, with a fault planted."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from jd_desktop.central.database import open_engine
from tests.faults.sync.judging import judge
from tests.faults.sync.nursery import KILLED, Nursery, Order
from tests.faults.sync.places import Central, found, move_in
from tests.support.histories import History
from tests.support.town import Town, Typist

Death = tuple[int, str]
NEVER: Death = (0, "")


def deaths(stride: int = 1) -> Iterator[Death]:
    """Before and after each commit of a process, or some of these; without an end."""
    every = ((at, when) for at in itertools.count(1) for when in ("before", "after"))
    return itertools.islice(every, stride - 1, None, stride)


def ordered(person: Typist, number: int, death: Death = NEVER, *, times: int = 1) -> Order:
    """Order a person to act so many times, and to die at a commit."""
    at, when = death
    folder, environ = str(person.folder), person.environ
    return Order("desktop", folder, environ, first=number, times=times, at=at, when=when)


def kill_a_desktop(
    pair: list[Typist], town: Town, nursery: Nursery, kills: Iterable[Death], fault: str = ""
) -> History:
    """Kill one of two desktops at each of these commits, until it has no more."""
    history, (lone, bo) = History("a desktop killed at its commits"), pair
    for number, death in enumerate(kills, 1):
        nursery.run(ordered(bo, number))
        ended = nursery.run(replace(ordered(lone, number, death), fault=fault))
        judge(town.engine, town.school_id, pair, history)
        if ended == 0:
            break
        assert ended == KILLED, "a desktop failed by itself"
        history.counts["kills"] += 1
    return history


def kill_a_central(
    nursery: Nursery, database: str, folder: Path, kills: Iterable[Death], fault: str = ""
) -> History:
    """Kill the central of two desktops at each of these commits, until they agree before."""
    history = History(f"a central on {database.split(':', 1)[0]} killed at its commits")
    school, central = found(database, 2), Central(nursery, database, folder, fault)
    central.start()
    people, engine = move_in(folder, [central.address] * 2), open_engine(database)
    try:
        for number, (at, when) in enumerate(kills, 1):
            central.kill()
            central.start(at, when)
            for person in people:
                assert nursery.run(ordered(person, number)) == 0, "a desktop failed by itself"
            was_killed = not central.kill()
            central.start()
            judge(engine, school, people, history)
            history.counts["kills"] += was_killed
            if not was_killed and at:
                break
        return history
    finally:
        central.kill()
        engine.dispose()
