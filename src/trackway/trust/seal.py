"""Seal: passwords and tokens as they lie on disk, sealed with a key in a file beside them.

AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce for each seal. What a secret belongs to (camera, URL,
user name; channel) is authenticated with it, so whoever can write the file, but has not the key, cannot have
a password sent to another address. A sealed secret is: version (1 byte), fingerprint of the key (8), nonce
(12), cipher text and tag (16 more than the secret).
"""

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trackway.model.errors import Invalid, Lost, Unavailable

__all__ = ["CAMERA_PASSWORDS", "KeyLost", "Seal", "Secrets"]

_VERSION = b"\x01"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_PRINT_BYTES = 8
_HEAD_BYTES = 1 + _PRINT_BYTES


class KeyLost(Lost):
    """The key of sealed passwords is lost."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is sealed, in the words of its errors: one of them, all of them, and how to begin anew.

    ``most_bytes`` is the longest that can be meant; more is a slip.
    """

    one: str
    all: str
    anew: str
    most_bytes: int


CAMERA_PASSWORDS = Secrets(
    "camera's password",
    "cameras' passwords",
    "run `trackway streams forget-passwords` and set them again",
    most_bytes=1000,  # no camera takes a longer one
)


class Seal:
    """Seals and opens with the key in one file, which is made when the first secret is sealed."""

    def __init__(self, path: Path, secrets: Secrets = CAMERA_PASSWORDS) -> None:
        self._path = path
        self._words = secrets
        self._key = b""

    def seal(self, secret: str, bound: str, *, beside: bytes | None) -> bytes:
        """A secret, sealed for what it is bound to, with the key of the one that lies beside it.

        Only where none does, a key is made: a second key would shut the first one's secrets for good.
        """
        text = secret.encode()
        if len(text) > self._words.most_bytes:
            raise Invalid(f"A {self._words.one} has at most {self._words.most_bytes} bytes.")
        key = self._made_or_read() if beside is None else self._key_of(beside)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + _print_of(key) + nonce + AESGCM(key).encrypt(nonce, text, bound.encode())

    def open(self, sealed: bytes, bound: str) -> str:
        """The secret. Raises ``KeyLost`` when the key is gone or another, ``Lost`` for an altered row."""
        key = self._key_of(sealed)
        nonce, rest = sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES], sealed[_HEAD_BYTES + _NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, rest, bound.encode()).decode()
        except InvalidTag as error:
            raise Lost(f"A {self._words.one} was altered or moved on disk; set it again.") from error

    def _key_of(self, sealed: bytes) -> bytes:
        """The key that a secret was sealed with."""
        if sealed[:1] != _VERSION:
            raise Lost(f"A {self._words.one} is damaged on disk; set it again.")
        if _print_of(self._read()) != sealed[1:_HEAD_BYTES]:
            self._key = b""  # the right one may have been put back
        if _print_of(self._read()) != sealed[1:_HEAD_BYTES]:
            raise KeyLost(
                f"The {self._words.all} were sealed with another key than {self._path}; "
                f"put the right one back, or {self._words.anew}."
            )
        return self._key

    def _read(self) -> bytes:
        if self._key:
            return self._key
        try:
            with self._path.open("rb") as file:
                if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                    os.fchmod(file.fileno(), 0o600)
                key = file.read(_KEY_BYTES + 1)
        except FileNotFoundError as error:
            raise KeyLost(
                f"The key of the {self._words.all}, {self._path}, is missing; put it back, "
                f"or {self._words.anew}."
            ) from error
        except OSError as error:
            raise Unavailable(
                f"The key of the {self._words.all}, {self._path}, cannot be read: {error.strerror}."
            ) from error
        if len(key) != _KEY_BYTES:
            raise KeyLost(
                f"The key of the {self._words.all}, {self._path}, is damaged; put it back, "
                f"or delete it and {self._words.anew}."
            )
        self._key = key
        return key

    def _made_or_read(self) -> bytes:
        """The key, made first where there is none; of two processes that make one, the first wins."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._path.exists():
                self._make()
        except OSError as error:
            raise Unavailable(
                f"The key of the {self._words.all}, {self._path}, cannot be made: {error.strerror}."
            ) from error
        return self._read()

    def _make(self) -> None:
        # Whole and on disk under another name first, so that a power cut leaves no half key.
        fresh = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(fresh, self._path)
        finally:
            fresh.unlink()
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _print_of(key: bytes) -> bytes:
    return hashlib.sha256(b"trackway key of camera passwords" + key).digest()[:_PRINT_BYTES]
