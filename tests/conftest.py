"""What every test gets: no network but this machine's own, a clean environment, a clock it owns."""

import ipaddress
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import settings

from trackway.model.time import Instant

# No deadlines: a busy machine is not a bug. No database: a failure prints the example that shows it.
settings.register_profile("trackway", deadline=None, database=None, print_blob=True)
settings.register_profile("campaign", deadline=None, database=None, print_blob=True, max_examples=20_000)
settings.load_profile("trackway")


@dataclass
class FakeClock:
    """A clock that stands still until a test moves it."""

    at: Instant

    def now(self) -> Instant:
        return self.at

    def advance(self, seconds: float) -> Instant:
        """Move the clock and say where it stands."""
        self.at = self.at.plus(seconds)
        return self.at


@pytest.fixture
def clock() -> FakeClock:
    """A clock at 2026-11-22T21:00+08:00; set ``clock.at`` or ``clock.advance(seconds)``."""
    return FakeClock(Instant(1_795_352_400_000_000))


class OffThisMachineError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Forbid connecting, sending or looking up names beyond the loopback, in this process."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    look_up = socket.getaddrinfo

    def guarded(name: str) -> object:
        def call(sock: socket.socket, *args: object) -> object:
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                _check(args[-1])
            return real[name](sock, *args)

        return call

    def guarded_look_up(host: object, *args: object, **kwargs: object) -> object:
        _check((host,))
        return look_up(host, *args, **kwargs)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def _check(address: object) -> None:
    host = address[0] if isinstance(address, tuple) else address
    text = host.decode() if isinstance(host, bytes) else host
    if text in (None, "", "localhost"):
        return
    try:
        is_ours = ipaddress.ip_address(str(text).partition("%")[0]).is_loopback or text == "0.0.0.0"  # noqa: S104
    except ValueError:
        is_ours = False
    if not is_ours:
        raise OffThisMachineError(f"A test tried to reach {text}; tests use this machine only.")


@pytest.fixture(scope="session", autouse=True)
def clean_environment() -> Iterator[None]:
    """No settings, proxies or colours from the shell, and a time zone nobody in Hualien lives in.

    A quarter-hour zone shows at once where a machine's own zone leaks into a stored or shown time.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            is_proxy = name.lower().endswith("_proxy")
            if is_proxy or name.startswith("TRACKWAY_") or name in ("FORCE_COLOR", "COLUMNS", "LINES"):
                patch.delenv(name)
        patch.setenv("NO_COLOR", "1")
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        yield
    time.tzset()
