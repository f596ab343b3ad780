"""Centrals that can be killed and come back, and schools at them."""

from __future__ import annotations

import socket
from pathlib import Path

from jd_desktop.central.commands import create_school, create_user
from tests.central.school import CHEAP
from tests.faults.sync.lives import free_port, share
from tests.faults.sync.nursery import Nursery, Order
from tests.support.town import PASSWORD, Typist


class Central:
    """A central in a process that can be killed, and always comes back on its port."""

    def __init__(self, nursery: Nursery, database: str, folder: Path, fault: str = ""):
        self.nursery, self.database, self.folder, self.fault = nursery, database, folder, fault
        self.port, self.child = free_port(), 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, at: int = 0, when: str = "after", largest_file: int = 0) -> None:
        with socket.create_server(("127.0.0.1", 0)) as door:
            door.settimeout(30)
            order = Order(
                "central", str(self.folder), database=self.database, port=self.port, at=at,
                when=when, told=door.getsockname()[1], fault=self.fault,
                largest_file=largest_file,
            )  # fmt: skip
            self.child = self.nursery.start(order)
            door.accept()[0].close()

    def kill(self) -> bool:
        """Kill it outright; whether it was still alive."""
        return self.nursery.kill(self.child)


def found(database: str, people: int) -> str:
    """Make a school with so many people in its office; returns its id."""
    school = create_school(database, "Bos Køreskole")
    for k in range(people):
        create_user(
            database, school, f"p{k}@skole.dk", f"P{k}", "office", PASSWORD, passwords=CHEAP
        )
    return school


def move_in(folder: Path, addresses: list[str]) -> list[Typist]:
    """Let each of a school's people sign in at a central; the first brings what all share."""
    people = [Typist(folder / f"p{k}") for k in range(len(addresses))]
    for k, (person, address) in enumerate(zip(people, addresses, strict=True)):
        with person.program() as program:
            program.sign_in(address, f"p{k}@skole.dk", PASSWORD)
            if k == 0:
                share(program)
            program.sync()
    return people
