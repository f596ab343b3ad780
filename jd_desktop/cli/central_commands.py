"""jd-central: serve it, make schools and users, look after devices."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from jd_desktop import __version__
from jd_desktop.cli import central_care, central_devices, central_doors, central_verify
from jd_desktop.cli.run import out, out_json
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH, text
from jd_desktop.host.catalogue import load_language
from jd_desktop.host.paths import resources
from jd_desktop.main import SystemClock

MOST = 100_000
DEFAULT_DATABASE = "sqlite:///jd-central.db"


def central_parser() -> ArgumentParser:
    """Build the parser of jd-central."""
    common = ArgumentParser(add_help=False)
    common.add_argument("--database", metavar="URL", default=DEFAULT_DATABASE)
    common.add_argument("--json", action="store_true")
    parser = ArgumentParser(prog="jd-central")
    parser.add_argument("--version", action="version", version=__version__)
    sub = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, command: Callable[[Namespace], int], *options: tuple[str, object]) -> None:
        made = sub.add_parser(name, parents=[common])
        for flag, default in options:
            if default is False:
                made.add_argument(flag, action="store_true")
            elif flag.startswith("--"):
                made.add_argument(flag, default=default, required=default is None)
            else:
                made.add_argument(flag)
        made.set_defaults(command=command)

    add("serve", _serve, ("--host", "127.0.0.1"), ("--port", "8443"), ("--workers", "1"),
        ("--pool", "20"), ("--metrics-port", "0"), ("--rate", "60"),
        ("--trusted-proxy", "127.0.0.1"), ("--allow-superuser", False))  # fmt: skip
    add("create-school", _create_school, ("--name", None))
    add("create-user", _create_user, ("--school", None), ("--email", None), ("--name", None),
        ("--role", "office"), ("--instructor", ""), ("--department", ""))  # fmt: skip
    add("devices", central_devices.list_devices, ("--school", ""))
    add("revoke", central_devices.revoke, ("device", None))
    add("users", central_doors.list_users, ("--school", None))
    add("set-password", central_doors.set_password, ("email", None))
    add("reset-second-factor", central_doors.reset_second_factor, ("email", None))
    add("sign-ins", central_doors.sign_ins, ("--school", None))
    add("hook-secret", central_doors.hook_secret, ("vendor", None), ("--school", None))
    add("openapi", _openapi)
    add("backup", central_care.back_up, ("file", None))
    add("restore", central_care.restore, ("file", None))
    add("new-epoch", central_care.begin_epochs)
    add("purge", central_care.purge, ("--older-than", "400d"))
    add("verify", central_verify.verify, ("--school", ""))
    return parser


def _serve(arguments: Namespace) -> int:
    from jd_desktop.central.database import Pool
    from jd_desktop.central.mail import mail_settings
    from jd_desktop.central.serving import Serving, serve

    def ready(address: str) -> None:
        out(DANISH.tr("Centralen lytter på {adresse}", adresse=address))

    serving = Serving(
        arguments.database,
        arguments.host,
        _port(arguments.port),
        workers=_count(arguments.workers),
        pool=Pool(_count(arguments.pool)),
        metrics_port=_port(arguments.metrics_port),
        metrics_token=os.environ.get("JD_CENTRAL_METRICS_TOKEN", ""),
        rate=_count(arguments.rate),
        trusted_proxy=arguments.trusted_proxy,
        is_superuser_allowed=arguments.allow_superuser,
        mail=mail_settings(os.environ),
    )
    serve(
        serving,
        clock=SystemClock(),
        languages=(DANISH, load_language("en", resources() / "i18n")),
        ready=ready,
    )
    return 0


def _create_school(arguments: Namespace) -> int:
    from jd_desktop.central.commands import create_school

    school_id = create_school(arguments.database, arguments.name)
    if arguments.json:
        out_json({"school": school_id})
    else:
        out(school_id)
    return 0


def _create_user(arguments: Namespace) -> int:
    from jd_desktop.central.commands import create_user

    user_id = create_user(
        arguments.database, arguments.school, arguments.email, arguments.name, arguments.role,
        central_doors.typed_password(), arguments.instructor,
        department_id=arguments.department,
    )  # fmt: skip
    if arguments.json:
        out_json({"user": user_id})
    else:
        out(user_id)
    return 0


def _openapi(_arguments: Namespace) -> int:
    from jd_desktop.central.commands import openapi

    out_json(openapi(SystemClock()))
    return 0


def _port(written: str) -> int:
    if not written.isdecimal() or not int(written) < 65536:
        raise BadInput(text("Porten {port} kan ikke bruges.", port=written))
    return int(written)


def _count(written: str) -> int:
    if not written.isdecimal() or not 0 < int(written) <= MOST:
        raise BadInput(text("{antal} kan ikke bruges som antal.", antal=written))
    return int(written)
