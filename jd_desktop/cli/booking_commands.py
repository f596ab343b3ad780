"""Booking, moving, completing, cancelling and deciding without a window."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

from jd_desktop.cli.find import find, moment
from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import bookings, conflicts, reviews
from jd_desktop.operations.undo import undo as take_back
from jd_desktop.queries.calendar import Tile, choices, tiles_of

_USUAL_MINUTES = 90


def book(arguments: Namespace) -> int:
    """Book a lesson."""
    program = program_for(arguments)
    with program.reading() as db:
        type_id = find(db, "booking_type", arguments.type)
        usual = {i: minutes for i, _, minutes in choices(db).types}.get(type_id, _USUAL_MINUTES)
        starts = moment(arguments.start)
        minutes = usual if arguments.minutes is None else arguments.minutes
        draft = bookings.Draft(
            instructor_id=find(db, "instructor", arguments.instructor),
            starts=starts,
            ends=starts + timedelta(minutes=minutes),
            student_ids=tuple(find(db, "student", s) for s in arguments.student),
            vehicle_id=find(db, "vehicle", arguments.vehicle),
            venue_id=find(db, "venue", arguments.venue),
            booking_type_id=type_id,
            note=arguments.note,
            pickup=arguments.pickup,
        )
    return _told(program, arguments, bookings.create(program.work, draft))


def move(arguments: Namespace) -> int:
    """Move a booking."""
    program = program_for(arguments)
    with program.reading() as db:
        tile = _tile(program, arguments.booking)
        starts = moment(arguments.start)
        minutes = arguments.minutes
        length = timedelta(minutes=minutes) if minutes is not None else tile.ends - tile.starts
        instructor = find(db, "instructor", arguments.instructor)
        vehicle = find(db, "vehicle", arguments.vehicle)
    changes = bookings.move(
        program.work, arguments.booking, starts=starts, ends=starts + length,
        instructor_id=instructor, vehicle_id=vehicle,
    )  # fmt: skip
    return _told(program, arguments, changes)


def complete(arguments: Namespace) -> int:
    """Say that a lesson was held."""
    program = program_for(arguments)
    program.school()
    return _told(program, arguments, bookings.complete(program.work, arguments.booking))


def no_show(arguments: Namespace) -> int:
    """Say that the student did not come."""
    program = program_for(arguments)
    program.school()
    return _told(program, arguments, bookings.no_show(program.work, arguments.booking))


def cancel(arguments: Namespace) -> int:
    """Cancel a booking."""
    program = program_for(arguments)
    program.school()
    changes = bookings.cancel(
        program.work, arguments.booking, by=arguments.by, reason=arguments.reason
    )
    return _told(program, arguments, changes)


def undo(arguments: Namespace) -> int:
    """Take an action back."""
    program = program_for(arguments)
    program.school()
    return _told(program, arguments, take_back(program.work, arguments.number))


def resolve(arguments: Namespace) -> int:
    """Decide a conflict."""
    program = program_for(arguments)
    program.school()
    work, conflict, booking = program.work, arguments.conflict, arguments.booking
    if arguments.how in ("move", "cancel") and not booking:
        raise BadInput(text("Sig, hvilken booking det gælder."), hint=text("Brug --booking ID."))
    if arguments.how == "move":
        changes = conflicts.move_one(work, conflict, booking, moment(arguments.start))
    elif arguments.how == "cancel":
        changes = conflicts.cancel_one(work, conflict, booking)
    else:
        decide = {
            "both": conflicts.keep_both, "mine": conflicts.take_mine,
            "theirs": conflicts.take_theirs, "seen": conflicts.seen,
            "accept": reviews.accept, "set-aside": reviews.set_aside,
        }[arguments.how]  # fmt: skip
        changes = decide(work, conflict)
    return _told(program, arguments, changes)


def _tile(program: Program, booking_id: str) -> Tile:
    with program.reading() as db:
        tiles = tiles_of(db, [booking_id])
    if not tiles:
        raise BadInput(
            text("Bookingen findes ikke."), hint=text("Se listen med jd-desktop list bookings.")
        )
    return tiles[0]


def _told(program: Program, arguments: Namespace, changes: Changes) -> int:
    """Say what was done: for a person, or for a program with ids and the number to undo."""
    ids = sorted(changes.touched.get("booking", ()))
    number = changes.action.n if changes.action else None
    if arguments.json:
        touched = {k: sorted(v) for k, v in changes.touched.items()}
        out_json({"bookings": ids, "action": number, "touched": touched})
        return 0
    language = program.language
    with program.reading() as db:
        for tile in tiles_of(db, ids):
            state = language.say(bookings.STATES[tile.state])
            span = language.span(tile.starts, tile.ends)
            clash = f" · {language.tr('Dobbeltbooket')}" if tile.clash else ""
            out(f"{tile.id}  {span}  {tile.instructor}  {tile.title}  {state}{clash}")
    if not ids:
        out(language.tr("Gjort."))
    return 0
