from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from jd_desktop.domain.errors import BadInput, Missing, Offline
from jd_desktop.domain.message import ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.domain.payments_port import LINK, REFUND, SESSION, Document, Frozen, Made, Spent
from jd_desktop.integrations import stripe_bodies
from jd_desktop.integrations.stripe_account import StripeAccount
from jd_desktop.integrations.stripe_bodies import Bill
from jd_desktop.integrations.stripe_client import StripeClient
from tests.support.stripe_standin import BAD_CARD, KEY, POOR_KEY, StripeServed

BILL = Bill("req-1", "s1", "st1", "inv-1", 0, 155_000, "Faktura 7, Køreskolen Nord", email="e@a.dk")


def link(key: str = "k1", bill: Bill = BILL) -> Frozen:
    return Frozen(LINK, key, stripe_bodies.link(bill, thanks="Tak.", closed="Betalt."))


def session(key: str = "k2") -> Frozen:
    until = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251 - Stripe counts real seconds
    body = stripe_bodies.session(BILL, expires_at=until, back_to="https://nord.dk/tak")
    return Frozen(SESSION, key, body)


def made(outcome: object) -> Document:
    assert isinstance(outcome, Made)
    return outcome.document


@pytest.fixture
def client(stripe_at: StripeServed) -> Iterator[StripeClient]:
    with closing(StripeClient(StripeAccount(KEY, stripe_at.address, "test"))) as opened:
        yield opened


def test_a_link_is_paid_once_and_then_it_is_closed(
    client: StripeClient, stripe_at: StripeServed
) -> None:
    asked = made(client.make(link()))
    stripe_at.pay(asked["url"])
    (paid,) = client.sessions_of(asked["id"])
    assert (paid["payment_status"], paid["amount_total"]) == ("paid", 155_000)
    assert paid["metadata"]["jd_id"] == "req-1"
    assert "Betalt." in stripe_at.pay(asked["url"]).text


def test_the_same_request_twice_makes_one_link(
    client: StripeClient, stripe_at: StripeServed
) -> None:
    assert made(client.make(link()))["id"] == made(client.make(link()))["id"]
    assert len(stripe_at.state()["links"]) == 1


def test_a_key_used_for_something_else_is_spent(client: StripeClient) -> None:
    client.make(link())
    other = Bill("req-2", "s1", "st1", "inv-1", 0, 1_000, "Andet")
    assert isinstance(client.make(link(bill=other)), Spent)


@pytest.mark.parametrize(
    ("fault", "expected", "made_there"),
    [
        ("429", NothingSent, 0),
        ("503", Uncertain, 0),
        ("reset_before", Uncertain, 0),
        ("reset_after", Uncertain, 1),
        ("500_after", Uncertain, 1),
        ("cut_after", Uncertain, 1),
        ("500_stored", Uncertain, 0),
    ],
)
def test_each_fault_has_its_outcome_and_a_look_shows_the_truth(
    client: StripeClient, stripe_at: StripeServed, fault: str, expected: type, made_there: int
) -> None:
    stripe_at.fault(fault)
    assert isinstance(client.make(link()), expected)
    assert (client.find(LINK, "req-1") is not None) == bool(made_there)


def test_a_failure_that_is_kept_spends_its_key(
    client: StripeClient, stripe_at: StripeServed
) -> None:
    stripe_at.fault("500_stored")
    client.make(link())
    assert isinstance(client.make(link()), Spent)


def test_nobody_there_means_that_nothing_was_asked() -> None:
    with closing(StripeClient(StripeAccount(KEY, "http://127.0.0.1:1", "test"))) as client:
        assert isinstance(client.make(link()), NothingSent)
        with pytest.raises(Offline):
            client.find(LINK, "req-1")
        with pytest.raises(Offline):
            client.session("cs_test_1")


def test_a_session_can_be_read_closed_and_is_then_over(
    client: StripeClient, stripe_at: StripeServed
) -> None:
    asked = made(client.make(session()))
    assert client.session(asked["id"])["status"] == "open"
    assert made(client.close_session(asked["id"]))["status"] == "expired"
    assert isinstance(client.close_session(asked["id"]), Refused)
    assert "udløbet" in stripe_at.pay(f"/c/{asked['id']}").text


def test_a_closed_link_says_so(client: StripeClient, stripe_at: StripeServed) -> None:
    asked = made(client.make(link()))
    assert made(client.close_link(asked["id"]))["active"] is False
    assert "Betalt." in stripe_at.pay(asked["url"]).text


def test_a_declined_card_leaves_the_page_open(
    client: StripeClient, stripe_at: StripeServed
) -> None:
    asked = made(client.make(session()))
    assert "afvist" in stripe_at.pay(asked["url"], BAD_CARD).text
    assert client.session(asked["id"])["status"] == "open"


