"""The screens of the window, in the order of the rail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from jd_desktop.cli.account_doors import account_doors
from jd_desktop.cli.devices import doors
from jd_desktop.cli.dialling import dial
from jd_desktop.cli.outside import outside
from jd_desktop.cli.settings_pages import pages
from jd_desktop.domain.clock import local_day
from jd_desktop.domain.language import Language, text
from jd_desktop.host.catalogue import (
    daily_limits,
    holidays,
    load_language,
    tariff,
    templates,
    vat_rates,
)
from jd_desktop.host.paths import resources
from jd_desktop.main import Program
from jd_desktop.outbox.run import Write
from jd_desktop.queries.templates import Stationery
from jd_desktop.ui.calendar.screen import CalendarScreen
from jd_desktop.ui.calendar.source import SchoolSource
from jd_desktop.ui.calendar.view import WEEK
from jd_desktop.ui.conflicts.screen import ConflictsScreen
from jd_desktop.ui.devices.screen import DevicesScreen
from jd_desktop.ui.messages.doors import Doors, Writing
from jd_desktop.ui.messages.home import MessagesHome
from jd_desktop.ui.news.screen import NewsScreen
from jd_desktop.ui.payments.screen import PaymentsScreen
from jd_desktop.ui.settings.account import AccountScreen
from jd_desktop.ui.settings.home import SettingsHome
from jd_desktop.ui.settings.policy_bench import PolicyBench
from jd_desktop.ui.settings.screen import Choice, SettingsScreen
from jd_desktop.ui.settings.spec import Page
from jd_desktop.ui.shell.main_window import Entry
from jd_desktop.ui.shell.rail import Place
from jd_desktop.ui.students.composer import Desk
from jd_desktop.ui.students.screen import StudentsScreen
from jd_desktop.ui.tasks import Call, Tasks
from jd_desktop.ui.theme.look import Look


@dataclass(frozen=True, slots=True)
class Deeds:
    """What screens can have done; `errand` runs on a network thread, connected or alone.

    `write` hands to the writer from such a thread, for a person who may take over a queue. `role`
    is the person's; "" where nobody has said.
    """

    redress: Callable[[], None]
    errand: Call
    sign_out: Callable[[], None] | None = None
    call: Call | None = None
    write: Write | None = None
    role: str = ""


def entries(
    look: Look, tasks: Tasks, program: Program, deeds: Deeds, *, instructor_id: str = ""
) -> list[Entry]:
    """Build the screens; an instructor's calendar begins with their own week."""
    clock = program.clock
    usual = templates(resources() / "templates")
    stationery = Stationery(usual, tariff(resources()))
    calendar = CalendarScreen(
        look,
        tasks,
        clock,
        SchoolSource(
            holidays(look.language, resources()),
            daily_limits(look.language.code, resources()),
            look.tr("Optaget"),
        ),
    )
    if instructor_id:
        calendar.show_view(replace(calendar.view, mode=WEEK, instructor_id=instructor_id))
    call = deeds.call
    computers = [] if call is None else [
        Entry(
            Place("devices", text("Computere"), "keyboard"),
            DevicesScreen(look, doors(program, call, deeds.write, tasks.changed.emit)),
        )
    ]  # fmt: skip
    mine = [] if call is None or deeds.sign_out is None else [
        Entry(
            Place("account", text("Min konto"), "user"),
            AccountScreen(look, account_doors(program, call, deeds.sign_out)),
        )
    ]  # fmt: skip
    money = [] if deeds.role == "instructor" else [
        Entry(
            Place("payments", text("Betalinger"), "receipt"),
            PaymentsScreen(look, tasks, clock, vat_rates(resources()), _speak),
        )
    ]  # fmt: skip
    return [
        Entry(
            Place("calendar", text("Kalender"), "calendar-days"),
            calendar,
        ),
        Entry(
            Place("students", text("Elever"), "users"),
            StudentsScreen(look, Desk(tasks, clock, stationery)),
        ),
        Entry(
            Place("messages", text("Beskeder"), "message-square"),
            MessagesHome(
                look,
                Doors(deeds.errand, program.ways_out.test, dial),
                Writing(tasks, clock, stationery),
            ),
        ),
        *money,
        Entry(
            Place("conflicts", text("Konflikter"), "triangle-alert"),
            ConflictsScreen(look, tasks, clock),
        ),
        Entry(Place("news", text("Siden sidst"), "clock"), NewsScreen(look, tasks)),
        *computers,
        *mine,
        Entry(
            Place("settings", text("Indstillinger"), "settings"),
            SettingsHome(look, tasks, _pages(look, tasks, program, deeds)),
        ),
    ]


def _pages(look: Look, tasks: Tasks, program: Program, deeds: Deeds) -> list[Page]:
    def here() -> SettingsScreen:
        return SettingsScreen(look, _choices(look, program, deeds), deeds.sign_out)

    reach = outside(program, tasks, deeds.errand)
    off = holidays(look.language, resources())

    def bench() -> PolicyBench:
        return PolicyBench(look, local_day(program.clock.now()), off.__contains__)

    return pages(here, look, reach, is_connected=deeds.call is not None, bench=bench)


def _speak(code: str) -> Language:
    """Return the language that a student's papers are in."""
    return load_language(code, resources() / "i18n")


def _choices(look: Look, program: Program, deeds: Deeds) -> list[Choice]:
    def choose(key: str) -> Callable[[str], None]:
        def set_it(value: str) -> None:
            program.settings.set(key, value)
            deeds.redress()

        return set_it

    themes = [
        ("system", look.tr("Som computeren")),
        ("light", look.tr("Lyst")),
        ("dark", look.tr("Mørkt")),
        ("contrast", look.tr("Høj kontrast")),
    ]
    languages = [("da", "Dansk"), ("en", "English")]
    settings = program.settings
    return [
        Choice(look.tr("Udseende"), themes, settings.get("theme"), choose("theme")),
        Choice(look.tr("Sprog"), languages, settings.get("language"), choose("language")),
    ]
