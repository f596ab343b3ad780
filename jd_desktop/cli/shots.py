"""Pictures of every screen, off screen: light and dark, the usual window and the smallest."""

from __future__ import annotations

import os
from argparse import Namespace
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jd_desktop.cli.desk import Desk
from jd_desktop.cli.run import program_for
from jd_desktop.cli.window import settle
from jd_desktop.domain.errors import Offline
from jd_desktop.host.paths import resources
from jd_desktop.main import Program, Start
from jd_desktop.runtime.threads import Guard
from jd_desktop.ui.app import application, dress
from jd_desktop.ui.shell.main_window import MainWindow
from jd_desktop.ui.shell.sign_in import SignIn
from jd_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

SIZES = ((1440, 900), (1024, 680))


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen and the subject to show on it."""

    screen: str
    subject: str = ""


def screenshots(arguments: Namespace) -> int:
    """Paint every screen and keep the pictures in a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    plain = program_for(arguments)
    plain.school()
    scenes = _scenes(plain, arguments.conflict, arguments.booking)
    plain.close()
    app = application([], resources())
    folder = Path(arguments.folder)
    folder.mkdir(parents=True, exist_ok=True)
    guard = Guard()
    program = Program(Start(plain.start.data, plain.start.environ, plain.start.clock, guard))
    desk = Desk(program, guard)
    desk.open()
    with suppress(Offline):
        desk.threads.net.run(desk.work.agree_once).result()
    for tokens in (LIGHT, DARK):
        look = dress(app, tokens, program.language, resources())
        window = desk.show(look)
        for scene in scenes:
            _paint(window, desk, scene, folder / f"{arguments.name}-{scene.screen}", tokens)
        page = SignIn(look, address="https://central.nordre.example", email="lone@nordre.example")
        _keep(page, folder / f"{arguments.name}-sign-in", tokens)
        page.close()
        window.close_quietly()
    desk.close()
    program.close()
    return 0


def _scenes(program: Program, conflict: str, booking: str) -> list[Scene]:
    with program.reading() as db:
        from jd_desktop.queries.conflicts import inbox
        from jd_desktop.queries.students import choose

        (student, _, _), *_ = choose(db, "") or [("", "", "")]
        later = next((c.later.id for c in inbox(db) if c.id == conflict and c.later), "")
    return [
        Scene("calendar", booking or later), Scene("students", student),
        Scene("conflicts", conflict), Scene("news"), Scene("settings"),
    ]  # fmt: skip


def _paint(window: MainWindow, desk: Desk, scene: Scene, file: Path, tokens: Tokens) -> None:
    window.go(scene.screen, scene.subject)
    window.show()
    settle(lambda: desk.tasks.idle)
    _keep(window, file, tokens, desk)


def _keep(window: QWidget, file: Path, tokens: Tokens, desk: Desk | None = None) -> None:
    for width, height in SIZES:
        window.resize(width, height)
        window.show()
        if desk is not None:
            settle(lambda: desk.tasks.idle)
        window.grab().save(str(file.with_name(f"{file.name}-{tokens.name}-{width}.png")))
