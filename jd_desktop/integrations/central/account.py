"""A person's own account at the central."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from jd_desktop.integrations.central.line import Line, read_answer
from jd_desktop.protocol.account import (
    Account,
    Factor,
    FactorCode,
    FactorOff,
    FactorWanted,
    Forgotten,
    ForgottenAnswer,
    PasswordChange,
    SignIns,
)

A = TypeVar("A", bound=BaseModel)


class AccountClient:
    """Asks one thing at a time; each raises what a refusal means, and Offline."""

    def __init__(self, line: Line):
        """Take a line with the device's token; without one only `forgotten` is answered."""
        self._line = line

    def tell(self) -> Account:
        """Return the account."""
        return read_answer(Account, self._line.send("GET", "/account"))

    def change_password(self, old: str, new: str) -> Account:
        """Set a new password; the person's other computers are signed out."""
        return self._send(Account, "POST", "/account/password", PasswordChange(old=old, new=new))

    def enrol(self, password: str) -> Factor:
        """Ask for a second factor's secret; it must never be kept here."""
        asked = FactorWanted(password=password)
        return self._send(Factor, "POST", "/account/second-factor", asked)

    def confirm(self, code: str) -> Account:
        """Switch the second factor on."""
        return self._send(Account, "POST", "/account/second-factor/confirm", FactorCode(code=code))

    def remove(self, password: str, code: str) -> Account:
        """Switch the second factor off."""
        asked = FactorOff(password=password, code=code)
        return self._send(Account, "DELETE", "/account/second-factor", asked)

    def sign_ins(self, before: str = "") -> SignIns:
        """Return what happened at the person's doors, newest first."""
        asked = {"before": before} if before else None
        return read_answer(SignIns, self._line.send("GET", "/account/sign-ins", asked=asked))

    def forgotten(self, email: str) -> ForgottenAnswer:
        """Ask for a link to a new password by mail."""
        asked = Forgotten(email=email)
        return self._send(ForgottenAnswer, "POST", "/password/forgotten", asked)

    def _send(self, gives: type[A], method: str, path: str, asked: BaseModel) -> A:
        return read_answer(gives, self._line.send(method, path, asked.model_dump_json()))
