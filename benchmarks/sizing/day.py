"""What a school's day costs a central: processor seconds, bytes, growth of the database.

    python benchmarks/sizing/day.py [--database postgresql://…] [--school-size 3000]

The day: 10 computers for 8 hours. 300 mutations, each pushed as it is done: a third makes a
booking, a third moves one, a third changes a student. Each is heard live by all 10, which pull.
Besides, each computer polls every 5 minutes (LIVE) or every minute (without streams), checks
once, and one of the ten fetches everything anew.
"""

from __future__ import annotations

import argparse
import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from served import Central, Device, School, served

COMPUTERS, MUTATIONS, HOURS = 10, 300, 8
POLLS = {"live": COMPUTERS * HOURS * 12, "without": COMPUTERS * HOURS * 60}
DAY = datetime(2026, 11, 24, 7, tzinfo=UTC)


class Work:
    """The mutations of a day."""

    def __init__(self, device: Device):
        self._device, self._chance = device, random.Random(4711)
        self._bookings: list[str] = []
        self._students: list[str] = []

    def enrol(self, size: int) -> None:
        """Fill the school with students, as an import does."""
        for start in range(0, size, 100):
            ids = [str(uuid.uuid4()) for _ in range(start, min(size, start + 100))]
            self._students += ids
            self._device.push([_op("student", i, _student(i)) for i in ids])

    def act(self) -> None:
        """Do one thing."""
        what = self._chance.randrange(3) if self._bookings else 0
        if what == 0:
            self._bookings.append(str(uuid.uuid4()))
            self._device.push([_op("booking", self._bookings[-1], self._slot())])
        elif what == 1:
            moved = self._chance.choice(self._bookings)
            self._device.push([_op("booking", moved, self._slot(), base=2**40)])
        else:
            student = self._chance.choice(self._students)
            note = {"notes": f"Øver parkering, {self._chance.random()}"}
            self._device.push([_op("student", student, note, base=2**40)])

    def _slot(self) -> dict[str, Any]:
        starts = DAY + timedelta(days=self._chance.randrange(60), hours=self._chance.randrange(9))
        return {
            "instructor_id": f"i{self._chance.randrange(8)}", "state": "confirmed",
            "starts": _wire(starts), "ends": _wire(starts + timedelta(minutes=90)),
            "student_ids": [self._chance.choice(self._students)],
        }  # fmt: skip


def _op(kind: str, row: str, values: dict[str, Any], base: int = 0) -> dict[str, Any]:
    return {"kind": kind, "id": row, "base": base, "set": values}


def _student(row: str) -> dict[str, Any]:
    return {"first_name": "Ella", "last_name": f"Krog {row[:8]}", "phone": "+4520304050",
            "email": f"{row[:8]}@eksempel.dk"}  # fmt: skip


def _wire(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Meter:
    """Takes the cost of one call of something, on average."""

    def __init__(self, central: Central, device: Device):
        self._central, self._device = central, device
        self.costs: dict[str, tuple[float, float, float]] = {}

    def take(self, name: str, work: Callable[[], None], times: int) -> None:
        """Say and keep milliseconds of central and PostgreSQL, and bytes, of one call."""
        before, wire = self._central.spent(), self._device.sent + self._device.got
        for _ in range(times):
            work()
        spent = self._central.spent() - before
        sent = self._device.sent + self._device.got - wire
        cost = (spent.central / times * 1000, spent.postgres / times * 1000, sent / times)
        self.costs[name] = cost
        print(f"{name:<28} {cost[0]:>9.2f} ms {cost[1]:>9.2f} ms {cost[2]:>11.0f} bytes")

    def day(self, polls: int) -> tuple[float, float, float]:
        """Add up a day of one school: seconds, seconds, bytes."""
        counts = {
            "push of one mutation": MUTATIONS, "pull of what changed": MUTATIONS * COMPUTERS,
            "poll, nothing new": polls, "check": COMPUTERS, "everything anew": 1,
        }  # fmt: skip
        ms, pg, sent = (sum(self.costs[k][i] * n for k, n in counts.items()) for i in range(3))
        return ms / 1000, pg / 1000, sent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--school-size", type=int, default=3000)
    arguments = parser.parse_args()
    with served(arguments.database) as central:
        school = School(central)
        office, other = school.device(), school.device()
        work = Work(office)
        work.enrol(arguments.school_size)
        for _ in range(600):
            work.act()
        other.pull()
        size = central.size()
        print(f"{'one call':<28} {'central':>12} {'PostgreSQL':>12} {'on the wire':>17}")
        meter = Meter(central, office)
        meter.take("push of one mutation", work.act, MUTATIONS)
        print(f"the database grew by {(central.size() - size) / MUTATIONS:.0f} bytes a mutation")
        reader = Meter(central, other)

        def follow() -> None:
            other.cursor -= 1
            other.pull()

        def anew() -> None:
            other.cursor = 0
            other.pull()

        other.pull()
        reader.take("pull of what changed", follow, 500)
        reader.take("poll, nothing new", other.pull, 1000)
        reader.take("check", other.check, 20)
        reader.take("everything anew", anew, 5)
        reader.costs |= meter.costs
        for name, polls in POLLS.items():
            ms, pg, sent = reader.day(polls)
            print(f"a day, {name} streams: {ms:.1f} s central, {pg:.1f} s PostgreSQL, "
                  f"{sent / 1e6:.1f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
