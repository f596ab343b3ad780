from __future__ import annotations

from jd_desktop.queries.booking_card import booking_card
from tests.outbox.school import School


def test_a_card_tells_people_and_messages(school: School) -> None:
    made = school.book()
    with school.reading() as db:
        card = booking_card(db, made)
    assert card is not None
    assert card.phones == (("Mia", "+4520000001"),)
    assert [(m.event, m.state, m.student) for m in card.messages] == [
        ("confirmed", "queued", "Mia")
    ]
    assert (card.booked_by, card.rivals, card.parked_conflict_id) == ("Lone", (), "")
    assert not card.waits_to_be_sent


def test_a_card_names_its_rival_and_who_came_second(school: School) -> None:
    first, later = school.book(), school.book(school.ida, hour=11)
    with school.reading() as db:
        one, other = booking_card(db, first), booking_card(db, later)
    assert one is not None
    assert other is not None
    assert [(r.tile.id, r.mine_is_later, r.resource_name) for r in one.rivals] == [
        (later, False, "Ali Hansen")
    ]
    assert [(r.tile.id, r.mine_is_later) for r in other.rivals] == [(first, True)]


def test_what_is_gone_has_no_card(school: School) -> None:
    with school.reading() as db:
        assert booking_card(db, "nothing") is None
