"""A letter by e-mail: HTML in one simple layout, and the same as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from jd_desktop.documents.markdown import to_html, to_text


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail's two parts, from the same source."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """The school as a letter names it: what is not known is left out."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""

    @classmethod
    def of(cls, school: Mapping[str, Any]) -> Sender:
        """Read a school's record."""
        town = f"{school.get('postcode') or ''} {school.get('city') or ''}".strip()
        return cls(
            str(school.get("name") or ""),
            str(school.get("phone") or ""),
            str(school.get("email") or ""),
            ", ".join(part for part in (str(school.get("street") or ""), town) if part),
        )

    @property
    def contact(self) -> str:
        """How to reach the school, in a line."""
        return " · ".join(part for part in (self.phone, self.email, self.address) if part)


def compose(
    subject: str, source: str, sender: Sender, *, language: str = "da", is_broadcast: bool = False
) -> Mail:
    """Lay out light Markdown as a letter from a school, in Danish or English.

    A letter to many says how to get no more of them.
    """
    spoken = "en" if language == "en" else "da"
    why = _WHY[spoken].format(skole=sender.name) + (_NO_MORE[spoken] if is_broadcast else "")
    return Mail(_text(source, sender, why), _html(subject, source, sender, why, language))


def plain(source: str) -> str:
    """Return the words of an e-mail without Markdown, as a list or a conversation shows them."""
    return to_text(source)


def _text(source: str, sender: Sender, why: str) -> str:
    who = "\n".join(line for line in (sender.name, sender.contact) if line)
    return f"{to_text(source)}\n\n-- \n{who}\n\n{why}\n"


def _html(subject: str, source: str, sender: Sender, why: str, language: str) -> str:
    return _PAGE.format(
        language="en" if language == "en" else "da",
        dark=_DARK,
        subject=escape(subject),
        school=escape(sender.name),
        body=to_html(source, _STYLES),
        contact=escape(sender.contact),
        why=escape(why),
    )


_WHY = {
    "da": "Du får denne mail, fordi du er elev hos {skole}.",
    "en": "You get this mail because you are a student of {skole}.",
}
_NO_MORE = {
    "da": " Vil du ikke have mails som denne, så svar på den og sig det.",
    "en": " If you want no mails like this one, answer it and say so.",
}
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_STYLES = {
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:22px",
    "ol": "margin:0 0 16px;padding-left:22px",
    "li": "margin:0 0 6px",
    "h1": "margin:0 0 12px;font-size:20px;line-height:1.3",
    "h2": "margin:0 0 12px;font-size:18px;line-height:1.3",
    "h3": "margin:0 0 12px;font-size:16px;line-height:1.3",
    "a": "color:#1a56c4;text-decoration:underline",
    "button": "display:inline-block;padding:11px 20px;border-radius:6px;background:#1a56c4;"
    "color:#ffffff;text-decoration:none;font-weight:600",
}
# Clients that know no dark mode keep the inline colours; !important wins over those in the rest.
_DARK = (
    "@media (prefers-color-scheme: dark) {"
    " body, .page { background:#15181c !important }"
    " .card { background:#20252b !important; border-color:#343b44 !important }"
    " .card, .school { color:#e8eaed !important }"
    " .card a[style*='underline'] { color:#8ab4ff !important }"
    " .foot { color:#a9b1bb !important } }"
)
_PAGE = f"""<!DOCTYPE html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{subject}}</title>
<style>{{dark}}</style>
</head>
<body style="margin:0;padding:0;background:#f2f4f7">
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" \
style="background:#f2f4f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" \
style="max-width:560px;text-align:left;{_FONT}">
<tr><td class="school" style="padding:0 4px 14px;font-size:15px;font-weight:600;color:#1b1f24">\
{{school}}</td></tr>
<tr><td class="card" style="padding:28px 28px 12px;background:#ffffff;border:1px solid #e1e5ea;\
border-radius:10px;font-size:16px;line-height:1.55;color:#1b1f24">
{{body}}</td></tr>
<tr><td class="foot" style="padding:16px 4px 0;font-size:13px;line-height:1.5;color:#59626d">\
{{contact}}<br>{{why}}</td></tr>
</table>
</td></tr></table>
</body>
</html>
"""
