"""Leaving a school that has taken this computer's access away."""

from __future__ import annotations

from collections.abc import Callable

from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.central.devices import CentralDevices
from jd_desktop.integrations.http import http_client
from jd_desktop.main import TOKEN, Program
from jd_desktop.sync import hand_over
from jd_desktop.sync.cycle import Desk


def leave(
    program: Program, *, desk: Desk | None = None, close: Callable[[], None] | None = None
) -> None:
    """Hand over what waits here and erase the rest, from wherever it was broken off.

    Returns where access is there after all. Raises Erased at the end, Offline before it.
    """
    program.may_open = True
    leaving, found = program.leaving, program.leaving.farewell
    if found is not None and found.phase == "erased":
        leaving.refuse()
    is_here = program.is_set_up and (found is None or found.phase == "locked")
    token = program.token() if is_here else program.secrets.get(TOKEN) or ""
    address = program.settings.get("central.url")
    with CentralClient(http_client(address), token) as central:
        hand_over.leave(
            CentralDevices(central.line), leaving, desk or program, close or program.close
        )
