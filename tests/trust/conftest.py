from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from tests.conftest import FakeClock

from trackway.model.question import Officer, Purpose, Role
from trackway.trust import Passwords, Trust

PASSWORD = "correct horse 88"


@pytest.fixture(scope="session")
def cheap() -> Passwords:
    """The real hashing at the least cost, so that a suite of sign-ins stays quick."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "trust.sqlite"


@pytest.fixture
def trust(path: Path, clock: FakeClock, cheap: Passwords) -> Iterator[Trust]:
    with Trust(path, clock, passwords=cheap) as opened:
        yield opened


@pytest.fixture
def chief(trust: Trust) -> Officer:
    """The command line's officer, who may do anything."""
    return trust.command_line_officer("nobody")


@pytest.fixture
def wang(trust: Trust, chief: Officer) -> Officer:
    return trust.officers.add(chief, "wang", "王小明", PASSWORD, Role.INVESTIGATOR).officer


@pytest.fixture
def purpose(wang: Officer) -> Purpose:
    return Purpose(wang, "花警刑字第1150001號", "失竊車輛協尋")
