"""`sync --watch`: keeps agreeing until it is interrupted, a line for each change of state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from jd_desktop.cli.run import out, out_json
from jd_desktop.domain.language import Language
from jd_desktop.main import Program
from jd_desktop.runtime.agreeing import Agreeing, Parts, Told
from jd_desktop.runtime.threads import Guard, Net
from jd_desktop.store import state

CLOSING_S = 5.0


@dataclass
class Lines:
    """Says each change of state once, whichever thread brings it."""

    language: Language
    as_json: bool
    write: Callable[[str], None] = out

    def __post_init__(self) -> None:
        """Begin with nothing said."""
        self._lock, self._last = Lock(), ("", False)

    def tell(self, told: Told) -> None:
        """Say it where it is news."""
        doing = "syncing" if told.state in ("pushing", "pulling") else told.state
        with self._lock:
            if (doing, told.is_live) != self._last:
                self._last = (doing, told.is_live)
                self._say(doing, told)

    def _say(self, doing: str, told: Told) -> None:
        if self.as_json:
            why = told.error.sentence(self.language) if told.error else ""
            next_try = None if told.next_try_s is None else round(told.next_try_s, 1)
            known = {"state": doing, "live": told.is_live, "next_try_s": next_try, "why": why}
            out_json(known)
        else:
            self.write(_words(self.language, doing, told))


def _words(language: Language, doing: str, told: Told) -> str:
    tr, trn = language.tr, language.trn
    if told.error is not None and doing != "syncing":
        said = told.error.sentence(language)
        if told.next_try_s is None:
            return said
        seconds = max(1, round(told.next_try_s))
        again = trn("Prøver igen om {n} sekund.", "Prøver igen om {n} sekunder.", seconds)
        return f"{said} {again}"
    if doing == "syncing":
        return tr("Synkroniserer …")
    live = tr("Andres ændringer kommer med det samme.")
    return tr("Synkroniseret.") + (f" {live}" if told.is_live else "")


def watch(program: Program, *, as_json: bool) -> None:
    """Agree on this thread until interrupted; hints are heard on another."""
    program.token()  # read here: the thread that hears hints may not use the database

    def where() -> tuple[int, str]:
        with program.reading() as db:
            return int(state.get(db, "cursor", 0)), str(state.get(db, "epoch", ""))

    lines = Lines(program.language, as_json)
    agreeing = Agreeing(
        Parts(
            cycle=lambda hooks, stopping: program.sync(hooks=hooks, stopping=stopping),
            listen=program.live,
            where=where,
            told=lines.tell,
            changed=lambda _changes: None,
        )
    )
    net = Net(Guard())
    net.run(agreeing.listen)
    try:
        agreeing.run()
    finally:
        agreeing.stop()
        net.end(CLOSING_S)
