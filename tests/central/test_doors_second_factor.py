"""Signing in with a code, over real HTTP, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pyotp
import pytest
from sqlalchemy import Engine, update

from jd_desktop.central.tables import user
from jd_desktop.domain.clock import FixedClock
from tests.central.school import PASSWORD
from tests.central.served import Person, code

FACTOR = "/account/second-factor"


class Authenticator:
    """The app on somebody's phone, whose clock is right."""

    def __init__(self, secret: str, clock: FixedClock):
        self._made, self._clock = pyotp.TOTP(secret), clock

    def code(self, *, steps_off: int = 0) -> str:
        return self._made.at(self._clock.now() + timedelta(seconds=30 * steps_off))


@pytest.fixture
def phone(bo: Person, server_clock: FixedClock) -> Authenticator:
    """Bo's, switched on; the code that did it is used."""
    made = bo.http.post(FACTOR, json={"password": PASSWORD}).json()
    assert pyotp.parse_uri(made["uri"]).secret == made["secret"]
    phone = Authenticator(made["secret"], server_clock)
    on = bo.http.post(f"{FACTOR}/confirm", json={"code": phone.code()})
    assert on.json()["has_second_factor"] is True
    server_clock.advance(timedelta(seconds=30))
    return phone


def knock(bo: Person, typed: str = "", *, password: str = PASSWORD) -> httpx.Response:
    asked = {"email": bo.email, "password": password, "device_name": "Ny", "code": typed}
    return bo.http.post("/sign-in", json=asked)


def switch_off(bo: Person, typed: str, *, password: str = PASSWORD) -> httpx.Response:
    return bo.http.request("DELETE", FACTOR, json={"password": password, "code": typed})


def test_a_code_is_asked_for_only_when_the_password_is_right(
    bo: Person, phone: Authenticator
) -> None:
    assert code(knock(bo)) == (401, "code_needed")
    assert code(knock(bo, password="forkert")) == (401, "bad_credentials")
    assert knock(bo, phone.code()).status_code == 200


def test_a_code_lets_in_once(bo: Person, phone: Authenticator) -> None:
    typed = phone.code()
    assert knock(bo, typed).status_code == 200
    assert code(knock(bo, typed)) == (403, "wrong_code")


def test_a_phone_may_be_a_step_off(
    bo: Person, phone: Authenticator, server_clock: FixedClock
) -> None:
    server_clock.advance(timedelta(minutes=5))
    for off, status in ((-2, 403), (2, 403), (-1, 200), (1, 200), (0, 403)):
        assert knock(bo, phone.code(steps_off=off)).status_code == status


def test_of_many_at_once_one_gets_in_by_a_code(bo: Person, phone: Authenticator) -> None:
    typed = phone.code()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: knock(bo, typed).status_code, range(4)))
    assert sorted(answers) == [200, 403, 403, 403]


def test_guessing_codes_is_stopped_from_wherever_it_comes(
    bo: Person, phone: Authenticator, engine: Engine, server_clock: FixedClock
) -> None:
    bo.http.headers.pop("Authorization")
    for _ in range(5):
        assert code(knock(bo, "000000")) == (403, "wrong_code")
    assert code(knock(bo, phone.code())) == (429, "throttled")
    server_clock.advance(timedelta(minutes=16))
    assert knock(bo, phone.code()).status_code == 200


def test_what_is_no_code_is_a_wrong_one(bo: Person, phone: Authenticator) -> None:
    for typed in ("", "12345", "１２３４５６", "abcdef", "-12345"):
        assert code(switch_off(bo, typed)) == (403, "wrong_code")


def test_a_secret_does_nothing_until_it_is_confirmed(bo: Person) -> None:
    bo.http.post(FACTOR, json={"password": PASSWORD})
    assert knock(bo).status_code == 200
    assert bo.http.get("/account").json()["has_second_factor"] is False
    assert code(bo.http.post(f"{FACTOR}/confirm", json={"code": "000000"})) == (403, "wrong_code")


def test_a_second_factor_needs_the_password_and_is_not_replaced(
    bo: Person, phone: Authenticator
) -> None:
    assert code(bo.http.post(FACTOR, json={"password": "x"})) == (403, "wrong_password")
    assert code(bo.http.post(FACTOR, json={"password": PASSWORD})) == (409, "factor_on")
    confirmed = bo.http.post(f"{FACTOR}/confirm", json={"code": phone.code()})
    assert code(confirmed) == (409, "factor_on")


def test_it_is_not_switched_off_by_who_has_only_the_phone(bo: Person, phone: Authenticator) -> None:
    answer = switch_off(bo, phone.code(), password="gættet")
    assert code(answer) == (403, "wrong_password")
    assert bo.http.get("/account").json()["has_second_factor"] is True


def test_it_is_switched_off_with_password_and_code(bo: Person, phone: Authenticator) -> None:
    off = switch_off(bo, phone.code())
    assert off.json()["has_second_factor"] is False
    assert knock(bo).status_code == 200


def test_a_user_of_before_codes_needs_none(bo: Person, engine: Engine) -> None:
    with engine.begin() as db:
        db.exec_driver_sql("SELECT 1")
        db.execute(update(user).values(totp_secret="", totp_step=0))
    assert knock(bo).status_code == 200
