"""A restricted area is drawn, approved by somebody else, a plate is allowed, and who is inside is seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, Site, Windows, built, state_purpose, wait_for_map
from tests.browser.seed import NOON
from tests.browser.where import on_screen
from tests.conftest import FakeClock

from trackway.model.area import Circle
from trackway.model.camera import CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.place import Point, distance_m
from trackway.model.plate import Plate
from trackway.model.question import Role
from trackway.model.time import ClockOwner, Stamp
from trackway.watch.zones import ZoneWatcher

pytestmark = pytest.mark.browser

CENTRE = Point(121.6068, 23.9769)
EDGE = (121.6168, 23.9769)


@pytest.fixture
def own(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Page]]:
    """A centre of its own, and officer Wang at its page."""
    with built(tmp_path_factory.mktemp("zones"), is_peopled=False) as site:
        owner = site.trust.command_line_officer("nobody")
        for username, name, role in (
            ("chen", "陳主任", Role.ADMINISTRATOR),
            ("wang", "王小明", Role.INVESTIGATOR),
            ("lin", "林稽核", Role.AUDITOR),
        ):
            site.trust.officers.add(owner, username, name, PASSWORD, role)
        windows = Windows(chromium)
        page = windows.open(width=1000, height=700)
        answer = page.context.request.post(
            f"{site.address}/api/v1/session",
            data={"username": "wang", "password": PASSWORD},
            headers={"Origin": site.address},
        )
        assert answer.ok, answer.text()
        yield site, page
        assert windows.close() == []


def seen(site: Site, plate: str, minutes: float) -> Passage:
    """A passage at the plate camera nearest to the middle."""
    plates = [camera for camera in site.county.cameras if camera.kind is CameraKind.PLATE]
    camera = min(plates, key=lambda one: distance_m(one.place, CENTRE))
    at = NOON.plus(-60 * minutes)
    return Passage(
        id=passage_id(at, camera.number, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.1),
        camera=camera.number,
        source=Source.LIVE,
        plate=Plate(plate),
        confidence=0.95,
        looks=4,
    )


def draw_and_ask(page: Page, site: Site) -> None:
    """Officer Wang draws a circle, clicks two hours of the week and asks for the zone."""
    page.goto(f"{site.address}/#/zones?at={CENTRE.lon:.4f},{CENTRE.lat:.4f},13.00")
    wait_for_map(page)
    page.get_by_role("button", name="新增管制區").click()
    form = page.get_by_role("form", name="新增管制區")
    form.get_by_label("名稱").fill("中正路市集封街")
    form.get_by_role("button", name="圓").click()
    page.mouse.click(*on_screen(page, CENTRE.lon, CENTRE.lat))
    page.mouse.move(*on_screen(page, 121.612, 23.9769), steps=4)
    page.mouse.click(*on_screen(page, *EDGE))
    expect(form.get_by_role("status").first).to_contain_text("支車牌鏡頭")
    form.get_by_label("開始").fill("2026-01-01T00:00")
    form.get_by_label("任何時間都管制").uncheck()
    expect(form.get_by_role("button", name="提出申請")).to_be_disabled()
    week = form.get_by_role("grid", name="一週的管制時段")
    hour = week.get_by_role("gridcell", name="星期五 12 時", exact=True)  # the centre's clock stands there
    hour.click()
    expect(hour).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Shift+ArrowUp")  # the hour before it too
    expect(form.get_by_text("每週 2 小時")).to_be_visible()
    form.get_by_label("法源依據").fill("道路交通管理處罰條例第5條")
    form.get_by_label("案號").fill("OP-115-7")
    assert axe_problems(page) == []
    form.get_by_role("button", name="提出申請").click()
    expect(page.get_by_role("heading", name="中正路市集封街")).to_be_visible()


def test_a_zone_is_drawn_approved_and_watched(own: tuple[Site, Page]) -> None:
    site, page = own
    draw_and_ask(page, site)
    expect(page.get_by_text("須由另一位使用者核准才會生效")).to_be_visible()
    expect(page.get_by_role("button", name="核准", exact=True)).to_have_count(0)

    zones = site.rooms.zones
    (zone,) = zones.all()
    assert isinstance(zone.plan.area, Circle)
    assert zone.plan.area.radius_m == pytest.approx(distance_m(CENTRE, Point(*EDGE)), rel=0.05)
    zones.approve(site.trust.officers.account("chen").officer, zone.id, zone.version)
    page.get_by_role("tab", name="許可名單").click()
    entry = page.get_by_role("form", name="加入許可")
    entry.get_by_label("車牌").fill("abc-1235")
    entry.get_by_label("住戶或單位").fill("中正路 12 號")
    entry.get_by_role("button", name="加入許可").click()
    expect(page.get_by_role("list", name="許可名單")).to_contain_text("ABC-1235")

    cameras = site.registry.snapshot().by_number
    watcher = ZoneWatcher(zones, lambda: cameras, FakeClock(NOON))
    list(watcher.tick(NOON))
    hits = list(watcher.look([seen(site, "ABC1235", -1), seen(site, "XYZ5678", -2)]))
    watcher.keep()
    assert [hit.plate for hit in hits] == ["XYZ5678"]
    page.get_by_role("tab", name="區內車輛").click()
    page.get_by_role("button", name="查看").click()
    state_purpose(page)
    rows = page.get_by_role("list", name="區內車輛").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="XYZ-5678")).to_contain_text("未經許可")
    expect(rows.filter(has_text="ABC-1235")).to_contain_text("中正路 12 號")
    assert "zone_visits" in site.actions()
    assert axe_problems(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    expect(rows.first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
