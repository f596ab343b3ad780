"""The log tells what happened, in one line each, and of nobody."""

from __future__ import annotations

import base64
import logging
import os
import re
import stat
import threading
import urllib.parse
from collections.abc import Iterator
from itertools import pairwise
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jd_desktop.host.logs import HIDDEN, LineFormatter, redact, start_log, stop_log

digits = st.text("0123456789", min_size=10, max_size=10)
cpr = st.builds(
    lambda d, m, gap, end: f"{d[:2]}{m}{d[2:4]}{m}{d[4:6]}{gap}{d[6:]}{end}",
    digits, st.sampled_from(["", " ", ".", "-", "/", "\u00a0"]),
    st.sampled_from(["", "-", " ", " - ", "–", "%20", "/", "_"]), st.just(""),
)  # fmt: skip
phone = st.builds(
    lambda country, d, sizes: country + " ".join(_cut(d, sizes)),
    st.sampled_from(["", "+45 ", "+45", "0045", "0045 ", "(+45) ", "tlf.", "+46 (0)"]),
    st.text("0123456789", min_size=8, max_size=8),
    st.sampled_from([(8,), (2, 2, 2, 2), (4, 4), (3, 3, 2), (1,) * 8, (2, 3, 3)]),
)
email = st.one_of(
    st.emails(), st.sampled_from(["bjørn.åse@køreskole.dk", "a%40b.dk", "x@localhost", "a+b@c.dk"])
)
secret_bytes = st.binary(min_size=24, max_size=64)
token = st.one_of(
    secret_bytes.map(bytes.hex),
    secret_bytes.map(lambda b: b.hex().upper()),
    secret_bytes.map(lambda b: base64.b64encode(b).decode()),
    secret_bytes.map(lambda b: base64.urlsafe_b64encode(b).decode().rstrip("=")),
    st.from_regex(r"\A(sk|rk)_(test|live)_[A-Za-z0-9]{10,30}\Z"),
    st.from_regex(r"\Aey[J][A-Za-z0-9]{10,20}\.[A-Za-z0-9_-]{4,20}\.[A-Za-z0-9_-]{4,20}\Z"),
)
letters = st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=["Cc", "Zs"])
word = st.text(letters, min_size=6).filter(lambda w: w[0] not in "\"'" and len(w.split()) == 1)
named = st.builds(
    lambda form, value: (form.format(value), value),
    st.sampled_from([
        "password={}", "adgangskode: {}", "X-Api-Key: {}", "'token': '{}'", '"secret":"{}"',
        "Authorization: Bearer {}", "Bearer {}", "auth_key = {}", "PRAGMA key={}", "Cookie: {}",
    ]), st.from_regex(r"\A[A-Za-z0-9._~+-]{6,20}\Z"),
)  # fmt: skip
around = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def _cut(text: str, sizes: tuple[int, ...]) -> list[str]:
    places = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    return [text[a:b] for a, b in pairwise(places)]


def only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@given(around, cpr, around)
def test_no_cpr_number_comes_out_in_any_writing(before: str, planted: str, after: str) -> None:
    said = redact(f"{before} {planted} {after}")
    assert planted not in said
    assert only_digits(planted) not in only_digits(redact(f"a {planted} b"))
    assert only_digits(redact(f"a {planted} b")) == ""


@given(phone)
@example("+45 12 34 56 78")
@example("12345678")
def test_no_phone_number_comes_out(planted: str) -> None:
    assert len(only_digits(redact(f"ring {planted}."))) < 4


@given(around, email, around)
def test_no_address_comes_out(before: str, planted: str, after: str) -> None:
    assert planted not in redact(f"{before} {planted} {after}")
    assert planted not in redact(f"mail={urllib.parse.quote(planted)} <{planted}>")


@given(token)
def test_no_long_secret_comes_out(planted: str) -> None:
    for form in ("got {}", "x={}&y=1", "['{}']", "https://host/{}?a", "GET /v1/{} 200"):
        said = redact(form.format(planted))
        assert planted not in said
        assert planted.rstrip("=") not in said


@given(named)
def test_no_value_of_a_secret_name_comes_out(planted: tuple[str, str]) -> None:
    written, value = planted
    assert value not in redact(f"sent {written}").replace(HIDDEN, "")


