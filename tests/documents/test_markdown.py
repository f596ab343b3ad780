from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.documents.markdown import to_html, to_text
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.wording import fill, tame

OURS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h1", "h2", "h3"}


class Seen(HTMLParser):
    """What a browser would see: tags, the addresses of links, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.addresses, self.words = list[str](), list[str](), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_paragraphs_lists_and_bold_are_what_they_look_like() -> None:
    source = "Hej Mia\n\nHusk **foto**:\n\n- pas\n- briller\n\nVi ses"
    assert Seen(to_html(source, {})).tags == ["p", "p", "strong", "ul", "li", "li", "p"]
    assert to_text(source) == "Hej Mia\n\nHusk foto:\n\n- pas\n- briller\n\nVi ses"


def test_a_line_break_is_one() -> None:
    assert "br" in Seen(to_html("Hej\nMia", {})).tags
    assert to_text("Hej\nMia") == "Hej\nMia"


def test_a_link_shows_its_words_and_the_text_its_address() -> None:
    source = "[Betal nu](https://betal.example/1?a=b&c=d)"
    assert Seen(to_html(source, {})).addresses == ["https://betal.example/1?a=b&c=d"]
    assert to_text(source) == "Betal nu: https://betal.example/1?a=b&c=d"


def test_an_address_as_it_stands_is_a_link_too() -> None:
    seen = Seen(to_html("Se https://nordre.example/tider, Mia.", {}))
    assert seen.addresses == ["https://nordre.example/tider"]
    assert seen.words.strip() == "Se https://nordre.example/tider, Mia."


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "http://x.dk", "data:text/html,x", "//x"])
def test_a_link_leads_nowhere_unsafe(bad: str) -> None:
    assert Seen(to_html(f"[Tryk]({bad})", {})).addresses == []


def test_only_a_link_that_stands_alone_is_a_button() -> None:
    styles = {"a": "plain", "button": "button"}
    assert 'style="button"' in to_html("[Betal](https://a.dk)", styles)
    assert 'style="plain"' in to_html("Du kan [betale](https://a.dk) nu", styles)


def test_html_is_shown_as_it_was_written() -> None:
    seen = Seen(to_html("<script>alert(1)</script> <b>x</b> &amp; <!-- y -->", {}))
    assert seen.tags == ["p"]
    assert seen.words.strip() == "<script>alert(1)</script> <b>x</b> &amp; <!-- y -->"


@given(st.text())
def test_whatever_stands_in_a_mail_only_our_own_tags_come_of_it(source: str) -> None:
    seen = Seen(to_html(source, {}))
    assert set(seen.tags) <= OURS | {"h4", "h5", "h6"}
    to_text(source)


MEAN = st.text(st.sampled_from(list("Mia_*`[]()<>#&~|!\\+-=.:/ 1æ{}\n\"'")), max_size=30)


@given(st.one_of(st.text(max_size=30), MEAN))
def test_a_name_is_read_in_a_mail_as_it_is_spelt(name: str) -> None:
    shown = tame(name)
    for template, said in (("Hej {fornavn}, hej", f"Hej {shown}, hej"), ("{fornavn}", shown)):
        source = fill(template, {"fornavn": name}, channel=EMAIL)
        assert " ".join(to_text(source).split()) == " ".join(said.split())
        assert " ".join(Seen(to_html(source, {})).words.split()) == " ".join(said.split())
