"""Place names: what cameras of a site share, told apart where two places share a name; areas in words."""

from collections.abc import Mapping

import pytest

from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.sim import County
from trackway.trails.places import circled, place_names, place_says, shared_name
from trackway.trails.where import Place, parse_place


def camera(number: int, name: str, site: str | None = None) -> Camera:
    return Camera(f"C{number}", number, name, CameraKind.PLATE, Point(121.6, 23.9), site_id=site)


def register(*cameras: Camera) -> Mapping[int, Camera]:
    return {one.number: one for one in cameras}


@pytest.mark.parametrize(
    ("names", "shared"),
    [
        (("中正路口 北上內側", "中正路口 南下外側"), "中正路口"),
        (("中正路口 11", "中正路口 12"), "中正路口"),
        (("中正路口-1", "中正路口-2"), "中正路口"),
        (("台9線 146K 北", "台9線 146K 南"), "台9線 146K"),
        (("中正路口 11",), "中正路口 11"),
        (("中正路口", "和平路口"), ""),
    ],
)
def test_a_name_is_shared_without_lane_and_with_whole_numbers(names: tuple[str, ...], shared: str) -> None:
    assert shared_name([camera(n, name, "S1") for n, name in enumerate(names, 1)]) == shared


def test_the_id_stands_behind_only_where_two_places_share_a_name() -> None:
    names = place_names(
        register(
            camera(1, "中正路口 北", "S1"),
            camera(2, "中正路口 南", "S1"),
            camera(3, "和平路口 東", "S2"),
            camera(4, "和平路口 西", "S2"),
            camera(5, "和平路口"),
            camera(6, "光復車站", "S3"),
            camera(7, "鳳林車站", "S3"),
        )
    )
    assert [names.at(n) for n in range(1, 8)] == [
        *("中正路口", "中正路口", "和平路口 (S2)", "和平路口 (S2)", "和平路口 (C5)"),
        *("光復車站", "光復車站"),
    ]
    assert [names.id_at(n) for n in (1, 5, 6)] == ["S1", "C5", "S3"]
    assert (names.at(9), names.called("#9")) == ("#9", "#9")


def test_in_the_county_every_place_has_a_name_of_its_own(county: County) -> None:
    cameras = {one.number: one for one in county.cameras}
    names = place_names(cameras)
    assert len(set(names.names.values())) == len(names.names)
    site = county.plate_sites[0].site
    assert (names.id_at(1), names.at(1)) == (site.id, site.name)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("circle:121.6,23.9,500", "半徑 500 公尺的圓形", "circle of 500 m radius"),
        ("circle:121.6,23.9,1500", "半徑 1.5 公里的圓形", "circle of 1.5 km radius"),
        ("rectangle:121.6,23.9,121.62,23.905", "2.0 公里 × 554 公尺的矩形", "rectangle of 2.0 km × 554 m"),
        ("polygon:121.6,23.9 121.7,23.9 121.7,24", "3 個角的多邊形", "polygon of 3 corners"),
        ("camera:C1", "中正路口", "中正路口"),
    ],
)
def test_places_of_a_question_are_said_without_coordinates(text: str, zh: str, en: str) -> None:
    cameras = register(camera(1, "中正路口 北", "S1"), camera(2, "中正路口 南", "S1"))
    said = place_says(parse_place(text), cameras, place_names(cameras))
    assert (said.zh, said.en) == (zh, en)


def test_a_camera_that_left_the_register_keeps_its_id() -> None:
    assert place_says(Place(camera="GONE"), {}, place_names({})).en == "GONE"


def test_places_are_numbered_as_on_the_map() -> None:
    assert [circled(n) for n in (1, 2, 20, 21)] == ["①", "②", "⑳", "(21)"]
