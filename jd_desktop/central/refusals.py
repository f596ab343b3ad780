"""Why a request is refused: a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import Text, text


class Refusal(JdError):
    """A request that gets a problem for an answer.

    What must not take time that tells something is done `afterwards`, when the answer is out.
    """

    def __init__(self, status: HTTPStatus, code: str, title: Text, *, hint: Text | None = None):
        """Take the HTTP status, the protocol's code and what a person is told."""
        super().__init__(title, hint=hint)
        self.status, self.code = status, code
        self.headers: dict[str, str] = {}
        self.told: dict[str, str | int] = {}
        self.afterwards: Callable[[], None] | None = None


def not_signed_in() -> Refusal:
    """There is no token, or nobody has it."""
    title = text("Du er ikke logget ind på centralen.")
    return _challenge(Refusal(HTTPStatus.UNAUTHORIZED, "not_signed_in", title))


def revoked() -> Refusal:
    """An administrator closed this device or its user."""
    title = text("Denne computer har ikke længere adgang til skolen.")
    hint = text("Tal med skolens administrator.")
    return _challenge(Refusal(HTTPStatus.UNAUTHORIZED, "revoked", title, hint=hint))


def bad_credentials() -> Refusal:
    """E-mail and password do not belong together; which one is wrong is not told."""
    title = text("E-mail eller adgangskode er forkert.")
    return _challenge(Refusal(HTTPStatus.UNAUTHORIZED, "bad_credentials", title))


def throttled(seconds: int) -> Refusal:
    """Too many tries; again after this many seconds."""
    title = text("Der er forsøgt for mange gange.")
    hint = text("Vent et kvarter, og prøv igen.")
    refusal = Refusal(HTTPStatus.TOO_MANY_REQUESTS, "throttled", title, hint=hint)
    refusal.headers["Retry-After"] = str(seconds)
    return refusal


def gone(epoch: str) -> Refusal:
    """The asker's copy is of another epoch, or too old, or ahead of us: pull anew."""
    title = text("Skolens data skal hentes på ny.")
    refusal = Refusal(HTTPStatus.GONE, "gone", title)
    refusal.told["epoch"] = epoch
    return refusal


def clone(n: int) -> Refusal:
    """Two computers use one device: the same number n came with other content."""
    title = text("En anden computer bruger den samme adgang som denne.")
    hint = text("Log ind igen på denne computer.")
    refusal = Refusal(HTTPStatus.CONFLICT, "clone", title, hint=hint)
    refusal.told["n"] = n
    return refusal


def too_old() -> Refusal:
    """The asker's records are of a schema that we no longer speak."""
    title = text("Programmet er for gammelt til at synkronisere.")
    hint = text("Hent den nye version. Du kan arbejde videre uden forbindelse så længe.")
    return Refusal(HTTPStatus.UPGRADE_REQUIRED, "too_old", title, hint=hint)


def too_large() -> Refusal:
    """A body of more than 1 MiB."""
    title = text("Der blev sendt for meget på en gang.")
    refusal = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", title)
    refusal.headers["Connection"] = "close"
    return refusal


def too_large_file() -> Refusal:
    """A file of more bytes than this central takes."""
    title = text("Filen er for stor til centralen.")
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large_file", title)


def no_such_range(size: int) -> Refusal:
    """Bytes that a file of this size does not have."""
    title = text("Filen er ikke så stor.")
    refusal = Refusal(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "invalid", title)
    refusal.headers["Content-Range"] = f"bytes */{size}"
    return refusal


def invalid() -> Refusal:
    """A request that does not follow the protocol."""
    title = text("Forespørgslen kunne ikke læses.")
    return Refusal(HTTPStatus.BAD_REQUEST, "invalid", title)


def not_found() -> Refusal:
    """There is no such thing, or it is another school's: which of them is not told."""
    title = text("Det findes ikke i centralen.")
    return Refusal(HTTPStatus.NOT_FOUND, "not_found", title)


def not_proven() -> Refusal:
    """What claims to be a vendor's word is not signed by it, or not for this school."""
    title = text("Afsenderen kan ikke bevises.")
    return Refusal(HTTPStatus.FORBIDDEN, "not_proven", title)


def not_signed() -> Refusal:
    """What claims to be a payment's news is not signed by the vendor with this school's secret."""
    title = text("Beskeden er ikke underskrevet af Stripe med skolens hemmelighed.")
    return Refusal(HTTPStatus.BAD_REQUEST, "not_proven", title)


def signed_long_ago() -> Refusal:
    """What was signed too long ago may be somebody's who listened."""
    title = text("Beskeden er underskrevet for længe siden, eller urene går ikke ens.")
    return Refusal(HTTPStatus.BAD_REQUEST, "signed_long_ago", title)


def no_right() -> Refusal:
    """The person may not do this."""
    title = text("Det har du ikke adgang til.")
    hint = text("Tal med skolens administrator.")
    return Refusal(HTTPStatus.FORBIDDEN, "no_right", title, hint=hint)


def has_access() -> Refusal:
    """One that still has access has nothing to hand over: it pushes as ever."""
    title = text("Denne computer har stadig adgang til skolen.")
    return Refusal(HTTPStatus.CONFLICT, "has_access", title)


def busy() -> Refusal:
    """The database is not to be had now."""
    title = text("Centralen har for travlt lige nu.")
    hint = text("Prøv igen om lidt.")
    refusal = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy", title, hint=hint)
    refusal.headers["Retry-After"] = "5"
    return refusal


def full() -> Refusal:
    """There is no room to write; what was asked for is not done, not even half."""
    title = text("Centralen har ikke plads til mere.")
    hint = text("Sig det til den, der passer centralen. Intet er tabt.")
    refusal = Refusal(HTTPStatus.INSUFFICIENT_STORAGE, "full", title, hint=hint)
    refusal.headers["Retry-After"] = "60"
    return refusal


def crowded(seconds: int) -> Refusal:
    """Too many fetch at the same time; again after this many seconds."""
    refusal = busy()
    refusal.headers["Retry-After"] = str(seconds)
    return refusal


def too_fast(seconds: int) -> Refusal:
    """One device asks too often; again after this many seconds."""
    title = text("Denne computer spørger centralen for tit.")
    hint = text("Prøv igen om lidt.")
    refusal = Refusal(HTTPStatus.TOO_MANY_REQUESTS, "busy", title, hint=hint)
    refusal.headers["Retry-After"] = str(seconds)
    return refusal


def long_address() -> Refusal:
    """An address longer than any of ours."""
    return Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "invalid", text("Adressen er for lang."))


def long_headers() -> Refusal:
    """Headers longer than any that we read."""
    title = text("Forespørgslens hoved er for langt.")
    return Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "invalid", title)


def too_slow() -> Refusal:
    """A body that does not come."""
    title = text("Forespørgslen kom for langsomt.")
    refusal = Refusal(HTTPStatus.REQUEST_TIMEOUT, "busy", title)
    refusal.headers["Connection"] = "close"
    return refusal


def other(status: HTTPStatus) -> Refusal:
    """Any other HTTP error: no such address, no such method, a fault of ours."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refusal(status, "failed", text("Der skete en fejl i centralen."))
    return Refusal(status, "invalid", text("Adressen findes ikke i centralen."))


def _challenge(refusal: Refusal) -> Refusal:
    refusal.headers["WWW-Authenticate"] = "Bearer"
    return refusal
