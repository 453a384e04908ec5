"""Coming in, going out; the language; the phone; the guide; what everybody can use."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, Site, Windows, built, show, state_purpose, wait_for_map
from tests.browser.seed import HERO
from tests.browser.where import area_in

from trackway.model.area import Circle
from trackway.web.gate import COOKIE

pytestmark = pytest.mark.browser


def test_signing_in_and_out(windows: Windows, site: Site) -> None:
    page = windows.open()
    page.goto(f"{site.address}/#/?at=121.6000,23.9800,13.00")
    form = page.get_by_role("form", name="登入")
    form.get_by_label("帳號").fill("wang")
    form.get_by_label("密碼").fill("a wrong password")
    form.get_by_role("button", name="登入").click()
    expect(page.get_by_role("alert")).to_contain_text("帳號或密碼不對")
    form.get_by_label("密碼").fill(PASSWORD)
    form.get_by_role("button", name="登入").click()
    expect(page.get_by_role("banner")).to_contain_text("王小明")
    wait_for_map(page)
    # The link that led here still holds.
    expect(page).to_have_url(re.compile("at=121.6000,23.9800,13.00"))
    page.get_by_role("button", name="登出").click()
    expect(page.get_by_role("form", name="登入")).to_be_visible()


def test_the_first_administrator_comes_by_a_link_that_works_once(windows: Windows, tmp_path: Path) -> None:
    with built(tmp_path, is_peopled=False) as empty:
        token = empty.trust.first_administrator_link(empty.trust.command_line_officer("nobody"))
        page = windows.open()
        page.goto(empty.address)
        expect(page.get_by_text("還沒有任何帳號")).to_be_visible()
        for attempt in ("not the same", PASSWORD):
            page.goto(f"{empty.address}/#/first?token={token}")
            form = page.get_by_role("form", name="建立第一位管理者")
            form.get_by_label("帳號").fill("chief")
            form.get_by_label("姓名").fill("局長")
            form.get_by_label("密碼", exact=True).fill(PASSWORD)
            form.get_by_label("再輸入一次密碼").fill(attempt)
            form.get_by_role("button", name="建立並登入").click()
            if attempt != PASSWORD:
                expect(page.get_by_role("alert")).to_contain_text("兩次輸入的密碼不同")
        expect(page.get_by_role("banner")).to_contain_text("局長")
        assert token not in page.url
        page.get_by_role("button", name="登出").click()
        page.goto(f"{empty.address}/#/first?token={token}")
        for label, text in (("帳號", "thief"), ("姓名", "賊"), ("再輸入一次密碼", PASSWORD)):
            page.get_by_label(label).fill(text)
        page.get_by_label("密碼", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="建立並登入").click()
        expect(page.get_by_role("alert")).to_contain_text("這個連結已用過或過期")
        page.goto("about:blank")


def test_english_and_dark_by_one_switch_each(desk: Page, site: Site) -> None:
    show(desk, site, "#/")
    desk.get_by_role("button", name="English").click()
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    expect(
        desk.get_by_role("navigation", name="Main menu").get_by_role("button", name="Search")
    ).to_be_visible()
    expect(desk.get_by_test_id("camera-count")).to_contain_text("cameras in the county")
    desk.keyboard.press("t")
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    desk.reload()
    expect(desk.get_by_role("heading", name="Cameras")).to_be_visible()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    wait_for_map(desk)


def test_a_phone_has_the_map_above_and_the_sheet_below(windows: Windows, site: Site, ticket: str) -> None:
    page = windows.open(width=390, height=844, is_phone=True)
    page.context.add_cookies([{"name": COOKIE, "value": ticket, "url": site.address}])
    show(page, site, "#/?at=121.6000,23.9700,12.00")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("toolbar").get_by_role("button", name="圓形").tap()
    _drag_finger(page, (150, 250), (215, 250))
    expect(page).to_have_url(re.compile("area=circle"))
    area = area_in(page)
    assert isinstance(area, Circle)
    count = page.get_by_test_id("camera-count").locator("b")
    expect(count).to_have_text(f"{len(site.registry.inside(area).cameras):,}")
    # The sheet is raised by its grip and what is in it stays within the screen.
    sheet = page.get_by_role("main", name="鏡頭")
    low = sheet.bounding_box()
    page.get_by_role("button", name="拉高或拉低面板").tap()
    expect(sheet).to_have_attribute("data-height", "full")
    high = sheet.bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"]
    page.get_by_role("navigation").get_by_role("button", name="查詢").tap()
    page.get_by_role("searchbox", name="車牌").fill(HERO)
    page.get_by_role("button", name="取消範圍").tap()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="查詢", exact=True).last.tap()
    state_purpose(page)
    expect(page.get_by_role("list", name="查詢結果").get_by_role("button").first).to_contain_text(HERO)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert windows.close() == []


def _drag_finger(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", start)
    for part in range(1, 6):
        x, y = (a + (b - a) * part / 5 for a, b in zip(start, end, strict=True))
        touch("touchMove", (x, y))
    touch("touchEnd")


def test_the_guide_leads_to_what_it_tells_of(desk: Page, site: Site) -> None:
    show(desk, site, "")
    expect(desk.get_by_role("heading", name="失竊車輛橫越全縣")).to_be_visible()
    desk.get_by_role("link", name="帶我看").click()
    state_purpose(desk)
    expect(desk.get_by_role("region", name="重播")).to_be_visible()


def test_an_officer_sees_the_own_audit(desk: Page, site: Site) -> None:
    show(desk, site, "#/audit")
    table = desk.get_by_role("table")
    expect(table).to_contain_text("王小明")
    expect(table).not_to_contain_text("陳主任")
    expect(table.get_by_role("row").nth(1)).to_contain_text("2026-11-20 12:00:00")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(desk: Page, site: Site, theme: str) -> None:
    desk.add_init_script(f'localStorage["trackway.settings"] = `{{"language":"zh-TW","theme":"{theme}"}}`')
    found: dict[str, list[str]] = {}
    show(desk, site, f"#/search?q={HERO}&from=now-24h&to=now")
    found["purpose"] = axe_problems(desk)
    state_purpose(desk)
    expect(desk.get_by_role("list", name="查詢結果")).to_be_visible()
    for view in ("search", "cameras", "guide", "audit", "trail", "passage"):
        if view == "passage":
            desk.get_by_role("button", name="開啟紀錄").click()
            expect(desk.get_by_role("heading", name="逐字判讀")).to_be_visible()
        elif view == "trail":
            desk.goto(f"{site.address}/#/trail/{HERO}?from=now-6h&to=now")
            expect(desk.get_by_role("region", name="重播")).to_be_visible()
        elif view != "search":
            desk.goto(f"{site.address}/#/{view}")
        found[view] = axe_problems(desk)
    assert {view: wrong for view, wrong in found.items() if wrong} == {}
