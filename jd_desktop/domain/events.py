"""What a school tells its students of: each event, what its templates may say, what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jd_desktop.domain.language import Text, text
from jd_desktop.domain.placeholders import ALWAYS, LESSON, PLACES, Place

SMS, EMAIL = "sms", "email"
CHANNELS = (SMS, EMAIL)
LANGUAGES = ("da", "en")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth a message; `usual` are the channels where the school has said nothing.

    `leads` are the minutes ahead at which it is told: none where it is told as it happens.
    """

    name: str
    label: Text
    places: tuple[str, ...]
    usual: tuple[str, ...] = ()
    leads: tuple[int, ...] = ()

    @property
    def catalogue(self) -> tuple[Place, ...]:
        """The places that its templates may use, in the order in which they are offered."""
        return tuple(PLACES[name] for name in (*self.places, *ALWAYS))


_EVENTS = (
    Event("confirmed", text("Booking bekræftet"), LESSON, (SMS,)),
    Event("moved", text("Booking flyttet"), LESSON, (SMS,)),
    Event("cancelled", text("Booking aflyst"), LESSON, (SMS,)),
    Event("digest", text("Flere ændringer på én gang"), ("liste",), (SMS,)),
    Event("reminder", text("Påmindelse"), LESSON, (SMS,), (_DAY,)),
    Event("gap_offer", text("Tilbud om en ledig tid"), (*LESSON, "frist"), (SMS,)),
    Event("document_missing", text("Papirer mangler"), ("papirer", "frist"), (), (7 * _DAY,)),
    Event("test_countdown", text("Prøven nærmer sig"), (*LESSON, "dage"), (), (7 * _DAY,)),
    Event("invoice", text("Faktura"), ("fakturanr", "beløb", "frist", "betalingslink"), (EMAIL,)),
    Event("payment_link", text("Betalingslink"), ("beløb", "frist", "betalingslink"), (SMS,)),
    Event("receipt", text("Kvittering"), ("fakturanr", "beløb", "betalt"), (EMAIL,)),
    Event("welcome", text("Velkomst"), ("kørelærer",)),
    Event("announcement", text("Meddelelse"), ()),
)
EVENTS: Mapping[str, Event] = {event.name: event for event in _EVENTS}

ABOUT_BOOKINGS = frozenset({"confirmed", "moved", "cancelled"})
"""Told as a booking changes, and of several that change at once in one message."""
