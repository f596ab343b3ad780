"""The central over HTTP: sign in, push, pull. An answer counts only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

import httpx
import msgspec

from jd_desktop import __version__
from jd_desktop.domain.errors import Offline
from jd_desktop.integrations.central.files import CentralFiles
from jd_desktop.integrations.central.line import (
    NOTHING_LOST,
    Line,
    garbled,
    read_answer,
    refusal,
    translated,
)
from jd_desktop.protocol import feed
from jd_desktop.protocol.check import CheckAnswer
from jd_desktop.protocol.mutations import Push, PushAnswer, WireMutation
from jd_desktop.protocol.session import SCHEMA, Session, SignIn, SplitAsked

_LINE_AT_MOST = 4 << 20


class CentralClient:
    """Speaks with one central; knows no database and keeps nothing but the token."""

    def __init__(self, client: httpx.Client, token: str = ""):
        """Take an HTTP client whose base address is the central's."""
        self._client = client
        self.line = Line(client, token)
        self.files = CentralFiles(self.line)

    def __enter__(self) -> CentralClient:
        """Use as a block that closes the connections."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, t: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def sign_in(
        self, email: str, password: str, device_name: str, *, device_id: str = "", code: str = ""
    ) -> Session:
        """Ask for a device token; raises SignInNeeded for what is wrong, CodeNeeded, Offline."""
        asked = SignIn(
            email=email, password=password, device_name=device_name, device_id=device_id, code=code,
            app=__version__, version=SCHEMA,
        )  # fmt: skip
        answer = self.line.send("POST", "/sign-in", asked.model_dump_json())
        return read_answer(Session, answer)

    def split(self, device_name: str) -> Session:
        """Ask for a device of one's own where the disk was copied; raises Offline."""
        asked = SplitAsked(device_name=device_name, app=__version__).model_dump_json()
        return read_answer(Session, self.line.send("POST", "/devices/split", asked))

    def sign_out(self) -> None:
        """Give the token back; the central forgets it."""
        self.line.send("POST", "/sign-out", "{}")

    def health(self) -> None:
        """Ask whether anybody is there; raises Offline."""
        with translated():
            answer = self._client.get("/healthz")
        if answer.status_code != httpx.codes.OK:
            raise refusal(answer)

    def push(self, epoch: str, mutations: list[WireMutation]) -> PushAnswer:
        """Send a batch; whatever the failure, the batch may be sent again unchanged."""
        body = Push(epoch=epoch, mutations=mutations).model_dump_json()
        return read_answer(PushAnswer, self.line.send("POST", "/sync/push", body))

    def check(self, cursor: int) -> CheckAnswer:
        """Ask for the sums of what stands up to a cursor."""
        asked = {"cursor": str(cursor)}
        return read_answer(CheckAnswer, self.line.send("GET", "/sync/check", asked=asked))

    @contextmanager
    def pull(self, cursor: int, epoch: str) -> Iterator[Iterator[feed.AnyLine]]:
        """Open the feed after a cursor; the lines end early where the answer was cut."""
        asked = {"cursor": str(cursor), "epoch": epoch}
        with self.line.stream("/sync/pull", asked) as answer:
            yield _lines(answer)


def _lines(answer: httpx.Response) -> Iterator[feed.AnyLine]:
    """Yield whole lines; what follows the last newline was cut and does not count."""
    rest = b""
    for piece in answer.iter_bytes():
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            try:
                yield feed.decode(line)
            except msgspec.MsgspecError as e:
                raise Offline(garbled(), hint=NOTHING_LOST, detail=str(e)) from e
        if len(rest) > _LINE_AT_MOST:
            raise Offline(garbled(), hint=NOTHING_LOST, detail="line too long")
