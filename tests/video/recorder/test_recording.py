"""The recorder with streams fed by hand: what is recorded, what is a gap, and that there is nothing else."""

import asyncio
import itertools
from pathlib import Path

from tests.video.recorder.made import KEY, HandFeed, clip, decoded, recording

from trackway.video.cause import Cause


def test_what_is_sent_is_recorded_in_files_that_follow_on(tmp_path: Path) -> None:
    feed = HandFeed(clip())

    async def main() -> None:
        async with recording(tmp_path, lambda _: feed) as running:
            await running.recorded(5.0)
            await running.stop()
            segments = running.segments()
            found = running.account()
            assert found.is_whole, found
            assert set(found.causes) <= {Cause.NOT_ASKED, Cause.RECORDER_STOPPED}
            assert len(segments) >= 2
            assert len({one.opened.run for one in segments}) == 1
            for before, after in itertools.pairwise(segments):
                assert after.span.start == before.span.end
                assert after.opened.previous == before.sha256
                assert after.opened.first_ticks == before.opened.first_ticks + before.ticks
            pictures = sum(decoded(running.catalogue.file_of(one)) for one in segments)
            assert pictures == feed.sent
            assert pictures == sum(part.frames for one in segments for part in one.fragments)
            assert abs(sum(one.span.seconds for one in segments) - feed.sent / 25) < 0.04

    asyncio.run(main())


def test_stopping_and_starting_again_leaves_a_gap_with_its_cause(tmp_path: Path) -> None:
    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip())) as first:
            await first.recorded(1.0)
        async with recording(tmp_path, lambda _: HandFeed(clip())) as second:
            await second.recorded(1.0)
            second.started = first.started
            found = second.account()
            assert found.is_whole
            assert set(found.causes) == {Cause.NOT_ASKED, Cause.RECORDER_STOPPED}
            runs = [one.opened.run for one in second.segments(KEY)]
            assert runs == sorted(runs)
            assert len(set(runs)) == 2

    asyncio.run(main())
