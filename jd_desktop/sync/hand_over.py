"""Handing over what waits on a computer that has lost its access: in order, resumable."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from jd_desktop.domain.errors import Offline, StartOver
from jd_desktop.domain.language import text
from jd_desktop.protocol.mutations import PushAnswer, WireMutation
from jd_desktop.store import state
from jd_desktop.sync import push
from jd_desktop.sync.cycle import Desk
from jd_desktop.sync.erase import HAS_ACCESS, Leaving
from jd_desktop.sync.sending import Carrier, Sending


class Leaver(Protocol):
    """What takes what is handed over; `integrations.central.devices` speaks it over HTTP."""

    @property
    def files(self) -> Carrier:
        """What speaks of files with it."""
        ...

    def hand_over(self, epoch: str, mutations: list[WireMutation]) -> PushAnswer:
        """Take a batch; raises Offline or StartOver, and then nothing is known."""
        ...

    def erased(self) -> None:
        """Hear that the copy is erased; raises Offline."""
        ...


def hand_over(central: Leaver, desk: Desk) -> int:
    """Hand over everything that is not sent; returns how much. Again is harmless, at any point.

    Raises Offline: nothing lost, the rest next time.
    """
    taken, is_all = 0, False
    while not is_all:
        epoch, batch = desk.write(lambda db: (str(state.get(db, "epoch", "")), push.waiting(db)))
        try:
            answer = central.hand_over(epoch, batch)
        except StartOver as told:
            # A central put back from a backup: it says what it has lost of ours.
            desk.write(partial(_go_on, epoch=told.epoch))
            continue
        # What is handed over opens the door for its files; they go before it is ticked off here.
        Sending(central.files, desk, lambda: False).send_all(batch)
        newly = desk.write(partial(push.store_answer, answer=answer))
        taken += newly
        if batch and not newly and answer.last_n >= batch[0].n - 1:
            raise Offline(text("Centralen tog ikke imod ændringerne."))
        is_all = not batch and desk.write(lambda db: not push.waiting(db))
    return taken


def leave(central: Leaver, leaving: Leaving, desk: Desk, close: Callable[[], None]) -> None:
    """Hand over what waits, then erase everything, from wherever it was broken off.

    Returns only where the central says that access is there after all. Raises Erased at the end,
    Offline while there is something left to hand over, SecretsUnavailable for a locked keyring.
    """
    found = leaving.farewell
    if found is None or found.phase == "locked":
        leaving.lock()
        try:
            hand_over(central, desk)
        except Offline as error:
            if error.detail != HAS_ACCESS:
                raise
            leaving.forget()
            return
    if found is None or found.phase != "erased":
        with suppress(Offline):  # erased all the same; the central is told at the next start
            leaving.erase(close, central.erased)
    leaving.refuse()


def _go_on(db: Connection, epoch: str) -> None:
    state.put(db, epoch=epoch)
