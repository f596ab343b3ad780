"""What every test has: no window on a screen, no network but loopback, a clock of its own."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from jd_desktop.domain.clock import FixedClock

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.keyring",
    "tests.support.contract",
    "tests.support.standin",
    "tests.support.stripe_standin",
    "tests.support.certificate",
    "tests.support.mailbox",
    "tests.support.mail_vendors",
    "tests.support.town",
    "tests.support.street",
    "tests.support.crew",
    "tests.support.histories",
]

FONTS = Path(__file__).resolve().parents[1] / "resources" / "fonts"
settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.register_profile("long", settings.get_profile("ci"), max_examples=2000, derandomize=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--onscreen", action="store_true", help="show the windows")
    parser.addoption("--long", action="store_true", help="many more random runs")
    parser.addoption("--faults", action="store_true", help="the fault tests alone, in full length")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--onscreen"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QPA_FONTDIR"] = str(FONTS)
    os.environ["NO_AT_BRIDGE"] = "1"
    is_long = config.getoption("--long") or config.getoption("--faults")
    settings.load_profile("long" if is_long else "ci")
    sys.addaudithook(_only_loopback)
    # A shell in the background has Ctrl+C ignored, and so would have whatever the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()  # as in the program: a window is no other thread's to tear down


@pytest.fixture(autouse=True)
def _garbage_is_collected_on_the_main_thread() -> Iterator[None]:
    yield
    gc.unfreeze()  # a window that was opened keeps the program's heap out of the search
    gc.collect(2 if gc.get_count()[2] > 50 else 1)


def _only_loopback(event: str, args: tuple[Any, ...]) -> None:
    """Refuse to leave this machine: a test that needs the world is wrong."""
    if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        host = str(args[1][0])
        if not (host.startswith("127.") or host in ("localhost", "::1")):
            raise RuntimeError(f"a test wants to reach {host}")


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 8.00 in Copenhagen."""
    return FixedClock(datetime(2026, 11, 23, 7, tzinfo=UTC))


@pytest.fixture(scope="session")
def is_long(pytestconfig: pytest.Config) -> bool:
    """Whether the long form of a randomised test was asked for."""
    return bool(pytestconfig.getoption("--long") or pytestconfig.getoption("--faults"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --faults, keep the fault tests alone."""
    if config.getoption("--faults"):
        chosen = [item for item in items if "tests/faults/" in item.nodeid]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture(autouse=True)
def _no_window_outlives_its_test() -> Iterator[None]:
    """A window that is left alive brings a later test down."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if widgets and isinstance(app, widgets.QApplication):
        for window in app.topLevelWidgets():
            window.close()
