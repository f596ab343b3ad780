"""What the page of one's own account asks the central."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jd_desktop.protocol.account import Account, Factor, SignIns
from jd_desktop.ui.tasks import Call


@dataclass(frozen=True, slots=True)
class Doors:
    """Each is done on a network thread by way of `call`; raises what a refusal means, Offline."""

    call: Call
    tell: Callable[[], Account]
    change_password: Callable[[str, str], Account]
    enrol: Callable[[str], Factor]
    confirm: Callable[[str], Account]
    remove: Callable[[str, str], Account]
    sign_ins: Callable[[str], SignIns]
    sign_out: Callable[[], None]
