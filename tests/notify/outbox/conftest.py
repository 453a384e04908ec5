"""An outbox in a file, a channel that speaks to a gateway on a real socket, and a clock the test moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.notify.outbox.gateway import Gateway
from tests.notify.outbox.house import House


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    yield server
    server.close()


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock, gateway: Gateway) -> Iterator[House]:
    with House(tmp_path, clock) as opened:
        opened.set_up("簡訊", gateway)
        yield opened
