"""Every field of a passage and of its evidence comes back as it is documented, whatever it holds."""

import dataclasses
import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.plate import MAX_LENGTH, Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Permit, Question
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import ClockOwner, Instant, Span, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import PassageStore

START_US = 1_700_000_000_000_000
EXAMPLE = itertools.count()
SHARES = st.floats(0, 1)
PIXELS = st.floats(-100, 4000, allow_subnormal=False)
TEXTS = st.text(max_size=20)


@st.composite
def plates(draw: st.DrawFn) -> Plate:
    text = draw(st.text("ABCXYZ0123456789試", min_size=1, max_size=MAX_LENGTH))
    return Plate(text, draw(st.integers(0, len(text) - 1)))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top, width, height = (draw(st.integers(0, 2000)) for _ in range(4))
    return Box(left, top, left + width, top + height)


LETTERS = st.builds(
    Letter,
    st.sampled_from("ABC123"),
    SHARES,
    st.lists(st.tuples(st.sampled_from("8BO0"), SHARES), max_size=2).map(tuple),
)
CORNERS = st.just(()) | st.tuples(*[st.tuples(PIXELS, PIXELS)] * 4)
READINGS = st.builds(
    Reading,
    letters=st.lists(LETTERS, max_size=4).map(tuple),
    found=SHARES,
    box=boxes(),
    at_s=st.floats(0, 1e5),
    model=TEXTS,
    seen_split=st.integers(0, 6),
    corners=CORNERS,
    colours=st.sampled_from(PlateColours),
)
PICTURES = st.builds(
    Picture, st.text("0123456789abcdef", min_size=64, max_size=64), st.floats(0, 1e5), st.none() | boxes()
)


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Any passage at all, in a minute that no other example has."""
    at = Instant(START_US + next(EXAMPLE) * 60_000_000 + draw(st.integers(0, 59_999_999)))
    camera, plate = draw(st.integers(1, 65_535)), draw(st.none() | plates())
    speed = draw(st.none() | st.floats(0, 300))
    return Passage(
        id=passage_id(at, camera, draw(st.integers(0, 63))),
        stamp=Stamp(at, draw(st.sampled_from(ClockOwner)), draw(st.none() | st.floats(0, 1000))),
        camera=camera,
        source=draw(st.sampled_from(Source)),
        plate=plate,
        confidence=draw(SHARES) if plate else 0.0,
        alternatives=draw(st.lists(TEXTS, max_size=3).map(tuple)),
        looks=draw(st.integers(0, 65_535)),
        kind=draw(st.sampled_from(VehicleKind)),
        colour=draw(st.sampled_from(Colour)),
        heading=draw(st.sampled_from(Heading)),
        speed_kmh=speed,
        speed_error_kmh=None if speed is None else draw(st.none() | st.floats(0, 100)),
        lane=draw(st.integers(0, 255)),
        plate_colours=draw(st.sampled_from(PlateColours)),
        kind_confidence=draw(SHARES),
        colour_confidence=draw(SHARES),
        model=draw(TEXTS),
        pictures=draw(st.lists(PICTURES, max_size=2).map(tuple)),
        readings=draw(st.lists(READINGS, max_size=2).map(tuple)),
    )


def is_cut_down(kept: float, given: float, step: float) -> bool:
    return kept <= given + 1e-6 and given - kept < step


def is_cut_up(kept: float | None, given: float | None, step: float) -> bool:
    if kept is None or given is None:
        return kept is given
    return kept >= given - 1e-6 and kept - given < step + 1e-6


@given(filed=passages())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_field_comes_back_as_documented(store: PassageStore, permit: Permit, filed: Passage) -> None:
    store.add([filed])
    kept = store.get(permit, filed.id)
    assert is_cut_down(kept.confidence, filed.confidence, 0.01)
    assert is_cut_down(kept.kind_confidence, filed.kind_confidence, 0.01)
    assert is_cut_down(kept.colour_confidence, filed.colour_confidence, 0.01)
    assert is_cut_up(kept.stamp.error_s, filed.stamp.error_s, 0.001)
    assert is_cut_up(kept.speed_error_kmh, filed.speed_error_kmh, 0.1)
    assert (kept.speed_kmh is None) == (filed.speed_kmh is None)
    assert abs((kept.speed_kmh or 0.0) - (filed.speed_kmh or 0.0)) <= 0.05 + 1e-6
    as_cut = dataclasses.replace(
        filed,
        confidence=kept.confidence,
        kind_confidence=kept.kind_confidence,
        colour_confidence=kept.colour_confidence,
        speed_kmh=kept.speed_kmh,
        speed_error_kmh=kept.speed_error_kmh,
        stamp=dataclasses.replace(filed.stamp, error_s=kept.stamp.error_s),
    )
    # As dictionaries: two plates are equal whatever hyphen was seen, and here it has to come back too.
    assert dataclasses.asdict(kept) == dataclasses.asdict(as_cut)
    found = store.find(permit, Question(Span(filed.at, filed.at.plus(0.001)))).rows
    closed = dataclasses.replace(as_cut, readings=())
    assert [dataclasses.asdict(row) for row in found if row.id == filed.id] == [dataclasses.asdict(closed)]
