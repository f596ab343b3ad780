"""Lists of names on the pages of settings, and columns that are never squeezed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QSizePolicy, QWidget

from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_XS


def page_list(look: Look, name: str) -> QListWidget:
    """Make a list of names, one line each."""
    made = QListWidget()
    made.setAccessibleName(name)
    made.setFont(look.font("body"))
    made.setFrameShape(QListWidget.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setSpacing(GAP_XS)
    return made


def keep_height(widget: QWidget) -> None:
    """Never make a widget lower than its words and fields need."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


class Tall(QWidget):
    """What is scrolled: as high as its words need at its width, so that nothing is cut."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height at another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return the height that the present width asks for."""
        usual, laid = super().minimumSizeHint(), self.layout()
        if laid is None:
            return usual
        return QSize(usual.width(), max(usual.height(), laid.totalHeightForWidth(self.width())))
