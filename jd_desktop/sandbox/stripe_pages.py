"""The pages on which somebody pays at the stand-in: no more than what a person there does."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from jd_desktop.sandbox.stripe_objects import Row

_HEAD = """<!doctype html><html lang="da"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>TEST – betaling</title><style>
body{font:16px system-ui,sans-serif;margin:3rem auto;max-width:26em;padding:0 1rem;color:#1f2937}
h1 b{background:#b45309;color:#fff;padding:.1em .4em;border-radius:.3em}
label{display:block;margin:1em 0 .3em}
input{font:inherit;width:100%;padding:.5em;box-sizing:border-box}
button{font:inherit;padding:.6em 1.2em;margin:1.2em .6em 0 0;cursor:pointer}
.amount{font-size:1.8em;margin:.4em 0}.wrong{color:#b91c1c}table{border-collapse:collapse}
td,th{text-align:left;padding:.3em .8em;border-bottom:1px solid #ddd}</style>
<h1><b>TEST</b> Betaling</h1>"""
_NOTE = "<p><small>Her flyttes ingen penge. 4242 4242 4242 4242 går godt, "
_NOTE += "4000 0000 0000 0002 afvises.</small></p>"


def checkout(session: Row, title: str, wrong: str = "") -> str:
    """Return the page of an open session."""
    said = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    where = escape(f"/c/{session['id']}")
    who = escape(session["customer_email"] or "")
    return (
        f'{_HEAD}<p>{escape(title)}</p><p class="amount">{_money(session)}</p>{said}'
        f'<form method="post" action="{where}/pay">'
        f'<label for="email">E-mail</label><input id="email" name="email" value="{who}">'
        '<label for="card">Kortnummer</label>'
        '<input id="card" name="card" inputmode="numeric" autocomplete="off" autofocus>'
        '<button id="pay">Betal</button>'
        f'<button id="cancel" formaction="{where}/cancel">Fortryd</button></form>{_NOTE}</html>'
    )


def over(words: str) -> str:
    """Return a page that only says something."""
    return f'{_HEAD}<p id="said">{escape(words)}</p></html>'


def overview(sessions: Iterable[Row], disputed: frozenset[str]) -> str:
    """Return what was asked for and paid, with a button to object to a payment."""
    rows = "".join(_row(session, disputed) for session in sessions)
    head = "<tr><th>Beløb</th><th>Status</th><th>Betaling</th><th></th></tr>"
    return f"{_HEAD}<table>{head}{rows}</table>{_NOTE}</html>"


def _row(session: Row, disputed: frozenset[str]) -> str:
    intent = session["payment_intent"]
    button = ""
    if intent and intent in disputed:
        button = "indsigelse"
    elif intent:
        button = (
            f'<form method="post" action="/_control/dispute/{escape(intent)}">'
            "<button>Gør indsigelse</button></form>"
        )
    cells = (_money(session), escape(session["status"]), escape(session["payment_status"]), button)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _money(session: Row) -> str:
    kroner, ore = divmod(session["amount_total"], 100)
    return escape(f"{kroner},{ore:02} {session['currency'].upper()}")
