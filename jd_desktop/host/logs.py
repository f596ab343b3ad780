"""A rotating log, one line per event, with nothing in it that is a person's or a secret."""

from __future__ import annotations

import logging
import os
import re
import time
import traceback
from collections.abc import Iterable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

HIDDEN = "‹skjult›"
LARGEST = 2_000_000
KEPT = 5
LONGEST_LINE = 8_000

_GAP = r"(?:%20|[\s.\-–/()_+]){0,3}"
_SECRET_NAME = (
    r"[\w.\-]{0,40}(?:passw(?:or)?d|adgangskode|kodeord|secret|hemmelig\w*|token|nøgle|cookie|session_?id"
    r"|authori[sz]ation|credential|pragma\s+key|(?:api|auth|access|private|database|signing)[_\-]?key"
    r"|cpr|signature)[\w.\-]{0,40}"
)
_SENSITIVE = re.compile(
    rf"""
      (?P<named>{_SECRET_NAME}) ["']? (?P<is>\s*[=:]\s*)
          (?: "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | (?:(?:bearer|basic)\s+)? \S+ )
    | (?P<scheme>\b(?:bearer|basic)\s+) [\w.~+/=\-]+
    | (?P<url>://) [^\s/@]+ @
    | (?P<email>[^\s@"<>(),;:\[\]]{{1,64}} (?:@|%40) [\w.\-\[\]:]+)
    | (?P<keep>
        (?<![\w+/\-]) [0-9a-f]{{8}} (?:-[0-9a-f]{{4}}){{3}} -[0-9a-f]{{12}} (?![\w+/=\-])
      | (?<!\d) (?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])
          (?: [T\s]\d\d:\d\d (?: :\d\d (?:[.,]\d+)? )? (?: Z | [+\-]\d\d:\d\d )? )? (?!{_GAP}\d)
      )
    | (?P<vendor>\b(?:(?:sk|rk|pk|whsec)_|eyJ)[\w\-]{{8,}} (?:\.[\w\-]+)*)
    | (?P<token>[A-Za-z0-9+/_\-]{{32,}} ={{0,2}})
    | (?P<digits>\d(?:{_GAP}\d){{7,}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[a-z_/\-]*[g-z_/\-][a-z_/\-]*")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_NAME_HIDES = re.compile(_SECRET_NAME, re.IGNORECASE)


def redact(line: str) -> str:
    """Hide CPR and phone numbers, e-mail addresses, tokens and passwords; keep ids and times."""
    return _SENSITIVE.sub(_hide, line)


def _hide(found: re.Match[str]) -> str:
    if found["keep"]:
        return found[0]
    if found["named"]:
        return f"{found['named']}{found['is']}{HIDDEN}"
    if found["token"] and _IDENTIFIER.fullmatch(found[0]):
        return found[0]
    if found["url"]:
        return f"://{HIDDEN}@"
    return f"{found['scheme'] or ''}{HIDDEN}"


def brief_trace(
    kind: type[BaseException], error: BaseException | None, tb: TracebackType | None
) -> str:
    """Write a traceback in one line: file names without folders, no values but the message."""
    frames = traceback.extract_tb(tb)
    steps = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    causes = _causes(error)
    return f"{kind.__name__}: {error} [{' > '.join(steps)}]{causes}"


def _causes(error: BaseException | None) -> str:
    said: list[str] = []
    seen = {id(error)}
    below = error and (error.__cause__ or error.__context__)
    while below is not None and id(below) not in seen:
        seen.add(id(below))
        said.append(f" from {type(below).__name__}: {below}")
        below = below.__cause__ or below.__context__
    return "".join(said)


class LineFormatter(logging.Formatter):
    """Writes `time level thread area message key=value`, redacted, in one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record; what was given as `extra` follows as key=value."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        area = record.name.removeprefix("jd_desktop.")
        thread = str(record.threadName).replace(" ", "-")
        said = [record.getMessage(), *_extras(record)]
        if record.exc_info and record.exc_info[0]:
            said.append(brief_trace(*record.exc_info))
        one_line = _CONTROL.sub("·", " ".join(" ".join(said).splitlines()))
        head = f"{at}.{record.msecs:03.0f}Z {record.levelname} {thread} {area}"
        return f"{head} {redact(one_line)[:LONGEST_LINE]}"


def _extras(record: logging.LogRecord) -> Iterable[str]:
    for name, value in vars(record).items():
        if name not in _STANDARD:
            hides = _NAME_HIDES.search(name)
            yield f"{name}={HIDDEN if hides else _short(value)}"


def _short(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")


def start_log(folder: Path, *, name: str = "jd-desktop", debug: bool = False) -> logging.Handler:
    """Begin to log into a folder; returns what `stop_log` wants. Raises OSError."""
    handler = _PrivateFile(folder / f"{name}.log", maxBytes=LARGEST, backupCount=KEPT)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    for noisy in ("apscheduler", "httpx", "httpcore", "keyring", "sqlalchemy", "twilio"):
        # They log addresses, bodies or every skipped tick; their failures reach us as errors.
        logging.getLogger(noisy).setLevel(logging.ERROR)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Stop logging there and close the file."""
    logging.getLogger().removeHandler(handler)
    handler.close()
