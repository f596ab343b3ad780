"""The pages that the central serves to browsers: a new password, thanks for paying; no script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from fastapi.responses import HTMLResponse

from jd_desktop.domain.language import Language, Text, text

RESET_PATH = "/password/new"
PAID_PATH = "/betalt"
_STYLE = """
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 8vh 20px; display: grid; justify-content: center; }
main { width: min(26rem, 90vw); }
h1 { font-size: 1.5rem; line-height: 1.25; }
label { display: block; margin: 1.2rem 0 .3rem; font-weight: 600; }
input { width: 100%; box-sizing: border-box; padding: .6rem; font: inherit; border-radius: 6px;
  border: 1px solid GrayText; }
button { margin-top: 1.4rem; padding: .6rem 1.2rem; font: inherit; font-weight: 600; border: 0;
  border-radius: 6px; background: #1d4ed8; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
.problem { border-left: 4px solid #dc2626; padding: .4rem .8rem; }
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def ask(language: Language, token: str, problem: Text | None = None) -> HTMLResponse:
    """Return the page with the form, and what was wrong with the last try."""
    say = language.say
    said = f'<p class="problem" role="alert" id="problem">{_safe(language, problem)}</p>'
    named = ' aria-describedby="rule problem" aria-invalid="true"' if problem else ""
    named = named or ' aria-describedby="rule"'
    field = 'type="password" autocomplete="new-password" required minlength="10" maxlength="1024"'
    rule = text("Mindst 10 tegn. Flere ord efter hinanden er lettest at huske.")
    body = f"""{said if problem else ""}
<form method="post" action="{RESET_PATH}">
<input type="hidden" name="token" value="{escape(token)}">
<p id="rule">{escape(say(rule))}</p>
<label for="new">{escape(say(text("Ny adgangskode")))}</label>
<input id="new" name="new" {field}{named}>
<label for="again">{escape(say(text("Den samme igen")))}</label>
<input id="again" name="again" {field}>
<button>{escape(say(text("Gem adgangskoden")))}</button>
</form>"""
    return _page(language, text("Vælg en ny adgangskode"), body, 422 if problem else 200)


def done(language: Language) -> HTMLResponse:
    """Return the page that says that it is done."""
    words = text(
        "Du er logget ud på alle computere. Log ind i Just Driving med den nye adgangskode."
    )
    return _page(language, text("Adgangskoden er ændret"), f"<p>{_safe(language, words)}</p>", 200)


def closed(language: Language) -> HTMLResponse:
    """Return the page for a link that does not work any more."""
    words = text(
        "Det er brugt, eller der er gået mere end en time. Bed om et nyt i Just Driving under"
        " “Glemt adgangskode?”."
    )
    body = f"<p>{_safe(language, words)}</p>"
    return _page(language, text("Linket virker ikke længere"), body, 410)


def paid(language: Language) -> HTMLResponse:
    """Return the page on which somebody lands who has paid."""
    words = text("Du får en kvittering fra køreskolen, så snart betalingen er bekræftet.")
    return _page(language, text("Tak for betalingen"), f"<p>{_safe(language, words)}</p>", 200)


def _page(language: Language, title: Text, body: str, status: int) -> HTMLResponse:
    heading = _safe(language, title)
    html = f"""<!doctype html>
<html lang="{language.code}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{heading} – Just Driving</title><style>{_STYLE}</style></head>
<body><main><h1>{heading}</h1>
{body}
</main></body></html>
"""
    return HTMLResponse(html, status, _HEADERS)


def _safe(language: Language, words: Text | None) -> str:
    return escape(language.say(words)) if words else ""
