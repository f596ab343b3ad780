"""The pages of the settings screen, in the order of its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from jd_desktop.domain.language import text
from jd_desktop.ui.settings.integration import Outside
from jd_desktop.ui.settings.integration_pages import integration_pages
from jd_desktop.ui.settings.policy_bench import PolicyBench
from jd_desktop.ui.settings.school_pages import SCHOOL_PAGES
from jd_desktop.ui.settings.spec import COMPUTER, SCHOOL, Page
from jd_desktop.ui.theme.look import Look


def pages(
    here: Callable[[], QWidget], look: Look, outside: Outside, *,
    is_connected: bool, bench: Callable[[], PolicyBench],
) -> list[Page]:  # fmt: skip
    """Return the pages; `here` makes the page of this computer, `bench` that of a policy."""
    computers = [
        Page("devices", text("Computere"), text("Hvilke computere der har adgang."), SCHOOL,
             goes_to=("devices", "")),
    ]  # fmt: skip
    return [
        *(_with_bench(page, bench) for page in SCHOOL_PAGES),
        Page("templates", text("Skabeloner og beskeder"),
             text("Hvad skolen skriver, og hvad der sendes af sig selv."), SCHOOL,
             goes_to=("messages", "templates"), words=(text("Automatiske beskeder"),)),
        Page("computer", text("Denne computer"), text("Udseende, sprog og log ud."), COMPUTER,
             make=here, words=(text("Sprog"), text("Mørkt"))),
        *(computers if is_connected else []),
        *integration_pages(look, outside),
    ]  # fmt: skip


def _with_bench(page: Page, bench: Callable[[], PolicyBench]) -> Page:
    if page.name != "policies" or page.records is None:
        return page
    return replace(page, records=replace(page.records, below=bench))
