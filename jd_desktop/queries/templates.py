"""The school's templates beside the usual ones, and what they said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.events import CHANNELS, EVENTS, LANGUAGES
from jd_desktop.domain.language import Text
from jd_desktop.domain.rules import Rule
from jd_desktop.domain.tariff import Tariff
from jd_desktop.domain.wording import Templates, Wording
from jd_desktop.queries.students import choose
from jd_desktop.store.school import rules, template_id
from jd_desktop.store.tables import ENTITIES


@dataclass(frozen=True, slots=True)
class Stationery:
    """What the program brings for writing: the usual templates, and what an SMS costs."""

    usual: Templates
    tariff: Tariff


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """What an event says by a channel in a language; `is_own` where the school words it itself.

    `version` is 0, and who and when are empty, where it never did.
    """

    id: str
    event: str
    label: Text
    channel: str
    language: str
    wording: Wording
    is_own: bool
    version: int
    changed_at: datetime | None
    changed_by: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a template said from a time on, and who wrote it."""

    n: int
    wording: Wording
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a school tells by itself: every template, and the rules of when it is told.

    `someone` is a student (id, name) to show a template on, None where the school has none.
    """

    templates: tuple[TemplateRow, ...]
    rules: tuple[Rule, ...]
    someone: tuple[str, str] | None


def sheet(db: Connection, usual: Templates) -> Sheet:
    """Return every template and rule as it stands."""
    found = choose(db, "", limit=1)
    someone = (found[0][0], found[0][1]) if found else None
    return Sheet(tuple(template_list(db, usual)), tuple(rules(db)), someone)


def template_list(db: Connection, usual: Templates) -> list[TemplateRow]:
    """Return every template there is, in the order of events, channels and languages."""
    table = ENTITIES["template"]
    own = {r["id"]: dict(r) for r in db.execute(select(table)).mappings()}
    return [
        _row(own.get(row_id), row_id, (event, channel, code), usual)
        for event in EVENTS
        for channel in CHANNELS
        for code in LANGUAGES
        for row_id in (template_id(db, event, channel, code),)
    ]


def versions(db: Connection, row_id: str) -> list[Version]:
    """Return what the school's own template has said, the latest first."""
    t = ENTITIES["template"].c
    kept = db.execute(select(t.versions).where(t.id == row_id)).scalar() or ()
    return [_version(v) for v in sorted(kept, key=lambda v: (v["n"], v["at"]), reverse=True)]


def _row(
    own: Mapping[str, Any] | None, row_id: str, key: tuple[str, str, str], usual: Templates
) -> TemplateRow:
    past = sorted((own and own["versions"]) or (), key=lambda v: (v["n"], v["at"]))
    last = past[-1] if past else None
    is_own = own is not None and own["active"] is not False
    wording = Wording(own["subject"] or "", own["text"]) if is_own and own else usual(*key)
    event, channel, code = key
    return TemplateRow(
        row_id,
        event,
        EVENTS[event].label,
        channel,
        code,
        wording,
        is_own,
        len(past),
        instant(last["at"]) if last else None,
        str(last["by"]) if last else "",
    )


def _version(kept: Mapping[str, Any]) -> Version:
    wording = Wording(str(kept.get("subject") or ""), str(kept.get("text") or ""))
    return Version(int(kept["n"]), wording, instant(kept["at"]), str(kept.get("by") or ""))
