"""How a computer stands, in a person's words."""

from __future__ import annotations

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import Language
from jd_desktop.protocol.devices import Device

OUT = frozenset({"revoked", "handed_over", "erased"})


def state(language: Language, device: Device) -> tuple[str, str]:
    """Return a word for its state, and the tone to say it in."""
    return {
        "active": (language.tr("Har adgang"), "ok"),
        "signed_out": (language.tr("Logget ud"), ""),
        "revoked": (language.tr("Adgang fjernet – ikke set endnu"), "warn"),
        "handed_over": (language.tr("Adgang fjernet – alt er afleveret"), ""),
        "erased": (language.tr("Slettet"), ""),
    }[device.state]


def who(language: Language, device: Device) -> str:
    """Say whose it is, what it is, and when it was here."""
    seen = language.tr("sidst set {hvornår}", hvornår=language.when(instant(device.seen_at)))
    first = ""
    if device.first_seen_at:
        at = language.when(instant(device.first_seen_at))
        first = language.tr("første gang {hvornår}", hvornår=at)
    app = language.tr("version {nr}", nr=device.app) if device.app else ""
    return " · ".join(p for p in (device.user_name, device.platform, app, seen, first) if p)


def standing(language: Language, device: Device) -> str:
    """Say what is on it: how new its copy is, how much, and what it has not sent."""
    if device.state == "erased":
        return language.tr("Der er intet af skolens på den.")
    is_behind = language.trn("{n} ændring bagud", "{n} ændringer bagud", device.behind)
    parts = [is_behind if device.behind else language.tr("Kopien er ny")]
    rows = sum(device.rows.values())
    parts.append(language.trn("{n} post", "{n} poster", rows))
    if device.waiting:
        parts.append(
            language.trn("{n} ændring ikke sendt", "{n} ændringer ikke sendt", device.waiting)
        )
    minutes = round(abs(device.clock_off_s) / 60)
    if minutes:
        parts.append(language.tr("uret går {n} min. forkert", n=minutes))
    return " · ".join(parts)


def consequence(language: Language, device: Device) -> str:
    """Say plainly what taking its access away does; it cannot be taken back."""
    said = language.tr(
        "Næste gang {navn} får forbindelse, låses programmet. Det, der ikke er sendt, afleveres"
        " til kontoret, som afgør det under Konflikter. Derefter slettes skolens data på den."
        " Det kan ikke fortrydes.", navn=device.name,
    )  # fmt: skip
    if not device.is_this:
        return said
    return " ".join((language.tr("Det er denne computer."), said))


def taken_over(language: Language, taken: int, left: int) -> str:
    """Say how many messages are sent from here now, and how many are not."""
    said = language.trn("{n} besked sendes nu herfra.", "{n} beskeder sendes nu herfra.", taken)
    if not taken and not left:
        return language.tr("Der ventede ingen beskeder på den computer.")
    if not left:
        return said
    rest = language.trn("{n} var den selv ved at sende.", "{n} var den selv ved at sende.", left)
    return f"{said} {rest}"
