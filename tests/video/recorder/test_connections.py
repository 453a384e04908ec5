"""What a recording does between connections: tries again for ever, says why, leaves nobody waiting."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.video.recorder.made import KEY, HandFeed, RealClock, clip, recording

from trackway.model.errors import Denied
from trackway.model.time import Instant, Span
from trackway.video.cause import Cause
from trackway.video.recorder import StationClock
from trackway.video.recorder.grouping import Grouper
from trackway.video.recorder.placing import Placing
from trackway.video.recorder.settings import RecorderSettings
from trackway.video.stream import AccessUnit, Codec, Receiver, StreamEnded, Track


class Failing:
    """A camera that never gives its stream, for one reason."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tries = 0

    async def run(self, receiver: Receiver) -> None:
        self.tries += 1
        raise self.error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (StreamEnded(Cause.UNREACHABLE, "Nobody answers."), Cause.UNREACHABLE),
        (Denied("10.9.9.9 lies in no network of cameras."), Cause.REFUSED),
        (OSError(113, "No route to host"), Cause.NETWORK_RESET),
        (ValueError("a mistake of ours"), Cause.UNFIT),
    ],
)
def test_a_camera_that_fails_is_tried_again_and_noted_once(
    error: Exception, cause: Cause, tmp_path: Path
) -> None:
    feed = Failing(error)

    async def main() -> None:
        async with recording(tmp_path, lambda _: feed) as running:
            await running.until(lambda: feed.tries >= 4, "four tries")
            await running.until(lambda: cause in running.account().causes, "a gap")
            gaps = running.catalogue.footage(KEY, running.span()).gaps
            assert [gap.cause for gap in gaps if gap.cause is not Cause.NOT_ASKED] == [cause]
            noted = running.catalogue.transitions(
                KEY, Span(running.started.plus(-1), running.clock.now().plus(1))
            )
            assert [one.state for one in noted] == ["connecting", "broken"]
            await running.stop()
            assert running.account().is_whole

    asyncio.run(main())


def test_a_feed_that_does_not_let_go_is_left_behind(tmp_path: Path) -> None:
    """It goes silent, and hears of no cancelling; what it brings later counts for nothing."""
    begun: list[asyncio.Event] = []
    shown = clip()

    class Stubborn:
        async def run(self, receiver: Receiver) -> None:
            going = asyncio.Event()
            begun.append(going)
            if len(begun) > 1:
                await HandFeed(shown).run(receiver)
            task = asyncio.ensure_future(HandFeed(shown).run(receiver))
            await asyncio.wait({task}, timeout=1.0)
            task.cancel()
            while not going.is_set():
                try:
                    await asyncio.shield(going.wait())
                except asyncio.CancelledError:
                    continue
            receiver.take(AccessUnit(1, 0, is_key=True, data=b"late", arrived_ns=0))

    async def main() -> None:
        async with recording(tmp_path, lambda _: Stubborn()) as running:
            await running.until(lambda: len(begun) == 2, "another connection")
            await running.recorded(1.0)
            begun[0].set()
            await running.recorded(1.0)
            await running.stop()
            found = running.account()
            assert found.is_whole, found
            assert set(found.causes) == {Cause.NOT_ASKED, Cause.CAMERA_SILENT, Cause.RECORDER_STOPPED}

    asyncio.run(main())


def test_what_nobody_asks_for_any_more_is_a_gap_that_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip())) as running:
            await running.recorded(0.8)
            before = running.account().causes.get(Cause.NOT_ASKED, 0.0)
            running.recorder.follow(())
            await running.until(
                lambda: running.account().causes.get(Cause.NOT_ASKED, 0.0) > before + 0.3, "a gap"
            )
            assert running.recorder.health().streams == ()
            await running.stop()
            assert running.account().is_whole

    asyncio.run(main())


def placed(sent: Callable[[int], AccessUnit], end: Instant, clock: RealClock) -> list[tuple[float, float]]:
    """Where groups stand after what was recorded until ``end``: seconds from there."""
    grouper, placing = Grouper(RecorderSettings()), Placing(StationClock(clock), end)
    grouper.opened((Track(1, Codec.H264, 90_000, (b"sps",), 320, 180),))
    groups = [group for n in range(150) if (group := grouper.take(sent(n))) is not None]
    timed = [one for group in groups if (one := placing.place(group)) is not None]
    return [(one.start.since(end), one.end.since(end)) for one in timed]


def test_pictures_that_a_camera_sends_again_are_not_recorded_twice() -> None:
    """It keeps its last pictures for who connects: two seconds at once, most of them known already."""
    clock = RealClock()
    station = StationClock(clock)
    now_ns = station.monotonic_ns()
    end = Instant(now_ns // 1000 + station.offset_us)

    def sent(n: int) -> AccessUnit:
        late_ns = max(n - 50, 0) * 40_000_000  # the first 50 in a burst, then in their own time
        return AccessUnit(1, n * 3600, n % 50 == 0, b"x", now_ns + 100_000_000 + late_ns)

    stretches = placed(sent, end, clock)
    assert stretches[0][0] == pytest.approx(0.1, abs=0.05), "from the first keyframe that is news"
    assert all(start >= 0 for start, _ in stretches)


def test_a_camera_that_always_seems_early_is_recorded_all_the_same() -> None:
    clock = RealClock()
    station = StationClock(clock)
    now_ns = station.monotonic_ns()
    end = Instant(now_ns // 1000 + station.offset_us + 3_600_000_000)
    stretches = placed(
        lambda n: AccessUnit(1, n * 3600, n % 12 == 0, b"x", now_ns + n * 40_000_000), end, clock
    )
    assert stretches
    assert stretches[0][0] == pytest.approx(0.0, abs=0.001)
