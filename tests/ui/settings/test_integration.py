"""A system outside on its page: a real keyring, a locked one, the environment, this session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from jd_desktop.cli.outside import outside
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import text
from jd_desktop.main import Program, Start
from jd_desktop.queries.integrations import how_it_goes
from jd_desktop.ui.kit.badge import Chip
from jd_desktop.ui.settings.integration import IntegrationPage
from jd_desktop.ui.settings.integration_pages import integration_pages
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.outbox.school import MONDAY, School
from tests.support.keyring import SecretService
from tests.ui.conftest import AtOnce

KEY = "SG.planted-secret"
Make = Callable[..., "Shown"]


class Shown:
    """A program and one of its pages."""

    def __init__(self, folder: Path, look: Look, qtbot: QtBot, environ: Mapping[str, str]):
        self.folder, self.school = folder, School(folder)
        self.program = Program(Start(folder / "data", environ, FixedClock(MONDAY)))
        db = self.school.database.reader().connect()
        self.tasks = Tasks(AtOnce(db), AtOnce(self.school.work))
        self._db, self._qtbot, self._look = db, qtbot, look

    def page(self, name: str) -> IntegrationPage:
        reach = outside(self.program, self.tasks, self._call)
        (declared,) = [p for p in integration_pages(self._look, reach) if p.name == name]
        assert declared.make is not None
        page = declared.make()
        assert isinstance(page, IntegrationPage)
        self._qtbot.addWidget(page)
        page.show()
        page.reload()
        self.settle()
        return page

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self.tasks.idle)

    def _call(
        self, errand: Callable[[None], Any], *, then: Callable[[Any], None],
        failed: Callable[[JdError], None] | None = None, owner: QObject | None = None,
    ) -> None:  # fmt: skip
        self.tasks.call(AtOnce(), errand, owner=owner or self.tasks, then=then, failed=failed)

    def close(self) -> None:
        self.tasks.close()
        self._db.close()
        self.school.close()


@pytest.fixture
def make(tmp_path: Path, look: Look, qtbot: QtBot) -> Iterator[Make]:
    made: list[Shown] = []

    def start(**environ: str) -> Shown:
        made.append(Shown(tmp_path, look, qtbot, environ))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def ring(secret_service: SecretService, monkeypatch: pytest.MonkeyPatch) -> SecretService:
    """A bus of the test's own; the program asks it where it asks for a keyring."""
    from keyring.backends.SecretService import Keyring

    for name, value in secret_service.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("keyring.core._keyring_backend", Keyring())
    return secret_service


def said(page: IntegrationPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page))


def give(shown: Shown, page: IntegrationPage, value: str) -> None:
    QTest.keyClicks(page.secrets[0].edit, value)
    page.secrets[0].save()
    shown.settle()


def test_a_key_is_kept_changed_and_removed_and_never_shown(make: Make, ring: SecretService) -> None:
    ring.start("ci")
    shown = make()
    page = shown.page("sparkpost")
    assert "Mangler" in said(page)
    give(shown, page, KEY)
    assert "Ligger i nøgleringen" in said(page)
    assert page.secrets[0].deed.text() == "Skift"
    assert all(KEY not in edit.text() for edit in page.findChildren(QLineEdit))
    assert KEY not in said(page)
    give(shown, page, KEY + "2")
    shown.program.secrets.look_again()
    assert shown.program.secrets.get("sparkpost.api_key") == KEY + "2"
    page.secrets[0].remove()
    shown.settle()
    assert "Mangler" in said(page)
    assert not any(KEY.encode() in f.read_bytes() for f in (shown.folder / "data").rglob("*")
                   if f.is_file())  # fmt: skip


# The library leaves its connection to a locked keyring to the collector of garbage.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_with_a_locked_keyring_the_page_opens_and_a_key_may_count_for_this_session(
    make: Make, ring: SecretService
) -> None:
    ring.start(None)
    shown = make()
    page = shown.page("sparkpost")
    assert "Alt andet virker. Beskeder venter" in said(page)
    give(shown, page, KEY)
    assert page.secrets[0].edit.text() == KEY  # not lost, for it is not kept either
    page.session.setChecked(True)
    page.secrets[0].save()
    shown.settle()
    assert "Gælder, til programmet lukkes" in said(page)
    assert shown.program.secrets.get("sparkpost.api_key") == KEY


def test_what_the_environment_says_stands_and_is_never_written(make: Make) -> None:
    shown = make(JD_SECRET_SPARKPOST_API_KEY=KEY, JD_SETTING_EMAIL_FROM_NAME="Nordre")
    page = shown.page("sparkpost")
    assert "Styres af JD_SECRET_SPARKPOST_API_KEY" in said(page)
    assert "Styres af JD_SETTING_EMAIL_FROM_NAME" in said(page)
    assert not page.secrets[0].edit.isEnabled()
    row = next(r for r in page.rows if r.key == "email.from_name")
    assert isinstance(row.edit, QLineEdit)
    assert (row.edit.text(), row.edit.isEnabled()) == ("Nordre", False)
    shown.program.settings.set("email.reply_to", "svar@nordre.example")
    written = shown.program.paths.preferences.read_text("utf-8")
    assert "svar@nordre.example" in written
    assert "from_name" not in written
    assert KEY not in written


def test_a_setting_is_saved_by_itself_and_taken_back(make: Make) -> None:
    shown = make()
    page = shown.page("twilio")
    row = next(r for r in page.rows if r.key == "twilio.sender")
    assert isinstance(row.edit, QLineEdit)
    QTest.keyClicks(row.edit, "Nordre")
    row.edit.editingFinished.emit()
    assert shown.program.settings.get("twilio.sender") == "Nordre"
    row.back.click()
    assert shown.program.settings.get("twilio.sender") == ""
    assert row.edit.text() == ""


def test_trying_says_in_words_what_is_missing(make: Make) -> None:
    shown = make(JD_SECRET_TWILIO_AUTH_TOKEN="t", JD_SECRET_SPARKPOST_API_KEY="k")
    page = shown.page("twilio")
    page.try_it()
    shown.settle()
    assert page.test.isEnabled()
    assert "Twilio" in said(page)
    mailtrap = shown.page("mailtrap")
    mailtrap.try_it()
    shown.settle()
    assert "E-mail går en anden vej lige nu." in said(mailtrap)


def test_a_page_says_test_or_live_and_when_it_last_went_well(make: Make) -> None:
    shown = make(JD_SETTING_MODE="test")
    page = shown.page("twilio")
    assert "Sidst lykkedes det: aldrig" in said(page)
    (chip,) = page.findChildren(Chip)
    assert chip.accessibleName() == "TEST"
    with shown.school.reading() as db:
        going = how_it_goes(db)
    assert {"central", "sms", "email", "stripe"} == set(going)
    assert going["sms"].last_error is None


def test_a_page_says_why_its_channel_waits(make: Make) -> None:
    from jd_desktop.store.tables import channel_state

    shown = make()
    reason = {"source": text("Nøgleringen er låst.").source, "values": {}}
    with shown.school.work.transaction() as db:
        db.execute(channel_state.insert().values(channel="sms", reason=reason))
    with shown.school.reading() as db:
        waits = how_it_goes(db)["sms"].why_it_waits
    assert waits is not None
    assert waits.source == "Nøgleringen er låst."
