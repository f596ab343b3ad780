"""The stand-in's page: what would have been sent, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

SMS = {
    "date_created": "Tid", "from": "Fra", "to": "Til", "status": "Status",
    "num_segments": "SMS'er", "body": "Tekst",
}  # fmt: skip
EMAIL = {"at": "Tid", "from": "Fra", "to": "Til", "subject": "Emne", "text": "Tekst"}
_HEAD = """<!doctype html><html lang="da"><meta charset="utf-8">
<meta http-equiv="refresh" content="5">
<title>TEST</title><style>body{font:15px system-ui,sans-serif;margin:2rem}
h1 b{background:#b45309;color:#fff;padding:.1em .4em;border-radius:.3em}
table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.4em .8em;
border-bottom:1px solid #ddd}td:last-child{max-width:36em}</style>
<h1><b>TEST</b> Beskeder, der ikke er sendt til nogen</h1>"""


def page(messages: Iterable[Mapping[str, Any]], columns: Mapping[str, str] = SMS) -> str:
    """Return the page, newest first; whatever a message says is shown as text."""
    head = "".join(f"<th>{escape(title)}</th>" for title in columns.values())
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(m[key] or ''))}</td>" for key in columns) + "</tr>"
        for m in reversed(list(messages))
    )
    return f"{_HEAD}<table><tr>{head}</tr>{rows}</table></html>"
