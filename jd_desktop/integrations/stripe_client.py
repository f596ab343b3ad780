"""Payments through Stripe's own SDK, over our transport: the only door to stripe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from jd_desktop.domain import errors
from jd_desktop.domain.language import text
from jd_desktop.domain.message import ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.domain.payments_port import (
    LINK,
    REFUND,
    SESSION,
    Asked,
    Document,
    Frozen,
    Made,
    Spent,
)
from jd_desktop.domain.ports import Finding
from jd_desktop.integrations.findings import of_outcome, of_silence, works
from jd_desktop.integrations.http import RawLine, Transport, Unanswered, asked_wait
from jd_desktop.integrations.stripe_account import StripeAccount, checked
from jd_desktop.integrations.stripe_bodies import OURS
from jd_desktop.integrations.stripe_words import KEY, RIGHT, lacks, words_for

EVENTS = (
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired",
    "refund.created", "refund.updated", "refund.failed",
    "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "customer.subscription.created", "customer.subscription.updated",
    "customer.subscription.deleted", "invoice.paid",
)  # fmt: skip
"""What we want to hear of: the vendor lets us name at most twenty."""

_PAGE, _LOOKED_AT = 100, 500
_NO_SUCH = "jd_check"
_GARBLED = (ValueError, LookupError, AttributeError, TypeError)
"""What the SDK raises over an answer that is cut short or not Stripe's."""


