"""Passwords as argon2 hashes; checking takes as long for people who do not exist."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

AT_ONCE = 2


class Passwords:
    """Makes and checks hashes, a few at a time: each takes tens of megabytes."""

    def __init__(self, hasher: PasswordHasher | None = None):
        """Take the hasher with its cost; by default argon2's recommended one."""
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody")
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """Return a salted hash to keep."""
        with self._turns:
            return self._hasher.hash(password)

    def fits(self, kept: str | None, password: str) -> bool:
        """Say whether a password belongs to a hash; None takes the same time and never fits."""
        with self._turns:
            try:
                self._hasher.verify(kept or self._nobody, password)
            except (VerifyMismatchError, VerificationError, InvalidHashError):
                return False
            return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Say whether a hash was made at a lower cost than is asked for today."""
        return self._hasher.check_needs_rehash(kept)
