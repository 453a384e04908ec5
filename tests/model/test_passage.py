"""Passages: an identity that round-trips, sorts by time, and refuses what does not fit in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Invalid
from trackway.model.passage import Passage, Source, at_of, camera_of, passage_id
from trackway.model.plate import parse_plate
from trackway.model.time import Clock, ClockOwner, Instant, Stamp, parse_instant

FIRST = parse_instant("2020-01-01T00:00:00Z")
instants = st.integers(FIRST.us, parse_instant("2159-05-01T00:00:00Z").us).map(Instant)
cameras = st.integers(1, 65_535)
sequences = st.integers(0, 63)


@given(instants, cameras, sequences)
def test_the_identity_tells_when_and_where(at: Instant, camera: int, sequence: int) -> None:
    identity = passage_id(at, camera, sequence)
    assert 0 <= identity < 1 << 64
    assert camera_of(identity) == camera
    assert at_of(identity) == Instant(at.ms * 1000)
    assert identity & 63 == sequence
    assert passage_id(at_of(identity), camera, sequence) == identity


keys = st.tuples(instants, cameras, sequences)


@given(keys, keys)
def test_identities_sort_by_time_then_camera(
    one: tuple[Instant, int, int], other: tuple[Instant, int, int]
) -> None:
    def key(k: tuple[Instant, int, int]) -> tuple[int, int, int]:
        return k[0].ms, k[1], k[2]

    assert (passage_id(*one) < passage_id(*other)) == (key(one) < key(other))
    assert (passage_id(*one) == passage_id(*other)) == (key(one) == key(other))


@pytest.mark.parametrize(
    ("at", "camera", "sequence", "says"),
    [
        (Instant(FIRST.us - 1), 1, 0, "before 2020"),
        (parse_instant("2160-01-01T00:00:00Z"), 1, 0, "after 2159"),
        (FIRST, 0, 0, "camera number"),
        (FIRST, 65_536, 0, "camera number"),
        (FIRST, 1, -1, "64 passages"),
        (FIRST, 1, 64, "64 passages"),
    ],
)
def test_what_fits_no_identity_is_refused(at: Instant, camera: int, sequence: int, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        passage_id(at, camera, sequence)


def test_a_passage_says_how_often_it_was_looked_at(clock: Clock) -> None:
    stamp = Stamp(clock.now(), ClockOwner.STATION, 0.5)
    identity = passage_id(stamp.at, 7, 0)
    once = Passage(identity, stamp, 7, Source.LIVE, parse_plate("BKP-2075"), 0.9, looks=1)
    twice = Passage(identity, stamp, 7, Source.LIVE, parse_plate("BKP-2075"), 0.9, looks=2)
    assert once.is_single_look
    assert not twice.is_single_look
    assert once.at == clock.now()
    assert Passage(identity, stamp, 7, Source.LIVE).plate is None
