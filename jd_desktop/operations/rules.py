"""What people decide about what is told by itself: by school, type of booking and student."""

from __future__ import annotations

from collections.abc import Collection

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import CHANNELS, EVENTS
from jd_desktop.domain.language import text
from jd_desktop.domain.reminders import AHEAD
from jd_desktop.domain.rules import Rule, rule_id
from jd_desktop.operations.work import Work
from jd_desktop.store.school import rules, school_id

SHORTEST, LONGEST = 15, 60 * 24 * 60
"""How long ahead a booking may be told of, in minutes."""


def save(work: Work, rule: Rule) -> Changes:
    """Keep a rule; one without an id is another one for its event, as a second reminder is.

    Raises BadInput for an unknown event or channel, a rule that is on but tells by no channel,
    and a time ahead that is none.
    """
    _refuse_unusable(rule)
    with work.doing(text("Rettede regler for {navn}", navn=EVENTS[rule.event].label)) as doing:
        values = {
            "event": rule.event,
            "channels": sorted(rule.channels),
            "lead_minutes": rule.lead_minutes if rule.event in AHEAD else None,
            "types": sorted(rule.types),
            "active": rule.active,
        }
        known = {r.id for r in rules(doing.db)}
        school, n = school_id(doing.db), 1
        while not rule.id and rule_id(school, rule.event, n) in known:
            n += 1
        row_id = rule.id or rule_id(school, rule.event, n)
        if doing.get("message_rule", row_id) is None:
            doing.create("message_rule", values, row_id)
        else:
            doing.set("message_rule", row_id, values)
    return doing.changes


def turn_off(work: Work, kind: str, row_id: str, events: Collection[str]) -> Changes:
    """Say which events a type of booking, or a student, is not told of; all others are on."""
    if kind not in ("booking_type", "student"):
        raise BadInput(text("Beskeder kan slås fra for en type booking eller en elev."))
    unknown = [event for event in events if event not in EVENTS]
    if unknown:
        raise BadInput(text("Der findes ingen beskeder af slagsen {slags}.", slags=unknown[0]))
    with work.doing(text("Valgte, hvad der skrives om")) as doing:
        doing.need(kind, row_id)
        doing.set(kind, row_id, {"messages_off": sorted(set(events))})
    return doing.changes


def _refuse_unusable(rule: Rule) -> None:
    if rule.event not in EVENTS:
        raise BadInput(text("Der findes ingen beskeder af slagsen {slags}.", slags=rule.event))
    if any(channel not in CHANNELS for channel in rule.channels):
        raise BadInput(text("Vælg SMS eller e-mail."))
    if rule.active and not rule.channels:
        raise BadInput(text("Vælg, om beskeden går ud som SMS, e-mail eller begge dele."))
    if rule.event in AHEAD and not SHORTEST <= rule.lead_minutes <= LONGEST:
        raise BadInput(
            text("Beskeden kan gå ud fra et kvarter til 60 dage før."),
            hint=text("Vælg, hvor lang tid før den skal gå ud."),
        )
