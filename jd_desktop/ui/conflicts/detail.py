"""One conflict: what differs, what can be chosen, one click to decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.changes import Changes
from jd_desktop.operations import conflicts as deeds
from jd_desktop.operations import reviews
from jd_desktop.operations.work import Work
from jd_desktop.queries.calendar import Tile
from jd_desktop.queries.conflicts import ConflictCard
from jd_desktop.ui.conflicts import words
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.wording import FIELDS, value
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XL

_STAND_INS = 4

Decide = Callable[[Callable[[Work], Changes]], None]


class Detail(QWidget):
    """Shows a conflict card; every choice is an action handed to `decide`."""

    def __init__(self, look: Look, card: ConflictCard, names: Mapping[str, str], decide: Decide):
        """Take the card, the names of ids in it, and what to do with a choice."""
        super().__init__()
        self._look, self._card, self._names, self._decide = look, card, names, decide
        self.choices: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        self._column.setSpacing(GAP_M)
        language, row = look.language, card.row
        self._column.addWidget(label(look, words.headline(language, row), "page_title", wrap=True))
        said = words.explanation(language, row)
        self._column.addWidget(label(look, said, "body", "text2", wrap=True))
        if row.what == "overlap":
            self._overlap()
        else:
            self._columns()
        if row.state != "open":
            self._column.addWidget(Box(look, "ok", words.decision(language, row)))
        self._column.addStretch(1)

    # Double bookings

    def _overlap(self) -> None:
        row, pair = self._card.row, QHBoxLayout()
        pair.setSpacing(GAP_L)
        for tile, is_later in ((row.first, False), (row.later, True)):
            if tile is not None:
                pair.addWidget(self._booking(tile, is_later=is_later), 1)
        self._column.addLayout(pair)
        if row.state != "open":
            return
        if row.later is not None:
            self._move(row.later, self._card.free_for_later, numbered=True)
        if row.first is not None:
            self._move(row.first, self._card.free_for_first, numbered=False)
        if row.later is not None and self._card.stand_ins:
            self._hand_on(row.later)
        look, both = self._look, QHBoxLayout()
        both.addWidget(self._choice(look.tr("Begge er rigtige"), deeds.keep_both))
        both.addStretch(1)
        self._column.addLayout(both)

    def _booking(self, tile: Tile, *, is_later: bool) -> Box:
        look, language = self._look, self._look.language
        box = Box(look, "bad" if is_later else "")
        box.column.setSpacing(GAP_S)
        came = look.tr("Kom sidst") if is_later else look.tr("Kom først")
        box.column.addWidget(
            label(look, came, "caption", "bad" if is_later else "text3", weight=600)
        )
        box.column.addWidget(label(look, tile.title, "card_title", wrap=True))
        for line in (
            language.span(tile.starts, tile.ends),
            " · ".join(p for p in (tile.type_name, tile.instructor) if p),
            " · ".join(p for p in (tile.vehicle, tile.place) if p),
        ):
            if line:
                box.column.addWidget(label(look, line, "table", wrap=True))
        if self._card.row.state == "open" and tile.state == "confirmed":
            cancel = partial(deeds.cancel_one, booking_id=tile.id)
            words_ = look.tr("Aflys {elev}", elev=tile.title)
            row = QHBoxLayout()
            row.addWidget(self._choice(words_, cancel))
            row.addStretch(1)
            box.column.addLayout(row)
        box.column.addStretch(1)
        return box

    def _move(self, tile: Tile, slots: Sequence[datetime], *, numbered: bool) -> None:
        if not slots:
            return
        look = self._look
        title = look.tr("Flyt {elev} til en ledig tid", elev=tile.title)
        self._column.addWidget(label(look, title, "table", weight=600))
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for k, at in enumerate(slots, start=1):
            move = partial(deeds.move_one, booking_id=tile.id, starts=at)
            key = str(k) if numbered else ""
            made = self._choice(look.language.when(at), move, primary=numbered and k == 1, key=key)
            made.setAccessibleName(f"{title}: {look.language.when(at)}")
            row.addWidget(made)
        row.addStretch(1)
        self._column.addLayout(row)

    def _hand_on(self, tile: Tile) -> None:
        """Offer who or what is free at the booking's own time."""
        look = self._look
        if self._card.row.resource == "vehicle":
            title = look.tr("Giv {elev} en anden bil", elev=tile.title)
        else:
            title = look.tr("Giv {elev} en anden kørelærer", elev=tile.title)
        self._column.addWidget(label(look, title, "table", weight=600))
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for stand in self._card.stand_ins[:_STAND_INS]:
            give = partial(
                deeds.hand_on, booking_id=tile.id, resource=stand.resource, resource_id=stand.id
            )
            made = self._choice(stand.name, give)
            made.setAccessibleName(f"{title}: {stand.name}")
            row.addWidget(made)
        row.addStretch(1)
        self._column.addLayout(row)

    # Two changed the same, or a fact beat a plan

    def _columns(self) -> None:
        look, language, row = self._look, self._look.language, self._card.row
        is_fact = row.what == "overruled"
        waiting = look.tr("Sket") if is_fact else look.tr("Ventende ({hvem})", hvem=row.by)
        if row.what == "review":
            waiting = look.tr("Afleveret ({hvem})", hvem=row.by)
        standing = look.tr("Planen") if is_fact else look.tr("Det, der står")
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_L)
        grid.setVerticalSpacing(GAP_S)
        heads = ("", look.tr("Før"), waiting, standing)
        for k, head in enumerate(heads):
            grid.addWidget(label(look, head, "caption", "text3", weight=600), 0, k)
            grid.setColumnStretch(k, 1 if k else 0)
        for line, d in enumerate(self._card.differences, start=1):
            field = FIELDS.get(d.field)
            title = language.say(field) if field else (d.field or look.tr("Slettet"))
            grid.addWidget(label(look, title, "table", "text2"), line, 0)
            for k, raw in ((1, d.before), (2, d.mine), (3, d.theirs)):
                said = value(language, self._names, d.field, raw)
                if not d.field and k == 2:
                    said = look.tr("slettes")
                cell = label(look, said, "table", weight=600 if k == 2 else None, wrap=True)
                grid.addWidget(cell, line, k, Qt.AlignmentFlag.AlignTop)
        box = Box(look)
        box.column.addLayout(grid)
        self._column.addWidget(box)
        for tile in self._card.tiles:
            span = language.span(tile.starts, tile.ends)
            words_ = f"{tile.title} · {span} · {tile.instructor}"
            self._column.addWidget(label(look, words_, "table", "text2", wrap=True))
        if row.state == "open":
            self._decisions(is_fact)

    def _decisions(self, is_fact: bool) -> None:
        look, row = self._look, QHBoxLayout()
        row.setSpacing(GAP_S)
        if is_fact:
            row.addWidget(self._choice(look.tr("Set"), deeds.seen, primary=True, key="1"))
        elif self._card.row.what == "review":
            row.addWidget(self._choice(look.tr("Godkend"), reviews.accept, primary=True, key="1"))
            row.addWidget(self._choice(look.tr("Læg til side"), reviews.set_aside, key="2"))
        else:
            mine, theirs = look.tr("Brug den ventende"), look.tr("Behold det, der står")
            row.addWidget(self._choice(mine, deeds.take_mine, primary=True, key="1"))
            row.addWidget(self._choice(theirs, deeds.take_theirs, key="2"))
        row.addStretch(1)
        self._column.addLayout(row)

    def _choice(
        self, said: str, deed: Callable[..., Changes], *, primary: bool = False, key: str = ""
    ) -> QPushButton:
        action = partial(deed, conflict_id=self._card.row.id)
        made = button(self._look, said, partial(self._decide, action), primary=primary)
        if key:
            made.setShortcut(key)
            made.setToolTip(self._look.tr("Tast {tast}", tast=key))
        self.choices.append(made)
        return made
