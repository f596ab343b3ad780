"""What the stand-in for Stripe does as Stripe does, and what a person sees of it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from jd_desktop.sandbox.stripe_form import decode
from tests.support.contract import Hold
from tests.support.stripe_standin import GOOD_CARD, KEY, POOR_KEY, StripeServed, stripe_served

LINK = {
    "line_items[0][price_data][currency]": "dkk",
    "line_items[0][price_data][unit_amount]": "155000",
    "line_items[0][price_data][product_data][name]": "Køretime",
    "line_items[0][quantity]": "1",
    "restrictions[completed_sessions][limit]": "1",
}


def post(
    stripe: StripeServed, path: str, form: dict[str, str], *, key: str = KEY, once: str = ""
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": once} if once else {})
    return stripe.control.post(f"/v1/{path}", data=form, headers=headers)


def test_the_same_key_gets_the_same_answer_and_another_body_none(stripe_at: StripeServed) -> None:
    first, again = (post(stripe_at, "payment_links", LINK, once="k") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    assert again.headers["Idempotent-Replayed"] == "true"
    other = LINK | {"line_items[0][quantity]": "2"}
    refused = post(stripe_at, "payment_links", other, once="k")
    assert (refused.status_code, refused.json()["error"]["type"]) == (400, "idempotency_error")


def test_a_refusal_does_not_spend_a_key(stripe_at: StripeServed) -> None:
    small = LINK | {"line_items[0][price_data][unit_amount]": "249"}
    assert post(stripe_at, "payment_links", small, once="k").status_code == 400
    assert post(stripe_at, "payment_links", LINK, once="k").status_code == 200


def test_who_is_not_known_or_may_not_is_told(stripe_at: StripeServed) -> None:
    assert post(stripe_at, "payment_links", LINK, key="rk_test_no").status_code == 401
    assert post(stripe_at, "payment_links", LINK, key=POOR_KEY).status_code == 403
    assert post(stripe_at, "refunds", {"payment_intent": "pi_none"}).status_code == 400


def test_what_it_knows_outlives_it(tmp_path: Path, hold: Hold) -> None:
    file = tmp_path / "stripe.json"
    with stripe_served(file) as first:
        made = post(first, "payment_links", LINK, once="k").json()
        hold("stripe", first.traffic())
    with stripe_served(file) as second:
        assert post(second, "payment_links", LINK, once="k").json()["id"] == made["id"]
        second.pay(f"/pay/{made['id']}")
        assert not second.state()["links"][0]["active"]


def test_its_overview_shows_what_was_paid_and_lets_one_object(stripe_at: StripeServed) -> None:
    made = post(stripe_at, "payment_links", LINK).json()
    stripe_at.pay(made["url"], GOOD_CARD)
    shown = stripe_at.control.get("/").text
    assert "1550,00 DKK" in shown
    intent = stripe_at.state()["intents"][0]["id"]
    stripe_at.control.post(f"/_control/dispute/{intent}")
    assert "indsigelse" in stripe_at.control.get("/").text
    assert stripe_at.state()["events"][0]["type"] == "charge.dispute.created"


def test_a_fault_that_is_none_is_refused(stripe_at: StripeServed) -> None:
    assert stripe_at.control.post("/_control/faults", json={"next": ["x"]}).status_code == 400
    assert stripe_at.control.post("/_control/do", json={"what": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a[0][b]=1&a[1][b]=2", {"a": [{"b": "1"}, {"b": "2"}]}),
        ("a[b][c]=%C3%A6", {"a": {"b": {"c": "æ"}}}),
        ("types[0]=x&limit=", {"types": ["x"], "limit": ""}),
        ("=x&[a]=y", {}),
    ],
)
def test_its_form_is_read_as_deep_as_it_goes(raw: str, said: dict[str, object]) -> None:
    assert decode(raw) == said
