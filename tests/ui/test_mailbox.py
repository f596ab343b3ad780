"""Letters from other threads, and whose thread a window may end on."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from jd_desktop.ui.mailbox import Collector, Mailbox


class Parent(QObject):
    pass


class Window(QWidget):
    me: Window


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[Parent]:
    made = Parent()
    yield made
    made.deleteLater()


def test_letters_arrive_in_order_on_the_main_thread(qtbot: QtBot, parent: Parent) -> None:
    got: list[tuple[int, bool]] = []
    main = threading.get_ident()
    box = Mailbox(lambda letter: got.append((letter, threading.get_ident() == main)), parent)
    post = box.post
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: [post.send(n) for n in range(100)]).result()
    assert got == []
    qtbot.waitUntil(lambda: len(got) == 100)
    assert got == [(n, True) for n in range(100)]


def test_what_is_under_way_when_a_mailbox_closes_is_dropped(qtbot: QtBot, parent: Parent) -> None:
    got: list[int] = []
    box = Mailbox(got.append, parent)
    box.post.send(1)
    box.close()
    box.post.send(2)
    other = Mailbox(got.append, parent)
    other.post.send(3)
    qtbot.waitUntil(lambda: got == [3])


def test_a_post_outlives_its_mailbox(qapp: QApplication) -> None:
    parent = Parent()
    post = Mailbox(print, parent).post
    delete(parent)
    post.send("nobody reads it")
    del parent
    post.send("nobody reads it")


def test_garbage_with_a_window_in_it_is_no_other_threads(qtbot: QtBot, qapp: QApplication) -> None:
    Collector(qapp)
    ends: list[bool] = []
    main = threading.get_ident()
    window = Window()
    window.me = window
    window.destroyed.connect(
        lambda: ends.append(threading.get_ident() == main), Qt.ConnectionType.DirectConnection
    )
    del window

    def allocate() -> None:
        for _ in range(200_000):
            each: list[object] = []
            each.append(each)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(allocate).result()
    assert ends == [], "another thread tore a window down"
    gc.collect()
    assert ends == [True]


def test_garbage_is_collected_while_windows_are_used(qtbot: QtBot, qapp: QApplication) -> None:
    collector = Collector(qapp)
    for _ in range(2 * gc.get_threshold()[0]):
        each: list[object] = []
        each.append(each)
    collector.collect()
    assert gc.get_count()[0] < gc.get_threshold()[0]
    assert not gc.isenabled()
