"""Feeds a table page by page, and drops pages of a list that is no longer shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from jd_desktop.ui.kit.table import PAGE, TableModel

Took: TypeAlias = Callable[[Sequence[Any]], None]
Fetch: TypeAlias = Callable[[int, int, Took], None]


class Paging(QObject):
    """Asks `fetch(offset, limit, then)` for each page that is looked at."""

    def __init__(self, model: TableModel, fetch: Fetch):
        """Take the table's model and how rows are asked for, off the main thread."""
        super().__init__(model)
        self._model, self._fetch = model, fetch
        self._list = 0
        model.missing.connect(self._ask)

    def restart(self, count: int) -> None:
        """Begin a list of so many rows: another filter, another order, or changed rows."""
        self._list += 1
        self._model.reset(count)

    def _ask(self, page: int) -> None:
        self._fetch(page * PAGE, PAGE, partial(self._put, self._list, page))

    def _put(self, of_list: int, page: int, rows: Sequence[Any]) -> None:
        # A page of the list before, arriving late, would show its rows under other names.
        if of_list == self._list:
            self._model.put(page, rows)
