"""Choosing cameras by drawing on the map."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, show, wait_for_map
from tests.browser.where import area_in, on_screen

from trackway.model.area import Circle, Polygon, Rectangle
from trackway.model.camera import CameraKind

pytestmark = pytest.mark.browser

CITY = "#/?at=121.6000,23.9800,12.50"
CENTRE = (121.6, 23.98)


def _count(page: Page) -> int:
    text = page.get_by_test_id("camera-count").locator("b").inner_text()
    return int(text.replace(",", ""))


def _click(page: Page, lon: float, lat: float) -> None:
    x, y = on_screen(page, lon, lat)
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def _circle(page: Page) -> None:
    page.keyboard.press("c")
    _click(page, *CENTRE)
    page.mouse.move(*on_screen(page, 121.61, 23.98), steps=4)
    expect(page.get_by_test_id("camera-count")).to_contain_text("支鏡頭在範圍內")
    few = _count(page)
    page.mouse.move(*on_screen(page, 121.62, 23.98), steps=4)
    expect(page.get_by_test_id("camera-count").locator("b")).not_to_have_text(f"{few:,}")
    assert _count(page) > few > 0
    _click(page, 121.62, 23.98)


def _rectangle(page: Page) -> None:
    page.keyboard.press("r")
    _click(page, 121.59, 23.97)
    page.mouse.move(*on_screen(page, 121.6, 23.98), steps=4)
    _click(page, 121.62, 23.99)


def _polygon(page: Page) -> None:
    page.get_by_role("toolbar").get_by_role("button", name="多邊形").click()
    for lon, lat in ((121.58, 23.96), (121.62, 23.965), (121.61, 24.0), (121.61, 24.0)):
        _click(page, lon, lat)


@pytest.mark.parametrize(
    ("draw", "kind"),
    [(_circle, Circle), (_rectangle, Rectangle), (_polygon, Polygon)],
    ids=lambda it: it.__name__,
)
def test_a_drawn_area_shows_its_cameras_at_once(
    table: Page, site: Site, draw: Callable[[Page], None], kind: type
) -> None:
    show(table, site, CITY)
    draw(table)
    expect(table).to_have_url(re.compile("area="))
    expect(table.get_by_role("button", name="查這個範圍")).to_be_visible()
    area = area_in(table)
    assert isinstance(area, kind)
    # What the page counts while drawing is what the register answers, camera by camera.
    expected = site.registry.inside(area)
    assert _count(table) == len(expected.cameras) > 50
    plates = sum(camera.kind is CameraKind.PLATE for camera in expected.cameras)
    expect(table.get_by_role("button", name=re.compile(f"車牌辨識 {plates}$"))).to_be_visible()
    expect(table.locator("summary")).to_contain_text(f"{len(expected.stations)} 個")
    expect(table.get_by_text("伺服器算出")).to_have_count(0)
    # The keyboard takes it away again, the back button brings it back.
    table.keyboard.press("Delete")
    expect(table.get_by_test_id("camera-count").locator("b")).to_have_text("5,240")
    table.go_back()
    expect(table.get_by_test_id("camera-count").locator("b")).to_have_text(f"{len(expected.cameras):,}")


def test_a_radius_in_metres_and_the_list_as_files(table: Page, site: Site, tmp_path: Path) -> None:
    show(table, site, f"{CITY}&area=circle:121.6,23.98,700")
    table.get_by_label("半徑").fill("1234")
    table.get_by_label("半徑").press("Enter")
    expect(table).to_have_url(re.compile("circle:121.6,23.98,1234"))
    expected = site.registry.inside(Circle(area_in(table).centre, 1234))  # type: ignore[union-attr]
    expect(table.get_by_test_id("camera-count").locator("b")).to_have_text(str(len(expected.cameras)))
    for name, ids in (
        ("CSV", lambda text: [row[0] for row in csv.reader(text.splitlines())][1:]),
        ("GeoJSON", lambda text: [one["properties"]["id"] for one in json.loads(text)["features"]]),
    ):
        with table.expect_download() as download:
            table.get_by_role("button", name=name, exact=True).click()
        kept = tmp_path / name
        download.value.save_as(kept)
        assert sorted(ids(kept.read_text("utf-8-sig"))) == sorted(camera.id for camera in expected.cameras)


def test_drawing_stops_at_escape_and_what_was_there_stays(table: Page, site: Site) -> None:
    show(table, site, f"{CITY}&area=circle:121.6,23.98,700")
    before = _count(table)
    table.keyboard.press("r")
    expect(table.get_by_role("button", name="矩形").first).to_have_attribute("aria-pressed", "true")
    _click(table, 121.59, 23.97)
    table.mouse.move(*on_screen(table, 121.62, 23.99), steps=3)
    table.keyboard.press("Escape")
    expect(table.get_by_test_id("camera-count").locator("b")).to_have_text(str(before))
    assert isinstance(area_in(table), Circle)


@pytest.mark.parametrize(("key", "kind"), [("c", Circle), ("r", Rectangle)])
def test_an_area_needs_no_pointer(table: Page, site: Site, key: str, kind: type) -> None:
    show(table, site, CITY)
    table.keyboard.press(key)
    table.keyboard.press("Enter")
    expect(table.get_by_role("button", name="查這個範圍")).to_be_visible()
    area = area_in(table)
    assert isinstance(area, kind)
    expected = len(site.registry.inside(area).cameras)
    expect(table.get_by_test_id("camera-count").locator("b")).to_have_text(f"{expected:,}")


def test_a_camera_tells_what_it_is_when_clicked(table: Page, site: Site) -> None:
    camera = site.county.cameras[4 * 20]
    show(table, site, f"#/?at={camera.place.lon:.4f},{camera.place.lat:.4f},16.00")
    _click(table, camera.place.lon, camera.place.lat)
    card = table.get_by_role("article")
    expect(card).to_contain_text(camera.id)
    expect(card).to_contain_text("車牌辨識")
    card.get_by_role("button", name="查這裡的過車").click()
    expect(table).to_have_url(re.compile(rf"#/search\?.*cameras=[^&]*{camera.id}"))


def test_every_view_is_a_link(table: Page, site: Site) -> None:
    show(table, site, CITY)
    table.keyboard.press("h")
    expect(table).not_to_have_url(re.compile("at=121.6000,23.9800,12.50"))
    wait_for_map(table)
    link = table.url
    table.get_by_role("button", name="放大").click()
    expect(table).not_to_have_url(link)
    table.goto(link)
    wait_for_map(table)
    expect(table).to_have_url(link)
