"""A new password by mail: a real mail server, a browser's form, both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from queue import Queue

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select

from jd_desktop.central.app import create_app
from jd_desktop.central.database import DOORS, reading
from jd_desktop.central.mail import MailSettings
from jd_desktop.central.tables import reset
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import DANISH
from tests.central.school import CHEAP, PASSWORD
from tests.central.served import Person, code, english, running

NEW = "fire grønne gummistøvler"
CENTRAL = "https://central.skole.dk"


class Post:
    """Takes mails, as a mail server does."""

    def __init__(self) -> None:
        self.taken: Queue[Envelope] = Queue()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.taken.put(envelope)
        return "250 OK"

    def link(self) -> str:
        """The path of the link in the mail that comes next."""
        kept = self.taken.get(timeout=20).content
        assert isinstance(kept, bytes)
        words = message_from_bytes(kept, policy=policy.default).get_body().get_content()  # type: ignore[union-attr] # it has one
        found = re.search(rf"{CENTRAL}(/password/new\?token=[\w-]+)", words)
        assert found
        return found[1]


class Office(Controller):
    """A mail server on a free port, which it looks up when it has it."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def post() -> Iterator[tuple[Post, str]]:
    post = Post()
    server = Office(post, hostname="127.0.0.1", port=0)
    server.start()
    yield post, f"smtp://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def base(engine: Engine, server_clock: FixedClock, post: tuple[Post, str]) -> Iterator[str]:
    mail = MailSettings(post[1], "skole@skole.dk", CENTRAL)
    languages = DANISH, english()
    app = create_app(engine, server_clock, languages=languages, passwords=CHEAP, mail=mail)
    with running(app) as address:
        yield address


@pytest.fixture
def link(bo: Person, post: tuple[Post, str]) -> str:
    asked = bo.http.post("/password/forgotten", json={"email": " BO@skole.dk"})
    assert asked.json()["is_mailed"] is True
    return post[0].link()


def fill(base: str, link: str, new: str, again: str = "") -> httpx.Response:
    token = link.rpartition("=")[2]
    fields = {"token": token, "new": new, "again": again or new}
    return httpx.post(f"{base}/password/new", data=fields, headers={"Accept-Language": "da"})


def test_a_link_sets_a_new_password_once_and_signs_out_everywhere(
    bo: Person, base: str, link: str
) -> None:
    assert "Vælg en ny adgangskode" in httpx.get(base + link).text
    assert "Adgangskoden er ændret" in fill(base, link, NEW).text
    assert code(bo.http.get("/me")) == (401, "not_signed_in")
    asked = {"email": bo.email, "password": NEW, "device_name": "x"}
    assert bo.http.post("/sign-in", json=asked).status_code == 200
    again = fill(base, link, "et helt andet ord")
    assert (again.status_code, httpx.get(base + link).status_code) == (410, 410)


def test_a_link_works_for_an_hour(base: str, link: str, server_clock: FixedClock) -> None:
    server_clock.advance(timedelta(minutes=59))
    assert httpx.get(base + link).status_code == 200
    server_clock.advance(timedelta(minutes=1))
    assert fill(base, link, NEW).status_code == 410


def test_the_form_says_what_is_wrong_and_the_link_still_works(
    base: str, link: str, bo: Person
) -> None:
    assert "ikke ens" in fill(base, link, NEW, "noget andet her").text
    weak = fill(base, link, "kort")
    assert (weak.status_code, "mindst 10 tegn" in weak.text) == (422, True)
    assert 'role="alert"' in weak.text
    assert fill(base, link, NEW).status_code == 200


def test_the_page_is_plain_and_closed_to_others(base: str, link: str) -> None:
    page = httpx.get(base + link, headers={"Accept-Language": "en"})
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in page.text
    assert '<html lang="en">' in page.text
    assert "Choose a new password" in page.text
    sly = httpx.get(f"{base}/password/new", params={"token": '"><script>'})
    assert (sly.status_code, "<script" in sly.text) == (410, False)


def test_known_and_unknown_are_answered_the_same(
    bo: Person, post: tuple[Post, str], link: str
) -> None:
    known, unknown = (
        bo.http.post("/password/forgotten", json={"email": who})
        for who in (bo.email, "ingen@skole.dk")
    )
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert post[0].link() != link
    assert post[0].taken.empty()


def test_only_a_hash_of_the_link_is_kept(link: str, engine: Engine) -> None:
    with reading(engine, DOORS) as db:
        (kept,) = db.execute(select(reset)).all()
    assert link.rpartition("=")[2] not in str(kept)


def test_asking_again_and_again_is_stopped_for_anybody(bo: Person) -> None:
    for who in (bo.email, "ingen@skole.dk"):
        for _ in range(3):
            assert bo.http.post("/password/forgotten", json={"email": who}).is_success
        stopped = bo.http.post("/password/forgotten", json={"email": who})
        assert code(stopped) == (429, "throttled")


def test_a_new_password_makes_other_links_void(
    bo: Person, base: str, link: str, post: tuple[Post, str]
) -> None:
    bo.http.post("/password/forgotten", json={"email": bo.email})
    other = post[0].link()
    assert fill(base, other, NEW).status_code == 200
    assert fill(base, link, PASSWORD).status_code == 410
