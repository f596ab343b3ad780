"""What people do with students' files: attach, detach."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.files import LARGEST_FILE, is_media_type, is_name
from jd_desktop.domain.language import text
from jd_desktop.operations.work import Work
from jd_desktop.store import files

KEPT = timedelta(days=30)
"""How long a file that was taken away stays, so that undo finds it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as a person chose it: what it is called, its bytes, what they are."""

    name: str
    content: bytes
    media_type: str = ""


def read_paper(path: Path) -> Paper:
    """Read a file from this computer; raises BadInput where it cannot be kept."""
    try:
        if not path.is_file():
            raise BadInput(text("Filen {navn} findes ikke.", navn=path.name))
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as e:
        raise BadInput(
            text("Filen {navn} kan ikke læses.", navn=path.name), detail=type(e).__name__
        ) from e
    return Paper(path.name, content, mimetypes.guess_type(path.name)[0] or "")


def attach(work: Work, student_id: str, paper: Paper, *, shared: bool = False) -> Changes:
    """Give a student a file; `shared` lets who teaches them see it. Raises BadInput.

    The bytes go into the encrypted database with the record that names them.
    """
    _refuse(paper)
    with work.doing(text("Vedhæftede {navn}", navn=paper.name)) as doing:
        doing.need("student", student_id)
        files.forget_unnamed(doing.db, doing.now - KEPT)
        values = {
            "student_id": student_id,
            "sha256": files.keep(doing.db, paper.content, doing.now),
            "size": len(paper.content),
            "name": paper.name,
            "media_type": paper.media_type if is_media_type(paper.media_type) else "",
            "shared": shared or doing.person.role == "instructor",
            "made_by": doing.person.name,
            "made_at": wire(doing.now),
        }
        doing.create("attachment", values)
    return doing.changes


def detach(work: Work, attachment_id: str) -> Changes:
    """Take a file from a student; undo gives it back."""
    with work.doing(text("Fjernede en fil")) as doing:
        doing.need("attachment", attachment_id)
        doing.set("attachment", attachment_id, {"removed": True})
    return doing.changes


def _refuse(paper: Paper) -> None:
    if not is_name(paper.name):
        raise BadInput(
            text("Filen har et navn, der ikke kan bruges."),
            hint=text("Giv den et almindeligt navn uden skråstreger og særlige tegn."),
        )
    if not paper.content:
        raise BadInput(text("Filen er tom."), hint=text("Vælg en anden fil."))
    if len(paper.content) > LARGEST_FILE:
        raise BadInput(
            text("Filen er for stor."),
            hint=text("Den må fylde {n} MB. Gør den mindre, og prøv igen.", n=LARGEST_FILE >> 20),
        )
