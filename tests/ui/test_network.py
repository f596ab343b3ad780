from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication

from jd_desktop.ui.network import NetworkWatch

Reach = QNetworkInformation.Reachability


def test_only_being_online_again_is_told(qapp: QApplication) -> None:
    parent, told = QObject(), list[str]()
    watch = NetworkWatch(parent, lambda: told.append("back"))
    for reachable in (Reach.Disconnected, Reach.Local, Reach.Unknown, Reach.Online):
        watch.note(reachable)
    assert told == ["back"]
