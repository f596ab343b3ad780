"""How it stands with the central, in a person's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from jd_desktop.domain.clock import local_day
from jd_desktop.domain.language import Language

FRESH, FRESH_LIVE = timedelta(minutes=5), timedelta(minutes=15)
"""So long after agreeing we may say that we agree; longer where the central tells of changes."""
HOUR_MIN, DAY_MIN = 60, 24 * 60
SOON_S, MINUTE_S = 15, 60
WORTH_COUNTING = 1_000
"""Fewer rows than these are here before anybody has read how many they are."""


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How it stands: state is online, syncing, offline, error, signed_out or alone.

    `clock_off_min` is how many minutes this computer's clock is ahead (negative: behind),
    0 where it is right. With `now` known, times of today are told without their day, and being
    online for long without agreeing is told as what it is. `stored` of `expected` rows are here;
    `is_first` while the school has never been here as a whole. `why` tells what is wrong.
    """

    state: str = "offline"
    last_agreed: datetime | None = None
    waiting: int = 0
    conflicts: int = 0
    failed_messages: int = 0
    clock_off_min: int = 0
    test: bool = False
    now: datetime | None = None
    news: int = 0
    is_live: bool = False
    next_try_s: float | None = None
    stored: int = 0
    expected: int = 0
    is_first: bool = False
    why: str = ""

    @property
    def is_late(self) -> bool:
        """Whether we are online, but agreed too long ago to call it agreed."""
        if self.state != "online" or self.now is None:
            return False
        fresh = FRESH_LIVE if self.is_live else FRESH
        return self.last_agreed is None or self.now - self.last_agreed > fresh

    @property
    def progress(self) -> float | None:
        """How much of what is being fetched is here, from 0 to 1; None where it is little."""
        if self.state != "syncing" or self.expected < WORTH_COUNTING:
            return None
        return min(1.0, self.stored / self.expected)


def line(language: Language, status: SyncStatus) -> str:
    """Say in one line how it stands."""
    parts = [_state(language, status)]
    if status.next_try_s is not None:
        parts.append(_next_try(language, status.next_try_s))
    if status.waiting:
        parts.append(_waiting(language, status.waiting))
    if status.last_agreed and status.state != "alone":
        parts.append(_last(language, status.last_agreed, status.now))
    return " · ".join(parts)


def more(language: Language, status: SyncStatus) -> str:
    """Say all of it, a line each, for who points at the line."""
    tr, trn = language.tr, language.trn
    said = [status.why or _state(language, status)]
    if status.state != "alone":
        if status.last_agreed:
            last = _last(language, status.last_agreed, status.now)
            said.append(last[0].upper() + last[1:])
        said.append(_waiting(language, status.waiting))
        said.append(_how(language, status))
    if status.conflicts:
        said.append(
            trn("{n} konflikt venter på en afgørelse", "{n} konflikter venter på en afgørelse",
                status.conflicts)
        )  # fmt: skip
    if status.state != "alone":
        said.append(tr("Klik for at synkronisere nu (F5)"))
    return "\n".join(said)


def clock(language: Language, off: int) -> str:
    """Say how far off, in minutes, this computer's clock is; "" where it is right."""
    trn, n = language.trn, abs(off)
    if not n:
        return ""
    if n < 2 * HOUR_MIN:
        long = trn("{n} minut", "{n} minutter", n)
    elif n < 2 * DAY_MIN:
        long = trn("{n} time", "{n} timer", round(n / HOUR_MIN))
    else:
        long = trn("{n} dag", "{n} dage", round(n / DAY_MIN))
    if off > 0:
        return language.tr("Uret går {tid} for hurtigt", tid=long)
    return language.tr("Uret går {tid} for langsomt", tid=long)


def clock_more(language: Language) -> str:
    """Say what comes of a wrong clock, and what to do."""
    return language.tr(
        "Computerens ur går forkert. Tiderne i programmet er rettet efter centralens ur.\n"
        "Stil computerens ur, når du kan."
    )


def count(language: Language, n: int) -> str:
    """Write a number with its thousands apart, as the language does."""
    return f"{n:,}".replace(",", "." if language.code == "da" else ",")


def _state(language: Language, status: SyncStatus) -> str:
    tr = language.tr
    if status.is_late:
        return tr("Ikke synkroniseret for nylig")
    if status.progress is not None:
        here, of = count(language, status.stored), count(language, status.expected)
        if status.is_first:
            return tr("Henter skolen: {her} af {alle}", her=here, alle=of)
        return tr("Henter ændringer: {her} af {alle}", her=here, alle=of)
    states = {
        "online": tr("Synkroniseret"),
        "syncing": tr("Synkroniserer …"),
        "offline": tr("Offline"),
        "error": tr("Kunne ikke synkronisere"),
        "signed_out": tr("Logget ud – arbejder kun her"),
        "alone": tr("Arbejder alene på denne computer"),
    }
    return states.get(status.state, status.state)


def _waiting(language: Language, n: int) -> str:
    if not n:
        return language.tr("Ingen ændringer venter")
    return language.trn("{n} ændring venter", "{n} ændringer venter", n)


def _next_try(language: Language, seconds: float) -> str:
    if seconds < SOON_S:
        return language.tr("prøver igen om lidt")
    if seconds < MINUTE_S:
        return language.tr("prøver igen inden for et minut")
    minutes = round(seconds / MINUTE_S)
    return language.trn("prøver igen om {n} minut", "prøver igen om {n} minutter", minutes)


def _last(language: Language, at: datetime, now: datetime | None) -> str:
    is_today = now is not None and local_day(at) == local_day(now)
    told = language.time(at) if is_today else language.when(at)
    return language.tr("sidst synkroniseret {tid}", tid=told)


def _how(language: Language, status: SyncStatus) -> str:
    if status.is_live:
        return language.tr("Andres ændringer kommer med det samme")
    return language.tr("Andres ændringer hentes hvert minut, når der er forbindelse")
