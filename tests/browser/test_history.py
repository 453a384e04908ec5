"""歷史影像分析: from a drawn area over an estimate to passages that come in while the page looks on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, Windows, state_purpose
from tests.browser.history_site import PLATES, HistorySite, history_site

from trackway.web.gate import COOKIE

pytestmark = pytest.mark.browser

AREA = "area=circle:121.602,23.98,2000"
NOON = "from=2026-11-20T12:00:00%2B08:00&to=2026-11-20T12:10:00%2B08:00"
EVENING = "from=2026-11-20T05:00:00%2B08:00&to=2026-11-20T06:00:00%2B08:00"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[HistorySite]:
    with history_site(tmp_path) as site:
        yield site


@pytest.fixture
def wang(chromium: Browser, old: HistorySite) -> Iterator[Page]:
    windows = Windows(chromium)
    page = windows.open(width=1280, height=860)
    signed = page.context.request.post(
        f"{old.address}/api/v1/session",
        data={"username": "wang", "password": PASSWORD},
        headers={"Origin": old.address},
    )
    assert signed.ok, signed.text()
    yield page
    assert windows.close() == []


def test_from_an_area_to_passages(wang: Page, old: HistorySite, tmp_path: Path) -> None:
    wang.goto(f"{old.address}/#/?{AREA}")
    wang.get_by_role("button", name="分析歷史影像").click()
    expect(wang.get_by_role("heading", name="歷史影像分析")).to_be_visible()
    expect(wang.get_by_text("3 支鏡頭")).to_be_visible()

    wang.goto(f"{old.address}/#/history?{AREA}&{NOON}")
    wang.reload()
    expect(wang.get_by_text("3 支鏡頭")).to_be_visible()
    wang.get_by_role("button", name="估算").click()
    state_purpose(wang)
    table = wang.get_by_role("table", name="各鏡頭估算")
    first, second, third = (table.get_by_role("row", name=f"鏡頭 {n}") for n in (1, 2, 3))
    expect(first).to_contain_text("10 分鐘")
    expect(first).to_contain_text("慢 1 小時 1 分 ±1.5 秒")
    expect(first).to_contain_text("推估")
    expect(second).to_contain_text("錄影主機沒有這段影像")
    expect(third).to_contain_text("does not answer")
    expect(wang.get_by_text("預計完成")).to_be_visible()
    assert axe_problems(wang) == []
    wang.screenshot(path=tmp_path / "estimate.png", full_page=True)

    wang.get_by_role("button", name="開始分析").click()
    expect(wang.get_by_role("heading", name="第 1 號分析")).to_be_visible()
    expect(wang.get_by_test_id("history-state")).to_have_text("進行中")
    per_camera = wang.get_by_role("table", name="各鏡頭進度")
    expect(per_camera.get_by_role("row", name="鏡頭 3")).to_contain_text("does not answer")
    expect(wang.get_by_test_id("history-passages")).to_have_text("0 筆過車")
    old.go.set()
    expect(wang.get_by_test_id("history-passages")).to_have_text("3 筆過車")
    strip = wang.get_by_role("list", name="最新的過車")
    expect(strip.get_by_role("listitem")).to_have_count(3)
    expect(strip.get_by_role("listitem").first).to_contain_text(PLATES[2])
    assert strip.get_by_role("img").count() == 0, "the plate's text says it; the picture is decoration"
    expect(strip.locator("img").first).to_have_js_property("complete", value=True)
    assert axe_problems(wang) == []
    wang.screenshot(path=tmp_path / "job.png", full_page=True)

    wang.get_by_role("button", name="停止").click()
    expect(wang.get_by_test_id("history-state")).to_have_text("已停止")
    wang.get_by_role("button", name="續作").click()
    expect(wang.get_by_test_id("history-state")).to_have_text("進行中")
    wang.get_by_label("優先順序").select_option("9")
    expect(wang.get_by_label("優先順序")).to_have_value("9")

    wang.get_by_role("button", name="查詢這些過車").click()
    results = wang.get_by_role("list", name="查詢結果")
    expect(results.get_by_role("listitem")).to_have_count(3)
    acts = old.actions()
    for action in ("history_estimate", "history_start", "history_stop", "history_resume", "history_priority"):
        assert action in acts


def test_nothing_found_says_why_and_fits_a_phone(
    chromium: Browser, wang: Page, old: HistorySite, tmp_path: Path
) -> None:
    old.go.set()
    windows = Windows(chromium)
    phone = windows.open(width=390, height=844, is_phone=True)
    held = next(cookie["value"] for cookie in wang.context.cookies() if cookie["name"] == COOKIE)
    phone.context.add_cookies([{"name": COOKIE, "value": held, "url": old.address}])
    phone.goto(f"{old.address}/#/history?cameras=HL-002&{EVENING}")
    phone.get_by_role("button", name="估算").click()
    state_purpose(phone)
    expect(phone.get_by_text("這段時間沒有可分析的影像")).to_be_visible()
    phone.screenshot(path=tmp_path / "phone-estimate.png", full_page=True)
    phone.get_by_role("button", name="開始分析").click()
    expect(phone.get_by_test_id("history-state")).to_have_text("完成")
    why = phone.get_by_role("status").filter(has_text="這段時間沒有可分析的影像")
    expect(why).to_contain_text("缺 1 小時：錄影主機沒有這段影像")
    assert axe_problems(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.screenshot(path=tmp_path / "phone-job.png", full_page=True)
    phone.get_by_role("button", name="全部分析").click()
    expect(phone.get_by_role("button", name="第 1 號分析")).to_be_visible()
    assert windows.close() == []
