"""What Stripe's refusals mean to a person, and which rights a key must have."""

from __future__ import annotations

from collections.abc import Mapping

from jd_desktop.domain.language import Text, text

KEY = text("Stripe kender ikke nøglen. Ret den i indstillingerne.")
RIGHT = text("Stripe-nøglen må ikke det, der skal til. Afprøv den i indstillingerne.")

RIGHTS: Mapping[str, Text] = {
    "links": text("betalingslinks (Payment Links), skrive"),
    "sessions": text("betalingssider (Checkout Sessions), skrive"),
    "refunds": text("tilbagebetalinger (Refunds), skrive"),
    "intents": text("betalinger (PaymentIntents), læse"),
    "disputes": text("indsigelser (Disputes), læse"),
    "events": text("hændelser (Events), læse"),
    "subscriptions": text("abonnementer (Subscriptions), skrive"),
    "portal": text("kundeportal (Customer Portal), skrive"),
}
"""The rights that a restricted key needs, in the order of the vendor's own page."""

_WORDS: Mapping[str, Text] = {
    "amount_too_small": text("Beløbet er for lille. Stripe tager mindst 2,50 kr."),
    "amount_too_large": text("Beløbet er for stort. Stripe tager højst 999.999,99 kr."),
    "charge_already_refunded": text("Betalingen er allerede betalt tilbage."),
    "charge_disputed": text(
        "Kunden gør indsigelse mod betalingen, så den kan ikke betales tilbage."
    ),
    "email_invalid": text("E-mail-adressen kan ikke bruges. Ret den på eleven."),
    "insufficient_funds": text("Der er ikke penge nok på Stripe-kontoen til at betale tilbage."),
    "resource_missing": text(
        "Stripe har ikke det, der spørges om. Hører nøglen til en anden konto?"
    ),
}


def words_for(code: str, message: str) -> Text:
    """Return what a refusal means and what to do; an unknown one in Stripe's own words."""
    known = _WORDS.get(code)
    if known is not None:
        return known
    return text("Stripe sagde nej: {besked}", besked=(message or code or "?")[:200])


def lacks(missing: list[str]) -> Text:
    """Say which rights a key lacks."""
    named = [RIGHTS[name] for name in missing]
    listed = named[0]
    for each in named[1:]:
        listed = text("{a}; {b}", a=listed, b=each)
    return text("Stripe-nøglen mangler ret til: {liste}.", liste=listed)
