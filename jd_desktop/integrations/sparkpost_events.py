"""SparkPost's events: what became of messages, page by page, for ten days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import text
from jd_desktop.domain.message import RANKS
from jd_desktop.domain.ports import EmailEvent, EmailStatus
from jd_desktop.integrations.http import JsonLine, Unanswered, parameter
from jd_desktop.integrations.sparkpost_codes import EVENTS, document, event

PATH = "/api/v1/events/message"
KEPT = timedelta(days=10)
_PER_PAGE, _PAGES = 1000, 20
_FIRST = "initial"
_OK = 200


class SparkPostEvents:
    """Asks SparkPost what became of messages."""

    def __init__(self, line: JsonLine, clock: Clock):
        """Take the way to SparkPost, and the time: it keeps events for ten days."""
        self._line, self._clock = line, clock

    def events(self, since: datetime, cursor: str = "") -> tuple[tuple[EmailEvent, ...], str]:
        """Return a page of events from `since` on, and the cursor of the next page, "" at the end.

        A cursor belongs to its `since`. Raises Offline where SparkPost cannot be asked now.
        """
        rows, following = self._page(cursor or _FIRST, since=since)
        return tuple(told for row in rows if (told := event(row)) is not None), following

    def of_recipient(self, address: str, since: datetime) -> list[EmailEvent]:
        """Return all events of an address from `since` on; raises Offline."""
        return self._all(since, recipients=address)

    def of_transmission(self, transmission_id: str) -> list[EmailEvent]:
        """Return all events of a transmission; raises Offline."""
        return self._all(self._clock.now() - KEPT, transmissions=transmission_id)

    def ask(self) -> int:
        """Ask for a single event; returns the status, raises Unanswered."""
        return self._line.get(PATH, events=EVENTS[0], per_page=1).status

    def _all(self, since: datetime, **filters: str) -> list[EmailEvent]:
        found: list[EmailEvent] = []
        cursor = _FIRST
        for _ in range(_PAGES):
            rows, cursor = self._page(cursor, since=since, **filters)
            found += (told for row in rows if (told := event(row)) is not None)
            if not cursor:
                return found
        raise _unanswered("too many pages")

    def _page(self, cursor: str, *, since: datetime, **filters: str) -> tuple[list[Any], str]:
        begins = max(since, self._clock.now() - KEPT).astimezone(UTC)
        asked = {"from": begins.strftime("%Y-%m-%dT%H:%M:%SZ"), "events": ",".join(EVENTS)}
        try:
            answer = self._line.get(PATH, per_page=_PER_PAGE, cursor=cursor, **asked, **filters)
        except Unanswered as e:
            raise _unanswered(str(e)) from e
        told = document(answer)
        rows = told.get("results")
        if answer.status != _OK or not isinstance(rows, list):
            raise _unanswered(str(answer.status))
        return rows, _following(told.get("links"))


def fold(events: Iterable[EmailEvent]) -> EmailStatus | None:
    """Return what events of one message come to: the highest state, and all that was said."""
    told = [event.status for event in sorted(events, key=lambda event: event.at)]
    if not told:
        return None
    top = max(told, key=lambda status: RANKS[status.state])
    return replace(
        top,
        complained=any(status.complained for status in told),
        unwanted=any(status.unwanted for status in told),
        lasting=any(status.lasting for status in told),
    )


def _following(links: Any) -> str:
    """Return the next page's cursor alone: an address in an answer is nowhere to send a key."""
    following = links.get("next") if isinstance(links, dict) else None
    if not isinstance(following, str):
        return ""
    return parameter(following, "cursor")


def _unanswered(detail: str) -> Offline:
    return Offline(text("SparkPost kan ikke spørges lige nu."), detail=detail)
