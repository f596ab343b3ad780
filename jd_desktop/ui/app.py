"""The Qt application: one style, one palette, one font, in the person's language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from jd_desktop.domain.language import Language
from jd_desktop.ui.calendar import accessible
from jd_desktop.ui.mailbox import Collector
from jd_desktop.ui.theme.look import Look, load_fonts
from jd_desktop.ui.theme.palette import item_palette, palette
from jd_desktop.ui.theme.style import Style
from jd_desktop.ui.theme.tokens import ALL, DARK, LIGHT, Tokens


def application(arguments: list[str], resources: Path) -> QApplication:
    """Return the application, made once for the process, with the program's fonts."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(arguments)
    app.setApplicationName("Just Driving")
    app.setDesktopFileName("jd-desktop")
    load_fonts(resources / "fonts")
    accessible.install()
    if app.findChild(Collector) is None:
        Collector(app)
    return app


def tokens_for(app: QApplication, theme: str) -> Tokens:
    """Return the tokens of a theme; "system" follows the computer."""
    if theme in ALL:
        return ALL[theme]
    is_dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return DARK if is_dark else LIGHT


def dress(
    app: QApplication, tokens: Tokens, language: Language, resources: Path, *, scale: int = 100
) -> Look:
    """Give the application a look and return it; windows are built with it afterwards."""
    look = Look(tokens, language, resources, scale_percent=scale)
    style = app.style()
    if isinstance(style, Style):
        style.wear(tokens, scale)
    else:
        app.setStyle(Style(tokens, scale))
    app.setPalette(palette(tokens))
    app.setPalette(item_palette(tokens), "QAbstractItemView")  # type: ignore[arg-type]  # takes str
    app.setFont(look.font("body"))
    scheme = Qt.ColorScheme.Dark if tokens.is_dark else Qt.ColorScheme.Light
    app.styleHints().setColorScheme(scheme)
    QLocale.setDefault(QLocale("da_DK" if language.code == "da" else "en_GB"))
    _translate_qt(app, language)
    return look


def _translate_qt(app: QApplication, language: Language) -> None:
    """Let Qt's own words be Danish too."""
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    if language.code == "da":
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_da", folder):
            app.installTranslator(translator)
