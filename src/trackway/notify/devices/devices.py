"""Push devices: which browsers an officer lets be pushed to; kept beside the channels."""

import base64
import binascii
import sqlite3
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from trackway.model.errors import Conflict, Invalid, Lost, NotFound
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile

__all__ = ["PushDevice", "PushDevices", "Subscription"]

_MOST = 20
"""Of one officer; who has more has lost some."""
_LONGEST_NAME = 100
_SECRET_BYTES = 16


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gives for being pushed to: where, and its public key and secret, 65 and 16 bytes."""

    endpoint: str
    p256dh: bytes
    auth: bytes

    def __post_init__(self) -> None:
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.p256dh)
        except ValueError as error:
            raise Invalid("The device's public key is no point of P-256.") from error
        if self.p256dh[:1] != b"\x04" or len(self.auth) != _SECRET_BYTES:
            raise Invalid("The device's keys are not those of a push subscription.")

    @classmethod
    def written(cls, endpoint: str, p256dh: str, auth: str) -> "Subscription":
        """From base64url as browsers write it. Raises ``Invalid``."""
        return cls(endpoint, _bytes(p256dh), _bytes(auth))


@dataclass(frozen=True, slots=True)
class PushDevice:
    """A browser of an officer. ``told`` is when its service last took something for it."""

    id: int
    officer: str
    name: str
    subscription: Subscription
    added: Instant
    told: Instant | None


class PushDevices:
    """The devices of an open file. Usable from several threads and processes."""

    def __init__(self, database: SqliteFile, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def key(self) -> ec.EllipticCurvePrivateKey:
        """The house's key, made when it is first asked for."""
        row = self._database.row("push_key")
        if row is None:
            made = ec.generate_private_key(ec.SECP256R1())
            der = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            self._database.run("push_key_make", der=der)
            row = self._database.only("push_key")
        try:
            key = load_der_private_key(row["der"], password=None)
        except ValueError as error:
            raise Lost(f"The key of pushes in {self._database.path} is damaged.") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise Lost(f"The key of pushes in {self._database.path} is none of P-256.")
        return key

    def public_key(self) -> str:
        """Its public part as browsers want it: the uncompressed point in base64url."""
        point = self.key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def add(self, officer: str, name: str, subscription: Subscription) -> PushDevice:
        """A device that wants to be pushed to; whoever had the same browser has it no more."""
        wanted = " ".join(name.split())
        if not 0 < len(wanted) <= _LONGEST_NAME or not wanted.isprintable():
            raise Invalid(f"A device's name has 1 to {_LONGEST_NAME} printable characters.")
        with self._database.transaction():
            others = self._database.only(
                "push_device_count", officer=officer, endpoint=subscription.endpoint
            )["n"]
            if others >= _MOST:
                raise Conflict(
                    f"{officer} has {others} devices already; remove one that is not used any more."
                )
            number = self._database.only(
                "push_device_add",
                officer=officer,
                name=wanted,
                endpoint=subscription.endpoint,
                p256dh=subscription.p256dh,
                auth=subscription.auth,
                now_us=self._clock.now().us,
            )["id"]
            return self.one(officer, number)

    def of(self, officer: str) -> tuple[PushDevice, ...]:
        """An officer's devices, oldest first."""
        return tuple(_device(row) for row in self._database.rows("push_devices_of", officer=officer))

    def one(self, officer: str, number: int) -> PushDevice:
        """One of an officer's devices. Raises ``NotFound``."""
        for device in self.of(officer):
            if device.id == number:
                return device
        raise NotFound(f"{officer} has no device with the number {number}.")

    def remove(self, officer: str, number: int) -> None:
        """Push to it no more. Raises ``NotFound``."""
        if not self._database.run("push_device_remove", id=number, officer=officer):
            raise NotFound(f"{officer} has no device with the number {number}.")

    def remove_all(self, officer: str) -> int:
        """Push to none of an officer's devices any more; how many there were."""
        return self._database.run("push_devices_remove_of", officer=officer)

    def taken(self, key: str) -> frozenset[int]:
        """Numbers of devices whose services have a message already."""
        return frozenset(row["device"] for row in self._database.rows("push_taken", key=key))

    def took(self, device: PushDevice, key: str, good_until: Instant) -> None:
        """Note that a device's service has taken a message."""
        now_us = self._clock.now().us
        with self._database.transaction():
            self._database.run("push_taken_forget", now_us=now_us)
            self._database.run("push_taken_add", key=key, device=device.id, good_until_us=good_until.us)
            self._database.run("push_device_told", id=device.id, now_us=now_us)


def _device(row: sqlite3.Row) -> PushDevice:
    return PushDevice(
        row["id"],
        row["officer"],
        row["name"],
        Subscription(row["endpoint"], row["p256dh"], row["auth"]),
        Instant(row["added_us"]),
        None if row["told_us"] is None else Instant(row["told_us"]),
    )


def _bytes(written: str) -> bytes:
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("The device's keys are no base64url.") from error
