"""What the page of one's own account asks the central."""

from __future__ import annotations

from collections.abc import Callable

from jd_desktop.cli.own_account import own_account
from jd_desktop.main import Program
from jd_desktop.protocol.account import Account, Factor, SignIns
from jd_desktop.ui.settings.doors import Doors
from jd_desktop.ui.tasks import Call


def account_doors(program: Program, call: Call, sign_out: Callable[[], None]) -> Doors:
    """Return what the page of one's own account asks."""

    def tell() -> Account:
        with own_account(program) as mine:
            return mine.tell()

    def change_password(old: str, new: str) -> Account:
        with own_account(program) as mine:
            return mine.change_password(old, new)

    def enrol(password: str) -> Factor:
        with own_account(program) as mine:
            return mine.enrol(password)

    def confirm(code: str) -> Account:
        with own_account(program) as mine:
            return mine.confirm(code)

    def remove(password: str, code: str) -> Account:
        with own_account(program) as mine:
            return mine.remove(password, code)

    def sign_ins(before: str) -> SignIns:
        with own_account(program) as mine:
            return mine.sign_ins(before)

    return Doors(call, tell, change_password, enrol, confirm, remove, sign_ins, sign_out)
