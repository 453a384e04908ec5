"""The fixtures themselves keep their promises."""

import os
import socket
import time

import pytest

from trackway.model.time import Clock, Instant, parse_instant


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as sock, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match=r"example\.org"):
        socket.create_connection(("example.org", 80), timeout=1)
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        sock.sendto(b"x", ("192.0.2.1", 53))


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5) as sock:
            assert sock.getpeername()[1] == port


def test_the_environment_is_clean() -> None:
    assert not [name for name in os.environ if name.startswith("TRACKWAY_") or name.lower() == "https_proxy"]
    assert time.timezone == -(5 * 3600 + 45 * 60)


def test_the_clock_moves_only_when_told(clock: Clock) -> None:
    assert clock.now() == parse_instant("2026-11-22T21:00:00+08:00") == clock.now()
    clock.advance(90)  # type: ignore[attr-defined]
    assert clock.now() == parse_instant("2026-11-22T21:01:30+08:00")
    assert isinstance(clock.now(), Instant)
