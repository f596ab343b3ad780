from __future__ import annotations

from jd_desktop.documents.mail import Sender, compose, plain
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.wording import fill
from tests.documents.test_markdown import Seen

NORDRE = Sender.of(
    {
        "name": "Nordre & Søn", "phone": "32 10 20 30", "email": "kontor@nordre.example",
        "street": "Nørre Allé 12", "postcode": "2200", "city": "København N",
    }
)  # fmt: skip
SOURCE = "Hej Mia\n\n[Betal nu](https://betal.example/1)"


def test_both_parts_say_the_same_with_who_writes_and_why() -> None:
    mail = compose("Faktura", SOURCE, NORDRE)
    seen = Seen(mail.html)
    for words in (
        "Hej Mia", "Betal nu", "Nordre & Søn", "32 10 20 30", "kontor@nordre.example",
        "Nørre Allé 12, 2200 København N", "fordi du er elev hos Nordre & Søn",
    ):  # fmt: skip
        assert words in seen.words
        assert words in mail.text
    assert "https://betal.example/1" in mail.text
    assert seen.addresses == ["https://betal.example/1"]


def test_a_mail_to_an_english_reader_ends_in_english() -> None:
    assert "because you are a student" in compose("x", "y", NORDRE, language="en").text


def test_only_a_mail_to_many_says_how_to_get_no_more() -> None:
    assert "Vil du ikke have mails" not in compose("x", "y", NORDRE).html
    assert "Vil du ikke have mails" in compose("x", "y", NORDRE, is_broadcast=True).html


def test_it_reads_in_the_dark_and_needs_nothing_from_elsewhere() -> None:
    html = compose("Faktura", SOURCE, NORDRE).html
    assert "prefers-color-scheme: dark" in html
    assert 'name="color-scheme" content="light dark"' in html
    assert "<img" not in html
    assert "src=" not in html
    assert "url(" not in html


def test_a_student_named_as_a_script_is_a_student_with_an_odd_name() -> None:
    name = "<script>alert(1)</script>"
    mail = compose(name, fill("Hej {fornavn}", {"fornavn": name}, channel=EMAIL), NORDRE)
    assert "script" not in Seen(mail.html).tags
    assert f"Hej {name}" in Seen(mail.html).words
    assert f"Hej {name}" in mail.text


def test_a_school_of_which_little_is_known_leaves_no_gaps() -> None:
    mail = compose("x", "Hej", Sender.of({"name": "Nordre"}))
    assert mail.text == "Hej\n\n-- \nNordre\n\nDu får denne mail, fordi du er elev hos Nordre.\n"


def test_the_words_alone_for_a_list() -> None:
    assert plain("Hej **Mia**\\_x") == "Hej Mia_x"
