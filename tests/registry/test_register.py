"""The register itself: what is written is there, numbers are for good, areas choose what is inside."""

import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trackway.model.area import Area, Circle, Polygon, Rectangle, inside
from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.errors import Conflict, Denied, Invalid, Lost, NotFound, WrongUse
from trackway.model.place import Point, destination, distance_m
from trackway.registry import MAX_CAMERAS, Change, Registry
from trackway.registry.map_rank import map_rank
from trackway.registry.queries import statements

HUALIEN = Point(121.6044, 23.9769)
STATION = Station("S1", "示範派出所", "示範分局", Point(121.60, 23.98))
SITE = Site("P1", "示範路口", Point(121.61, 23.97))


def camera(number: int, place: Point = HUALIEN, **more: object) -> Camera:
    plain = Camera(f"C-{number}", number, f"鏡頭 {number}", CameraKind.ORDINARY, place)
    return replace(plain, **more)  # type: ignore[arg-type]


FULL = Camera(
    id="HL-0001",
    number=7,
    name="9線 193K+200 北上",
    kind=CameraKind.PLATE,
    place=Point(121.5701, 23.9502),
    heading_deg=12.5,
    fov_deg=38.0,
    site_id="P1",
    station_id="S1",
    model="Example 9000",
    installed_year=2019,
    engine="rapidocr",
)


def test_what_is_saved_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    with Registry(path) as registry:
        registry.save([STATION], [SITE], [FULL, camera(8)])
    with Registry(path) as again:
        assert again.cameras() == (FULL, camera(8))
        assert again.stations() == (STATION,)
        assert again.sites() == (SITE,)
        assert again.camera("HL-0001") == again.numbered(7) == FULL


def test_unknown_cameras_are_not_found(registry: Registry) -> None:
    with pytest.raises(NotFound, match="'nobody'"):
        registry.camera("nobody")
    with pytest.raises(NotFound, match="5"):
        registry.numbered(5)


def test_a_saved_camera_can_change_everything_but_its_number(registry: Registry) -> None:
    registry.save(cameras=[camera(1)])
    registry.save(cameras=[camera(1, name="新名", kind=CameraKind.PLATE)])
    assert registry.camera("C-1").name == "新名"
    with pytest.raises(Conflict, match="keeps its number 1"):
        registry.save(cameras=[replace(camera(1), number=2)])
    with pytest.raises(Conflict, match="belongs to camera 'C-1'"):
        registry.save(cameras=[replace(camera(1), id="other")])
    with pytest.raises(Conflict, match="keeps its number 3"):
        registry.save(cameras=[camera(3), replace(camera(3), number=4)])


def test_a_number_is_never_given_twice_even_after_its_camera_is_gone(registry: Registry) -> None:
    registry.save(cameras=[camera(1), camera(2)])
    registry.retire(["C-2"])
    assert registry.cameras() == (camera(1),)
    assert registry.numbered(2) == camera(2), "passages of it are still named"
    assert next(registry.free_numbers()) == 3
    with pytest.raises(Conflict, match="belongs to camera 'C-2'"):
        registry.save(cameras=[replace(camera(2), id="newcomer")])
    registry.save(cameras=[camera(2)])
    assert registry.cameras() == (camera(1), camera(2))


def test_the_database_itself_refuses_to_forget_or_renumber(registry: Registry) -> None:
    registry.save(cameras=[camera(1)])
    with sqlite3.connect(registry.path) as db:
        for statement in ("delete from camera", "update camera set number = 2", "update camera set id = 'x'"):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(statement)
    db.close()


def test_numbers_run_out_with_a_clear_error(registry: Registry) -> None:
    registry.save(cameras=[camera(MAX_CAMERAS), camera(2)])
    numbers = registry.free_numbers()
    assert [next(numbers), next(numbers)] == [1, 3], "gaps that nobody ever had are used last"
    registry.save(cameras=[camera(number) for number in range(1, MAX_CAMERAS)])
    with pytest.raises(Conflict, match="65,535"):
        next(registry.free_numbers())


def test_save_is_all_or_nothing(registry: Registry) -> None:
    with pytest.raises(Invalid, match="station 'S9'"):
        registry.save([STATION], [], [camera(1), camera(2, station_id="S9")])
    with pytest.raises(Invalid, match="site 'P9'"):
        registry.save([STATION], [], [camera(1), camera(2, site_id="P9")])
    with pytest.raises(Invalid, match="refused a row"):
        registry.save([STATION], [], [camera(1, installed_year=12)])
    assert registry.cameras() == ()
    assert registry.stations() == ()


