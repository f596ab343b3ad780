"""The demo: a school, a central and a stand-in for Twilio, all on this computer."""

from __future__ import annotations

import os
import tempfile
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

from jd_desktop.cli.run import out, program_for
from jd_desktop.cli.sample import plant
from jd_desktop.cli.stage import Stage, build_stage
from jd_desktop.domain.language import DANISH
from jd_desktop.host.paths import resources


def demo(arguments: Namespace) -> int:
    """Open the window on a sample school, or play the story without a display."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jd-demo-")))
        headless = getattr(arguments, "headless", None)
        if headless is not None:
            from jd_desktop.cli.story import play

            return play(Path(headless), build_stage(stack, folder))
        return _open(build_stage(stack, folder))


def _open(stage: Stage) -> int:
    """Open the office's window; the central and the stand-in run beside it until it closes."""
    out(DANISH.tr("SMS i testen kan ses på {adresse}", adresse=stage.twilio))
    out(DANISH.tr("E-mail i testen kan ses på {adresse}", adresse=stage.sparkpost))
    out(DANISH.tr("Betalinger i testen kan ses på {adresse}", adresse=stage.stripe))
    out(DANISH.tr("Kørelæreren logger ind som {email}", email=stage.instructor_email))
    os.environ["JD_DATA_DIR"] = str(stage.office.folder)
    from jd_desktop.cli.window import open_window

    return open_window(Namespace(data_dir=str(stage.office.folder)))


def plant_sample(arguments: Namespace) -> int:
    """Write the sample school into the signed-in person's data."""
    program = program_for(arguments)
    program.school()
    plant(program.work, resources() / "sample" / "nordre.toml")
    return 0


def serve_twilio(arguments: Namespace) -> int:
    """Run the stand-in for Twilio until told to stop."""
    from jd_desktop.sandbox.server import listen, serve, twilio_app

    socket = listen()
    out(f"http://127.0.0.1:{socket.getsockname()[1]}")
    accounts = {arguments.account: os.environ["JD_SECRET_TWILIO_AUTH_TOKEN"]}
    serve(twilio_app(accounts, Path(arguments.file), at_once=True), socket, lambda _server: None)
    return 0


def serve_sparkpost(arguments: Namespace) -> int:
    """Run the stand-in for SparkPost until told to stop."""
    from jd_desktop.sandbox.server import listen, serve, sparkpost_app

    socket = listen()
    out(f"http://127.0.0.1:{socket.getsockname()[1]}")
    keys = {os.environ["JD_SECRET_SPARKPOST_API_KEY"]: frozenset({"send", "events"})}
    serve(sparkpost_app(keys, Path(arguments.file), at_once=True), socket, lambda _server: None)
    return 0


def serve_stripe(arguments: Namespace) -> int:
    """Run the stand-in for Stripe until told to stop; with a hook, it tells there at once."""
    from jd_desktop.sandbox.server import listen, serve, stripe_app

    socket = listen()
    out(f"http://127.0.0.1:{socket.getsockname()[1]}")
    secret = os.environ.get("JD_SECRET_STRIPE_HOOK", "")
    tells = (arguments.hook, secret) if arguments.hook else None
    keys = {os.environ["JD_SECRET_STRIPE_API_KEY"]: None}
    serve(stripe_app(keys, Path(arguments.file), tells=tells), socket, lambda _server: None)
    return 0


def serve_central(arguments: Namespace) -> int:
    """Run a central on a free port until told to stop."""
    from jd_desktop.central.serving import Serving, serve
    from jd_desktop.main import SystemClock

    serve(Serving(arguments.database, port=0), clock=SystemClock(), ready=out)
    return 0
