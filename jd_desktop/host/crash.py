"""What nobody expected: a redacted report, kept here, shown at the next start, sent by nobody."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from jd_desktop.domain.clock import Clock, wire
from jd_desktop.host.logs import brief_trace, redact
from jd_desktop.host.paths import write_private

log = logging.getLogger(__name__)

KEPT = 10
_FOLDERS = re.compile(r'File "[^"]*[/\\]')


class CrashReports:
    """Reports of this program in one folder; the newest ten are kept."""

    def __init__(
        self,
        folder: Path,
        *,
        version: str,
        clock: Clock,
        told: Callable[[Path], None] | None = None,
    ):
        """Take where to keep them, and who is told at once (called on the thread that failed)."""
        self._folder, self._version, self._clock, self._told = folder, version, clock, told
        self._fault: TextIO | None = None
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Catch what reaches the end of a thread, and what kills the process. Raises OSError.

        For the one program with a window on this folder: the fault file has one owner.
        """
        self._adopt_last_fault()
        handle = os.open(self._fault_file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        self._fault = os.fdopen(handle, "w", encoding="utf-8")
        faulthandler.enable(self._fault)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._main_failed
        threading.excepthook = self._thread_failed

    def remove(self) -> None:
        """Leave as it was found; an empty fault file goes."""
        sys.excepthook, threading.excepthook = self._before
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None
            self._fault_file.unlink(missing_ok=True)

    def report(self, error: BaseException) -> Path | None:
        """Write a report of an error that was caught elsewhere; None where even that fails."""
        return self._write(type(error), error, error.__traceback__)

    def unseen(self) -> list[Path]:
        """Return the reports that nobody was shown, oldest first."""
        return sorted(self._folder.glob("crash-*.new.txt"))

    def seen(self, report: Path) -> Path:
        """Note that a report was shown; returns its new name."""
        return report.rename(report.with_name(report.name.replace(".new.txt", ".txt")))

    @property
    def _fault_file(self) -> Path:
        return self._folder / "fault.txt"

    def _main_failed(
        self, kind: type[BaseException], error: BaseException, tb: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, tb)
            return
        self._tell(self._write(kind, error, tb))

    def _thread_failed(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._tell(self._write(args.exc_type, args.exc_value, args.exc_traceback))

    def _tell(self, report: Path | None) -> None:
        if report is not None and self._told is not None:
            self._told(report)

    def _write(
        self, kind: type[BaseException], error: BaseException, tb: TracebackType | None
    ) -> Path | None:
        log.critical("unexpected error", exc_info=(kind, error, tb))
        return self._keep(brief_trace(kind, error, tb).replace(" > ", "\n  "))

    def _keep(self, what: str) -> Path | None:
        at = wire(self._clock.now())
        head = [
            f"Just Driving Desktop {self._version}",
            f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
            f"{at}, {threading.current_thread().name}",
        ]
        name = f"crash-{at.replace(':', '').replace('.', '')}"
        report = self._free(name)
        try:
            write_private(
                report, "\n".join([*head, "", redact(what), ""]).encode("utf-8", "replace")
            )
            self._drop_oldest()
        except OSError:
            log.exception("crash report not written")
            return None
        return report

    def _free(self, name: str) -> Path:
        """Two threads may fail in the same millisecond."""
        n = 0
        while (path := self._folder / f"{name}-{n}.new.txt").exists():
            n += 1
        return path

    def _drop_oldest(self) -> None:
        for old in sorted(self._folder.glob("crash-*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)

    def _adopt_last_fault(self) -> None:
        """Turn what the last run left when it was killed from below into a report."""
        if self._fault_file.exists():
            left = self._fault_file.read_text("utf-8", errors="replace").strip()
            if left:
                self._keep(_FOLDERS.sub('File "', left))
