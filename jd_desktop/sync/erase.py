"""A computer that has lost its access: locked until all is handed over, then erased.

A small file tells how far this has come, so that whatever ends the program in the middle, the
next start goes on from there. Each step may be done again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from jd_desktop.domain.clock import Clock, wire
from jd_desktop.domain.errors import JdError, Offline, SecretsUnavailable, SignInNeeded
from jd_desktop.domain.language import text
from jd_desktop.host.paths import Paths, write_private
from jd_desktop.host.secrets import DATABASE_KEY, Secrets, SecretState
from jd_desktop.host.settings import SECRETS, Settings

Phase = Literal["locked", "erasing", "erased"]
FILE = "farewell.json"
TOKEN = "device_token"
HAS_ACCESS = "has_access"
"""What the central says to one that has nothing to hand over: it has its access."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """How far leaving has come since when; `locked` still has changes to hand over."""

    phase: Phase
    since: str


class Locked(SignInNeeded):
    """Access is gone, and what was done here is not handed over yet."""


class Erased(SignInNeeded):
    """Access is gone, and so is the school's data on this computer."""


class Leaving:
    """Locks and erases one data folder; `kept` is where its secrets lie."""

    def __init__(
        self,
        paths: Paths,
        kept: Secrets,
        settings: Settings,
        clock: Clock,
        *,
        reached: Callable[[str], None] = lambda _step: None,
    ):
        """Take where things lie; `reached` is told each step before it is taken."""
        self._paths, self._kept, self._settings, self._clock = paths, kept, settings, clock
        self._reached = reached

    @property
    def farewell(self) -> Farewell | None:
        """How far leaving has come, None where this computer has its access."""
        try:
            told = json.loads((self._paths.data / FILE).read_text("utf-8"))
            return Farewell(told["phase"], told["since"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            return Farewell("locked", "")

    def refuse(self) -> None:
        """Raise Locked or Erased where this computer has no access."""
        found = self.farewell
        if found is not None:
            raise lost_access(found)

    def lock(self) -> None:
        """Show nothing more from now on."""
        if self.farewell is None:
            self._note("locked")

    def forget(self) -> None:
        """Begin anew: somebody has signed in, or access is back."""
        (self._paths.data / FILE).unlink(missing_ok=True)

    def erase(self, close: Callable[[], None], tell: Callable[[], None]) -> None:
        """Erase the school from this computer; everything must be handed over.

        `close` closes the database, `tell` tells the central. Raises Offline where the central
        could not be told, and SecretsUnavailable where the keyring is locked: then go on later.
        """
        self._step("mark")
        self._note("erasing")
        self._step("close")
        close()
        self._step("key")
        locked = self._forget(DATABASE_KEY)
        for folder in (self._paths.schools, self._paths.backups, self._paths.cache):
            self._step(folder.name)
            _empty(folder)
        with suppress(OSError):  # the log of this very run may be held open
            _empty(self._paths.logs)
        if locked is not None:
            raise locked
        self._step("tell")
        _told(tell)
        self._step("secrets")
        for name in (*SECRETS, TOKEN):
            self._forget(name)
        self._step("settings")
        self._settings.forget_school()
        self._step("done")
        self._note("erased")

    def _step(self, name: str) -> None:
        self._reached(name)

    def _note(self, phase: Phase) -> None:
        self._paths.prepare()
        told = json.dumps(asdict(Farewell(phase, wire(self._clock.now()))))
        write_private(self._paths.data / FILE, told.encode())

    def _forget(self, name: str) -> SecretsUnavailable | None:
        """Forget a secret; returns what prevents it, nothing where there is no keyring at all."""
        try:
            self._kept.delete(name)
        except SecretsUnavailable as error:
            is_missing = getattr(error, "state", None) is SecretState.MISSING
            return None if is_missing else error
        return None


def lost_access(found: Farewell) -> JdError:
    """Return what to tell somebody who opens a computer without access."""
    title = text("Denne computer har ikke længere adgang til skolen.")
    if found.phase == "locked":
        hint = text(
            "Det, der blev lavet her, er ikke afleveret endnu. Det sker, når der er forbindelse;"
            " indtil da er programmet låst."
        )
        return Locked(title, hint=hint)
    hint = text(
        "Alt, der blev lavet her, er afleveret, og skolens data er slettet fra computeren."
        " Log ind igen for at bruge programmet."
    )
    return Erased(title, hint=hint)


def _told(tell: Callable[[], None]) -> None:
    """Tell the central; one that knows this computer no longer has nothing to hear."""
    try:
        tell()
    except Offline as error:
        if error.detail != HAS_ACCESS:
            raise
    except JdError:
        return


def _empty(folder: Path) -> None:
    if folder.is_dir():
        for one in sorted(folder.iterdir()):
            shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
