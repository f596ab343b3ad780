"""jd-central: copies of the whole central, and putting one back."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from pathlib import Path

from jd_desktop.cli.run import out, out_json
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH, text
from jd_desktop.main import SystemClock

_DAYS_AT_MOST = 36_500


def back_up(arguments: Namespace) -> int:
    """Write a copy of the database to a file, while it serves."""
    from jd_desktop.central.backup import back_up

    file = Path(arguments.file)
    back_up(arguments.database, file)
    if arguments.json:
        out_json({"file": str(file), "bytes": file.stat().st_size})
    else:
        out(DANISH.tr("Kopien ligger i {fil}", fil=str(file)))
    return 0


def restore(arguments: Namespace) -> int:
    """Put a copy in the database's place."""
    from jd_desktop.central.backup import restore

    former = restore(arguments.database, Path(arguments.file), SystemClock())
    if arguments.json:
        out_json({"former": str(former or "")})
    elif former:
        out(DANISH.tr("Det, der var før, ligger i {fil}", fil=str(former)))
    return 0


def begin_epochs(arguments: Namespace) -> int:
    """Give every school a new epoch, after a copy was put back."""
    from jd_desktop.central.backup import begin_epochs

    schools = begin_epochs(arguments.database)
    if arguments.json:
        out_json({"schools": schools})
    else:
        out(DANISH.trn("{n} skole hentes på ny", "{n} skoler hentes på ny", schools))
    return 0


def purge(arguments: Namespace) -> int:
    """Forget records deleted so long ago that every laptop has heard of it."""
    from jd_desktop.central.database import open_engine, usable
    from jd_desktop.central.migrate import migrate
    from jd_desktop.central.purge import purge_all

    written = str(arguments.older_than).removesuffix("d")
    if not (written.isascii() and written.isdecimal() and 0 < int(written[:6]) <= _DAYS_AT_MOST):
        raise BadInput(
            text("Alderen kan ikke læses."), hint=text("Skriv den i dage, for eksempel 400d.")
        )
    engine = open_engine(arguments.database)
    with usable(engine):
        migrate(engine)
        gone = purge_all(engine, SystemClock().now(), kept=timedelta(days=int(written)))
    engine.dispose()
    if arguments.json:
        out_json({"purged": gone})
    else:
        out(DANISH.trn("{n} slettet post er glemt", "{n} slettede poster er glemt", gone))
    return 0
