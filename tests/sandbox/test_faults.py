from __future__ import annotations

import json

import httpx
import pytest

from jd_desktop.sandbox.faults import LOOKING, SENDING, Faults
from tests.support.standin import ACCOUNT, SECRET, StandIn

HOME = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
FIELDS = {"To": "+4520304050", "From": "Koreskole", "Body": "Hej"}


def sends(twilio: StandIn) -> httpx.Response:
    return twilio.control.post(HOME, data=FIELDS, auth=(ACCOUNT, SECRET))


@pytest.mark.parametrize(("fault", "taken"), [("reset_before", 0), ("reset_after", 1)])
def test_a_reset_is_a_reset_and_no_answer(twilio: StandIn, fault: str, taken: int) -> None:
    twilio.fault(fault)
    with pytest.raises(httpx.ReadError):
        sends(twilio)
    assert len(twilio.messages()) == taken
    assert sends(twilio).status_code == 201


@pytest.mark.parametrize(
    ("fault", "status", "code", "taken"),
    [
        ("429", 429, 20429, 0),
        ("daily_limit", 429, 63038, 0),
        ("503", 503, 20503, 0),
        ("500_after", 500, 20500, 1),
    ],
)
def test_a_fault_is_told_in_twilios_words(
    twilio: StandIn, fault: str, status: int, code: int, taken: int
) -> None:
    twilio.fault(fault)
    answer = sends(twilio)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("Retry-After" in answer.headers) == (status == 429)
    assert len(twilio.messages()) == taken


def test_an_answer_that_is_cut_is_half_an_answer(twilio: StandIn) -> None:
    twilio.fault("cut_after")
    answer = sends(twilio)
    assert answer.status_code == 201
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(twilio.messages()) == 1


def test_a_look_up_can_fail_too(twilio: StandIn) -> None:
    twilio.control.post("/_control/faults", json={"next_looks": ["503"]})
    assert sends(twilio).status_code == 201
    seen = [twilio.control.get(HOME, auth=(ACCOUNT, SECRET)).status_code for _ in range(2)]
    assert seen == [503, 200]


def test_each_call_is_remembered_even_one_without_an_answer(twilio: StandIn) -> None:
    twilio.fault("reset_after")
    with pytest.raises(httpx.ReadError):
        sends(twilio)
    (said,) = twilio.traffic()
    assert (said["fields"], said["status"], said["answer"]) == (FIELDS, 0, None)


def test_a_fault_that_does_not_exist_is_no_silent_success(twilio: StandIn) -> None:
    told = twilio.control.post("/_control/faults", json={"next": ["rest_after"]})
    assert told.status_code == 400
    assert "rest_after" in told.json()["error"]
    assert sends(twilio).status_code == 201


def test_the_same_seed_draws_the_same_faults() -> None:
    drawn = []
    for _ in range(2):
        faults = Faults()
        faults.tell({"rates": {"429": 0.3, "slow": 0.2}, "seed": 7})
        drawn.append([faults.of_send() for _ in range(200)])
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) == {"", "429", "slow"}


def test_what_is_ordered_comes_before_what_is_drawn() -> None:
    faults = Faults()
    faults.tell({"next": ["503", ""], "rates": {"429": 1.0}})
    assert [faults.of_send() for _ in range(3)] == ["503", "", "429"]


def test_whatever_can_befall_a_look_up_can_befall_a_send() -> None:
    assert LOOKING < SENDING
