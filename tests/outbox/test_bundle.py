"""Several changes of one student's bookings, told in one SMS where they leave at one time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import DANISH, text
from jd_desktop.domain.message import Accepted, NothingSent, Outcome, Refused, Uncertain
from jd_desktop.operations import bookings, messages
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from jd_desktop.outbox.claim import Claimed
from jd_desktop.queries.conversation import conversation
from jd_desktop.queries.messages import outbox_list
from tests.outbox.jobs import finish, states, take
from tests.outbox.school import School


def three(school: School) -> list[str]:
    """Three lessons booked one after the other, within the minute."""
    made = []
    for day in (1, 2, 3):
        made.append(school.book(day=day))
        school.later(seconds=20)
    return made


def leaves(school: School) -> Claimed:
    school.later(minutes=2)
    taken = take(school)
    assert taken is not None
    return taken


def told(school: School) -> list[str]:
    """How the messages stand once everything has been kept up with."""
    take(school)
    return sorted(m.state for m in school.messages())


def refused() -> Outcome:
    return Refused("21617", text("Beskeden er for lang."))


def test_three_lessons_booked_in_a_minute_are_one_sms(school: School) -> None:
    three(school)
    assert take(school) is None, "the first waits for the last"
    taken = leaves(school)
    assert taken.slip.text == (
        "Hej Mia. Dine tider: køretime tirs. 24. nov. 11.00 (booket), køretime ons. 25. nov."
        " 11.00 (booket), køretime tors. 26. nov. 11.00 (booket). Hilsen Nordre"
    )
    assert sorted(states(school)) == ["merged", "merged", "sending"]
    finish(school, taken, Accepted("SM1"))
    assert told(school) == ["accepted"] * 3
    assert take(school) is None, "nothing else leaves"
    with school.reading() as db:
        (line,) = conversation(db, school.mia)
    assert line.text == taken.slip.text, "what was said is shown, once"


def test_each_says_what_became_of_it(school: School) -> None:
    first, second, _ = three(school)
    taken = leaves(school)
    finish(school, taken, Accepted("SM1"))
    school.move(first, day=1, hour=14)
    bookings.cancel(school.work, second, by="school")
    body = leaves(school).slip.text
    assert "køretime tirs. 24. nov. 15.00 (flyttet hertil)" in body
    assert "køretime ons. 25. nov. 11.00 (aflyst)" in body


def test_what_is_undone_in_time_is_not_in_it(school: School) -> None:
    three(school)
    undo(school.work, school.last.action.n)
    body = leaves(school).slip.text
    assert "tors. 26." not in body
    assert "ons. 25." in body


def test_one_alone_is_said_in_its_own_words(school: School) -> None:
    school.book()
    assert leaves(school).slip.text.startswith("Hej Mia. Din køretime er")


def test_another_student_has_their_own(school: School) -> None:
    school.book()
    school.book(school.ida, day=2)
    assert "Ida" not in leaves(school).slip.text


def test_three_moves_of_one_lesson_are_one_message_of_where_it_stands(school: School) -> None:
    booking = school.book()
    finish(school, leaves(school), Accepted("SM1"))
    for hour in (12, 14, 15):
        school.move(booking, hour=hour)
        school.later(seconds=15)
    assert leaves(school).slip.text == (
        "Hej Mia. Din køretime er flyttet til tirs. 24. nov. kl. 16.00 med Ali. Nordre"
    )
    assert take(school) is None


def test_where_nothing_left_each_is_on_its_own_and_is_told_as_it_then_stands(
    school: School,
) -> None:
    first, _, _ = three(school)
    finish(school, leaves(school), NothingSent())
    school.move(first, day=5)
    school.later(minutes=2)
    said = []
    while (taken := take(school)) is not None:
        said.append(taken.slip.text)
        finish(school, taken, Accepted(f"SM{len(said)}"))
        school.later(seconds=30)
    assert "tirs. 24." not in " ".join(said)
    for day in ("ons. 25.", "tors. 26.", "lør. 28."):
        assert " ".join(said).count(day) == 1


def test_a_refusal_is_every_ones_and_each_can_be_sent_again(school: School) -> None:
    three(school)
    finish(school, leaves(school), refused())
    assert told(school) == ["failed"] * 3
    assert states(school) == ["failed"] * 3
    for job in school.jobs():
        messages.retry(school.work, job.id)
    again = take(school)
    assert again is not None
    assert "Dine tider" in again.slip.text


def test_what_is_uncertain_is_so_for_all_and_is_not_sent_again(school: School) -> None:
    first, _, _ = three(school)
    finish(school, leaves(school), Uncertain())
    school.move(first, day=5)
    school.later(minutes=2)
    assert take(school) is None, "news of a lesson wait until it is known what was said of it"


def test_the_list_says_that_it_went_with_another(school: School) -> None:
    three(school)
    finish(school, leaves(school), Accepted("SM1"))
    with school.reading() as db:
        merged = [r for r in outbox_list(db) if r.state == "merged"]
    assert {str(r.reason) for r in merged} == {"Sendt sammen med en anden besked."}


def test_a_message_waits_no_longer_than_some_minutes_for_more(school: School) -> None:
    for day in range(1, 12):
        school.book(day=day)
        school.later(seconds=50)
    assert take(school) is not None


OUTCOMES = st.lists(st.sampled_from(["accepted", "nothing", "refused"]), min_size=1, max_size=3)


@settings(max_examples=15)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True), OUTCOMES)
def test_however_it_goes_every_lesson_is_told_of_once_or_is_seen_to_have_failed(
    school: School, days: list[int], outcomes: list[str]
) -> None:
    school.later(days=10)  # after the lessons of the run before
    school.began = school.clock.now().replace(hour=8, minute=0)
    before = {m.id for m in school.messages()}
    for day in days:
        school.book(day=day, hour=10)
        school.later(seconds=10)
    said, left = "", list(outcomes)
    school.later(minutes=2)
    while (taken := take(school)) is not None:
        how = left.pop(0) if left else "accepted"
        if how == "accepted":
            said += taken.slip.text
        outcome = {"nothing": NothingSent(), "refused": refused()}.get(how)
        finish(school, taken, outcome or Accepted(taken.attempt_id))
        school.later(minutes=31)
    mine = [m for m in school.messages() if m.id not in before]
    arrived = [m for m in mine if m.state == "accepted"]
    assert len(arrived) + len([m for m in mine if m.state == "failed"]) == len(days)
    for message in arrived:
        with school.reading() as db:
            booking = entity(db, "booking", message.booking_id)
        assert (
            said.count(DANISH.when(instant(booking["starts"])))
            + said.count(DANISH.day(instant(booking["starts"])) + " kl.")
            == 1
        )
