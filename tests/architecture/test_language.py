"""Every Danish sentence has its English one, with the same places to fill in; none is left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.architecture.sentences import HOME, Sentence, placeholders, sentences
from tests.architecture.tree import ROOT, name, tracked

ENGLISH = ROOT / "resources" / "i18n" / "en"
# Where a sentence that was marked elsewhere is said, or handed on.
SAYS = ("jd_desktop/domain/language.py", "jd_desktop/ui/theme/look.py")


def entries() -> Iterator[tuple[Path, Message]]:
    """Yield the translations, fragment by fragment."""
    for file in sorted(f for f in tracked() if f.parent == ENGLISH and f.suffix == ".po"):
        with file.open("rb") as written:
            for message in read_po(written, locale="en", abort_invalid=True):
                if message.id:
                    yield file, message


def forms(said: object) -> tuple[str, ...]:
    """Return one form, or one and many."""
    return tuple(str(each) for each in said) if isinstance(said, tuple | list) else (str(said),)


@pytest.fixture(scope="module")
def said() -> list[Sentence]:
    return sentences()[0]


def test_every_sentence_is_a_literal_that_can_be_translated() -> None:
    _, unread = sentences()
    assert [where for where in unread if not where.startswith(SAYS)] == []


def test_every_sentence_has_its_english(said: list[Sentence]) -> None:
    known = {forms(message.id) for _, message in entries() if all(forms(message.string))}
    missing = {
        f"{s.where}: {s.one}"
        for s in said
        if ((s.one,) if s.many is None else (s.one, s.many)) not in known
    }
    assert sorted(missing) == []


def test_no_translation_is_left_over(said: list[Sentence]) -> None:
    used = {(s.one,) if s.many is None else (s.one, s.many) for s in said}
    left = [f"{name(f)}: {forms(m.id)[0]}" for f, m in entries() if forms(m.id) not in used]
    assert left == []


def test_both_languages_fill_in_the_same_places() -> None:
    wrong = [
        f"{name(file)}: {message.id} -> {message.string}"
        for file, message in entries()
        if not _same_places(forms(message.id), forms(message.string))
    ]
    assert wrong == []


def _same_places(danish: tuple[str, ...], english: tuple[str, ...]) -> bool:
    """A form that counts may leave out the number: 'one pupil'."""
    counted = {"n"} if len(danish) > 1 else set()
    wanted = set().union(*map(placeholders, danish))
    return all(placeholders(e) | counted == wanted | counted for e in english)


def test_one_sentence_has_one_translation() -> None:
    given = defaultdict(set)
    for _, message in entries():
        given[forms(message.id)[0]].add(forms(message.string))
    assert {danish: all_ for danish, all_ in given.items() if len(all_) > 1} == {}


def test_every_place_to_fill_in_is_filled(said: list[Sentence]) -> None:
    empty = [
        f"{s.where}: {s.one} lacks {sorted(s.needed - s.given)}"
        for s in said
        if s.given is not None and s.needed - s.given
    ]
    assert empty == []


def test_what_breaks_these_rules_would_be_seen(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(
        f"from {HOME} import text as said\nfrom sqlalchemy import text\n"
        "said('Hej {navn}', name='Åse')\nlanguage.trn('{n} elev', '{n} elever', 3)\n"
        "self.look.tr(f'Hej {navn}')\ntext('SELECT 1')\n"
    )
    found, unread = sentences((planted,))
    assert [(s.one, s.many) for s in found] == [("Hej {navn}", None), ("{n} elev", "{n} elever")]
    assert [s.needed - (s.given or set()) for s in found] == [{"navn"}, set()]
    assert unread == ["planted.py:5"]
