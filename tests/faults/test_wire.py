"""A wire cut after any byte, either way: the next sync agrees, each mutation once, no gap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import COPENHAGEN, text
from jd_desktop.main import Program
from jd_desktop.operations.bookings import Draft, create
from jd_desktop.sync.push import waiting
from tests.support.town import PASSWORD, Town, Typist, copy_of

TEN = datetime(2026, 12, 1, 10, tzinfo=COPENHAGEN)
PIECES = 24


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
        return was_cut

    def agrees(self) -> None:
        self.program.sync()
        assert [n for _, n in self.town.taken()] == list(range(1, self.made + 1))
        assert copy_of(self.program) == self.town.rows()
        with self.program.reading() as db:
            assert waiting(db) == []


@pytest.fixture
def story(lone: Typist, town: Town) -> Iterator[Story]:
    with lone.program() as program:
        yield Story(program, town)


def points(length: int, is_long: bool) -> range:
    """Each byte, or some that are spread over all of them."""
    return range(0, length, 1 if is_long else max(1, length // PIECES))


def measured(story: Story, way: str) -> int:
    """Return how many bytes a sync with one booking takes in a direction."""
    story.act()
    far = 1 << 30
    story.town.wire.cut_after(up=far, down=far)
    story.program.sync()
    left = story.town.wire.left(is_up=way == "up")
    story.town.wire.mend()
    return far - (left or 0)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", ["up", "down"])
def test_a_sync_that_is_cut_after_any_byte_loses_and_repeats_nothing(
    story: Story, way: str, is_long: bool
) -> None:
    length = measured(story, way)
    for k in points(length, is_long):
        story.act()
        story.cuts += story.is_cut_after(**{way: k})
        story.agrees()
    assert story.cuts == len(points(length, is_long))


@pytest.mark.timeout(900)
def test_a_first_sync_that_is_cut_again_and_again_goes_on_where_it_was(
    story: Story, town: Town, tmp_path: Path, is_long: bool
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
