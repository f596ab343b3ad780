"""One message to many: to whom it goes, once each, and stopped in the middle."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.events import EMAIL, SMS
from jd_desktop.domain.language import text
from jd_desktop.domain.recipients import Filter
from jd_desktop.domain.tariff import Tariff
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import broadcasts, students
from jd_desktop.operations.broadcasts import Draft
from jd_desktop.queries.broadcasts import Asked, BroadcastRow, Reach, broadcast_list, reach
from tests.outbox.school import School

TARIFF = Tariff(35, "Twilio", date(2026, 11, 23), "estimate", "unverified")
HELLO = Wording("", "Hej {fornavn}. Vi holder lukket i morgen.")


def crowd(school: School, n: int) -> list[str]:
    with school.work.doing(text("Elever")) as doing:
        return [
            doing.create(
                "student",
                {"first_name": f"Elev {k:04}", "phone": f"+45300{k:05}", "active": True},
                f"s{k:04}",
            )
            for k in range(n)
        ]


def written(school: School, **more: object) -> str:
    draft = Draft("Lukket", SMS, HELLO, Filter(), **more)  # type: ignore[arg-type]  # of a test
    (broadcast_id,) = broadcasts.save(school.work, draft).touched["broadcast"]
    return broadcast_id


def advance(school: School, *, at_once: int = 100) -> None:
    while broadcasts.advance(school.work, at_once=at_once):
        pass


def row(school: School, broadcast_id: str) -> BroadcastRow:
    with school.reading() as db:
        return next(r for r in broadcast_list(db) if r.id == broadcast_id)


def reached(school: School, wanted: Filter, channel: str = SMS, **more: object) -> Reach:
    words = HELLO if channel == SMS else Wording("Lukket", HELLO.text)
    with school.reading() as db:
        return reach(db, Asked(channel, words, wanted, **more), tariff=TARIFF)  # type: ignore[arg-type]  # of a test


def queued(school: School) -> list[str]:
    return [j.payload for j in school.jobs() if j.state == "queued"]


def test_each_gets_it_once_in_their_own_name(school: School) -> None:
    broadcast = written(school)
    advance(school)
    assert queued(school) == [], "a draft goes nowhere"
    broadcasts.start(school.work, broadcast)
    advance(school)
    assert sorted(queued(school)) == [
        "Hej Ida. Vi holder lukket i morgen.", "Hej Mia. Vi holder lukket i morgen.",
    ]  # fmt: skip
    assert (row(school, broadcast).state, row(school, broadcast).waiting) == ("done", 2)
    assert {j.dedupe_key for j in school.jobs()} == {
        f"b:{broadcast}:{s}:sms" for s in (school.mia, school.ida)
    }


def test_many_are_queued_a_few_at_a_time(school: School) -> None:
    crowd(school, 25)
    broadcast = written(school)
    broadcasts.start(school.work, broadcast)
    for so_far in (10, 20):
        broadcasts.advance(school.work, at_once=10)
        assert (row(school, broadcast).waiting, row(school, broadcast).state) == (so_far, "going")
    advance(school, at_once=10)
    assert (row(school, broadcast).waiting, row(school, broadcast).state) == (27, "done")


def test_stopped_in_the_middle_nothing_more_leaves(school: School) -> None:
    crowd(school, 25)
    broadcast = written(school)
    broadcasts.start(school.work, broadcast)
    broadcasts.advance(school.work, at_once=10)
    school.end(school.jobs()[0].id, "delivered")
    broadcasts.stop(school.work, broadcast)
    assert queued(school) == [], "at once, whatever has still to be written down"
    advance(school, at_once=4)
    found = row(school, broadcast)
    assert (found.state, found.arrived, found.stopped, found.waiting) == ("stopped", 1, 9, 0)


def test_started_again_it_reaches_those_who_did_not_get_it(school: School) -> None:
    broadcast = written(school)
    broadcasts.start(school.work, broadcast)
    advance(school)
    school.end(school.jobs()[0].id, "delivered")
    broadcasts.stop(school.work, broadcast)
    broadcasts.start(school.work, broadcast)
    advance(school)
    assert len(queued(school)) == 1
    assert (row(school, broadcast).arrived, row(school, broadcast).waiting) == (1, 1)


def test_it_waits_for_its_time_and_is_not_sent_a_day_late(school: School) -> None:
    at = school.at(1, 12)
    first, second = written(school, send_at=at), written(school, send_at=at)
    broadcasts.start(school.work, first)
    advance(school)
    assert queued(school) == []
    school.later(days=1, hours=4)
    advance(school)
    assert len(queued(school)) == 2
    broadcasts.start(school.work, second)
    school.later(days=2)
    advance(school)
    assert row(school, second).state == "stopped"


def test_who_must_not_or_cannot_get_it_is_left_out_and_it_is_said_why(school: School) -> None:
    crowd(school, 5)
    for who, values in (
        ("s0000", {"phone": ""}), ("s0001", {"sms_refused": True}),
        ("s0002", {"messages_off": ["announcement"]}), ("s0003", {"phone": "+4520000001"}),
    ):  # fmt: skip
        students.edit(school.work, who, {"first_name": who, **values})
    found = reached(school, Filter(), excluded=(school.ida,))
    assert [r.name for r in found.going] == ["Elev 0004", "Mia"]
    assert {str(why) for _, why in found.left_out} == {
        "Har intet telefonnummer.", "Ønsker ikke SMS.", "Ønsker ikke denne slags beskeder.",
        "Samme nummer eller adresse som en anden elev.", "Valgt fra.",
    }  # fmt: skip
    assert (found.parts, found.price_ore) == (2, 70)
    assert found.sample.endswith("Vi holder lukket i morgen.")


def test_by_mail_there_is_no_price_and_other_reasons(school: School) -> None:
    found = reached(school, Filter(), EMAIL)
    assert {str(why) for _, why in found.left_out} == {"Har ingen e-mailadresse."}
    assert (found.parts, found.price_ore) == (0, 0)


def names(school: School, **wanted: object) -> list[str]:
    return [r.name for r in reached(school, Filter(**wanted)).going]  # type: ignore[arg-type]  # of a test


def test_a_filter_asks_for_what_the_school_knows(school: School) -> None:
    students.edit(
        school.work, school.ida,
        {"first_name": "Ida", "tags": ["nat"], "instructor_id": school.bo, "department_id": "d"},
    )  # fmt: skip
    school.book(day=1)
    assert names(school, tag="nat") == ["Ida"]
    assert names(school, instructor_id=school.bo) == ["Ida"]
    assert names(school, department_id="d") == ["Ida"]
    assert names(school, missing="birth_date") == ["Ida", "Mia"]
    assert names(school, missing="phone") == []
    soon = {"since": school.at(0, 0), "until": school.at(2, 0)}
    assert names(school, **soon) == ["Mia"]
    assert names(school, **soon, without_booking=True) == ["Ida"]
    assert names(school, since=school.at(2, 0)) == []
    students.archive(school.work, school.ida)
    assert names(school) == ["Mia"]
    assert names(school, active=False) == ["Ida", "Mia"]


def test_a_filter_is_kept_as_it_was_chosen() -> None:
    wanted = Filter(tag="nat", missing="email", without_booking=True, active=False)
    assert Filter.read(wanted.written()) == wanted
    assert Filter.read({"active": True, "stars": "unknown"}) == Filter()


@pytest.mark.parametrize(
    "draft",
    [
        Draft(" ", SMS, HELLO, Filter()),
        Draft("x", "pigeon", HELLO, Filter()),
        Draft("x", SMS, Wording("", "Hej {tid}"), Filter()),
        Draft("x", EMAIL, HELLO, Filter()),
    ],
)
def test_what_cannot_be_sent_is_not_kept(school: School, draft: Draft) -> None:
    with pytest.raises(BadInput):
        broadcasts.save(school.work, draft)


def test_what_has_left_is_not_rewritten(school: School) -> None:
    broadcast = written(school)
    broadcasts.start(school.work, broadcast)
    with pytest.raises(Refused):
        broadcasts.save(school.work, Draft("Ny", SMS, HELLO, Filter()), broadcast)
    with pytest.raises(Refused):
        broadcasts.start(school.work, broadcast)


def test_at_night_it_is_said_that_people_sleep(school: School) -> None:
    late = reached(school, Filter(), send_at=school.at(1, 22))
    assert "ro" in str(late.cautions[-1])
    assert not reached(school, Filter(), send_at=school.at(1, 12)).cautions


def test_another_computer_does_not_queue_what_this_one_does(school: School) -> None:
    with school.work.doing(text("Fra centralen"), undoable=False) as doing:
        doing.create(
            "broadcast",
            {
                "name": "Andres", "channel": SMS, "text": "Hej", "state": "going",
                "send_at": wire(school.clock.now() - timedelta(minutes=1)),
            },
        )  # fmt: skip
    advance(school)
    assert queued(school) == []
