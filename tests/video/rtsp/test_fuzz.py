"""Whatever a camera sends: no crash, no hang, and nothing raised but a sentence of ours."""

import asyncio
import sys

import pytest
from tests.video.rtsp.fuzzing import TARGETS, fuzz


def run(name: str, inputs: int, seed: int) -> None:
    async def inside() -> None:
        figures = fuzz(name, inputs, seed)
        sys.stdout.write(f"{name}: {figures}\n")
        assert figures.inputs == inputs
        assert 0 < figures.refused < inputs, "some are refused, and some get through"
        assert figures.units > 0

    asyncio.run(inside())


@pytest.mark.parametrize("name", TARGETS)
def test_a_thousand_hostile_inputs(name: str) -> None:
    run(name, 1_000, seed=1)


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", TARGETS)
def test_a_million_hostile_inputs(name: str) -> None:
    run(name, 1_000_000, seed=2)
