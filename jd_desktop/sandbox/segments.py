"""How many SMS the stand-in says that a text became; its own count, as a vendor's is."""

from __future__ import annotations

_ONE = set(
    "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ"
)
_TWO = set("\f[\\]^{|}~€")


def segments(body: str) -> int:
    """Return the number of parts; one that fits a single SMS is one."""
    if set(body) <= _ONE | _TWO:
        widths, alone, in_parts = [1 + (letter in _TWO) for letter in body], 160, 153
    else:
        widths, alone, in_parts = [len(c.encode("utf-16-le")) // 2 for c in body], 70, 67
    if sum(widths) <= alone:
        return 1
    parts: list[int] = [0]
    for width in widths:
        if parts[-1] + width > in_parts:
            parts.append(0)
        parts[-1] += width
    return len(parts)
