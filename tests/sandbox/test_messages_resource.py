from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain import message
from jd_desktop.sandbox.segments import segments
from tests.support.standin import ACCOUNT, SECRET, StandIn

HOME = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
SERVICE = "MG" + "0" * 32


class Customer:
    """Speaks Twilio's wire format with the stand-in, without an SDK between."""

    def __init__(self, standin: StandIn):
        self._http = httpx.Client(
            base_url=standin.address, auth=(ACCOUNT, SECRET), trust_env=False, timeout=10
        )

    def posts(self, path: str = f"{HOME}.json", **fields: str) -> httpx.Response:
        return self._http.post(path, data=fields)

    def sends(self, body: str = "Hej", to: str = "+4520304050", **fields: str) -> dict[str, Any]:
        return told(self.posts(**{"To": to, "Body": body, "From": "Koreskole", **fields}), 201)

    def asks(self, path: str, **query: str) -> httpx.Response:
        return self._http.get(path, params=query or None)

    def lists(self, **query: str) -> list[str]:
        """Return the texts of a list, all its pages."""
        page = told(self.asks(f"{HOME}.json", **query))
        found = [m["body"] for m in page["messages"]]
        while page["next_page_uri"]:
            page = told(self.asks(page["next_page_uri"]))
            found += [m["body"] for m in page["messages"]]
        return found

    def close(self) -> None:
        self._http.close()


def told(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture
def customer(twilio: StandIn) -> Iterator[Customer]:
    made = Customer(twilio)
    yield made
    made.close()


def test_a_message_goes_a_step_on_each_time_it_is_looked_at(customer: Customer) -> None:
    path = customer.sends()["uri"]
    seen = [told(customer.asks(path))["status"] for _ in range(4)]
    assert seen == ["queued", "sent", "delivered", "delivered"]


def test_every_message_goes_a_step_on_when_told(customer: Customer, twilio: StandIn) -> None:
    customer.sends()
    customer.sends(to="+15005550008")
    for _ in range(2):
        twilio.control.post("/_control/advance")
    arrived, lost = twilio.messages()
    assert arrived["status"] == "delivered"
    assert (lost["status"], lost["error_code"]) == ("undelivered", 30003)


def test_the_list_is_newest_first_and_paged_without_losing_its_filter(customer: Customer) -> None:
    for k in range(5):
        customer.sends(f"{k}")
        customer.sends(f"other {k}", to="+4599999999")
    assert customer.lists(To="+4520304050", PageSize="2") == ["4", "3", "2", "1", "0"]
    assert customer.lists(From="Nobody") == []
    assert len(customer.lists()) == 10


def test_the_list_knows_when_messages_were_sent(customer: Customer, twilio: StandIn) -> None:
    customer.sends("sent")
    twilio.control.post("/_control/advance")
    customer.sends("still queued")
    assert customer.lists(**{"DateSent>": "2020-01-01"}) == ["sent"]
    assert customer.lists(**{"DateSent<": "2020-01-01T00:00:00Z"}) == []
    assert customer.lists(DateSent="2020-01-01") == []


def test_only_what_is_scheduled_can_be_cancelled(customer: Customer) -> None:
    later = customer.sends(
        MessagingServiceSid=SERVICE, ScheduleType="fixed", SendAt="2030-01-01T00:00:00Z"
    )
    assert later["status"] == "scheduled"
    assert told(customer.posts(later["uri"], Status="canceled"))["status"] == "canceled"
    queued = customer.sends()
    assert told(customer.posts(queued["uri"], Status="canceled"), 409)["code"] == 30409


def test_another_accounts_messages_are_not_there(customer: Customer) -> None:
    sid = customer.sends()["sid"]
    elsewhere = f"/2010-04-01/Accounts/AC{'9' * 32}/Messages"
    assert told(customer.asks(f"{elsewhere}/{sid}.json"), 404)["code"] == 20404
    assert told(customer.asks(f"{elsewhere}.json"))["messages"] == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": "+15005550001"}, 21211),
        ({"To": "+15005550002"}, 21612),
        ({"To": "+15005550003"}, 21408),
        ({"To": "+15005550004"}, 21610),
        ({"To": "+15005550009"}, 21614),
        ({"To": "20304050"}, 21211),
        ({"From": "+15005550001"}, 21212),
        ({"From": "+15005550007"}, 21606),
        ({"From": "Køreskole"}, 21212),
        ({"From": "Much too long a name"}, 21212),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
    ],
)
def test_what_twilio_refuses_is_refused_in_its_own_words(
    customer: Customer, twilio: StandIn, fields: dict[str, str], code: int
) -> None:
    good = {"To": "+4520304050", "From": "Koreskole", "Body": "Hej"}
    problem = told(customer.posts(**{**good, **fields}), 400)
    assert problem.keys() == {"code", "message", "more_info", "status"}
    assert (problem["code"], problem["status"]) == (code, 400)
    assert problem["more_info"].endswith(f"/{code}")
    assert twilio.messages() == []


@pytest.mark.parametrize("header", ["", "Basic", "Basic %%%", "Basic /w==", "Bearer x"])
def test_a_stranger_is_told_so_as_twilio_does(twilio: StandIn, header: str) -> None:
    answer = twilio.control.get(f"{HOME}.json", headers={"Authorization": header})
    assert told(answer, 401)["code"] == 20003


def test_what_is_not_there_is_said_as_twilio_does(customer: Customer) -> None:
    assert told(customer.asks(f"{HOME}/SM{'0' * 32}.json"), 404)["code"] == 20404
    assert told(customer.asks("/2010-04-01/Nonsense.json"), 404)["code"] == 20404


def test_a_restart_forgets_nothing_though_the_last_line_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    first = StandIn(file)
    customer = Customer(first)
    path = customer.sends("kept")["uri"]
    customer.asks(path)
    customer.close()
    first.stop()
    with file.open("a", encoding="utf-8") as open_file:
        open_file.write('{"sid": "SM')
    second = StandIn(file)
    customer = Customer(second)
    assert told(customer.asks(path))["status"] == "sent"
    assert customer.lists() == ["kept"]
    customer.close()
    second.stop()


def test_each_kind_of_answer_is_one_that_twilio_describes(
    customer: Customer, twilio: StandIn, vendor_contract: ModuleType
) -> None:
    made = customer.sends(
        MessagingServiceSid=SERVICE, ScheduleType="fixed", SendAt="2030-01-01T00:00:00Z"
    )
    for k in range(3):
        customer.sends(f"{k}")
    customer.asks(made["uri"])
    customer.lists(To="+4520304050", PageSize="2")
    customer.posts(made["uri"], Status="canceled")
    said = twilio.traffic()
    assert {(t["method"], t["path"] == f"{HOME}.json") for t in said} == {
        ("POST", True), ("POST", False), ("GET", True), ("GET", False),
    }  # fmt: skip
    for t in said:
        call = ("twilio", t["method"], t["path"])
        assert vendor_contract.problems_in_response(*call, t["status"], t["answer"]) == []
        if t["method"] == "GET":  # the addresses of further pages are the stand-in's
            assert vendor_contract.problems_in_request(*call, query=t["query"]) == []


@given(st.text(st.sampled_from("abæå€[ê–😀\n "), max_size=400))
def test_the_vendors_count_of_segments_is_ours(body: str) -> None:
    assert segments(body) == message.segments(body).count


def test_the_page_says_test_and_shows_texts_as_texts(customer: Customer, twilio: StandIn) -> None:
    customer.sends("<img src=x onerror=alert(1)> & co")
    page = twilio.control.get("/").text
    assert "TEST" in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; co" in page
