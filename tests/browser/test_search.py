"""Searching, with a purpose and never without; opening a passage; following it."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, show, state_purpose, wait_for_map
from tests.browser.seed import GAP_S, HERO, SWAPPED, WAY

pytestmark = pytest.mark.browser


def test_nothing_is_asked_without_a_purpose(desk: Page, site: Site) -> None:
    show(desk, site, "#/search")
    asked = site.actions().count("search")
    desk.get_by_role("searchbox", name="車牌").fill(HERO)
    desk.get_by_role("button", name="查詢", exact=True).last.click()
    desk.get_by_role("dialog", name="查詢用途").get_by_role("button", name="取消").click()
    expect(desk.get_by_role("alert")).to_contain_text("沒有案號與事由，就不能查詢")
    assert site.actions().count("search") == asked
    # A link that searches asks for the purpose as well.
    desk.goto(f"{site.address}/#/search?q={HERO}&from=now-24h&to=now")
    desk.reload()
    expect(desk.get_by_role("dialog", name="查詢用途")).to_be_visible()
    assert site.actions().count("search") == asked


def test_search_open_a_passage_and_come_back(desk: Page, site: Site) -> None:
    show(desk, site, "#/search")
    desk.get_by_role("searchbox", name="車牌").fill("bkp*")
    desk.keyboard.press("Enter")
    state_purpose(desk)
    results = desk.get_by_role("list", name="查詢結果")
    expect(results.get_by_role("listitem")).to_have_count(len(WAY))
    newest = results.get_by_role("listitem").first
    expect(newest).to_contain_text(HERO)
    expect(newest).to_contain_text("08:46:00")
    expect(newest).to_contain_text("可能")
    expect(newest).to_contain_text("86%")
    asked = site.actions()

    newest.get_by_role("button").first.click()
    card = desk.get_by_role("article", name="過車紀錄")
    expect(card.get_by_role("img", name=re.compile("拍到的車輛"))).to_have_js_property("complete", value=True)
    assert (
        card.get_by_role("img", name=re.compile("拍到的車輛")).evaluate("image => image.naturalWidth") == 480
    )
    letters = card.get_by_role("list", name="判讀為 BKP2075").get_by_role("listitem")
    expect(letters).to_have_count(7)
    expect(letters.last).to_contain_text("13%")
    expect(card).to_contain_text("可能差 ±0.4 秒")
    for said in ("轎車把握 96%", "白把握 91%", "白底黑字", "自用小型車", "由左數第 1 車道"):
        expect(card).to_contain_text(said)
    expect(card).to_contain_text("約 54 ± 3 km/h情資用，不得舉發")
    assert card.locator("polygon").count() == 1, "the plate's own outline, not its upright box"
    expect(card.get_by_text("車牌與車輛對不上")).to_be_hidden()
    assert site.actions() == ["view", *asked]

    desk.keyboard.press("ArrowRight")
    expect(card).to_contain_text(f"2 / {len(WAY)}")
    desk.get_by_role("button", name="回到結果").click()
    expect(results.get_by_role("listitem")).to_have_count(len(WAY))
    # Coming back asks nothing again.
    assert site.actions() == ["view", "view", *asked]
    newest.get_by_role("button", name=f"{HERO} 的軌跡").click()
    expect(desk.get_by_role("region", name="重播")).to_be_visible()
    expect(desk).to_have_url(re.compile(r"#/trail/BKP2075\?from=2026-11-19&to=2026-11-21"))


def test_filters_narrow_and_empty_answers_say_why(desk: Page, site: Site) -> None:
    show(desk, site, "#/search?from=now-24h&to=now")
    state_purpose(desk)
    results = desk.get_by_role("list", name="查詢結果").get_by_role("listitem")
    expect(results).not_to_have_count(0)
    desk.get_by_role("button", name="更多條件").click()
    desk.get_by_role("button", name="紅", exact=True).click()
    desk.get_by_role("button", name="條件已變更").click()
    expect(results).to_have_count(1)
    expect(results).to_contain_text("EWX-6208")
    desk.get_by_role("button", name="公車", exact=True).click()
    desk.get_by_role("button", name="條件已變更").click()
    expect(desk.get_by_text("沒有符合這些條件的")).to_be_visible()
    desk.go_back()
    expect(results).to_have_count(1)
    # An area without cameras says so, a time without passages too.
    desk.goto(f"{site.address}/#/search?from=now-24h&to=now&area=circle:121.3,23.9,50")
    desk.reload()
    expect(desk.get_by_text("這個範圍內沒有鏡頭")).to_be_visible()
    desk.goto(f"{site.address}/#/search?from=2026-01-01&to=2026-01-01")
    desk.reload()
    expect(desk.get_by_text("不代表沒有車經過")).to_be_visible()
    desk.get_by_role("button", name=re.compile("^時間")).click()
    desk.get_by_label("從").fill("昨天 25:00")
    expect(desk.get_by_text("看不懂開始時間").first).to_be_visible()


def test_look_alikes_are_marked_and_the_unlikely_lie_below_a_fold(desk: Page, site: Site) -> None:
    show(desk, site, f"#/search?q={SWAPPED}&from=now-24h&to=now")
    state_purpose(desk)
    results = desk.get_by_role("list", name="查詢結果").get_by_role("listitem")
    expect(results).to_have_count(2)
    expect(desk.get_by_role("status").filter(has_text="1 筆＋相近 2 筆")).to_be_visible()
    near = results.nth(1)
    expect(near).to_contain_text("相近：有字可能看錯")
    expect(near.locator("mark")).to_have_text("O")
    expect(near).to_contain_text("讀成 O，所查為 0")
    desk.get_by_role("button", name="另有 1 筆較不可能").click()
    expect(results).to_have_count(3)
    expect(results.nth(2).locator("mark")).to_have_text(["5", "O"])
    # What is accepted is shown before it is asked, and exactly what was typed can be asked.
    preview = desk.get_by_role("button", name=re.compile("^共 \\d+ 種"))
    expect(preview).to_be_visible()
    desk.get_by_role("button", name="≈ 含相近車牌").click()
    expect(preview).to_be_hidden()
    desk.get_by_role("button", name="條件已變更").click()
    expect(results).to_have_count(1)
    expect(desk).to_have_url(re.compile("exact=yes"))


def test_times_of_day_weekdays_and_speeds_are_a_link(desk: Page, site: Site) -> None:
    show(desk, site, "#/search?from=now-24h&to=now&band=22:00-09:30&weekday=fri")
    state_purpose(desk)
    results = desk.get_by_role("list", name="查詢結果").get_by_role("listitem")
    expect(desk.get_by_text("沒有符合這些條件的")).to_be_visible()  # Friday's night has not begun at noon
    desk.get_by_role("button", name="移除條件：星期五").click()
    desk.get_by_role("button", name="條件已變更").click()
    expect(results.first).to_contain_text("08:46:00")
    desk.get_by_role("button", name="更多條件").click()
    desk.get_by_label("自訂時段").fill("晚上")
    expect(desk.get_by_text("可以跨過午夜")).to_be_visible()
    desk.get_by_label("自訂時段").fill("0900-1030")
    desk.get_by_role("button", name="加入", exact=True).click()
    desk.get_by_label("最低車速").fill("90")
    desk.get_by_role("button", name="條件已變更").click()
    expect(desk.get_by_text("沒有符合這些條件的")).to_be_visible()
    expect(desk).to_have_url(re.compile("band=22:00-09:30,09:00-10:30&speed=90-"))


def test_a_pasted_list_is_answered_plate_by_plate(desk: Page, site: Site) -> None:
    show(desk, site, "#/search?from=now-24h&to=now")
    state_purpose(desk)
    desk.get_by_role("searchbox", name="車牌").evaluate(
        """box => {
            const data = new DataTransfer();
            data.setData("text", "bkp 2075\\n王先生\\nABC-1235\\nBKP-2075");
            box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )
    desk.get_by_role("form", name="一次查多輛").get_by_role("button", name="查詢", exact=True).click()
    expect(desk.get_by_role("status").filter(has_text="1 輛有紀錄，1 輛沒有")).to_be_visible()
    plates = desk.get_by_role("list", name="查詢結果").get_by_role("listitem")
    expect(plates.first).to_contain_text(f"{HERO}{len(WAY)} 次08:46:00")
    expect(plates.nth(1)).to_contain_text("這段時間沒有任何鏡頭看到")
    desk.get_by_text("1 行不是車牌").click()
    expect(desk.get_by_text("第 2 行：王先生")).to_be_visible()
    expect(desk).to_have_url(re.compile("list=BKP2075,ABC1235"))
    assert site.actions().count("several") == 1
    plates.first.get_by_role("button").click()
    expect(desk.get_by_role("region", name="重播")).to_be_visible()
    desk.go_back()
    expect(plates.first).to_contain_text(HERO)
    assert site.actions().count("several") == 1  # coming back asks nothing again


