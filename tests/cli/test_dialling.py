from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from jd_desktop.cli.dialling import dial


class Telephone(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.called: list[str] = []

    @Slot(QUrl)
    def call(self, url: QUrl) -> None:
        self.called.append(url.toString())


def test_a_number_goes_to_whatever_makes_calls_here(qtbot: QtBot) -> None:
    telephone = Telephone()
    QDesktopServices.setUrlHandler("tel", telephone, "call")
    dial("+4520304050")
    QDesktopServices.unsetUrlHandler("tel")
    assert telephone.called == ["tel:+4520304050"]