@given(word)
def test_no_password_comes_out_whatever_it_is_made_of(password: str) -> None:
    said = redact(f"password={password} next=1")
    assert said == f"password={HIDDEN} next=1"


def test_a_password_in_an_address_is_hidden() -> None:
    assert redact("postgresql://jd:kage@db.local/x") == f"postgresql://{HIDDEN}@db.local/x"


@pytest.mark.parametrize(
    "line",
    [
        "pulled 5000 rows in 0.812 s",
        "booking 019abc12-3456-7abc-8def-0123456789ab moved",
        "id=01234567-0123-7123-8123-012345678901",
        "at 2026-11-23T06:55:24.123Z and on 2026-11-23",
        "GET /v1/sync/pull 200",
        "test_undo_within_a_minute_withdraws_the_sms_again",
        "reconciliation of outbox_job under way",
        "keyring locked; SQLite 3.53.4, port 127.0.0.1:8123",
    ],
)
def test_what_helps_to_understand_stays(line: str) -> None:
    assert redact(line) == line


def test_long_lines_take_linear_time() -> None:
    for piece in ("a", "1", "a.", "token", "%20", "@", "1-", "://", "-_", "'"):
        redact(piece * (200_000 // len(piece)))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[logging.Logger]:
    root = logging.getLogger()
    level, handler = root.level, start_log(tmp_path, debug=True)
    yield logging.getLogger("jd_desktop.sync.engine")
    stop_log(handler)
    root.setLevel(level)


def lines(folder: Path) -> list[str]:
    return (folder / "jd-desktop.log").read_text("utf-8").splitlines()


def test_a_line_has_time_level_thread_area_message_and_values(
    log: logging.Logger, tmp_path: Path
) -> None:
    log.info("pulled", extra={"rows": 12, "seconds": 0.12345678901})
    pattern = (
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO MainThread sync\.engine "
        r"pulled rows=12 seconds=0\.123"
    )
    assert re.fullmatch(pattern, lines(tmp_path)[0])


def test_an_event_is_one_line_whatever_is_in_it(log: logging.Logger, tmp_path: Path) -> None:
    log.info("a\nb\r\nc\u2028d\x1b[31m", extra={"x": "e\nf"})
    assert len(lines(tmp_path)) == 1
    assert lines(tmp_path)[0].endswith("a b c d·[31m x=e f")


def planted_error() -> None:
    try:
        raise KeyError("010203-1234")
    except KeyError as error:
        raise ValueError("ring 12 34 56 78, skriv a@b.dk") from error


def test_values_do_not_come_out_through_arguments_values_or_errors(
    log: logging.Logger, tmp_path: Path
) -> None:
    log.warning("elev %s", "010203-1234", extra={"api_key": "hunter2", "to": ["+4512345678"]})
    try:
        planted_error()
    except ValueError:
        log.exception("failed for %(who)s", {"who": "a@b.dk"})
    threading.Thread(target=lambda: log.info("tråd"), name="jd net 1").start()  # noqa: TID251
    written = "\n".join(lines(tmp_path))
    assert "test_logs.py:" in written
    assert "planted_error" in written
    assert "from KeyError" in written
    for planted in ("010203", "1234", "hunter2", "45123", "34 56", "a@b", str(tmp_path)):
        assert planted not in written


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps folders private by the profile")
def test_the_log_is_for_its_owner_and_turns_over(
    log: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler)]
    monkeypatch.setattr(handler, "maxBytes", 500)
    for n in range(40):
        log.info("line", extra={"n": n})
    files = sorted(p.name for p in tmp_path.iterdir())
    assert files == ["jd-desktop.log", *(f"jd-desktop.log.{i}" for i in range(1, 6))]
    assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()} == {0o600}


def test_a_broken_letter_does_not_stop_the_log(
    log: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()  # what pytest keeps of a log travels, and such a letter cannot
    ours = [h for h in root.handlers if not type(h).__module__.startswith("_pytest")]
    monkeypatch.setattr(root, "handlers", ours)
    log.info("file \udcff")
    assert lines(tmp_path)[0].endswith("file \\udcff")


def test_a_record_made_elsewhere_is_formatted_too() -> None:
    record = logging.makeLogRecord({"name": "urllib3", "msg": "a@b.dk", "levelname": "INFO"})
    assert LineFormatter().format(record).endswith(f"urllib3 {HIDDEN}")