def test_files_belong_to_their_owner_alone(registry: Registry) -> None:
    registry.save(cameras=[camera(1)])
    files = list(registry.path.parent.iterdir())
    assert {file.name for file in files} >= {"registry.sqlite", "registry.sqlite-wal"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(registry.path.parent.stat().st_mode) == 0o700


def test_what_is_no_register_is_said_so(tmp_path: Path) -> None:
    text = tmp_path / "registry.sqlite"
    text.write_text("編號,名稱\n" * 200, encoding="utf-8")
    with pytest.raises(Lost, match="damaged or is no register"):
        Registry(text)
    with pytest.raises(Invalid, match="cannot be a file"):
        Registry(tmp_path)
    with pytest.raises(Invalid, match="cannot be a file"):
        Registry(text / "registry.sqlite")


def test_a_register_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.sqlite")
    for statement in statements("schema.sql"):
        old.execute(statement)
    old.execute(
        "insert into camera (number, id, name, kind, lon, lat, map_rank)"
        " values (1, 'A', 'A', 'plate', 121, 24, 0)"
    )
    old.execute("pragma user_version = 1")
    old.commit()
    old.close()
    with Registry(tmp_path / "old.sqlite") as brought, Registry(tmp_path / "new.sqlite"):
        assert [(camera.id, camera.engine) for camera in brought.cameras()] == [("A", "")]
        brought.save(cameras=[replace(brought.camera("A"), engine="rapidocr")])
        assert brought.camera("A").engine == "rapidocr"
    shapes = []
    for name in ("old.sqlite", "new.sqlite"):
        db = sqlite3.connect(tmp_path / name)
        shapes.append(db.execute("select name, type, sql from sqlite_schema order by name").fetchall())
        db.close()
    assert shapes[0] == shapes[1]


def test_a_register_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    Registry(path).close()
    db = sqlite3.connect(path)
    db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(Conflict, match="newer Trackway"):
        Registry(path)


def test_a_read_only_register_refuses_to_be_written(registry: Registry) -> None:
    registry._db.execute("pragma query_only = on")
    with pytest.raises(Denied, match="may not be written"):
        registry.save(cameras=[camera(1)])


def test_another_process_is_noticed(registry: Registry) -> None:
    registry.save(cameras=[camera(1)])
    assert registry.cameras() == (camera(1),)
    program = (
        "import sys; from pathlib import Path; from trackway.registry import Registry\n"
        "from dataclasses import replace\n"
        "with Registry(Path(sys.argv[1])) as r: r.save(cameras=[replace(r.numbered(1), id='C-2', number=2)])"
    )
    subprocess.run([sys.executable, "-c", program, str(registry.path)], check=True)
    assert [c.id for c in registry.cameras()] == ["C-1", "C-2"]
    assert len(registry.inside(Circle(HUALIEN, 10)).cameras) == 2


def test_many_threads_write_and_read_one_register(registry: Registry) -> None:
    def add(thread: int) -> None:
        for _ in range(10):
            registry.change(
                lambda now: Change(cameras=(replace(camera(next(now.free_numbers())), name=f"{thread}"),))
            )
            assert registry.inside(Circle(HUALIEN, 1)).cameras

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert [c.number for c in registry.cameras()] == list(range(1, 81))


# -- choosing by area ---------------------------------------------------------------------------------

lons = st.floats(121.2, 121.8)
lats = st.floats(23.0, 24.4)
points = st.builds(Point, lons, lats)
circles = st.builds(Circle, points, st.floats(1, 60_000))
rectangles = st.builds(
    lambda a, b, w, h: Rectangle(a, b, a + w, b + h), lons, lats, st.floats(0.001, 0.4), st.floats(0.001, 0.4)
)
triangles = st.builds(
    lambda p, w, h: Polygon((p, Point(p.lon + w, p.lat), Point(p.lon + w / 3, p.lat + h))),
    points,
    st.floats(0.001, 0.4),
    st.floats(0.001, 0.4),
)
areas: st.SearchStrategy[Area] = st.one_of(circles, rectangles, triangles)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    registry = Registry(tmp_path_factory.mktemp("county") / "registry.sqlite")
    draw = np.random.default_rng(7)
    stations = [Station(f"S{i}", f"示範{i}", "示範分局", HUALIEN) for i in range(5)]
    cameras = [
        camera(
            number,
            Point(float(draw.uniform(121.2, 121.8)), float(draw.uniform(23.0, 24.4))),
            kind=CameraKind.PLATE if number % 3 == 0 else CameraKind.ORDINARY,
            station_id=None if number % 7 == 0 else f"S{number % 4}",
        )
        for number in range(1, 401)
    ]
    registry.save(stations, [], cameras)
    return registry


@given(area=areas, kinds=st.none() | st.sets(st.sampled_from(CameraKind)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_selection_is_what_asking_each_camera_gives(
    county: Registry, area: Area, kinds: set[CameraKind] | None
) -> None:
    expected = [
        c
        for c in county.cameras()
        if inside(area, np.array([c.place.lon]), np.array([c.place.lat]))[0]
        and (kinds is None or c.kind in kinds)
    ]
    found = county.inside(area, kinds)
    assert list(found.cameras) == expected
    assert found.numbers == {c.number for c in expected}
    belonging = [c.station_id for c in expected if c.station_id]
    assert {s.station.id: s.count for s in found.stations} == {i: belonging.count(i) for i in set(belonging)}
    assert [s.count for s in found.stations] == sorted((s.count for s in found.stations), reverse=True)


@given(point=points, metres=st.floats(1, 60_000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_near_is_nearest_first_and_misses_none(county: Registry, point: Point, metres: float) -> None:
    expected = sorted(
        (distance_m(point, c.place), c.number)
        for c in county.cameras()
        if distance_m(point, c.place) <= metres
    )
    found = county.near(point, metres)
    assert [near.camera.number for near in found] == [number for _, number in expected]
    assert [near.distance_m for near in found] == pytest.approx([metres for metres, _ in expected])


def test_a_circle_holds_what_stands_on_its_rim_and_not_beyond(registry: Registry) -> None:
    registry.save(
        cameras=[camera(1, destination(HUALIEN, 90, 499.9)), camera(2, destination(HUALIEN, 90, 500.1))]
    )
    assert registry.inside(Circle(HUALIEN, 500)).numbers == {1}
    assert [near.camera.number for near in registry.near(HUALIEN, 500)] == [1]


def test_an_empty_register_answers_emptily(registry: Registry) -> None:
    found = registry.inside(Rectangle(121, 23, 122, 25))
    assert (found.cameras, found.stations, found.numbers) == ((), (), frozenset())
    assert registry.near(HUALIEN, 1000) == ()
    with pytest.raises(WrongUse, match="0 m"):
        registry.near(HUALIEN, 0)


def test_a_station_nobody_placed_stands_at_the_mean_of_its_cameras(registry: Registry) -> None:
    cameras = (camera(1, Point(121.6, 23.9), station_id="S1"), camera(2, Point(121.7, 24.0), station_id="S1"))
    registry.change(
        lambda _: Change(stations=(STATION,), cameras=cameras, guessed_stations=frozenset({"S1"}))
    )
    assert registry.stations()[0].place.lon == pytest.approx(121.65)
    assert registry.snapshot().guessed_stations == {"S1"}
    registry.retire(["C-2"])
    assert registry.stations()[0].place == Point(121.6, 23.9)
    registry.save([STATION])
    registry.save(cameras=[camera(2, Point(121.7, 24.0), station_id="S1")])
    assert registry.stations()[0].place == STATION.place, "a place that was given stays"
    assert registry.snapshot().guessed_stations == set()


# -- the order of the map -----------------------------------------------------------------------------

CELL_LON, CELL_LAT = 360 / 2**20, 180 / 2**20


@given(x=st.integers(1, 2**20 - 2), y=st.integers(1, 2**20 - 2))
def test_the_curve_goes_from_neighbour_to_neighbour(x: int, y: int) -> None:
    def rank(x: int, y: int) -> int:
        return map_rank(Point(-180 + (x + 0.5) * CELL_LON, -90 + (y + 0.5) * CELL_LAT))

    here = rank(x, y)
    around = {rank(x + dx, y + dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))}
    assert len(around & {here - 1, here + 1}) == 2, "one neighbour comes before, one after"


def test_the_corners_of_the_globe_have_ranks() -> None:
    ranks = {map_rank(Point(lon, lat)) for lon in (-180, 180) for lat in (-90, 90)}
    assert len(ranks) == 4
    assert all(0 <= rank < 2**40 for rank in ranks)


def test_moving_a_camera_changes_its_rank_and_not_its_number(registry: Registry) -> None:
    registry.save(cameras=[camera(1)])
    before = registry.snapshot().map_ranks[1]
    registry.save(cameras=[camera(1, Point(121.2, 23.1))])
    assert registry.snapshot().map_ranks[1] != before
    assert registry.numbered(1).place == Point(121.2, 23.1)
