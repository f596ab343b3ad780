"""Worker processes that send e-mail: through SparkPost, and through a plain mail server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from jd_desktop.documents.outgoing import email
from jd_desktop.domain.ports import OutgoingEmail
from jd_desktop.integrations.smtp_email import SmtpAccount, SmtpEmail
from jd_desktop.integrations.sparkpost_api import SparkPostAccount, SparkPostApi
from jd_desktop.operations.work import Work
from jd_desktop.outbox.run import Outbox
from jd_desktop.outbox.slip import Slip
from jd_desktop.outbox.ways import Sender, Way
from jd_desktop.runtime.threads import Guard, Net
from jd_desktop.runtime.together import Together
from tests.faults.outbox_worker import HURRIED, LANES, RealClock, pause, work_on
from tests.faults.vendor import Impatient
from tests.support.certificate import Certificate
from tests.support.mail_vendors import KEY
from tests.support.mailbox import USER, WORD

FROM = "kontor@koreskole.dk"
PATIENCE = timedelta(seconds=1)


def letter(slip: Slip) -> OutgoingEmail:
    """Give a slip the form of a letter from the school."""
    return email(slip, from_address=FROM, from_name="Nordre Køreskole")


def by_sparkpost(path: Path, url: str) -> None:
    """Send what is due through SparkPost until nothing is."""

    def opened() -> SparkPostApi:
        account = SparkPostAccount(KEY, url, "test")
        sender = SparkPostApi(account, RealClock(), transport=Impatient(trust_env=False))
        sender.prepare()
        return sender

    _work_off(path, opened, LANES)


def by_mail_server(path: Path, at: str) -> None:
    """Send what is due to a mail server, given as its port and certificate, until nothing is."""
    port, _, certificate = at.partition(" ")
    account = SmtpAccount("sparkpost", "127.0.0.1", int(port), USER, WORD, mode="test")
    trusted = Certificate(Path(certificate)).trusted()
    _work_off(path, lambda: SmtpEmail(account, context=trusted, patience=PATIENCE), 1)


def _work_off(path: Path, opened: Callable[[], Sender], lanes: int) -> None:
    _, work = work_on(path)

    def write(action: Callable[[Work], Any]) -> Any:
        return action(work)

    ways = {"email": Way(opened, letter, HURRIED, lanes)}
    together = Together(Net(Guard()))
    outbox = Outbox(write, ways, RealClock(), random=Random(), together=together)
    outbox.run_until_idle(pause, patience=timedelta(seconds=30))
