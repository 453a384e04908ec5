"""An officer corrects a reading on the page, by the keyboard, and the passage is found by both plates."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Site, Windows, show, state_purpose

from trackway.web.gate import COOKIE

pytestmark = pytest.mark.browser

READ, MEANT = "EWX-6208", "EWX-6203"


def found(desk: Page, site: Site, plate: str) -> Locator:
    """What a search for this plate lists."""
    # While the map still moves, it writes where it is into the address, and Chromium may then drop a change
    # of the address that was asked from outside: it is asked again.
    for _ in range(5):
        desk.goto(f"{site.address}/#/search?q={plate}&from=now-24h&to=now&exact=yes")
        desk.reload()
        if f"q={plate}" in desk.url:
            break
    return desk.get_by_role("list", name="查詢結果").get_by_role("listitem")


def test_correct_a_reading_and_take_it_back(desk: Page, site: Site) -> None:
    show(desk, site, f"#/search?q={READ}&from=now-24h&to=now&exact=yes")
    state_purpose(desk)
    results = desk.get_by_role("list", name="查詢結果").get_by_role("listitem")
    expect(results).to_have_count(1)
    results.get_by_role("button").first.click()
    card = desk.get_by_role("article", name="過車紀錄")
    corner = card.get_by_role("region", name="改正判讀")
    expect(corner.get_by_role("status")).to_have_text("尚無人核對這筆判讀")

    # Escape closes the field and not the passage; E opens it again with what was read.
    desk.keyboard.press("e")
    field = corner.get_by_label("車牌實為")
    expect(field).to_be_focused()
    expect(field).to_have_value(READ)
    desk.keyboard.press("Escape")
    expect(corner.get_by_role("button", name="改正車牌")).to_be_focused()
    desk.keyboard.press("e")
    expect(field).to_be_focused()
    desk.keyboard.type("ewx6203")
    desk.keyboard.press("Enter")
    expect(corner.get_by_role("status")).to_contain_text(f"改正{MEANT}王小明 於 2026-11-20 12:00:00")
    expect(corner.get_by_role("button", name="改正車牌")).to_be_focused()
    expect(card.locator(".passage-title")).to_contain_text(READ)
    expect(card.locator(".passage-title")).to_contain_text(f"改正{MEANT}")
    expect(card.get_by_role("list", name="判讀為 EWX6208")).to_be_visible()
    assert site.actions()[0] == "correct"

    corner.get_by_text("這支鏡頭的誤讀").click()
    expect(corner.get_by_text("核對過 1 筆，0 筆判讀正確")).to_be_visible()
    expect(corner.get_by_role("row").nth(1)).to_contain_text("831 / 1")

    # The list it came from says so already; both plates find it.
    desk.get_by_role("button", name="回到結果").click()
    expect(results.first).to_contain_text(f"改正{MEANT}")
    for plate in (MEANT, READ):
        rows = found(desk, site, plate)
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text(READ)
        expect(rows.first).to_contain_text(f"改正{MEANT}")
    expect(rows.get_by_role("button", name=f"{MEANT} 的軌跡")).to_be_visible()

    rows.get_by_role("button").first.click()
    corner.get_by_role("button", name="撤回").click()
    expect(corner.get_by_role("status")).to_have_text("尚無人核對這筆判讀")
    corner.get_by_text("全部 2 次改正").click()
    expect(corner.get_by_role("listitem")).to_have_text(
        [re.compile(f"改正{MEANT}王小明"), re.compile("撤回改正王小明")]
    )
    expect(found(desk, site, READ)).to_have_count(1)
    found(desk, site, MEANT)
    expect(desk.get_by_text("沒有符合這些條件的")).to_be_visible()


def test_of_two_windows_the_second_looks_again(windows: Windows, site: Site, ticket: str) -> None:
    desk = windows.open()
    desk.context.add_cookies([{"name": COOKIE, "value": ticket, "url": site.address}])
    show(desk, site, "#/search?q=AZR-0873&from=now-24h&to=now")
    state_purpose(desk)
    desk.get_by_role("list", name="查詢結果").get_by_role("button").first.click()
    corner = desk.get_by_role("region", name="改正判讀")
    expect(corner.get_by_role("status")).to_have_text("尚無人核對這筆判讀")
    passage = desk.url.partition("passage/")[2].partition("?")[0]
    request, headers = desk.context.request, {"Origin": site.address}
    purposes = request.get(f"{site.address}/api/v1/purposes").json()["purposes"]
    answer = request.post(
        f"{site.address}/api/v1/passages/{passage}/corrections",
        data={"purpose_id": purposes[0]["id"], "kind": "unreadable", "seen": 0},
        headers=headers,
    )
    assert answer.status == 201, answer.text()

    corner.get_by_role("button", name="判讀無誤").click()
    expect(corner.get_by_role("alert")).to_contain_text("別人剛改正過這筆")
    expect(corner.get_by_role("status").first).to_contain_text("無法辨識王小明")
    corner.get_by_role("button", name="改正車牌").click()
    expect(corner.get_by_label("車牌實為")).to_be_focused()
    desk.keyboard.type("車!")
    desk.keyboard.press("Enter")
    expect(corner.get_by_role("alert")).to_contain_text("這不是車牌")
    corner.get_by_role("button", name="取消").click()
    corner.get_by_role("button", name="判讀無誤").click()
    expect(corner.get_by_role("status")).to_contain_text("判讀無誤王小明")
    expect(corner.get_by_role("alert")).to_have_count(0)
