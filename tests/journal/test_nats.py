"""The journal on NATS JetStream: what a killed server keeps, and what is said of one that is away."""

import time

import pytest
from tests.conftest import FakeClock
from tests.journal.conftest import Server
from tests.journal.passing import passage

from trackway.journal import START
from trackway.journal.nats_journal import NatsJournal
from trackway.model.errors import Unavailable


def test_what_was_acknowledged_outlives_a_kill_of_the_server(nats: Server, clock: FakeClock) -> None:
    with nats.journal(clock) as journal:
        for n in range(30):
            end = journal.append((passage(n),))
        journal.reached("watch", end)
        nats.kill()
    nats.start()
    with nats.journal(clock) as again:
        assert again.read(START).passages == tuple(passage(n) for n in range(30))
        assert again.position("watch") == end == again.end()


def test_a_server_that_is_away_is_said_in_one_sentence(nats: Server, clock: FakeClock) -> None:
    nats.kill()
    with pytest.raises(Unavailable, match="The journal's NATS server does not answer"):
        NatsJournal(nats.url, clock)


def test_a_server_that_comes_back_is_found_again(nats: Server, clock: FakeClock) -> None:
    with nats.journal(clock) as journal:
        journal.append((passage(0),))
        nats.kill()
        time.sleep(1.0)  # longer than the tries of a first connection
        nats.start()
        until = time.monotonic() + 60
        while True:
            try:
                journal.append((passage(1),))
                break
            except Unavailable:
                assert time.monotonic() < until, "it was not found again"
        assert [p for p in journal.read(START).passages if p == passage(1)]
