"""The trail of one plate over a store: passages in order, legs between, others' times as the measure."""

from collections.abc import Mapping

import pytest

from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.place import Point, distance_m
from trackway.model.plate import Plate, parse_plate
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import ClockOwner, Instant, Span, Stamp
from trackway.model.trail import LegStatus
from trackway.passages import MemoryPassages, NoPermit
from trackway.trails import trail

NOON = Instant(1_790_049_600_000_000)
DAY = Span(NOON.plus(-43_200), NOON.plus(43_200))
CAMERAS: Mapping[int, Camera] = {
    number: Camera(f"C{number}", number, f"鏡頭{number}", CameraKind.PLATE, Point(lon, lat), site_id=site)
    for number, lon, lat, site in (
        (1, 121.60, 23.97, "north"),
        (2, 121.6002, 23.9702, "north"),
        (3, 121.55, 23.87, "south"),
        (4, 121.40, 23.50, None),
    )
}
WANTED = parse_plate("ABC-1235")


@pytest.fixture
def permit() -> Permit:
    return Permit(1, Purpose(Officer(7, "lin", "林警員", Role.INVESTIGATOR), "花市刑字第1號", "測試"))


@pytest.fixture
def store() -> MemoryPassages:
    return MemoryPassages()


def seen(store: MemoryPassages, plate: Plate, *at: tuple[float, int], error_s: float | None = 0.5) -> None:
    for seconds, camera in at:
        when = NOON.plus(seconds)
        store.add(
            [
                Passage(
                    id=passage_id(when, camera, 0),
                    stamp=Stamp(when, ClockOwner.CAMERA, error_s),
                    camera=camera,
                    source=Source.LIVE,
                    plate=plate,
                    confidence=0.9,
                )
            ]
        )


def others(store: MemoryPassages, journeys: int, took_s: float, *, before_s: float = 3600.0) -> None:
    """Others who went from camera 1 to camera 3."""
    for n in range(journeys):
        seen(store, Plate(f"XYZ{n:04d}"), (-before_s - 7 * n, 1), (-before_s - 7 * n + took_s, 3))


def statuses(store: MemoryPassages, permit: Permit) -> list[LegStatus]:
    return [leg.status for leg in trail(store, CAMERAS, permit, WANTED, DAY).legs]


def test_a_trail_is_oldest_first_with_one_leg_fewer(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (600, 3), (0, 1), (3, 2))
    seen(store, parse_plate("ABC-1236"), (100, 1))
    found = trail(store, CAMERAS, permit, WANTED, DAY)
    assert found.plate == WANTED
    assert [passage.camera for passage in found.passages] == [1, 2, 3]
    assert [leg.seconds for leg in found.legs] == [3.0, 597.0]
    assert found.legs[1].distance_m == pytest.approx(distance_m(CAMERAS[2].place, CAMERAS[3].place))
    assert [leg.error_s for leg in found.legs] == [1.0, 1.0]


@pytest.mark.parametrize("count", [0, 1])
def test_few_passages_have_no_legs(store: MemoryPassages, permit: Permit, count: int) -> None:
    seen(store, WANTED, *[(0.0, 1)][:count])
    found = trail(store, CAMERAS, permit, WANTED, DAY)
    assert (len(found.passages), found.legs) == (count, ())


def test_others_make_what_is_usual(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (0, 1), (1300, 3))
    others(store, 4, 700)
    assert statuses(store, permit) == [LegStatus.UNKNOWN]
    others(store, 5, 700)
    found = trail(store, CAMERAS, permit, WANTED, DAY).legs[0]
    assert (found.status, found.usual_s) == (LegStatus.GAP, 700.0)
    assert found.says == "not seen 22 min; usual 12 min"


def test_its_own_journeys_are_no_measure_of_itself(store: MemoryPassages, permit: Permit) -> None:
    journeys = [
        pair for n in range(8) for pair in ((-9000.0 * (n + 1) / 3, 1), (-9000.0 * (n + 1) / 3 + 1300, 3))
    ]
    seen(store, WANTED, *journeys)
    assert set(statuses(store, permit)) == {LegStatus.UNKNOWN}


def test_a_week_is_looked_back_when_a_day_says_too_little(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (0, 1), (700, 3))
    others(store, 6, 700, before_s=3 * 86_400)
    assert statuses(store, permit) == [LegStatus.USUAL]


def test_longer_than_a_week_ago_is_not_asked(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (0, 1), (700, 3))
    others(store, 6, 700, before_s=8 * 86_400)
    assert statuses(store, permit) == [LegStatus.UNKNOWN]


def test_others_who_stopped_on_the_way_are_no_measure(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (0, 1), (700, 3))
    others(store, 20, 9 * 3600, before_s=11 * 3600)
    assert statuses(store, permit) == [LegStatus.UNKNOWN]


def test_one_plate_at_both_ends_of_the_county(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (0, 1), (60, 4))
    leg = trail(store, CAMERAS, permit, WANTED, DAY).legs[0]
    assert leg.status is LegStatus.IMPOSSIBLE
    assert leg.says == "impossible: 55.9 km in 60 s, clocks at most 1.0 s off; misread, clock or clone"


def test_an_unmeasured_clock_is_said_not_hidden(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (0, 1))
    seen(store, WANTED, (60, 4), error_s=None)
    leg = trail(store, CAMERAS, permit, WANTED, DAY).legs[0]
    assert (leg.status, leg.error_s) == (LegStatus.IMPOSSIBLE, None)
    assert "not measured" in leg.says


def test_a_camera_nobody_knows_breaks_no_trail(store: MemoryPassages, permit: Permit) -> None:
    seen(store, WANTED, (0, 1), (60, 99), (120, 3))
    assert statuses(store, permit) == [LegStatus.UNKNOWN, LegStatus.UNKNOWN]


def test_many_different_ways_are_asked_in_parts(store: MemoryPassages, permit: Permit) -> None:
    cameras = {
        number: Camera(f"C{number}", number, "", CameraKind.PLATE, Point(121.0 + number / 1000, 23.5))
        for number in range(1, 1202)
    }
    seen(store, WANTED, *[(number * 30.0 - 18_000, number) for number in range(1, 1202)])
    found = trail(store, cameras, permit, WANTED, DAY)
    assert len(found.legs) == 1200


def test_no_trail_without_a_permit(store: MemoryPassages) -> None:
    nobody: Permit = None  # type: ignore[assignment]
    with pytest.raises(NoPermit):
        trail(store, CAMERAS, nobody, WANTED, DAY)
