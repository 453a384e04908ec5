"""With no corrections in it, the corrected store is a store like any other: the whole suite of them runs."""

import pytest
from tests.passages.conftest import Make, day, passage
from tests.passages.test_contract import *  # noqa: F403  every test of the suite, over the store below

from trackway.corrections import CorrectedPassages, Corrections
from trackway.passages import MemoryPassages, PassageStore

__all__ = ["day"]

for _test in ("test_a_server_was_asked", "test_the_double_and_the_store_answer_alike"):
    del globals()[_test]  # of servers, not of this


@pytest.fixture
def make() -> Make:
    return passage


@pytest.fixture
def store(corrections: Corrections) -> PassageStore:
    return CorrectedPassages(MemoryPassages(), corrections)
