"""A program's way to the person's own account at the central; on a network thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jd_desktop.integrations.central.account import AccountClient
from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.http import http_client
from jd_desktop.main import Program


@contextmanager
def own_account(program: Program) -> Iterator[AccountClient]:
    """Reach the account of who is signed in; raises SignInNeeded and Offline."""
    with program.central() as central:
        yield AccountClient(central.line)


def ask_new_password(address: str, email: str) -> bool:
    """Ask for a link by mail; returns whether the central sends mails."""
    with CentralClient(http_client(address)) as central:
        return AccountClient(central.line).forgotten(email).is_mailed
