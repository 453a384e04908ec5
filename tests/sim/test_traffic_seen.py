"""Seven days of traffic: whatever is seen can be driven, and the cameras' faults stay within bounds."""

import numpy as np
import pytest
from numpy.typing import NDArray

from trackway.model.camera import CameraKind
from trackway.model.errors import WrongUse
from trackway.model.passage import passage_id
from trackway.model.plate import Plate
from trackway.model.plate_check import conflicts
from trackway.model.plate_colours import PlateColours
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import MemoryPassages
from trackway.sim import Scene, bulk_tables, county, simulate
from trackway.sim.county.plane import to_plane
from trackway.sim.traffic import COLOURS, HEADINGS, KINDS, PLATE_COLOURS, clocks

END = Instant(1_795_352_400_000_000)
HOUR_US = 3_600_000_000
P = PlateColours


def is_light(true_us: NDArray[np.int64]) -> NDArray[np.bool_]:
    """When plate cameras need no lamps: 06:06 to 17:24 in Taipei."""
    minute = (true_us + 8 * HOUR_US) % (24 * HOUR_US) // 60_000_000
    return np.asarray((minute >= 6 * 60 + 6) & (minute < 17 * 60 + 24))


@pytest.fixture(scope="module")
def scene() -> Scene:
    return simulate(county(), END, seed=11, vehicles=3000)


def test_there_is_as_much_as_expected(scene: Scene) -> None:
    assert 75_000 < len(scene.seen) < 150_000
    assert scene.span == Span(END.plus(-7 * 86_400), END)
    true = scene.seen.true_us
    assert (true >= scene.span.start.us).all()
    assert (true < scene.span.end.us).all()


def test_whatever_is_seen_of_a_vehicle_can_be_driven(scene: Scene) -> None:
    """From one true passing to the next no ordinary vehicle is faster than 110 km/h, straight line."""
    seen, rows = scene.seen, np.flatnonzero(scene.story == 0)
    rows = rows[np.lexsort((seen.true_us[rows], seen.vehicle[rows]))]
    where = to_plane(np.array([[c.place.lon, c.place.lat] for c in scene.county.cameras[:240]]))
    here = where[seen.camera[rows] - 1]
    same = np.diff(seen.vehicle[rows]) == 0
    metres = np.hypot(*np.diff(here, axis=0).T)[same]
    seconds = (np.diff(seen.true_us[rows]) / 1e6)[same]
    apart = metres > 50
    assert apart.sum() > 30_000
    assert (metres[apart] / seconds[apart] * 3.6).max() < 110


def test_vehicles_go_the_way_their_camera_looks(scene: Scene) -> None:
    for row in range(0, len(scene.seen), 173):
        camera = scene.county.cameras[scene.seen.camera[row] - 1]
        assert HEADINGS[scene.seen.heading[row]] == Heading.of(camera.heading_deg)
        assert camera.kind is CameraKind.PLATE


