"""Light Markdown, as templates of e-mail are written: to HTML, and to a text that reads well.

Paragraphs, headings, lists, bold, italics and links; nothing else is special, HTML least of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

Styles = Mapping[str, str]
"""CSS by tag ("p", "a", "ul" …), "button" for a link that is a paragraph of its own."""

_ADDRESS = re.compile(r"https://[^\s<>\"]*[^\s<>\".,;:!?)\]']")
_SAFE = ("https://", "mailto:", "tel:")
_KINDS = ["emphasis", "link", "list", "heading", "escape", "newline"]


def to_html(source: str, styles: Styles) -> str:
    """Return HTML with its styles inline; whatever looks like HTML is shown as written."""
    reader = _reader()
    tokens = reader.parse(source)
    for place, token in enumerate(tokens):
        _style(token, styles)
        if token.type == "inline" and token.children:
            token.children = _linked(token.children)
            alone = _is_link_alone(token.children) and tokens[place - 1].type == "paragraph_open"
            for child in token.children:
                _style(child, {**styles, "a": styles.get("button", "")} if alone else styles)
    return str(reader.renderer.render(tokens, reader.options, {}))


def to_text(source: str) -> str:
    """Return the same as plain text: links with their addresses, lists with dashes."""
    blocks: list[str] = []
    depth, items = 0, list[str]()
    for token in _reader().parse(source):
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "inline":
            said = "".join(_said(token.children or ()))
            if depth:
                items.append("  " * (depth - 1) + "- " + said)
            else:
                blocks.append(said)
        if items and not depth and token.type.endswith("list_close"):
            blocks.append("\n".join(items))
            items = []
    return "\n\n".join(blocks)


class _Reader(MarkdownIt):
    """Reads what a template may hold; a link may lead to a page, a mailbox or a telephone."""

    def validateLink(self, url: str) -> bool:  # the library's name
        return url.lower().startswith(_SAFE)


def _reader() -> MarkdownIt:
    return _Reader("zero", {"breaks": True, "html": False}).enable(_KINDS)


def _style(token: Token, styles: Styles) -> None:
    if token.nesting == 1 and styles.get(token.tag):
        token.attrSet("style", styles[token.tag])


def _is_link_alone(children: Sequence[Token]) -> bool:
    """Whether a paragraph is one link and nothing more."""
    kinds = [c.type for c in children if c.type != "text" or c.content.strip()]
    return kinds[:1] == ["link_open"] and kinds[-1:] == ["link_close"] and len(kinds) == 3


def _linked(children: Sequence[Token]) -> list[Token]:
    """Make links of the addresses that stand in the text as they are."""
    found, inside = list[Token](), 0
    for token in children:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        found += [token] if inside or token.type != "text" else _parts(token)
    return found


def _parts(token: Token) -> Iterator[Token]:
    end = 0
    for address in _ADDRESS.finditer(token.content):
        yield Token("text", "", 0, content=token.content[end : address.start()])
        yield Token("link_open", "a", 1, attrs={"href": address[0]})
        yield Token("text", "", 0, content=address[0])
        yield Token("link_close", "a", -1)
        end = address.end()
    yield Token("text", "", 0, content=token.content[end:])


def _said(children: Sequence[Token]) -> Iterator[str]:
    target, words = "", ""
    for token in children:
        if token.type == "link_open":
            target, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            yield "" if words == target else f": {target}"
            target = ""
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        else:
            words += token.content
            yield token.content
