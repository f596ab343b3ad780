"""A program that dies between any two commits: one link, one payment, one refund, all the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest

from jd_desktop.operations import payment_requests
from jd_desktop.operations.work import Work
from tests.support.pay_desk import TOTAL, PayDesk, payments
from tests.support.stripe_standin import StripeServed

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]


class Killed(BaseException):
    """The program is gone: nothing that it would have done next happens."""


class Deadly:
    """Hands work to the writer until it is time to die, before or after a commit."""

    def __init__(self, desk: PayDesk, at: int, *, after: bool):
        self._desk, self._at, self._after = desk, at, after
        self.count = 0

    def __call__(self, action: Callable[[Work], T]) -> T:
        self.count += 1
        if self.count == self._at and not self._after:
            raise Killed
        done = self._desk.write(action)
        if self.count == self._at:
            raise Killed
        return done


class Drill:
    """One desk before one vendor; each round has an invoice of its own."""

    def __init__(self, desk: PayDesk):
        self.desk = desk

    def round(self, at: int, *, after: bool, forgets: bool = False) -> bool:
        """Ask, pay and give back, dying once on the way; returns whether it came to that."""
        desk = self.desk
        desk.invoice = desk.issue()
        deadly = Deadly(desk, at, after=after)
        first = desk.ask()
        self._settle(deadly, forgets=forgets)
        second = desk.ask(TOTAL - 100) if at % 2 else first
        self._settle(deadly, forgets=forgets)
        assert self._payable() == 1
        desk.stripe.pay(desk.request(second).url)
        self._settle(deadly, forgets=forgets)
        (paid,) = [p for p in desk.all("payment") if p.request_id in (first, second)]
        _, refund_id = payment_requests.refund(desk.work, paid.id, 500)
        self._settle(deadly, forgets=forgets)
        assert desk.request(second).state == "paid"
        assert paid.amount_ore == (TOTAL if second == first else TOTAL - 100)
        assert desk.row("refund", refund_id).state == "succeeded"
        given = [
            r for r in desk.stripe.state()["refunds"] if r["payment_intent"] == paid.external_id
        ]
        assert [r["amount"] for r in given] == [500]
        assert len(self._links()) == len({first, second})
        return deadly.count >= at

    def _settle(self, deadly: Deadly, *, forgets: bool) -> None:
        """Let the outbox work until it rests; who dies is begun anew."""
        outbox = payments(deadly, self.desk.client)
        for _ in range(3):
            try:
                outbox.tick(now=True)
            except Killed:
                if forgets:
                    self.desk.later(hours=25)
                    self.desk.stripe.do("forget_answers")
                outbox = payments(deadly, self.desk.client)
            self.desk.later(minutes=2)
            assert self._payable() <= 1

    def _links(self) -> list[dict[str, Any]]:
        links = self.desk.stripe.state()["links"]
        return [one for one in links if one["metadata"]["jd_invoice"] == self.desk.invoice]

    def _payable(self) -> int:
        """By how many pages the round's invoice could be paid now."""
        return sum(bool(one["active"]) for one in self._links())


@pytest.fixture
def drill(tmp_path: Path, stripe_at: StripeServed) -> Iterator[Drill]:
    desk = PayDesk(tmp_path, stripe_at)
    stripe_at.now = lambda: desk.clock.now().timestamp()
    yield Drill(desk)
    desk.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("after", "some"), [(False, (20, 41)), (True, (12,))])
def test_dying_at_any_commit_makes_one_link_one_payment_one_refund(
    drill: Drill, is_long: bool, after: bool, some: tuple[int, ...]
) -> None:
    for at in count(1) if is_long else some:
        if not drill.round(at, after=after):
            assert at > max(some)
            return


@pytest.mark.timeout(900)
def test_dying_and_coming_back_when_the_vendor_has_forgotten(drill: Drill, is_long: bool) -> None:
    for at in count(1, 2) if is_long else (36,):
        if not drill.round(at, after=False, forgets=True):
            return


CHILD = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from tests.support.pay_desk import payments, reopened, vendor
folder, address, at, moved = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
work, done = reopened(folder, timedelta(seconds=moved)), 0
def write(action):
    global done
    done += 1
    if done == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return action(work)
payments(write, vendor(address)).tick(now=True)
"""


def test_a_kill_by_the_system_is_survived_as_well(
    tmp_path: Path, stripe_at: StripeServed, is_long: bool
) -> None:
    desk = PayDesk(tmp_path, stripe_at)
    asked = desk.ask()
    killed = [_child(tmp_path, stripe_at, at, 120.0 * at) for at in points(is_long)]
    assert set(killed) == {-signal.SIGKILL}
    desk.later(hours=2)
    desk.tick()
    assert desk.request(asked).state == "open"
    assert len(stripe_at.state()["links"]) == 1
    desk.close()


def points(is_long: bool) -> list[int]:
    return list(range(1, 12)) if is_long else [4]


def _child(folder: Path, stripe: StripeServed, at: int, moved: float) -> int:
    words = [sys.executable, "-c", CHILD, str(folder), stripe.address, str(at), str(moved)]
    ended = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    return ended.returncode
