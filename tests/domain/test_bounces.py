from __future__ import annotations

import pytest

from jd_desktop.domain.bounces import bounce


@pytest.mark.parametrize("number", ["10", "30", "25"])
def test_an_address_that_will_never_work_is_said_to_be_so(number: str) -> None:
    why = bounce(number)
    assert why is not None
    assert why.lasting
    assert not why.unwanted


@pytest.mark.parametrize("number", ["1", "20", "21", "22", "23", "24", "40", "51", "70", "", "999"])
def test_what_may_pass_does_not_condemn_the_address(number: str) -> None:
    why = bounce(number)
    assert why is not None
    assert not why.lasting


@pytest.mark.parametrize("number", ["60", "80", "100"])
def test_an_automatic_reply_is_no_bounce(number: str) -> None:
    assert bounce(number) is None


def test_who_wants_no_more_is_not_an_address_that_fails() -> None:
    why = bounce("90")
    assert why is not None
    assert why.unwanted
    assert not why.lasting
