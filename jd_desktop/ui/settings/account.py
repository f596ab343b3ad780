"""One's own account: the way in, and what happened at it. Nothing of it lies on this computer."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.protocol.account import Account, SignIns
from jd_desktop.ui.kit.controls import fill, label, scrolled
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.states import StatePane
from jd_desktop.ui.settings.doors import Doors
from jd_desktop.ui.settings.factor_card import FactorCard
from jd_desktop.ui.settings.leaving_card import leaving_card
from jd_desktop.ui.settings.password_card import PasswordCard
from jd_desktop.ui.settings.sign_ins_card import SignInsCard
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_XL

WIDEST = 720


class AccountScreen(Screen):
    """Cards below each other; asking anew touches nothing that is being typed."""

    def __init__(self, look: Look, doors: Doors):
        """Take the way to the central."""
        super().__init__(look)
        self._doors = doors
        self.who = label(look, "", "body", "text2", wrap=True)
        self.password = PasswordCard(look, doors)
        self.factor = FactorCard(look, doors)
        self.sign_ins = SignInsCard(look, doors)
        holder = QWidget()
        holder.setMaximumWidth(look.px(WIDEST + 2 * GAP_XL))
        column = QVBoxLayout(holder)
        column.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        column.setSpacing(GAP_L)
        leaving = leaving_card(look, doors.sign_out)
        for part in (self.who, self.password, self.factor, self.sign_ins, leaving):
            column.addWidget(part)
        column.addStretch(1)
        self.who.hide()
        self.setFocusProxy(self.password.fields["old"].edit)
        fill(holder, look, "bg")
        area = scrolled(look, holder)
        fill(area, look, "bg")
        self.pane = StatePane(look, area)
        self.pane.ready()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane)

    def title(self) -> str:
        """Name the page."""
        return self.look.tr("Min konto")

    def reload(self) -> None:
        """Ask the central for both; what is typed stays."""
        self.pane.loading()
        self._doors.call(
            lambda _nothing: (self._doors.tell(), self._doors.sign_ins("")),
            then=self._show, failed=self._failed, owner=self,
        )  # fmt: skip

    def _failed(self, error: JdError) -> None:
        self.pane.failed(error, self.reload)

    def _show(self, found: tuple[Account, SignIns]) -> None:
        account, sign_ins = found
        self.pane.ready()
        self.who.setText(f"{account.name} · {account.email}")
        self.who.show()
        self.factor.show_account(account)
        self.sign_ins.show_newest(sign_ins)
