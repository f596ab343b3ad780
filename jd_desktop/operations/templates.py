"""What people do with templates: word an event in the school's own way, or in the usual one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import CHANNELS, EMAIL, EVENTS, LANGUAGES
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.language import text
from jd_desktop.domain.wording import Wording, mistakes
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.school import template_id


def save(work: Work, event: str, channel: str, language: str, wording: Wording) -> Changes:
    """Keep the school's own words for an event; each earlier version stays to be read.

    Raises BadInput for words that cannot be used: empty, an unknown place, a stray brace.
    """
    if event not in EVENTS or channel not in CHANNELS or language not in LANGUAGES:
        raise BadInput(text("Der findes ingen beskeder af slagsen {slags}.", slags=event))
    wrong = mistakes(event, channel, wording)
    if wrong:
        raise BadInput(wrong[0], hint=text("Ret skabelonen, og prøv igen."))
    title = text("Rettede skabelonen {navn}", navn=EVENTS[event].label)
    with work.doing(title) as doing:
        subject = wording.subject.strip() if channel == EMAIL else ""
        own_id = template_id(doing.db, event, channel, language)
        before = doing.get("template", own_id)
        put = _next(doing, before, Wording(subject, wording.text.strip()))
        if before is None:
            key = {"event": event, "channel": channel, "language": language}
            doing.create("template", {**key, **put}, own_id)
        else:
            doing.set("template", own_id, put)
    return doing.changes


def reset(work: Work, event: str, channel: str, language: str) -> Changes:
    """Say an event in the usual words again; the school's own stay to be read and taken back."""
    if event not in EVENTS:
        raise BadInput(text("Der findes ingen beskeder af slagsen {slags}.", slags=event))
    title = text("Brugte standardteksten for {navn}", navn=EVENTS[event].label)
    with work.doing(title) as doing:
        own_id = template_id(doing.db, event, channel, language)
        if doing.get("template", own_id) is not None:
            doing.set("template", own_id, {"active": False})
    return doing.changes


def _next(doing: Doing, before: Mapping[str, Any] | None, wording: Wording) -> dict[str, Any]:
    """Return the values of a template that says this now, its versions with it."""
    past = list((before or {}).get("versions") or ())
    same = before is not None and (before.get("subject") or "", before["text"]) == (
        wording.subject,
        wording.text,
    )
    if not same or not past:
        version = {
            "id": new_id(doing.now),
            "n": len(past) + 1,
            "subject": wording.subject,
            "text": wording.text,
            "at": wire(doing.now),
            "by": doing.person.name,
        }
        past.append(version)
    return {
        "subject": wording.subject or None,
        "text": wording.text,
        "versions": past,
        "active": True,
    }
