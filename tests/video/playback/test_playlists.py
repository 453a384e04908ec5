"""Playlists of any footage, read back by a strict reader."""

import random
from itertools import pairwise

import pytest
from tests.video.playback.pages import moment_of
from tests.video.playback.strict import read

from trackway.model.errors import NotFound
from trackway.model.time import Instant, Span
from trackway.video.catalogue import Footage, Fragment, Gap, NewSegment, Segment, SegmentState
from trackway.video.cause import Cause
from trackway.video.playback import media_playlist, timeline
from trackway.video.stream import RetentionClass, StreamKey

KEY = StreamKey(9)
HZ = 90_000
SAYS = [
    "",
    'a "quoted" word',
    "two\nlines",
    "#EXTM3U",
    "說明，繁體",
    "\x00\x1b[0m",
    "x" * 900,
    ",X-CAUSE=none",
    "\\",
]


def made(chance: random.Random) -> Footage:
    """Some segments with fragments of any length, runs that go on or not, holes, slewed clocks, odd words."""
    at = Instant(chance.randrange(1_600_000_000_000_000, 1_900_000_000_000_000))
    start, segments, gaps, run, ticks = at, [], [], 1, chance.randrange(1 << 40)
    for number in range(1, chance.randint(1, 4) + 1):
        if chance.random() < 0.4:
            run, ticks = run + 1, chance.randrange(1 << 40)
            later = at.plus(chance.uniform(0.001, 100))
            gaps.append(Gap(KEY, at, later, chance.choice(list(Cause)), chance.choice(SAYS)))
            at = later
        fragments, offset, here = [], chance.randint(500, 900), 0
        init = offset
        for place in range(chance.randint(1, 6)):
            lasts, size = chance.randint(90, 5 * HZ), chance.randint(50, 8 << 20)
            is_key = place == 0 or chance.random() < 0.8
            if chance.random() < 0.9 or place == 0:
                fragments.append(Fragment(offset, size, here, lasts, lasts // 3600, is_key))
            offset, here = offset + size, here + lasts
        end = at.plus(here / HZ * chance.uniform(0.9995, 1.0005) + 1e-6)
        kept = RetentionClass.ORDINARY
        new = NewSegment(KEY, "v", "p", run, at, ticks, init, "", "avc1.640028", 1920, 1080, kept)
        segments.append(
            Segment(number, new, Span(at, end), here, offset, "", tuple(fragments), SegmentState.WHOLE)
        )
        at, ticks = end, ticks + here
    if chance.random() < 0.2:
        gaps.append(Gap(KEY, at, None, Cause.UNREACHABLE, chance.choice(SAYS)))
    first, last = sorted(chance.randrange(start.us, at.plus(1).us) for _ in range(2))
    span = Span(Instant(first), Instant(last + 1))
    shown = tuple(one for one in segments if one.span.overlaps(span))
    return Footage(KEY, span, shown, tuple(gaps), None)


def check(footage: Footage) -> None:
    shown = timeline(footage)
    if not shown.parts:
        with pytest.raises(NotFound):
            media_playlist(shown)
        return
    listed = read(media_playlist(shown))
    fragments = [(part, one) for part in shown.parts for one in part.fragments]
    assert [(one.uri, one.offset, one.size) for one in listed.entries] == [
        (f"{part.segment.id}.mp4", one.offset, one.size) for part, one in fragments
    ]
    # The playlist's seconds are the timeline's: each part begins where the lengths before it end.
    second, place = 0.0, 0
    for part in shown.parts:
        assert second == pytest.approx(part.at_s, abs=1e-4)
        first = listed.entries[place]
        assert first.at_us == part.start.us // 1000 * 1000
        assert first.is_discontinuous == (not part.is_joined and place > 0)
        second += sum(one.length for one in listed.entries[place : place + len(part.fragments)])
        place += len(part.fragments)
    assert second == pytest.approx(shown.seconds, abs=1e-4)
    assert all(a.end.us <= b.start.us + 120_000 for a, b in pairwise(shown.parts))
    assert [(one.start_us, one.cause) for one in listed.holes] == [
        (gap.start.us, str(gap.cause)) for gap in footage.gaps
    ]
    for part in shown.parts:
        for share in (0.0, 0.3, 0.99):
            moment = part.start.plus(share * part.end.since(part.start))
            assert abs(moment_of(shown, shown.second_of(moment)).since(moment)) < 1e-4


def fuzz(seed: int, count: int) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        check(made(chance))


def test_playlists_of_any_footage() -> None:
    fuzz(1, 400)


@pytest.mark.campaign
@pytest.mark.timeout(14400)
def test_playlists_of_any_footage_a_million_times() -> None:
    for seed in range(1000):
        fuzz(seed, 1000)