def test_plate_colours_are_filtered_and_a_conflict_is_flagged(desk: Page, site: Site) -> None:
    show(desk, site, "#/search?from=now-24h&to=now")
    state_purpose(desk)
    results = desk.get_by_role("list", name="查詢結果").get_by_role("listitem")
    desk.get_by_role("button", name="更多條件").click()
    desk.get_by_role("button", name="白底紅字").click()
    desk.get_by_role("button", name="條件已變更").click()
    expect(results).to_have_count(1)
    expect(desk).to_have_url(re.compile("plate_colours=white_red"))
    results.first.get_by_role("button").first.click()
    card = desk.get_by_role("article", name="過車紀錄")
    expect(card).to_contain_text("車牌與車輛對不上")
    expect(card).to_contain_text("字號屬電動自用小型車，這種牌不是白底紅字")
    expect(card).to_contain_text("這只是提示，判讀沒有更動")


def test_a_trail_admits_its_gaps_and_is_replayed(desk: Page, site: Site) -> None:
    show(desk, site, f"#/trail/{HERO}?from=now-6h&to=now")
    state_purpose(desk)
    stops = desk.get_by_role("list", name="經過的鏡頭")
    expect(stops.get_by_role("button")).to_have_count(len(WAY))
    expect(stops).to_contain_text(f"未見 {GAP_S // 60 // 60} 小時 {GAP_S // 60 % 60} 分；通常 20 分鐘")
    expect(stops).to_contain_text("通常時間不明")
    expect(stops).to_contain_text("不可能")
    wait_for_map(desk)

    bar = desk.get_by_role("region", name="重播")
    shown = bar.locator(".replay-now b")
    expect(shown).to_have_text("2026-11-20 07:00:00")
    bar.get_by_label("速度").select_option("600")
    bar.get_by_role("button", name="播放").click()
    expect(bar.get_by_text("位置為推估")).to_be_visible()
    bar.get_by_role("button", name="暫停").click()
    stopped = shown.inner_text()
    assert "2026-11-20 07:00:00" < stopped < "2026-11-20 08:46:00"
    desk.keyboard.press("f")
    expect(bar.get_by_role("button", name="跟隨")).to_have_attribute("aria-pressed", "false")

    for _ in WAY:
        desk.keyboard.press("ArrowRight")
    expect(shown).to_have_text("2026-11-20 08:46:00")
    expect(stops.locator('[aria-current="step"]')).to_contain_text(str(len(WAY)))
    expect(desk).to_have_url(re.compile(rf"i={len(WAY) - 1}\b"))
    desk.keyboard.press("ArrowLeft")
    expect(shown).to_have_text("2026-11-20 08:45:00")
    expect(desk.get_by_role("complementary", name="目前的紀錄").get_by_role("img")).to_have_count(0)
    desk.get_by_role("button", name="開啟紀錄").click()
    expect(desk.get_by_role("article", name="過車紀錄")).to_contain_text(HERO)
    desk.go_back()
    expect(shown).to_have_text("2026-11-20 08:45:00")


def test_the_purpose_is_asked_once_and_changed_by_one_key(desk: Page, site: Site) -> None:
    show(desk, site, f"#/search?q={HERO}&from=now-24h&to=now")
    state_purpose(desk, "案一", "第一個理由")
    expect(desk.get_by_role("list", name="查詢結果").get_by_role("listitem")).to_have_count(len(WAY))
    expect(desk.get_by_role("banner")).to_contain_text("案一")
    assert "案一" not in desk.url
    desk.get_by_role("heading", name="查詢").click()
    desk.keyboard.press("u")
    state_purpose(desk, "案二", "第二個理由")
    expect(desk.get_by_role("banner")).to_contain_text("案二")
    desk.get_by_role("button", name="查詢", exact=True).last.click()
    expect(desk.get_by_role("status").filter(has_text="5 筆")).to_be_visible()
    cases = [row.case_no for row in site.audit() if row.action == "search"]
    assert cases[:2] == ["案二", "案一"]
