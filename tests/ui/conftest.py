"""A look in the real style, and threads that answer at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from jd_desktop.domain.language import DANISH
from jd_desktop.ui.app import dress
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look, load_fonts
from jd_desktop.ui.theme.tokens import ALL, Tokens

T = TypeVar("T")
RESOURCES = Path(__file__).resolve().parents[2] / "resources"


class AtOnce:
    """Runs what it is given at once, on what it was made with."""

    def __init__(self, on: Any = None):
        self.on = on

    def run(self, fn: Callable[[Any], T], /) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(self.on))
        except Exception as error:  # noqa: BLE001 - handed to who asked
            done.set_exception(error)
        return done


@pytest.fixture
def dressed(qapp: QApplication) -> Callable[[Tokens], Look]:
    """Dresses the application as a person would have it."""
    load_fonts(RESOURCES / "fonts")
    return lambda tokens: dress(qapp, tokens, DANISH, RESOURCES)


@pytest.fixture(params=["light", "dark", "contrast"])
def each_look(request: pytest.FixtureRequest, dressed: Callable[[Tokens], Look]) -> Look:
    return dressed(ALL[request.param])


@pytest.fixture
def look(dressed: Callable[[Tokens], Look]) -> Look:
    return dressed(ALL["light"])


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks(AtOnce("rows"), AtOnce("work"))
    yield made
    made.deleteLater()
