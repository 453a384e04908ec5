"""Somebody asks for a vehicle, a second officer approves it; a file is tried, taken in and approved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, Site, Windows, built

from trackway.model.question import Role

pytestmark = pytest.mark.browser


@pytest.fixture
def own(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Windows]]:
    """A centre of its own with two officers, and an auditor."""
    with built(tmp_path_factory.mktemp("lists"), is_peopled=False) as site:
        owner = site.trust.command_line_officer("nobody")
        site.trust.officers.add(owner, "chen", "陳主任", PASSWORD, Role.ADMINISTRATOR)
        site.trust.officers.add(owner, "wang", "王小明", PASSWORD, Role.INVESTIGATOR)
        site.trust.officers.add(owner, "lin", "林稽核", PASSWORD, Role.AUDITOR)
        windows = Windows(chromium)
        yield site, windows
        assert windows.close() == []


def signed_in(site: Site, windows: Windows, username: str, view: str, *, is_phone: bool = False) -> Page:
    page = (
        windows.open(width=390, height=844, is_phone=True)
        if is_phone
        else windows.open(width=1280, height=900)
    )
    answer = page.context.request.post(
        f"{site.address}/api/v1/session",
        data={"username": username, "password": PASSWORD},
        headers={"Origin": site.address},
    )
    assert answer.ok, answer.text()
    page.goto(f"{site.address}/{view}")
    return page


def makes_a_list(page: Page) -> None:
    page.get_by_role("button", name="新增名單").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="失竊車輛").click()
    expect(dialog.get_by_label("名稱")).to_have_value("失竊車輛")
    expect(dialog.get_by_label("優先")).to_have_value("2")
    dialog.get_by_role("button", name="新增名單").click()
    expect(page.get_by_role("heading", name="失竊車輛")).to_be_visible()


def asks_for_an_entry(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="新增布控").click()
    dialog.get_by_label("車牌", exact=True).fill("bkp-2075")
    dialog.get_by_label("比對方式").select_option("look_alike")
    expect(dialog.get_by_role("list", name="會比中的判讀")).to_contain_text("BKP-2075")
    dialog.get_by_label("事由").fill("失竊車輛協尋")
    dialog.get_by_label("案號").fill("花警刑字第1150001234號")
    expect(dialog.get_by_label("法律依據")).to_have_value("警察職權行使法第8條、刑法第320條")
    dialog.get_by_label("顏色").select_option("red")
    dialog.get_by_text("何時、何地、往哪個方向").click()
    dialog.get_by_role("button", name="深夜").click()
    dialog.get_by_role("button", name="星期五").click()
    dialog.get_by_role("button", name="東北").click()
    dialog.get_by_role("button", name="送出").click()


def takes_a_register(page: Page, folder: Path) -> None:
    file = folder / "車籍.csv"
    file.write_text("車號,車種,顏色\nABC-1001,自用小客車,白\n昨天,,\n")
    page.get_by_role("button", name="匯入車籍").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("檔案", exact=False).first.set_input_files(file)
    dialog.get_by_role("button", name="試讀").click()
    expect(dialog.get_by_text("第 3 列")).to_be_visible()
    dialog.get_by_role("button", name="取代原來的車籍", exact=True).click()
    expect(page.get_by_role("region", name="車籍資料")).to_contain_text("1 輛")
    assert axe_problems(page) == []


def test_an_entry_and_a_file_pass_two_pairs_of_eyes(own: tuple[Site, Windows], tmp_path: Path) -> None:
    site, windows = own
    wang = signed_in(site, windows, "wang", "#/lists")
    makes_a_list(wang)
    asks_for_an_entry(wang)
    dialog = wang.get_by_role("dialog")
    row = wang.get_by_role("row", name="BKP-2075")
    expect(row).to_contain_text("待核准")
    expect(row).to_contain_text("只在 星期五 22:00-05:00")
    expect(row).to_contain_text("只有往東北")
    expect(row.get_by_role("button", name="核准")).to_have_count(0)

    chen = signed_in(site, windows, "chen", "#/lists", is_phone=True)
    chen.get_by_role("row", name="BKP-2075").get_by_role("button", name="核准").click()
    expect(chen.get_by_role("row", name="BKP-2075")).to_contain_text("生效中")

    file = tmp_path / "失竊.csv"
    file.write_text("車號,到期日,承辦\nABC-1001,115/12/31,王\nABC-1002,116/01/31,王\nABC-1003,昨天,王\n")
    wang.get_by_role("button", name="匯入檔案").click()
    dialog.get_by_label("檔案", exact=False).first.set_input_files(file)
    dialog.get_by_label("事由").fill("失竊")
    dialog.get_by_label("案號").fill("115-7")
    dialog.get_by_label("法律依據").fill("警察職權行使法第28條")
    dialog.get_by_role("button", name="試讀").click()
    expect(dialog.get_by_role("listitem").filter(has_text="ABC-1001")).to_be_visible()
    expect(dialog.get_by_text("第 4 列")).to_be_visible()
    dialog.get_by_role("button", name="匯入並送核准").click()
    expect(wang.get_by_role("row", name="失竊.csv")).to_contain_text("待核准")

    chen.reload()
    chen.get_by_role("row", name="失竊.csv").get_by_role("button", name="核准").click()
    expect(chen.get_by_role("row", name="ABC-1002")).to_contain_text("生效中")
    wang.reload()
    expect(wang.get_by_role("row", name="ABC-1001")).to_contain_text("生效中")
    assert axe_problems(wang) == []

    expect(wang.get_by_role("button", name="匯入車籍")).to_have_count(0)
    takes_a_register(chen, tmp_path)
    wang.get_by_role("row", name="BKP-2075").get_by_role("button", name="變更").click()
    expect(dialog.get_by_label("事由")).to_have_value("失竊車輛協尋")
    dialog.get_by_label("備註").fill("右後燈破損")
    dialog.get_by_role("button", name="送出").click()
    expect(wang.get_by_role("row", name="BKP-2075")).to_have_count(2)
    expect(wang.get_by_role("row", name="BKP-2075").first).to_contain_text("核准後取代第 1 筆")
    assert site.rooms.lists.matchable().patterns == ["BKP2075", "ABC1001", "ABC1002"]
    assert "vehicles_imported" in site.actions()
    assert [action for action in site.actions() if action.endswith("approved")] == [
        "list_import_approved",
        "entry_approved",
    ]
