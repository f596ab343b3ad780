"""What nobody expected leaves a report that is safe to show and to send."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jd_desktop.domain.clock import FixedClock
from jd_desktop.host.crash import CrashReports

ROOT = Path(__file__).resolve().parents[2]
PLANTED = "elev 010203-1234, ring 12 34 56 78, a@b.dk, password=hunter2"


@pytest.fixture
def told() -> list[Path]:
    return []


@pytest.fixture
def reports(tmp_path: Path, clock: FixedClock, told: list[Path]) -> Iterator[CrashReports]:
    made = CrashReports(tmp_path, version="1.2.3", clock=clock, told=told.append)
    yield made
    made.remove()


def boom() -> None:
    raise ValueError(PLANTED)


def caught() -> ValueError:
    try:
        boom()
    except ValueError as error:
        return error
    raise AssertionError


def test_a_report_says_where_and_what_but_nothing_of_anyone(reports: CrashReports) -> None:
    report = reports.report(caught())
    assert report is not None
    written = report.read_text("utf-8")
    assert "1.2.3" in written
    assert "test_crash.py:" in written
    assert "boom" in written
    assert "ValueError" in written
    assert str(ROOT) not in written
    for planted in ("010203", "34 56", "a@b", "hunter2"):
        assert planted not in written
    if os.name != "nt":
        assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_an_error_that_ends_a_thread_is_reported_and_told(
    reports: CrashReports, told: list[Path]
) -> None:
    reports.install()
    thread = threading.Thread(target=boom)  # noqa: TID251
    thread.start()
    thread.join(30)
    reports.remove()
    assert told == reports.unseen()
    assert len(told) == 1


def test_an_error_that_reaches_the_top_is_reported_and_told(
    reports: CrashReports, told: list[Path]
) -> None:
    reports.install()
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    assert "boom" in told[0].read_text("utf-8")


def test_an_interruption_is_not_a_crash(
    reports: CrashReports, told: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: passed.append(args[0]))
    reports.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    reports.remove()
    assert passed == [KeyboardInterrupt]
    assert told == reports.unseen() == []


def test_hooks_are_given_back(reports: CrashReports, tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook)
    reports.install()
    assert (sys.excepthook, threading.excepthook) != before
    reports.remove()
    assert (sys.excepthook, threading.excepthook) == before
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_unseen_until_it_was_shown(reports: CrashReports) -> None:
    reports.report(caught())
    (unseen,) = reports.unseen()
    assert reports.seen(unseen).read_text("utf-8")
    assert reports.unseen() == []


def test_the_newest_ten_are_kept(reports: CrashReports, clock: FixedClock, tmp_path: Path) -> None:
    written = []
    for _ in range(14):
        written.append(reports.report(caught()))
        clock.advance(timedelta(seconds=1))
    assert sorted(tmp_path.glob("crash-*")) == written[4:]


def test_two_in_the_same_millisecond_are_two(reports: CrashReports) -> None:
    assert reports.report(caught()) != reports.report(caught())
    assert len(reports.unseen()) == 2


def test_a_report_that_cannot_be_written_is_no_second_crash(
    tmp_path: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    reports = CrashReports(tmp_path / "gone", version="1", clock=clock)
    assert reports.report(caught()) is None
    assert "crash report not written" in caplog.text


KILLED = """
import faulthandler, sys
from datetime import UTC, datetime
from pathlib import Path
from jd_desktop.domain.clock import FixedClock
from jd_desktop.host.crash import CrashReports
at = FixedClock(datetime(2026, 11, 23, tzinfo=UTC))
CrashReports(Path(sys.argv[1]), version="1.2.3", clock=at).install()
def deep(): faulthandler._sigsegv()
deep()
"""


def test_a_process_killed_from_below_leaves_a_report_for_the_next_start(
    reports: CrashReports, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=60)
    assert done.returncode != 0
    assert reports.unseen() == []
    reports.install()
    (unseen,) = reports.unseen()
    assert "Segmentation fault" in unseen.read_text("utf-8")
    assert "deep" in unseen.read_text("utf-8")
    reports.remove()
    reports.install()
    assert reports.unseen() == [unseen]
