from __future__ import annotations

from jd_desktop.domain.changes import Action, Changes
from jd_desktop.domain.language import text


def test_changes_join_by_kind_and_the_later_action_wins() -> None:
    one = Changes.of([("booking", "a")], Action(1, text("Første")))
    both = one | Changes.of([("booking", "b"), ("student", "s")], Action(2, text("Anden")))
    assert both.touched == {"booking": frozenset("ab"), "student": frozenset("s")}
    assert both.action is not None
    assert both.action.n == 2


def test_nothing_touched_is_false_and_concerns_nobody() -> None:
    assert not Changes()
    assert not Changes().concerns(["booking"])
    assert Changes.of([("booking", "a")]).concerns({"booking", "student"})
