from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outbox.school import School
from tests.support.pay_desk import PayDesk
from tests.support.stripe_standin import StripeServed


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """An office that works alone: what it does is agreed at once."""
    made = School(tmp_path)
    yield made
    made.close()


@pytest.fixture
def connected(tmp_path: Path) -> Iterator[School]:
    """A desktop with a central that has not answered yet."""
    made = School(tmp_path, alone=False)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path, stripe_at: StripeServed) -> Iterator[PayDesk]:
    """An office with an invoice, before a vendor that has the same time."""
    made = PayDesk(tmp_path, stripe_at)
    stripe_at.now = lambda: made.clock.now().timestamp()
    yield made
    made.close()
