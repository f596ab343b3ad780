"""The story without a display: two computers offline, one school, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jd_desktop.cli.agreement_check import differences
from jd_desktop.cli.processes import Person
from jd_desktop.cli.report import Report
from jd_desktop.cli.run import out
from jd_desktop.cli.stage import INSTRUCTOR, Stage
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.integrations.http import http_client
from jd_desktop.main import SystemClock

Row = Mapping[str, Any]


def play(folder: Path, stage: Stage) -> int:
    """Play the story, write DIR/report.md and pictures; 0 where every claim of it held."""
    folder.mkdir(parents=True, exist_ok=True)
    story = Story(stage, folder, SystemClock())
    for act in (story.act_one, story.act_two, story.act_three, story.act_four, story.act_five):
        act()
    story.report.write(folder / "report.md")
    out(f"{folder / 'report.md'}: {story.report.verdict()}")
    return 0 if story.report.holds else 1


@dataclass(slots=True)
class Story:
    """Five acts; each tells what was done and holds what must be true."""

    stage: Stage
    folder: Path
    clock: Clock
    report: Report = field(default_factory=Report)
    ten: datetime = field(init=False)
    first: str = ""
    later: str = ""
    evening: str = ""
    conflict: str = ""
    pupils: list[str] = field(default_factory=list)

    def act_one(self) -> None:
        """A quiet morning: both agree, a lesson of yesterday evening is still open."""
        say, office = self.report, self.stage.office
        say.act("The school", "Two computers, one school; everything is agreed.")
        last_night = self._local(-1, 20)
        pupil = self._pupil(office, 3)
        made = self._book(office, last_night, pupil)
        self.evening = made["bookings"][0]
        self._sync_both()
        self._shots(office, "1-agreed")
        counts = {k: len(office.must("list", k, "--json").json()) for k in
                  ("students", "instructors", "vehicles", "bookings")}  # fmt: skip
        say.fact("The sample school: {students} students, {instructors} instructors, "
                 "{vehicles} cars, {bookings} bookings".format(**counts))  # fmt: skip
        say.holds_that("about 120 students", counts["students"] >= 120)

    def act_two(self) -> None:
        """The network is cut; both go on working."""
        say, office, bo = self.report, self.stage.office, self.stage.instructor
        say.act("Offline", "The wire to the central is cut. Nobody stops working.")
        self.stage.wire.cut()
        say.holds_that("sync says offline (exit code 3)", office.types("sync").code == 3)
        self.ten = self._free_ten(office)
        self.first = self._book(office, self.ten, self._pupil(office, 40))["bookings"][0]
        self.later = self._book(bo, self.ten, self._pupil(bo, 20))["bookings"][0]
        say.fact(f"The office and Bo both book {self.ten:%A %d %B %H:%M} with {INSTRUCTOR}.")
        office.must("cancel", self.evening, "--by", "student", "--reason", "Syg")
        bo.must("complete", self.evening)
        say.fact("The office cancels last evening's lesson; Bo completes the same lesson.")
        waiting = [len(self._unsent(p)) for p in (office, bo)]
        say.fact(f"Changed bookings not yet agreed: office {waiting[0]}, Bo {waiting[1]}.")
        self._shots(bo, "2-offline", booking=self.later)

    def act_three(self) -> None:
        """The wire is mended; the central accepts everything and names what collides."""
        say, office = self.report, self.stage.office
        say.act("Agreeing", "The wire is mended. The office syncs first, then Bo, then the office.")
        self.stage.wire.mend()
        self._sync_both()
        both = {b["id"]: b for b in office.must("list", "bookings", "--json").json()}
        kept = [self.first in both, self.later in both]
        say.holds_that("both bookings are kept", all(kept))
        overlaps = [c for c in self._conflicts(office) if c["what"] == "overlap"]
        ours = [c for c in overlaps if {c["first"], c["later"]} == {self.first, self.later}]
        say.holds_that("one open overlap", len(overlaps) == len(ours) == 1)
        say.holds_that("it names Bo's as the later one", ours[0]["later"] == self.later)
        self.conflict = ours[0]["id"]
        overruled = [c for c in self._conflicts(office) if c["what"] == "overruled"]
        state = both[self.evening]["state"]
        say.holds_that("the completed lesson won over its cancellation", state == "completed")
        say.holds_that("and the cancellation is shown", len(overruled) == 1)
        self._shots(office, "3-conflict", self.conflict)
        self._send_all()
        say.holds_that("no SMS for the booking that waits", not self._sms_about(self.later))
        say.holds_that("one SMS for the booking that stands", len(self._sms_about(self.first)) == 1)

    def act_four(self) -> None:
        """A person decides; the student of the later booking gets the one right SMS."""
        say, office, bo = self.report, self.stage.office, self.stage.instructor
        say.act("Deciding", "Bo moves his booking to a free time that the program offers.")
        card = next(c for c in self._conflicts(bo) if c["id"] == self.conflict)
        slot = card["free_for_later"][0]
        bo.must("resolve", self.conflict, "--how", "move", "--booking", self.later, "--start", slot)
        for conflict in self._conflicts(office):
            if conflict["what"] == "overruled":
                office.must("resolve", conflict["id"], "--how", "seen")
        self._sync_both()
        say.fact(f"It now stands at {slot}.")
        say.holds_that("no conflict is open", not self._conflicts(office))
        self._send_all()
        self._sync_both()
        say.holds_that(
            "exactly one SMS for the moved booking", len(self._sms_about(self.later)) == 1
        )
        told = self._sms()
        say.holds_that(
            "every message left once", len(told) == len({(m["to"], m["body"]) for m in told})
        )
        delivered = [b["message"] for b in office.must("list", "bookings", "--json").json()
                     if b["id"] in (self.first, self.later)]  # fmt: skip
        say.holds_that("both are delivered, seen in the office", delivered == ["delivered"] * 2)
        say.table(["to", "status", "text"], [[m["to"], m["status"], m["body"]] for m in told])
        self._shots(office, "4-decided", booking=self.later)

    def act_five(self) -> None:
        """The two databases and the central hold the same."""
        say = self.report
        say.act("The same everywhere", "Row by row: office, Bo's laptop, central.")
        found = differences(self.stage)
        say.fact(f"{found.rows} records compared, at the central's counter {found.head}.")
        for line in found.lines:
            say.fact(line)
        say.holds_that("no difference between the two databases and the central", not found.lines)
        leaks = found.leaks
        say.holds_that("no password or token lies in the data folders in the clear", not leaks)
        say.pictures(sorted(p.name for p in self.folder.glob("*.png")))

    # What people do, typed as commands in processes of their own

    def _book(self, person: Person, at: datetime, student: str) -> Any:
        return person.must(
            "book", "--student", student, "--instructor", INSTRUCTOR, "--start", at.isoformat(),
            "--minutes", "90", "--type", "Køretime", "--json",
        ).json()  # fmt: skip

    def _sync_both(self) -> None:
        for person in (self.stage.office, self.stage.instructor, self.stage.office):
            person.must("sync")

    def _send_all(self) -> None:
        for person in (self.stage.office, self.stage.instructor):
            person.must("outbox", "run", "--until-idle")

    def _conflicts(self, person: Person) -> list[Row]:
        found: list[Row] = person.must("list", "conflicts", "--json").json()
        return found

    def _unsent(self, person: Person) -> list[Row]:
        return [b for b in person.must("list", "bookings", "--json").json() if b["unsent"]]

    def _pupil(self, person: Person, place: int) -> str:
        """Return a student of those whom somebody sees, another one each time."""
        seen = [s["id"] for s in person.must("list", "students", "--json").json()]
        pupil = str([i for i in seen if i not in self.pupils][place])
        self.pupils.append(pupil)
        return pupil

    def _free_ten(self, person: Person) -> datetime:
        """Return the next ten o'clock at which Bo and the two students have nothing."""
        taken = person.must("list", "bookings", "--json").json()
        busy = [
            (datetime.fromisoformat(b["starts"]), datetime.fromisoformat(b["ends"]))
            for b in taken
            if b["instructor"] == INSTRUCTOR and b["state"] == "confirmed"
        ]
        for days in range(1, 30):
            ten = self._local(days, 10)
            end = ten + timedelta(minutes=90)
            if ten.weekday() < 5 and not any(s < end and ten < e for s, e in busy):
                return ten
        return self._local(40, 10)

    def _local(self, days: int, hour: int) -> datetime:
        today = self.clock.now().astimezone(COPENHAGEN)
        return (today + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)

    def _sms(self) -> list[Row]:
        with http_client(self.stage.twilio) as twilio:
            found: list[Row] = twilio.get("/_control/messages").json()["messages"]
        return found

    def _sms_about(self, booking: str) -> list[Row]:
        """Return what reached Twilio about a booking: by the text of its messages."""
        office = self.stage.office
        bodies = {
            m["text"] for m in office.must("list", "messages", "--json").json()
            if m.get("booking_id") == booking
        }  # fmt: skip
        return [m for m in self._sms() if m["body"] in bodies]

    def _shots(self, person: Person, name: str, subject: str = "", *, booking: str = "") -> None:
        person.must(
            "screenshots", str(self.folder), "--name", name, "--conflict", subject,
            "--booking", booking,
        )  # fmt: skip
