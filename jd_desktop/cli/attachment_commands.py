"""Students' files without a window: attach, list, save, detach."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from jd_desktop.cli.find import find
from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import attachments
from jd_desktop.queries.attachments import Attachment, content, of_student, one
from jd_desktop.sync.fetching import Fetching


def attach(arguments: Namespace) -> int:
    """Give a student a file from this computer."""
    program = program_for(arguments)
    program.school()
    with program.reading() as db:
        student = find(db, "student", arguments.student)
    paper = attachments.read_paper(Path(arguments.file))
    changes = attachments.attach(program.work, student, paper, shared=arguments.share)
    return _told(program, arguments, changes)


def detach(arguments: Namespace) -> int:
    """Take a file from a student."""
    program = program_for(arguments)
    program.school()
    return _told(program, arguments, attachments.detach(program.work, arguments.attachment))


def attachments_of(arguments: Namespace) -> int:
    """List a student's files."""
    program = program_for(arguments)
    with program.reading() as db:
        found = of_student(db, find(db, "student", arguments.student))
    if arguments.json:
        out_json([_as_dict(each) for each in found])
    else:
        for each in found:
            here = program.language.tr("er her") if each.is_here else program.language.tr("mangler")
            out(f"{each.id}  {each.name}  {each.size}  {here}")
    return 0


def save(arguments: Namespace) -> int:
    """Write a student's file into a folder; it is fetched first where it is not here."""
    program = program_for(arguments)
    with program.reading() as db:
        found = one(db, arguments.attachment)
    if found is None:
        raise BadInput(text("Filen findes ikke."))
    if not found.is_here:
        with program.central() as central:
            Fetching(central.files, program).fetch(found.sha256, program.clock.now())
    to = Path(arguments.folder) / found.name
    try:
        with program.reading() as db, to.open("xb") as file:
            file.writelines(content(db, found.sha256))
    except FileExistsError as e:
        raise BadInput(text("Filen {navn} findes allerede.", navn=found.name)) from e
    except OSError as e:
        raise BadInput(
            text("Filen {navn} kan ikke skrives.", navn=found.name),
            hint=text("Vælg en anden mappe."), detail=type(e).__name__,
        ) from e  # fmt: skip
    out_json({"file": str(to)}) if arguments.json else out(str(to))
    return 0


def _as_dict(each: Attachment) -> dict[str, object]:
    return {
        "id": each.id, "name": each.name, "size": each.size, "sha256": each.sha256,
        "media_type": each.media_type, "shared": each.shared, "is_here": each.is_here,
        "by": each.made_by,
    }  # fmt: skip


def _told(program: Program, arguments: Namespace, changes: Changes) -> int:
    touched = sorted(changes.touched.get("attachment", ()))
    if arguments.json:
        out_json({"attachments": touched, "action": changes.action.n if changes.action else None})
    else:
        out(program.language.tr("Gjort."))
    return 0
