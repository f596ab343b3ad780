"""A look gives fonts, colours, icons and words; each in its scale and language."""

import re

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from jd_desktop.domain.language import DANISH, Language
from jd_desktop.ui.theme.icons import Icons
from jd_desktop.ui.theme.look import FAMILY, Look
from jd_desktop.ui.theme.palette import palette
from jd_desktop.ui.theme.tokens import ALL, DARK, LIGHT, TYPE_SCALE, Tokens
from tests.ui.conftest import RESOURCES

ICONS = sorted(file.stem for file in (RESOURCES / "icons").glob("*.svg"))


def test_the_font_is_the_one_that_the_program_brings(look: Look) -> None:
    assert QFontInfo(look.font("body")).family() == FAMILY


@pytest.mark.parametrize("role", TYPE_SCALE)
def test_figures_are_equally_wide_so_that_columns_line_up(look: Look, role: str) -> None:
    metrics = QFontMetricsF(look.font(role))
    wide = [metrics.horizontalAdvance(figure * 10) for figure in "0123456789"]
    assert wide == pytest.approx([wide[0]] * 10, abs=0.5)


def test_a_scale_makes_everything_larger(qapp: QApplication) -> None:
    large = Look(LIGHT, DANISH, RESOURCES, scale_percent=150)
    assert large.font("body").pixelSize() == 21
    assert large.px(34) == 51
    assert large.icon("check", size=16).availableSizes()[0].width() == 24


@pytest.mark.parametrize("scale", [89, 151])
def test_a_scale_that_cannot_be_read_or_does_not_fit_is_refused(
    qapp: QApplication, scale: int
) -> None:
    with pytest.raises(ValueError, match="90 to 150"):
        Look(LIGHT, DANISH, RESOURCES, scale_percent=scale)


def test_hues_come_round_after_eight(look: Look) -> None:
    assert look.hue(8) == look.hue(0)
    assert look.hue(1) != look.hue(0)


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_drawn_in_the_colour_asked_for(look: Look, name: str) -> None:
    image = look.icon(name, "accent", 32).pixmap(32, 32).toImage()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    inked = [c for c in (image.pixelColor(x, y) for x, y in points) if c.alpha() > 240]
    assert len(inked) > 20
    wanted = look.color("accent")
    assert all(abs(c.red() - wanted.red()) + abs(c.blue() - wanted.blue()) < 12 for c in inked)


def test_an_icon_is_sharp_on_a_dense_screen_and_drawn_once(qapp: QApplication) -> None:
    icons = Icons(RESOURCES / "icons")
    icon = icons.icon("search", QColor("#000000"), 16)
    assert {size.width() for size in icon.availableSizes()} == {16, 24, 32}
    assert icons.icon("search", QColor("#000000"), 16) is icon
    assert icons.icon("search", QColor("#FFFFFF"), 16) is not icon


def test_an_icon_that_is_not_there_is_our_own_mistake(look: Look) -> None:
    with pytest.raises(FileNotFoundError):
        look.icon("no-such-icon")


def test_every_icon_named_in_the_program_is_there() -> None:
    program = RESOURCES.parent / "jd_desktop" / "ui"
    called = re.compile(r"""(?:icon\(|icon=|icon: str = )["']([a-z0-9-]+)["']""")
    named = {m for file in program.rglob("*.py") for m in called.findall(file.read_text("utf-8"))}
    assert {"x", "undo-2"} <= named <= set(ICONS)


def test_words_come_in_the_looks_language(qapp: QApplication) -> None:
    catalogue = {"{n} elev": ("{n} student", "{n} students"), "Søg": "Search"}
    look = Look(DARK, Language("en", catalogue), RESOURCES)
    assert (look.tr("Søg"), look.trn("{n} elev", "{n} elever", 2)) == ("Search", "2 students")
    assert look.dark


@pytest.mark.parametrize("tokens", ALL.values(), ids=ALL)
def test_the_palette_says_every_role_in_tokens(qapp: QApplication, tokens: Tokens) -> None:
    made = palette(tokens)
    roles = [role for role in made.ColorRole if role.name != "NColorRoles"]
    shown = {made.color(role).name().upper() for role in roles}
    known = {c.upper() for c in tokens.colours.values()}
    assert shown <= known | {"#000000"}
