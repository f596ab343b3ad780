"""The outbox without a window."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

from jd_desktop.cli.message_commands import told
from jd_desktop.cli.reaching import automation_of, outbox_of, payments_of
from jd_desktop.cli.run import out, out_json, program_for
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import CHANNELS
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import messages
from jd_desktop.operations.work import Work
from jd_desktop.outbox.automation import EVERY
from jd_desktop.queries import message_list
from jd_desktop.queries.messages import channel_problems, outbox_list, waiting_count
from jd_desktop.runtime.threads import Guard, Net

_TICK = timedelta(seconds=5)
_SEE_THE_LIST = text("Se listen: jd-desktop outbox list.")


def outbox(arguments: Namespace) -> int:
    """Run, list, or decide about one message."""
    program = program_for(arguments)
    if arguments.what == "test":
        return _test(program, arguments)
    program.school()
    if arguments.what == "list":
        return _list(program, arguments)
    if arguments.what == "run":
        return _run(program, arguments)
    if arguments.what == "resume":
        return _resume(program, arguments.id)
    deeds: dict[str, Callable[[Work, str], Changes]] = {
        "retry": messages.retry, "discard": messages.discard, "mark-sent": messages.mark_sent,
    }  # fmt: skip
    if not arguments.id:
        raise BadInput(text("Sig, hvilken besked det gælder."), hint=_SEE_THE_LIST)
    if arguments.what == "show":
        return _show(program, arguments)
    deeds[arguments.what](program.work, arguments.id)
    return 0


def _show(program: Program, arguments: Namespace) -> int:
    """Tell all about one message: by its own id, or that of its place in the queue."""
    with program.reading() as db:
        rows = {row.job_id: row.message_id for row in outbox_list(db)}
        card = message_list.card(db, rows.get(arguments.id, arguments.id))
    if card is None:
        raise BadInput(text("Beskeden findes ikke."), hint=_SEE_THE_LIST)
    said = told(program.language, card)
    if arguments.json:
        out_json(said)
    else:
        for name, value in said.items():
            if value:
                out(f"{name}: {value}")
    return 0


def _resume(program: Program, channel: str | None) -> int:
    """Let a paused channel send again."""
    if channel not in CHANNELS:
        raise BadInput(
            text("Sig, hvilken vej der skal genoptages."),
            hint=text("Skriv jd-desktop outbox resume sms eller jd-desktop outbox resume email."),
        )
    messages.resume(program.work, channel)
    return 0


def _run(program: Program, arguments: Namespace) -> int:
    never = Event()

    def wait(time: timedelta) -> None:
        never.wait(time.total_seconds())

    def write(action: Callable[[Work], Any]) -> Any:
        return action(program.work)

    outbox, automation = outbox_of(program, write, Net(Guard())), automation_of(program, write)
    payments = payments_of(program, write)
    if arguments.until_idle:
        automation.tick()
        payments.tick(now=True)
        outbox.run_until_idle(wait)
        automation.let_go()
        return _told_of_pauses(program)
    ticks = 0
    while True:
        if ticks * _TICK % EVERY == timedelta(0):
            automation.tick()
        outbox.tick()
        payments.tick()
        wait(_TICK)
        ticks += 1


def _told_of_pauses(program: Program) -> int:
    """Say on the way out which channels wait for a person; messages of theirs are kept."""
    with program.reading() as db:
        paused = channel_problems(db) if waiting_count(db) else {}
    for reason in paused.values():
        raise BadInput(reason, hint=text("Beskederne venter. Ret opsætningen, og prøv igen."))
    return 0


def _test(program: Program, arguments: Namespace) -> int:
    """Say whether a channel works, or what is wrong with it."""
    if arguments.id not in (*CHANNELS, "stripe"):
        raise BadInput(
            text("Sig, hvilken vej der skal prøves."),
            hint=text("Skriv jd-desktop outbox test og så sms, email eller stripe."),
        )
    found = program.ways_out.test(arguments.id)
    words = [program.language.say(said) for said in (found.sentence, found.hint) if said]
    if arguments.json:
        out_json({"channel": arguments.id, "ok": found.ok, "words": " ".join(words)})
    else:
        out(" ".join(words))
    return 0 if found.ok else 1


def _list(program: Program, arguments: Namespace) -> int:
    """List what this computer sends, all of it or what is in one state."""
    with program.reading() as db:
        rows = outbox_list(db, state=arguments.state or None)
    language = program.language
    for row in rows:
        said = [language.say(t) for t in (row.reason, row.next_step) if t is not None]
        words = " ".join(said)
        if arguments.json:
            out_json({
                "id": row.job_id, "state": row.state, "event": row.event, "student": row.student,
                "words": words, "message": row.message_id,
            })  # fmt: skip
        else:
            out(f"{row.job_id}  {row.student}  {row.state}  {words}")
    return 0
