"""A page for one system outside: what is needed, its keys, how it goes, and a test in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import Text
from jd_desktop.domain.ports import Finding
from jd_desktop.queries.integrations import Going, how_it_goes
from jd_desktop.ui.kit.badge import Chip
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, clear, fill, label, put, scrolled
from jd_desktop.ui.settings.lists import Tall
from jd_desktop.ui.settings.secret_row import SecretRow
from jd_desktop.ui.settings.setting_row import SettingRow
from jd_desktop.ui.tasks import Call, Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S

WIDEST = 640


@dataclass(frozen=True, slots=True)
class Integration:
    """A system outside: what is needed and where to find it, its settings and secrets by name.

    `going` names how it goes; `test` is the channel to try, "" where none can be tried yet.
    """

    needed: Text
    settings: tuple[str, ...]
    secrets: tuple[str, ...]
    going: str = ""
    test: str = ""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Where secrets are; each may wait for the keyring, and is done on a network thread.

    `where` says "environment", "session", "kept" or ""; `state` is None where it is well, and
    otherwise what to tell a person. All but `where`'s answer raise SecretsUnavailable.
    """

    where: Callable[[str], str]
    keep: Callable[[str, str], None]
    hold: Callable[[str, str], None]
    remove: Callable[[str], None]
    state: Callable[[], JdError | None]
    variable: Callable[[str], str]
    titles: Callable[[str], Text]


@dataclass(frozen=True, slots=True)
class Preferred:
    """This computer's settings: read, change, and whether the environment decides."""

    get: Callable[[str], str]
    set: Callable[[str, str], None]
    is_managed: Callable[[str], bool]
    variable: Callable[[str], str]
    title: Callable[[str], Text]
    choices: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Outside:
    """What the pages of systems outside are made with."""

    tasks: Tasks
    call: Call
    preferred: Preferred
    keyring: Keyring
    test: Callable[[str], Finding]


class IntegrationPage(QWidget):
    """Cards below each other; nothing of a secret is ever shown."""

    def __init__(self, look: Look, outside: Outside, integration: Integration):
        """Take the ways to settings, secrets and the outside."""
        super().__init__()
        self.look, self._outside, self.integration = look, outside, integration
        self.rows = [SettingRow(look, outside.preferred, key) for key in integration.settings]
        self.secrets = [
            SecretRow(look, outside, name, self._show_state) for name in integration.secrets
        ]
        self.session = QCheckBox(look.tr("Kun til programmet lukkes (gemmes ikke)"))
        self.said = QVBoxLayout()
        self.how = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        look = self.look
        holder = Tall()
        holder.setMaximumWidth(look.px(WIDEST))
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, GAP_M, GAP_M)
        column.setSpacing(GAP_L)
        column.addWidget(
            Box(look, "accent", look.tr("Det skal du bruge"),
                look.language.say(self.integration.needed))
        )  # fmt: skip
        column.addWidget(self._status())
        if self.rows:
            column.addWidget(self._card(look.tr("På denne computer"), list(self.rows)))
        if self.secrets:
            self.session.setFont(look.font("body"))
            parts: list[QWidget] = [*self.secrets, self.session]
            column.addWidget(self._card(look.tr("Nøgler"), parts))
        column.addStretch(1)
        fill(holder, look, "bg")
        area = scrolled(look, holder)
        fill(area, look, "bg")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        for row in self.secrets:
            row.is_for_session = self.session.isChecked

    def _card(self, title: str, parts: list[QWidget]) -> QWidget:
        card = Box(self.look)
        card.column.setSpacing(GAP_M)
        card.column.addWidget(label(self.look, title, "card_title"))
        for part in parts:
            card.column.addWidget(part)
        return card

    def _status(self) -> QWidget:
        look = self.look
        card = Box(look)
        card.column.setSpacing(GAP_S)
        head = QHBoxLayout()
        head.addWidget(label(look, look.tr("Sådan står det"), "card_title"), 1)
        is_test = self._outside.preferred.get("mode") == "test"
        words, tone = (look.tr("TEST"), "warn") if is_test else (look.tr("Drift"), "ok")
        head.addWidget(Chip(look, words, tone))
        card.column.addLayout(head)
        card.column.addLayout(self.how)
        card.column.addLayout(self.said)
        if self.integration.test:
            self.test = button(look, look.tr("Prøv forbindelsen"), self.try_it, primary=True)
            row = QHBoxLayout()
            row.addWidget(self.test)
            row.addStretch(1)
            card.column.addLayout(row)
        return card

    def reload(self) -> None:
        """Ask the database how it goes, and the keyring how it stands."""
        for row in self.rows:
            row.reload()
        for secret in self.secrets:
            secret.reload()
        self._show_going(None)
        if self.integration.going:
            name = self.integration.going
            self._outside.tasks.ask(
                lambda db: how_it_goes(db)[name], then=self._show_going, owner=self, key="going"
            )
        if self.secrets:
            self._outside.call(
                lambda _nothing: self._outside.keyring.state(), then=self._show_state, owner=self
            )

    def _show_going(self, going: Going | None) -> None:
        look, say = self.look, self.look.language.say
        clear(self.how)
        if going is None:
            return
        when = look.language.when(going.last_success) if going.last_success else look.tr("aldrig")
        lines = [look.tr("Sidst lykkedes det: {hvornår}", hvornår=when)]
        if going.why_it_waits is not None:
            lines.append(look.tr("Det venter: {hvorfor}", hvorfor=say(going.why_it_waits)))
        if going.last_error is not None:
            lines.append(look.tr("Sidste fejl: {fejl}", fejl=say(going.last_error)))
        for words in lines:
            put(self.how, label(look, words, "body", "text2", wrap=True))

    def _show_state(self, error: JdError | None) -> None:
        """Say what is wrong with the keyring; everything else goes on."""
        clear(self.said)
        if error is None:
            return
        say = self.look.language.say
        more = self.look.tr(
            "Alt andet virker. Beskeder venter, til nøglerne kan læses. Du kan også lade en nøgle"
            " gælde, kun til programmet lukkes."
        )
        box = Box(self.look, "warn", say(error.title),
                  f"{say(error.hint)} {more}" if error.hint else more)  # fmt: skip
        row = QHBoxLayout()
        row.addWidget(button(self.look, self.look.tr("Prøv igen"), self.reload))
        row.addStretch(1)
        box.column.addLayout(row)
        put(self.said, box)

    def try_it(self) -> None:
        """Try it without reaching anybody."""
        self.test.setEnabled(False)
        channel = self.integration.test

        def done(found: Finding) -> None:
            self.test.setEnabled(True)
            clear(self.said)
            say = self.look.language.say
            hint = say(found.hint) if found.hint else ""
            put(self.said, Box(self.look, "ok" if found.ok else "bad", say(found.sentence), hint))

        def failed(error: JdError) -> None:
            done(Finding(False, error.title, error.hint))

        errand = partial(self._outside.test, channel)
        self._outside.call(lambda _nothing: errand(), then=done, failed=failed, owner=self)