class StripeClient:
    """Makes links, sessions and refunds, closes them, and reads what became of them."""

    def __init__(self, account: StripeAccount, *, transport: Transport | None = None):
        """Take the account; raises BadInput where it cannot work or would mix test and live."""
        self._account = checked(account)
        self._transport = transport

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        return self._account.is_live

    @cached_property
    def _line(self) -> RawLine:
        return RawLine(self._account.base_url, self._transport)

    @cached_property
    def _api(self) -> Any:
        """The SDK is slow to import, so it comes with the first request."""
        import stripe

        stripe.enable_telemetry = (
            False  # it would write a file of its own and tell of this computer
        )
        line = self._line

        class OwnTransport(stripe.HTTPClient):  # type: ignore[misc]  # not checked: its types are not read
            """Stripe's requests over ours, without the computer's name."""

            name = "jd"

            def request(
                self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
            ) -> tuple[str, int, Mapping[str, str]]:
                told = {k: v for k, v in headers.items() if k != "X-Stripe-Client-User-Agent"}
                return line.request(method, url, told, post_data)

            def close(self) -> None:
                line.close()

        return stripe.StripeClient(
            self._account.key, base_addresses={"api": self._account.base_url.rstrip("/")},
            http_client=OwnTransport(), max_network_retries=0,
        ).v1  # fmt: skip

    def close(self) -> None:
        """Close the connection, if one was opened."""
        if "_line" in self.__dict__:
            self._line.close()

    def make(self, request: Frozen) -> Asked:
        """Ask for a page or a refund; what came of it is in the outcome, never in an exception."""
        service = self._service(request.what)
        options = {"idempotency_key": request.key}
        return self._asked(lambda: service.create(params=dict(request.body), options=options))

    def find(self, what: str, record_id: str, *, under: str = "") -> Document | None:
        """Look for what may have been made for a record; None where there is none."""
        service = self._service(what)
        params: dict[str, Any] = {"limit": _PAGE} | ({"payment_intent": under} if under else {})
        for each in self._all(lambda: service.list(params=params)):
            if (each.get("metadata") or {}).get(OURS) == record_id:
                return each
        return None

    def _service(self, what: str) -> Any:
        api = self._api
        known = {LINK: api.payment_links, SESSION: api.checkout.sessions, REFUND: api.refunds}
        return known[what]

    def close_link(self, link_id: str) -> Asked:
        """Let nobody pay by a link any more."""
        return self._asked(
            lambda: self._api.payment_links.update(link_id, params={"active": False})
        )

    def close_session(self, session_id: str) -> Asked:
        """Let nobody pay in a session any more; Refused where it is paid or over already."""
        return self._asked(lambda: self._api.checkout.sessions.expire(session_id))

    def session(self, session_id: str) -> Document:
        """Return a session as it is now; raises Offline, Missing, Refused."""
        return self._read(lambda: self._api.checkout.sessions.retrieve(session_id))

    def sessions_of(self, link_id: str) -> Sequence[Document]:
        """Return every session that somebody opened by a link; raises as `session` does."""
        params = {"payment_link": link_id, "limit": _PAGE}
        return self._all(lambda: self._api.checkout.sessions.list(params=params))

    def refund(self, refund_id: str) -> Document:
        """Return a refund as it is now; raises as `session` does."""
        return self._read(lambda: self._api.refunds.retrieve(refund_id))

    def dispute(self, dispute_id: str) -> Document:
        """Return a dispute as it is now; raises as `session` does."""
        return self._read(lambda: self._api.disputes.retrieve(dispute_id))

    def subscription(self, subscription_id: str) -> Document:
        """Return a subscription as it is now; raises as `session` does."""
        return self._read(lambda: self._api.subscriptions.retrieve(subscription_id))

    def events(self, since: datetime, after: str = "") -> tuple[Sequence[Document], str]:
        """Return a page of what happened since, newest first, and where the next begins."""
        params: dict[str, Any] = {
            "types": list(EVENTS), "created": {"gte": int(since.timestamp())}, "limit": _PAGE,
        }  # fmt: skip
        params |= {"starting_after": after} if after else {}
        page = self._read(lambda: self._api.events.list(params=params))
        rows = list(page["data"])
        return rows, str(rows[-1]["id"]) if page.get("has_more") and rows else ""

    def portal(self, customer_id: str, *, back_to: str) -> str:
        """Return a page where a customer sees to their subscription; raises as `session` does."""
        params = {"customer": customer_id, "return_url": back_to, "locale": "da"}
        made = self._read(lambda: self._api.billing_portal.sessions.create(params=params))
        return str(made["url"])

    def cancel_at_end(self, subscription_id: str, *, wanted: bool) -> Asked:
        """Let a subscription end with the period that is paid for, or go on after all."""
        params = {"cancel_at_period_end": wanted}
        return self._asked(lambda: self._api.subscriptions.update(subscription_id, params=params))

    def check(self) -> Finding:
        """Say whether the key is known and which rights it lacks: it asks for what is not there."""
        missing = []
        for right, call in self._tries().items():
            try:
                said = self._answered(call)
            except Unanswered as e:
                return of_silence(e, "Stripe")
            if isinstance(said, ChannelBroken) and said.code == "403":
                missing.append(right)
            elif isinstance(said, ChannelBroken | NothingSent | Uncertain):
                return of_outcome(said, "Stripe")
        if not missing:
            return works("Stripe")
        hint = text("Giv nøglen de rettigheder hos Stripe, og afprøv den igen.")
        return Finding(False, lacks(missing), hint)

    def _tries(self) -> Mapping[str, Callable[[], Any]]:
        """A write to what does not exist is refused for that alone where the key may write."""
        api, one = self._api, {"limit": 1}
        gone, named = _NO_SUCH, {"metadata": {"jd": "check"}}
        return {
            "links": lambda: api.payment_links.update(f"plink_{gone}", params={"active": False}),
            "sessions": lambda: api.checkout.sessions.expire(f"cs_{gone}"),
            "refunds": lambda: api.refunds.update(f"re_{gone}", params=named),
            "intents": lambda: api.payment_intents.list(params=one),
            "disputes": lambda: api.disputes.list(params=one),
            "events": lambda: api.events.list(params=one),
            "subscriptions": lambda: api.subscriptions.update(f"sub_{gone}", params=named),
            "portal": lambda: api.billing_portal.sessions.create(
                params={"customer": f"cus_{gone}"}
            ),
        }

    def _asked(self, call: Callable[[], Any]) -> Asked:
        try:
            return self._answered(call)
        except Unanswered as e:
            return e.outcome

    def _answered(self, call: Callable[[], Any]) -> Asked:
        import stripe

        try:
            made = call().to_dict()
            return Made(made) if made.get("id") or "data" in made else Uncertain("no id")
        except stripe.StripeError as e:
            return _refusal(e)
        except _GARBLED as e:
            # An answer whose body was cut or garbled: Stripe has it, we do not know its id.
            return Uncertain(type(e).__name__)

    def _read(self, call: Callable[[], Any]) -> Document:
        said = self._asked(call)
        if isinstance(said, Made):
            return said.document
        if isinstance(said, Refused):
            kind = errors.Missing if said.code == "resource_missing" else errors.Refused
            raise kind(said.reason)
        if isinstance(said, ChannelBroken):
            raise errors.Refused(said.reason)
        raise _silent(type(said).__name__)

    def _all(self, call: Callable[[], Any]) -> list[Document]:
        """Return what a list holds, page after page, up to what anybody would look through."""
        import stripe

        found: list[Document] = []
        try:
            for each in call().auto_paging_iter():
                found.append(each.to_dict())
                if len(found) >= _LOOKED_AT:
                    break
        except (Unanswered, stripe.StripeError, *_GARBLED) as e:
            raise _silent(type(e).__name__) from e
        return found


def _refusal(error: Any) -> Asked:
    """Sort what Stripe raises by what it means for the request."""
    status, code = int(error.http_status or 0), str(error.code or "")
    told = dict(error.json_body.get("error") or {}) if isinstance(error.json_body, dict) else {}
    if status == 429:
        return NothingSent(retry_after=asked_wait(error.headers))
    if status == 401:
        return ChannelBroken(KEY, "401")
    if status == 403:
        return ChannelBroken(RIGHT, "403")
    if status != 409 and told.get("type") == "idempotency_error":
        return Spent(code or "idempotency_error")
    if status == 409 or not 400 <= status < 500:
        is_repeated = str(error.headers.get("Idempotent-Replayed", "")).lower() == "true"
        return Spent(str(status)) if is_repeated else Uncertain(str(status))
    return Refused(code or str(status), words_for(code, str(told.get("message") or "")))


def _silent(detail: str) -> errors.Offline:
    return errors.Offline(text("Stripe kan ikke spørges lige nu."), detail=detail)
