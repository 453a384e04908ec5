"""An empty file of corrections, and what it takes to ask. Plates here are invented."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.corrections import Corrections
from trackway.model.question import Officer, Permit, Purpose, Role


def permit_of(username: str, audit_id: int) -> Permit:
    officer = Officer(audit_id, username, f"{username} 警員", Role.INVESTIGATOR)
    return Permit(audit_id, Purpose(officer, "花市刑字第1號", "核對判讀"))


@pytest.fixture
def permit() -> Permit:
    return permit_of("wang", 7)


@pytest.fixture
def corrections(tmp_path: Path, clock: FakeClock) -> Iterator[Corrections]:
    with Corrections(tmp_path / "corrections.sqlite", clock) as corrections:
        yield corrections
