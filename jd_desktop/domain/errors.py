"""Every expected failure is a sentence for a person: what is wrong and what to do."""

from __future__ import annotations

from jd_desktop.domain.language import DANISH, Language, Text, text


class JdError(Exception):
    """Something a person can understand and act on; never a traceback.

    `exit_code` is what a command ends with; `retryable` says that trying later may help.
    """

    exit_code = 1
    retryable = False

    def __init__(self, title: Text, *, hint: Text | None = None, detail: str = ""):
        """Take what is wrong, what to do about it, and a technical detail for the log."""
        super().__init__(DANISH.say(title))
        self.title = title
        self.hint = hint
        self.detail = detail

    def sentence(self, language: Language) -> str:
        """Say what is wrong and what to do, in one line."""
        said = language.say(self.title)
        return f"{said} {language.say(self.hint)}" if self.hint else said


class Refused(JdError):
    """A rule, or a missing right, says no."""


class Missing(Refused):
    """The other side does not have what was asked for, or not for us."""


class TooLarge(Refused):
    """The other side takes nothing so large."""


class BadInput(JdError):
    """What was typed or read cannot be used."""

    exit_code = 2


class Offline(JdError):
    """The central or a vendor cannot be reached now; work goes on locally.

    `retry_after` is how many seconds the other side asked us to wait, None where it did not.
    """

    exit_code = 3
    retryable = True
    retry_after: float | None = None


class Busy(Offline):
    """The other side is there, but asks us to come later."""


class SecretsUnavailable(JdError):
    """The keyring is locked or missing, or lacks what is asked for."""

    exit_code = 5


class DatabaseUnusable(JdError):
    """The local database cannot be opened, read or written."""

    exit_code = 6


class SignInNeeded(JdError):
    """No valid session: wrong password, revoked device, or not signed in."""

    exit_code = 7


class Cloned(SignInNeeded):
    """The central has taken other changes under our numbers: this disk was copied."""

    def __init__(self, n: int):
        """Take the first number that came with other content."""
        super().__init__(
            text("Centralen har set andre ændringer fra denne computer end dem, der ligger her."),
            hint=text("Log ind igen, så sendes de som nye. Intet er tabt."),
        )
        self.n = n


class StartOver(JdError):
    """The central's copy is another than ours: a new epoch, or our cursor is too old."""

    retryable = True

    def __init__(self, epoch: str):
        """Take the central's present epoch."""
        super().__init__(text("Alt hentes på ny fra centralen."))
        self.epoch = epoch
