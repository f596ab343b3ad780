"""A wire cut after any byte, either way, and one that delays, repeats and truncates.

The next sync agrees, each mutation counts once, and there is no gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import COPENHAGEN, text
from jd_desktop.main import Program
from jd_desktop.operations.bookings import Draft, create
from jd_desktop.store.tables import server_row
from jd_desktop.sync.push import waiting
from tests.faults.sync.judging import judge
from tests.faults.sync.lives import act, share
from tests.support.histories import History
from tests.support.town import PASSWORD, Town, Typist, copy_of

TEN = datetime(2026, 12, 1, 10, tzinfo=COPENHAGEN)
PIECES = 12
FAR = 1 << 30
WHOLE = 100
"""Every so many cuts all rows are compared; between them their numbers are."""

Tell = Callable[[History], None]


class Story:
    """Bookings made one after the other, each sync of them cut somewhere."""

    def __init__(self, program: Program, town: Town):
        self.program, self.town = program, town
        self.made = len(town.taken())
        self.cuts = 0

    def act(self) -> None:
        starts = TEN + timedelta(hours=2 * self.made)
        create(self.program.work, Draft("ali", starts, starts + timedelta(hours=1)))
        self.made += 1

    def is_cut_after(self, *, up: int | None = None, down: int | None = None) -> bool:
        """Sync over a wire that is cut after so many bytes; whether it came to that."""
        self.town.wire.cut_after(up=up, down=down)
        with suppress(Offline):
            self.program.sync()
        was_cut = self.town.wire.is_cut
        self.town.wire.mend()
        self.cuts += was_cut
        return was_cut

    def agrees(self) -> None:
        self.program.sync()
        if self.cuts % WHOLE:
            return self._agrees_in_number()
        assert [n for _, n in self.town.taken()] == list(range(1, self.made + 1))
        assert copy_of(self.program) == self.town.rows()

    def _agrees_in_number(self) -> None:
        with self.program.reading() as db:
            assert waiting(db) == []
            here = select(func.count(), func.max(server_row.c.seq), func.sum(server_row.c.seq))
            assert db.execute(here).one() == self.town.sums()
        assert self.town.count() == self.made


@pytest.fixture
def story(lone: Typist, town: Town) -> Iterator[Story]:
    with lone.program() as program:
        yield Story(program, town)


def length_of(story: Story, way: str) -> int:
    """Return how many bytes a sync with one booking takes in a direction."""
    story.act()
    story.town.wire.cut_after(up=FAR, down=FAR)
    story.program.sync()
    left = story.town.wire.left(is_up=way == "up")
    story.town.wire.mend()
    return FAR - (left or 0)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", ["up", "down"])
def test_a_sync_that_is_cut_after_any_byte_loses_and_repeats_nothing(
    story: Story, way: str, is_long: bool, tell: Tell
) -> None:
    """A push and a pull, whole; the last bytes are those that a later sync has more than the first.

    Answers are compressed and their lengths differ by a few bytes, so that the sweep goes on
    until nothing is cut any more.
    """
    length = length_of(story, way)
    stride = 1 if is_long else length // PIECES
    k, missed = 0, 0
    while missed < 3:
        story.act()
        missed = 0 if story.is_cut_after(**{way: k}) else missed + 1
        story.agrees()
        k += stride
    assert story.cuts * stride > length - 100
    each = "each byte" if stride == 1 else f"every {stride} bytes"
    history = History(f"a push and a pull cut after {each} {way}")
    history.counts.update(cuts=story.cuts, mutations=story.made, losses=0)
    story.cuts = 0
    story.agrees()
    tell(history)


@pytest.mark.timeout(900)
def test_a_first_sync_that_is_cut_again_and_again_goes_on_where_it_was(
    story: Story, town: Town, tmp_path: Path, is_long: bool, tell: Tell
) -> None:
    for name in ("Elev", "Ny"):
        with story.program.work.doing(text("Fandt elever")) as doing:
            for k in range(1900):
                doing.create("student", {"first_name": f"{name} {k}"})
        story.program.sync()
    with Typist(tmp_path / "new").program() as program:
        program.sign_in(town.address, "lone@skole.dk", PASSWORD)
        newcomer, counts = Story(program, town), [0]
        for k in (0, 200, *range(1000, 400_000, 4_000 if is_long else 40_000)):
            newcomer.is_cut_after(down=k)
            counts.append(len(copy_of(program)))
        assert counts == sorted(counts)
        assert any(0 < n < len(town.rows()) for n in counts)
        program.sync()
        assert copy_of(program) == town.rows()
    tell(History("a first sync cut again and again", Counter(cuts=newcomer.cuts, losses=0)))


def misbehave(town: Town, chance: Random, counts: Counter[str]) -> None:
    """Have the wire do something to what comes next."""
    how, k = chance.choice(HOW), chance.randrange(1500)
    if how == "delays":
        town.wire.delay = 0.02
    elif how == "repeats":
        town.wire.doubles = True
    elif how == "old requests again":
        for request in chance.sample(town.wire.requests, min(3, len(town.wire.requests))):
            town.wire.repeat(request)
    elif how == "cuts":
        town.wire.cut_after(**{chance.choice(("up", "down")): k})
    else:
        town.wire.end_after(**{chance.choice(("up", "down")): k})
    counts[how] += 1


HOW = ("delays", "repeats", "old requests again", "cuts", "truncations")


@pytest.mark.timeout(900)
def test_a_wire_that_delays_repeats_cuts_and_truncates_loses_and_repeats_nothing(
    lone: Typist, town: Town, tmp_path: Path, is_long: bool, tell: Tell
) -> None:
    history, chance = History("two people over a bad wire"), Random(815)
    with lone.program() as one:
        share(one, is_furnished=True)
        one.sync()
        bo = town.moves_in(tmp_path / "bo")
        with bo.program() as other:
            for number in range(1, 1 + (400 if is_long else 25)):
                for person, program in ((lone, one), (bo, other)):
                    misbehave(town, chance, history.counts)
                    act(program, person.folder, number)
                    with suppress(Offline):
                        program.sync()
                    town.wire.mend()
    tell(judge(town.engine, town.school_id, [lone, bo], history))
