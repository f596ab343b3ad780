from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import EMAIL, SMS
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import templates
from jd_desktop.operations.undo import undo
from jd_desktop.queries.templates import TemplateRow, template_list, versions
from tests.outbox.school import School


def usual(event: str, channel: str, code: str) -> Wording:
    return Wording("", f"{event} {channel} {code}")


def row(school: School) -> TemplateRow:
    with school.reading() as db:
        rows = template_list(db, usual)
    return next(r for r in rows if (r.event, r.channel, r.language) == ("moved", SMS, "da"))


def save(school: School, words: str) -> int:
    changes = templates.save(school.work, "moved", SMS, "da", Wording("", words))
    assert changes.action
    return changes.action.n


def history(school: School) -> list[tuple[int, str, str]]:
    with school.reading() as db:
        return [(v.n, v.wording.text, v.by) for v in versions(db, row(school).id)]


def test_the_usual_words_stand_until_the_school_has_its_own(school: School) -> None:
    assert (row(school).is_own, row(school).wording.text) == (False, "moved sms da")
    save(school, "Ny tid: {dag}")
    found = row(school)
    assert (found.is_own, found.wording.text, found.version, found.changed_by) == (
        True, "Ny tid: {dag}", 1, "Lone",
    )  # fmt: skip


def test_what_it_said_before_can_still_be_read(school: School) -> None:
    save(school, "Ny tid: {dag}")
    save(school, "Flyttet: {dag}")
    templates.save(school.work, "moved", SMS, "da", Wording("", "Flyttet: {dag}"))
    assert history(school) == [(2, "Flyttet: {dag}", "Lone"), (1, "Ny tid: {dag}", "Lone")]


def test_undo_gives_back_what_it_said(school: School) -> None:
    save(school, "Ny tid: {dag}")
    undo(school.work, save(school, "Flyttet: {dag}"))
    assert row(school).wording.text == "Ny tid: {dag}"


def test_undo_of_the_first_gives_back_the_usual_words(school: School) -> None:
    undo(school.work, save(school, "Ny tid: {dag}"))
    assert not row(school).is_own


def test_reset_says_it_in_the_usual_words_and_can_be_undone(school: School) -> None:
    save(school, "Ny tid: {dag}")
    changes = templates.reset(school.work, "moved", SMS, "da")
    assert row(school).wording.text == "moved sms da"
    assert changes.action
    undo(school.work, changes.action.n)
    assert row(school).wording.text == "Ny tid: {dag}"


def test_reset_of_what_was_never_changed_is_nothing(school: School) -> None:
    assert not templates.reset(school.work, "moved", SMS, "da")


@pytest.mark.parametrize(
    ("event", "channel", "wording"),
    [
        ("moved", SMS, Wording("", "Hej {cpr}")),
        ("moved", SMS, Wording("", "  ")),
        ("moved", EMAIL, Wording("", "Hej")),
        ("moved", "pigeon", Wording("", "Hej")),
        ("birthday", SMS, Wording("", "Hej")),
    ],
)
def test_words_that_cannot_be_used_are_not_kept(
    school: School, event: str, channel: str, wording: Wording
) -> None:
    with pytest.raises(BadInput):
        templates.save(school.work, event, channel, "da", wording)
    with school.reading() as db:
        assert not any(r.is_own for r in template_list(db, usual))
