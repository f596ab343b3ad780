"""jd-central: copies of the whole central, and putting one back."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from jd_desktop.cli.run import out, out_json
from jd_desktop.domain.language import DANISH
from jd_desktop.main import SystemClock


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
