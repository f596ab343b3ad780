"""The checks can fail: with a fault planted in a process, a story that ends well ends ill."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.sync.nursery import Nursery
from tests.faults.sync.stories import NEVER, Death, deaths, kill_a_central, kill_a_desktop
from tests.support.town import Town, Typist

Caught = Callable[[str, object], None]


def test_a_cursor_that_is_stored_before_its_rows_is_caught(
    pair: list[Typist], town: Town, nursery: Nursery, caught: Caught
) -> None:
    about_the_page = itertools.islice(deaths(2), 10, 16)
    with pytest.raises(AssertionError, match="other rows than the central") as raised:
        kill_a_desktop(pair, town, nursery, about_the_page, fault="cursor first")
    caught("cursor before rows", raised.value)


@pytest.mark.parametrize(
    ("fault", "death", "said"),
    [
        ("no dedupe", (1, "after"), "lines have a hole"),
        ("conflict not recorded", NEVER, "no conflict tells"),
    ],
)
def test_a_central_with_a_fault_is_caught(
    nursery: Nursery, tmp_path: Path, fault: str, death: Death, said: str, caught: Caught
) -> None:
    database = f"sqlite:///{tmp_path / 'central.db'}"
    with pytest.raises(AssertionError, match=said) as raised:
        kill_a_central(nursery, database, tmp_path, [death, NEVER], fault=fault)
    caught(fault, raised.value)
