"""What people decide about their school: one field of one record at a time, or a new record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.language import Text, text
from jd_desktop.domain.rights import action_of
from jd_desktop.operations.work import Work

_SETTINGS = frozenset({"settings", "resources"})


def save_field(
    work: Work, kind: str, row_id: str, values: Mapping[str, Any], *, what: Text
) -> Changes:
    """Change a field of a record, `what` as its page calls it; undo takes it back.

    Raises BadInput for what cannot stand, Refused for who may not.
    """
    _refuse_unknown(kind, values)
    with work.doing(text("Rettede {felt}", felt=what)) as doing:
        if kind == "school" and doing.get(kind, row_id) is None:
            doing.create(kind, {"name": doing.school_name, **values}, row_id)
        else:
            doing.need(kind, row_id)
            doing.set(kind, row_id, {k: v if v != "" else None for k, v in values.items()})
    return doing.changes


def create_row(work: Work, kind: str, values: Mapping[str, Any], *, what: Text) -> Changes:
    """Make a record, `what` as its page calls one; raises BadInput and Refused."""
    _refuse_unknown(kind, values)
    with work.doing(text("Oprettede {hvad}", hvad=what)) as doing:
        doing.create(kind, {"active": True, **values})
    return doing.changes


def _refuse_unknown(kind: str, values: Mapping[str, Any]) -> None:
    known = {f.name for f in KINDS[kind].fields()} if kind in KINDS else set()
    if not values.keys() <= known or action_of(kind) not in _SETTINGS:
        raise BadInput(text("Det kan ikke rettes her."), detail=f"{kind} {sorted(values)}")
