"""The feed: newline-delimited JSON, each row once at its latest `seq`, closed by an end mark.

Lines, in order: `{"t":"head",…}`, rows `{"t":"row",…}` and `{"t":"gone",…}` (what the asker may
no longer see, and must erase), `{"t":"cursor","seq":…}` after each page, `{"t":"done","seq":…}`.
An answer counts only as far as its last cursor line; without `done` it was cut, and the next
pull goes on from there. Unknown keys are kept.
"""

from __future__ import annotations

from typing import Any

import msgspec

MEDIA_TYPE = "application/x-ndjson"


class Line(msgspec.Struct, omit_defaults=True, tag_field="t"):
    """Any line of the feed."""


class Head(Line, tag="head"):
    """The first line: which epoch, which schema, the server's time, about how many rows.

    `scoped` says that the asker does not see the whole school.
    """

    epoch: str
    schema: int
    now: str
    rows: int = 0
    scoped: bool = False


class RowLine(Line, tag="row"):
    """A record at its latest counter; `by` names the person who changed it last.

    Of a `reduced` one the asker is told only a part, and must erase what it knew beyond that.
    """

    kind: str
    id: str
    seq: int
    body: dict[str, Any] = {}
    deleted: bool = False
    by: str = ""
    reduced: bool = False


class Gone(Line, tag="gone"):
    """A record that the asker may no longer see: erase it, and what is known about it."""

    kind: str
    id: str
    seq: int


class Cursor(Line, tag="cursor"):
    """Everything up to `seq` has been told: store the page and this number together."""

    seq: int


class Done(Line, tag="done"):
    """The end mark: the copy is the server's state as of `seq`."""

    seq: int


AnyLine = Head | RowLine | Gone | Cursor | Done
_decoder: msgspec.json.Decoder[AnyLine] = msgspec.json.Decoder(AnyLine)
_encoder = msgspec.json.Encoder()


def encode(lines: list[Any]) -> bytes:
    """Write lines, each ended by a newline."""
    return _encoder.encode_lines(lines)


def decode(line: bytes) -> AnyLine:
    """Read one whole line; raises msgspec.DecodeError where it was cut."""
    return _decoder.decode(line)
