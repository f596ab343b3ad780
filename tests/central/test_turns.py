from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select

from jd_desktop.central import turns
from jd_desktop.central.database import writing
from jd_desktop.central.tables import claim
from jd_desktop.domain.clock import FixedClock
from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.central.turns import CentralTurns
from jd_desktop.integrations.http import http_client
from jd_desktop.protocol.turns import Lease
from tests.central.school import NOW, Device, School
from tests.central.served import Person, code

MINUTE = timedelta(minutes=1)


def lease(device: Device, seconds: int, after: timedelta = timedelta()) -> Lease:
    """Ask for the lease of automatic messages, some time after the beginning."""
    with writing(device.school.engine, device.school.id) as db:
        return turns.take_lease(db, device.sender, "automation", seconds, NOW + after)


def test_only_one_holds_a_lease_until_its_time_is_over(office: Device, laptop: Device) -> None:
    held = lease(office, 60)
    assert (held.mine, held.fence, held.holder) == (True, 1, "Lones laptop")
    refused = lease(laptop, 60, MINUTE / 2)
    assert (refused.mine, refused.fence, refused.holder) == (False, 1, "Lones laptop")
    assert lease(office, 60, MINUTE / 2).fence == 1
    assert lease(laptop, 60, MINUTE * 1.4).mine is False
    taken = lease(laptop, 60, MINUTE * 1.5)
    assert (taken.mine, taken.fence) == (True, 2)
    assert lease(office, 60, MINUTE * 1.6).mine is False


def test_a_holder_that_let_its_time_pass_begins_anew(office: Device) -> None:
    assert lease(office, 60).fence == 1
    assert lease(office, 60, MINUTE).fence == 2


def test_a_lease_is_given_back_only_by_who_holds_it(office: Device, laptop: Device) -> None:
    lease(office, 3600)
    assert lease(laptop, 0, MINUTE).holder == "Lones laptop"
    assert lease(office, 0, MINUTE).holder == ""
    assert lease(laptop, 60, MINUTE).mine


def test_each_key_is_won_once_and_asking_again_changes_nothing(
    office: Device, laptop: Device
) -> None:
    with writing(office.school.engine, office.school.id) as db:
        assert turns.make_claims(db, office.sender, ["a", "b"], NOW).won == ["a", "b"]
        again = turns.make_claims(db, laptop.sender, ["b", "c", "c"], NOW)
        assert (again.won, again.lost) == (["c"], ["b"])
        assert turns.make_claims(db, laptop.sender, ["b", "c"], NOW) == again
        assert turns.make_claims(db, laptop.sender, [], NOW).won == []


def test_another_schools_leases_and_claims_are_its_own(engine: Engine, office: Device) -> None:
    other = School(engine, "anden").device("Ida")
    lease(office, 60)
    assert lease(other, 60).fence == 1
    for device in (office, other):
        with writing(engine, device.school.id) as db:
            assert turns.make_claims(db, device.sender, ["a"], NOW).won == ["a"]


def test_of_eight_who_ask_at_once_one_wins(school: School) -> None:
    racers = [school.device(f"P{k}") for k in range(8)]
    start = Barrier(len(racers))

    def race(device: Device) -> tuple[bool, list[str]]:
        start.wait(20)
        held = lease(device, 60).mine
        with writing(school.engine, school.id) as db:
            return held, turns.make_claims(db, device.sender, ["k1", "k2"], NOW).won

    with ThreadPoolExecutor(len(racers)) as pool:
        ended = list(pool.map(race, racers))
    assert sum(held for held, _ in ended) == 1
    assert sorted(key for _, won in ended for key in won) == ["k1", "k2"]


def test_claims_of_more_than_400_days_ago_are_forgotten(office: Device) -> None:
    with writing(office.school.engine, office.school.id) as db:
        turns.make_claims(db, office.sender, ["old"], NOW - turns.KEPT - MINUTE)
        turns.make_claims(db, office.sender, ["new"], NOW)
        assert turns.forget_old_claims(db, office.school.id, NOW) == 1
        assert list(db.execute(select(claim.c.key)).scalars()) == ["new"]


def test_a_desktop_takes_its_turns_over_http(
    bo: Person, base: str, server_clock: FixedClock
) -> None:
    with CentralClient(http_client(base), bo.session["token"]) as central:
        own = CentralTurns(central.line)
        assert own.lease("automation", 60).mine
        assert own.claim([f"k{k}" for k in range(501)]) == {f"k{k}" for k in range(501)}
        assert own.lease("automation", 0).holder == ""


@pytest.mark.parametrize("name", ["A", "", "a b", "x" * 65])
def test_a_lease_without_a_proper_name_is_refused(bo: Person, name: str) -> None:
    answer = bo.http.post(f"/leases/{name}", json={"seconds": 60})
    assert code(answer)[0] in (400, 404, 405)


@pytest.mark.parametrize("seconds", [-1, 3601, "x"])
def test_a_lease_for_no_proper_time_is_refused(bo: Person, seconds: object) -> None:
    assert code(bo.http.post("/leases/a", json={"seconds": seconds})) == (400, "invalid")
