"""The station's own clock is set while it records: forward is a gap, back is the same time twice, and no
more.
"""

import asyncio
from pathlib import Path

import pytest
from tests.video.recorder.made import KEY, HandFeed, RealClock, clip, recording

from trackway.model.time import Span
from trackway.video.catalogue import account
from trackway.video.cause import Cause


@pytest.mark.parametrize("step_s", [30.0, -30.0])
def test_a_clock_that_is_set_begins_a_new_run(step_s: float, tmp_path: Path) -> None:
    clock = RealClock()

    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip()), clock=clock) as running:
            await running.recorded(1.2)
            clock.step_s += step_s
            await running.until(lambda: len({one.opened.run for one in running.segments()}) == 2, "a new run")
            await running.until(lambda: running.newest().span.seconds > 1, "a second of it")
            await running.stop()
            first = min(running.segments(), key=lambda one: one.opened.run)
            last_of_first = [one for one in running.segments() if one.opened.run == first.opened.run][-1]
            new = next(one for one in running.segments() if one.opened.run != first.opened.run)
            moved_s = new.span.start.since(last_of_first.span.end)
            assert moved_s == pytest.approx(step_s, abs=0.5)
            now = clock.now()
            start = min(running.started, new.span.start)
            found = account(running.catalogue.footage(KEY, Span(start, now)))
            assert found.is_whole, found
            if step_s > 0:
                assert found.causes[Cause.CLOCK_STEP] == pytest.approx(step_s, abs=0.5)
            else:
                assert Cause.CLOCK_STEP not in found.causes
            said = running.catalogue.transitions(KEY, Span(start.plus(-100), now.plus(100)))
            assert any(f"{step_s:+.1f} s" in one.says for one in said)

    asyncio.run(main())
