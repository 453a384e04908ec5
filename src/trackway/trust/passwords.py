"""Passwords: how they are kept, and which are refused.

Kept as argon2id (RFC 9106). A password that nobody has is checked against a decoy of the same cost, so
that an unknown user name takes as long to refuse as a wrong password.
"""

import threading
import unicodedata
from functools import cached_property
from itertools import pairwise

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from trackway.model.errors import Invalid

__all__ = ["Passwords", "UnfitPassword"]

MIN_LENGTH = 12
MAX_LENGTH = 256
"""Nobody types more; without a bound a stranger could have megabytes hashed."""
_MIN_DIFFERENT = 5

# RFC 9106 §4, the second recommended option (memory-constrained): 64 MiB, 3 passes, 4 lanes.
# About 50 ms on one core; a guess costs an attacker the same memory and time.
_RFC_9106 = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
_AT_ONCE = 2
"""Hashes made at the same time: a burst of sign-ins holds 128 MiB at most, the rest wait."""


class UnfitPassword(Invalid):
    """This password is too easy to guess."""


class Passwords:
    """Hashes and checks passwords, a few at a time."""

    def __init__(self, hasher: PasswordHasher = _RFC_9106) -> None:
        self._hasher = hasher
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str, username: str) -> str:
        """The password as it is kept, in PHC form. Raises ``UnfitPassword`` with the reason."""
        _refuse_unfit(_normal(password), username)
        return self.hash_again(password)

    def hash_again(self, password: str) -> str:
        """A password that was accepted before, kept at today's costs."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether this is the password that was kept."""
        text = _normal(password)[: MAX_LENGTH + 1]
        with self._turns:
            try:
                return self._hasher.verify(kept, text)
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        """Whether it was kept at other costs than today's."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def decoy(self) -> str:
        """What an unknown user's password is checked against; no password fits it in practice."""
        return self._hasher.hash("nobody has this password, it only takes the time")


def _normal(password: str) -> str:
    """The same letters typed on another keyboard are the same password (NIST SP 800-63B §5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _refuse_unfit(password: str, username: str) -> None:
    if len(password) < MIN_LENGTH:
        raise UnfitPassword(
            f"A password needs at least {MIN_LENGTH} characters; this one has {len(password)}."
        )
    if len(password) > MAX_LENGTH:
        raise UnfitPassword(f"A password has at most {MAX_LENGTH} characters.")
    if username and username.casefold() in password.casefold():
        raise UnfitPassword("The password holds the user name, which is the first thing tried.")
    if len(set(password)) < _MIN_DIFFERENT:
        raise UnfitPassword(f"The password needs at least {_MIN_DIFFERENT} different characters.")
    if _is_a_run(password):
        raise UnfitPassword("The password is one run of neighbouring characters, like 123456789012.")


def _is_a_run(password: str) -> bool:
    """Each character the one after (or before) the last: 0123456789, abcdef…, 9 followed by 0 too."""
    steps = {(ord(b) - ord(a)) % 256 for a, b in pairwise(password)}
    return steps <= {1, 247} or steps <= {255, 9}
