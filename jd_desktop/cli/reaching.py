"""The outbox put together: ways out from the settings, the central asked whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import SystemRandom

from jd_desktop.documents.outgoing import email
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.domain.ports import EmailSender, OutgoingEmail
from jd_desktop.host.catalogue import load_language
from jd_desktop.host.paths import resources
from jd_desktop.integrations.central.turns import CentralTurns
from jd_desktop.main import Program
from jd_desktop.outbox.automation import Automation
from jd_desktop.outbox.payment_wanted import Setting as PageSetting
from jd_desktop.outbox.payments import Payments
from jd_desktop.outbox.run import Outbox, Write
from jd_desktop.outbox.slip import Slip, sms
from jd_desktop.outbox.terms import Terms
from jd_desktop.outbox.turns import AskTurns, Turns
from jd_desktop.outbox.ways import Way
from jd_desktop.runtime.together import Crew, Together
from jd_desktop.store import state

LANES = 5
"""So many messages of a channel are under way at once: on who sends them, and four more threads."""


def outbox_of(program: Program, write: Write, net: Crew) -> Outbox:
    """Return the outbox; `write` hands work to the writer, calls are made on `net` too."""
    return Outbox(
        write,
        ways(program),
        program.clock,
        random=SystemRandom(),
        turns=turns_of(program, write),
        news=program.ways_out.email_events,
        together=Together(net),
    )


def payments_of(program: Program, write: Write) -> Payments:
    """Return the outbox of payments."""
    return Payments(
        write,
        lambda: closing(program.ways_out.payments()),
        partial(pages, program),
        random=SystemRandom(),
        turns=turns_of(program, write),
    )


def pages(program: Program) -> PageSetting:
    """Return how pages to pay on are made here: people land at the central, or where it is said."""
    said = program.settings.get
    central = said("central.url").rstrip("/")
    back_to = said("stripe.return_url") or (f"{central}/betalt" if central else "")
    languages = {code: load_language(code, resources() / "i18n") for code in ("da", "en")}
    return PageSetting(said("mode"), back_to, languages)


def automation_of(program: Program, write: Write) -> Automation:
    """Return what makes the automatic messages, where this computer may and can send them."""
    return Automation(write, partial(_may, program), turns_of(program, write))


def ways(program: Program) -> dict[str, Way]:
    """Return the ways out that the settings describe; each is opened when it is needed."""
    said = program.settings.get
    quarantine, first = (int(said(f"outbox.{n}")) for n in ("quarantine_s", "first_poll_s"))
    by_sms = Terms.of(quarantine, first)
    polls = (timedelta(seconds=first), *Terms().polls[1:])
    by_email = replace(Terms.of_email(), polls=polls)

    def open_email() -> EmailSender:
        if not said("email.from_address"):
            raise BadInput(
                text("Afsenderens e-mailadresse mangler."),
                hint=text("Skriv den i indstillingerne: email.from_address."),
            )
        return program.ways_out.email()

    def letter(slip: Slip) -> OutgoingEmail:
        names = {"from_address": said("email.from_address"), "from_name": said("email.from_name")}
        return email(slip, reply_to=said("email.reply_to"), **names)

    # A conversation by SMTP is one at a time.
    by_mail = 1 if said("email.provider").endswith("-smtp") else LANES
    return {
        "sms": Way(program.ways_out.sms, sms, by_sms, LANES),
        "email": Way(open_email, letter, by_email, by_mail),
    }


def turns_of(program: Program, write: Write) -> AskTurns | None:
    """Return the way to ask the central for turns, None where this computer works alone."""

    def is_alone(_work: object) -> bool:
        with program.reading() as db:
            return state.is_alone(db)

    if write(is_alone):
        return None

    @contextmanager
    def ask() -> Iterator[Turns]:
        with program.central() as central:
            yield CentralTurns(central.line)

    return ask


def _may(program: Program) -> bool:
    """Whether this computer sends automatic messages: it is allowed to, and SMS is set up."""
    said = program.settings.get
    is_set_up = bool(said("twilio.account_sid") or said("email.from_address"))
    return said("automation.here") == "yes" and is_set_up