def test_a_refund_is_made_once_and_can_be_found(
    client: StripeClient, stripe_at: StripeServed
) -> None:
    asked = made(client.make(session()))
    stripe_at.pay(asked["url"])
    intent = client.session(asked["id"])["payment_intent"]
    body = stripe_bodies.refund("ref-1", "s1", intent=intent, amount_ore=5_000)
    first, again = (made(client.make(Frozen(REFUND, "k3", body))) for _ in range(2))
    assert first["id"] == again["id"]
    found = client.find(REFUND, "ref-1", under=intent)
    assert found is not None
    assert client.refund(found["id"])["amount"] == 5_000
    too_much = stripe_bodies.refund("ref-2", "s1", intent=intent, amount_ore=155_000)
    outcome = client.make(Frozen(REFUND, "k4", too_much))
    assert isinstance(outcome, Refused)
    assert "allerede" in str(outcome.reason)


def test_news_come_page_by_page_newest_first(client: StripeClient, stripe_at: StripeServed) -> None:
    for n in range(3):
        asked = made(client.make(session(f"n{n}")))
        stripe_at.do("expire", session_id=asked["id"])
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    rows, following = client.events(long_ago)
    assert len(rows) == 3
    assert {row["type"] for row in rows} == {"checkout.session.expired"}
    assert following == ""


def test_a_subscription_is_followed_and_ended(
    client: StripeClient, stripe_at: StripeServed
) -> None:
    body = stripe_bodies.monthly(BILL, back_to="https://nord.dk/tak")
    asked = made(client.make(Frozen(SESSION, "k5", body)))
    stripe_at.pay(asked["url"])
    begun = client.session(asked["id"])
    assert client.subscription(begun["subscription"])["status"] == "active"
    client.cancel_at_end(begun["subscription"], wanted=True)
    assert client.subscription(begun["subscription"])["cancel_at_period_end"] is True
    assert client.portal(begun["customer"], back_to="https://nord.dk").startswith(
        "http://127.0.0.1"
    )
    stripe_at.do("renew", subscription_id=begun["subscription"])
    assert client.subscription(begun["subscription"])["status"] == "canceled"


def test_a_dispute_can_be_read(client: StripeClient, stripe_at: StripeServed) -> None:
    asked = made(client.make(session()))
    stripe_at.pay(asked["url"])
    intent = client.session(asked["id"])["payment_intent"]
    dispute_id = stripe_at.do("dispute", intent_id=intent)["disputes"][0]["id"]
    assert client.dispute(dispute_id)["status"] == "needs_response"


def test_what_is_not_there_is_missing(client: StripeClient) -> None:
    with pytest.raises(Missing):
        client.session("cs_test_none")


def test_a_key_without_rights_is_told_which(client: StripeClient, stripe_at: StripeServed) -> None:
    assert client.check().ok
    with closing(StripeClient(StripeAccount(POOR_KEY, stripe_at.address, "test"))) as poor:
        assert isinstance(poor.make(link()), ChannelBroken)
        found = poor.check()
    assert not found.ok
    assert "Payment Links" in str(found.sentence)
    assert "Events" not in str(found.sentence)


def test_an_unknown_key_is_said(stripe_at: StripeServed) -> None:
    with closing(StripeClient(StripeAccount("rk_test_other", stripe_at.address, "test"))) as other:
        assert not other.check().ok
        assert isinstance(other.make(link()), ChannelBroken)


@pytest.mark.parametrize(
    ("key", "mode", "address", "says"),
    [
        ("", "test", "http://127.0.0.1:9", "stripe.api_key"),
        ("sk_live_x", "live", "https://api.stripe.com", "begrænset"),
        ("rk_live_x", "test", "https://api.stripe.com", "rigtige penge"),
        ("rk_test_x", "live", "https://api.stripe.com", "kun til test"),
        ("rk_live_x", "live", "http://127.0.0.1:9", "testserver"),
        ("pk_live_x", "live", "https://api.stripe.com", "ligner ikke"),
        ("rk_live_x", "live", "http://api.stripe.com", "sikker"),
    ],
)
def test_a_key_that_would_mix_test_and_live_is_refused(
    key: str, mode: str, address: str, says: str
) -> None:
    with pytest.raises(BadInput) as told:
        StripeClient(StripeAccount(key, address, mode))
    assert says in f"{told.value} {told.value.hint}"


def test_a_test_key_may_speak_with_stripe_itself() -> None:
    StripeClient(StripeAccount("rk_test_x", "https://api.stripe.com", "test")).close()


def test_the_sdk_comes_with_the_first_request() -> None:
    code = "import sys, jd_desktop.integrations.stripe_client; sys.exit('stripe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
