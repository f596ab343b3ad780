"""A secret: whether it is there, a field for a new one, a way to remove it. Never shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError, SecretsUnavailable
from jd_desktop.domain.language import Text
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.settings.lists import keep_height
from jd_desktop.ui.tasks import Call
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S, GAP_XS


class _Keyring(Protocol):
    @property
    def where(self) -> Callable[[str], str]:
        """Where a secret is."""
        ...

    @property
    def keep(self) -> Callable[[str, str], None]:
        """Keep one."""
        ...

    @property
    def hold(self) -> Callable[[str, str], None]:
        """Have one for this session."""
        ...

    @property
    def remove(self) -> Callable[[str], None]:
        """Forget one."""
        ...

    @property
    def variable(self) -> Callable[[str], str]:
        """The variable that gives one."""
        ...

    @property
    def titles(self) -> Callable[[str], Text]:
        """What one is called."""
        ...


class _Outside(Protocol):
    @property
    def call(self) -> Call:
        """The way to a network thread."""
        ...

    @property
    def keyring(self) -> _Keyring:
        """Where secrets are."""
        ...


class SecretRow(QWidget):
    """One secret; the keyring is asked on another thread, for it may be slow or locked."""

    def __init__(
        self, look: Look, outside: _Outside, name: str,
        complain: Callable[[JdError | None], None],
    ):  # fmt: skip
        """Take its name, and whom to tell that the keyring cannot be used."""
        super().__init__()
        self._look, self._outside, self.name = look, outside, name
        self._complain = complain
        self.is_for_session: Callable[[], bool] = lambda: False
        self.edit = line(secret=True)
        self.edit.returnPressed.connect(self.save)
        self.field = Field(look, look.language.say(outside.keyring.titles(name)), self.edit)
        self.standing = label(look, look.tr("Ser efter …"), "caption", "text2", wrap=True)
        title = look.language.say(outside.keyring.titles(name))
        self.deed = button(look, look.tr("Gem"), self.save)
        self.deed.setAccessibleName(look.tr("Gem {navn}", navn=title))
        self.gone = button(look, look.tr("Fjern"), self.remove, quiet=True)
        self.gone.setAccessibleName(look.tr("Fjern {navn}", navn=title))
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for part in (self.deed, self.gone):
            row.addWidget(part)
        row.addWidget(self.standing, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addWidget(self.field)
        column.addLayout(row)
        keep_height(self)

    def reload(self) -> None:
        """Ask where it is."""
        self._do(lambda: self._outside.keyring.where(self.name), self._show)

    def save(self) -> None:
        """Keep what is typed, in place of what was kept; the field is emptied at once."""
        typed, ring = self.edit.text().strip(), self._outside.keyring
        if not typed:
            self.field.wrong(self._look.tr("Skriv nøglen først."))
            return
        keep = ring.hold if self.is_for_session() else ring.keep

        def done(_nothing: None) -> None:
            self.edit.clear()
            self.field.wrong("")
            self.reload()

        self._do(lambda: keep(self.name, typed), done)

    def remove(self) -> None:
        """Forget it."""
        self._do(lambda: self._outside.keyring.remove(self.name), lambda _nothing: self.reload())

    def _do(self, errand: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._outside.call(lambda _nothing: errand(), then=then, failed=self._failed, owner=self)

    def _show(self, where: str) -> None:
        look = self._look
        words = {
            "environment": look.tr(
                "Styres af {variable}", variable=self._outside.keyring.variable(self.name)
            ),
            "session": look.tr("Gælder, til programmet lukkes"),
            "kept": look.tr("Ligger i nøgleringen"),
        }.get(where, look.tr("Mangler"))
        self.standing.setText(words)
        is_free = where != "environment"
        self.edit.setEnabled(is_free)
        self.deed.setEnabled(is_free)
        self.deed.setText(look.tr("Skift") if where in ("session", "kept") else look.tr("Gem"))
        self.gone.setEnabled(where in ("session", "kept"))

    def _failed(self, error: JdError) -> None:
        if isinstance(error, SecretsUnavailable):
            self.standing.setText(self._look.tr("Nøgleringen kan ikke bruges lige nu"))
            self._complain(error)
        else:
            self.field.wrong(error.sentence(self._look.language))