def test_day_night_and_weekend(scene: Scene) -> None:
    local = scene.seen.true_us + 8 * HOUR_US
    by_hour = np.bincount(local // HOUR_US % 24, minlength=24)
    assert by_hour[3] < by_hour[7] / 10
    assert by_hour[17] > 1.3 * by_hour[14]
    whole_days = np.bincount((local // (24 * HOUR_US) - local[0] // (24 * HOUR_US)).astype(int))[1:7]
    assert whole_days.min() > 0.6 * whole_days.max()


def test_recorded_times_are_off_by_no_more_than_the_bound(scene: Scene) -> None:
    off_s = np.abs(scene.seen.at_us - scene.seen.true_us) / 1e6
    known = np.isfinite(scene.seen.error_s)
    assert (off_s[known] <= scene.seen.error_s[known] + 1e-3).all()
    assert 0.7 < known.mean() < 0.98
    at = clocks(scene.county)
    assert np.sum(at.bound_s > 100) == 2
    assert off_s.max() > 40


def test_plates_are_misread_and_left_unread_now_and_then(scene: Scene) -> None:
    seen = scene.seen
    texts = np.array(seen.texts, object)
    true, read = scene.fleet.plate[seen.vehicle], texts[seen.plate]
    ordinary = scene.story == 0
    wrong = (read != true) & (read != "") & ordinary
    assert wrong.sum() / ordinary.sum() == pytest.approx(0.03, abs=0.005)
    assert 0.02 < (read[ordinary] == "").mean() < 0.08
    assert (seen.confidence[read == ""] == 0).all()
    assert seen.confidence[wrong].mean() < seen.confidence[ordinary & (read == true)].mean() - 0.1
    changed = [
        sum(a != b for a, b in zip(x, y, strict=True)) for x, y in zip(read[wrong], true[wrong], strict=True)
    ]
    assert set(changed) == {1}


def test_colours_are_lost_at_night_and_kinds_seldom_wrong(scene: Scene) -> None:
    seen = scene.seen
    hour = (seen.true_us + 8 * HOUR_US) // HOUR_US % 24
    blind = seen.colour == COLOURS.index(Colour.UNKNOWN)
    assert blind[(hour >= 20) | (hour < 5)].mean() > 0.8
    assert blind[(hour >= 9) & (hour < 16)].mean() == 0
    true = np.array([KINDS.index(k) for k in scene.fleet.kind])[seen.vehicle]
    vague = np.isin(seen.kind, [KINDS.index(VehicleKind.CAR), KINDS.index(VehicleKind.UNKNOWN)])
    assert 0.01 < (true != seen.kind)[~vague].mean() < 0.04


def test_plate_colours_are_the_plate_s_own_or_not_told(scene: Scene) -> None:
    seen = scene.seen
    true = scene.fleet.plate_colours[seen.vehicle]
    told = np.array(PLATE_COLOURS, object)[seen.plate_colours]
    unread, night = seen.plate == 0, ~is_light(seen.true_us)
    assert set(told[unread | night]) == {PlateColours.UNKNOWN}
    by_day = ~unread & ~night & (scene.story == 0)
    lost = told[by_day] == PlateColours.UNKNOWN
    assert 0.02 < lost.mean() < 0.04
    assert (told[by_day] == true[by_day])[~lost].mean() > 0.99
    assert set(true) >= {
        P.WHITE_BLACK,
        P.WHITE_RED,
        P.GREEN_WHITE,
        P.RED_WHITE,
        P.YELLOW_BLACK,
        P.WHITE_GREEN,
    }


def test_vehicles_and_their_plates_agree_where_nothing_was_misread(scene: Scene) -> None:
    for plate, kind, colours in zip(
        scene.fleet.plate[::7], scene.fleet.kind[::7], scene.fleet.plate_colours[::7], strict=True
    ):
        assert conflicts(Plate(plate), colours, kind) == (), (plate, kind, colours)


def test_doubts_of_looks_are_lower_where_they_are_wrong(scene: Scene) -> None:
    seen = scene.seen
    colours = np.array([COLOURS.index(c) for c in scene.fleet.colour])[seen.vehicle]
    known = seen.colour != COLOURS.index(Colour.UNKNOWN)
    wrong = known & (seen.colour != colours)
    assert (seen.colour_confidence[~known] == 0).all()
    assert (seen.kind_confidence[seen.kind == KINDS.index(VehicleKind.UNKNOWN)] == 0).all()
    assert (seen.colour_confidence[known] >= 0.55).all()
    assert seen.colour_confidence[wrong].mean() < seen.colour_confidence[known & ~wrong].mean() - 0.05


def test_speeds_are_as_wrong_as_they_say(scene: Scene) -> None:
    seen, rows = scene.seen, np.flatnonzero(scene.story == 0)
    has_speed, has_error = np.isfinite(seen.speed), np.isfinite(seen.speed_error)
    assert not (has_error & ~has_speed).any()
    assert 0.6 < has_error[has_speed].mean() < 0.95
    usual = np.array([np.nanmedian(seen.speed[rows][seen.camera[rows] == c]) for c in (41, 101, 161)])
    assert (usual > 15).all()
    assert (seen.speed_error[has_error] >= 1.0 + 0.03 * 8 - 0.05).all()
    assert (seen.lane == 1).all()


def test_nothing_is_seen_while_a_camera_is_out(scene: Scene) -> None:
    assert len(scene.outages) == 5
    for outage in scene.outages:
        during = (scene.seen.at_us >= outage.span.start.us) & (scene.seen.at_us < outage.span.end.us)
        mine = np.isin(scene.seen.camera, outage.cameras)
        assert not (during & mine).any()
        assert mine.any()


def test_every_passage_has_its_own_identity(scene: Scene) -> None:
    ids = [
        passage_id(Instant(at), camera, sequence)
        for at, camera, sequence in zip(
            scene.seen.at_us.tolist(), scene.seen.camera.tolist(), scene.seen.sequence.tolist(), strict=True
        )
    ]
    assert ids == sorted(set(ids))


def test_a_store_takes_the_tables_and_the_shown(scene: Scene) -> None:
    tables = list(scene.tables(rows=50_000))
    assert sum(table.num_rows for table in tables) == len(scene.seen) - int(scene.has_picture.sum())
    store, shown = MemoryPassages(), [each.passage for each in scene.shown()]
    store.add_columns(tables[-1].slice(0, 5000))
    store.add(shown)
    assert store.count() == 5000 + len(shown)


def test_the_same_seed_and_end_give_the_same_scene(scene: Scene) -> None:
    again = simulate(county(), END, seed=11, vehicles=3000)
    assert (again.seen.at_us == scene.seen.at_us).all()
    assert (again.seen.plate == scene.seen.plate).all()
    assert again.seen.texts == scene.seen.texts
    assert again.incidents == scene.incidents
    other = simulate(county(), END, seed=12, vehicles=3000)
    assert other.incidents[0].plates != scene.incidents[0].plates


@pytest.mark.parametrize("rows", [1, 700, 40_000])
def test_bulk_gives_exactly_what_is_asked_oldest_first(rows: int) -> None:
    tables = list(bulk_tables(county(), END, rows, seed=4))
    at = np.concatenate([table["at"].to_numpy() for table in tables])
    assert len(at) == rows
    assert (np.diff(at // 1000) >= 0).all()
    assert at[-1] < END.us + 120_000_000
    again = list(bulk_tables(county(), END, rows, seed=4))
    assert again[0].equals(tables[0])


def test_bulk_of_nothing_is_refused() -> None:
    with pytest.raises(WrongUse, match="0 passages"):
        next(bulk_tables(county(), END, 0))
