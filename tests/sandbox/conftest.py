"""Stand-ins that may be told anything: how they answer nonsense is what is tested here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.mail_vendors import Vendor
from tests.support.standin import StandIn, twilio_served


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    """A stand-in for Twilio with an empty memory."""
    with twilio_served() as served:
        yield served


@pytest.fixture
def sparkpost(any_sparkpost: Vendor) -> Vendor:
    """A stand-in for SparkPost with an empty memory and one verified domain."""
    return any_sparkpost


@pytest.fixture
def mailtrap(any_mailtrap: Vendor) -> Vendor:
    """A stand-in for Mailtrap with an empty sandbox."""
    return any_mailtrap
