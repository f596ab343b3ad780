"""A mail server on loopback, running for a test."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from jd_desktop.integrations.smtp_email import SmtpAccount
from jd_desktop.sandbox.mail_server import Kept, MailStandIn, Serving, serve_mail
from jd_desktop.sandbox.server import listen
from tests.support.certificate import Certificate

USER, WORD = "SMTP_Injection", "not-a-real-key"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mail server that is being served, and all that it took."""

    port: int
    standin: MailStandIn

    @property
    def kept(self) -> list[Kept]:
        return self.standin.kept

    def fails(self, *faults: str) -> None:
        """Let the next deliveries fail so, one by one; "" is one that goes well."""
        self.standin.faults.tell({"next": faults})

    def account(self, *, user: str = USER, password: str = WORD) -> SmtpAccount:
        return SmtpAccount("sparkpost", "127.0.0.1", self.port, user, password, mode="test")


@contextmanager
def mail_served(context: ssl.SSLContext | None) -> Iterator[Mailbox]:
    """Serve mail on a free port; without a context it offers no encryption."""
    on = listen()
    standin = MailStandIn({USER: WORD}, context)
    begun: Future[Serving] = Future()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(serve_mail, standin, on, begun.set_result)
        serving = begun.result()
        try:
            yield Mailbox(on.getsockname()[1], standin)
        finally:
            serving.stop()
            running.result()
            on.close()


@pytest.fixture
def mailbox(certificate: Certificate) -> Iterator[Mailbox]:
    """A mail server with STARTTLS and AUTH, and nothing in it."""
    with mail_served(certificate.serving()) as served:
        yield served
