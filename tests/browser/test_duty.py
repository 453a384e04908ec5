"""Duty in Chromium: a channel is set up and tried, people are rostered, and the page says who is told now."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, Site, Windows, built
from tests.browser.seed import NOON
from tests.conftest import FakeClock
from tests.notify.listening import Reply, WebServer, web_server

from trackway.model.question import Role
from trackway.notify.outbox import Senders

pytestmark = pytest.mark.browser

SECRET = "a secret of sixteen"
ROSTER = "群組,帳號,星期,時段,日期,代替\n勤務中心,wang,,06:00-20:00,,\n勤務中心,lee,,20:00-06:00,,\n"


@dataclass
class Desk:
    """A centre whose channels send, a receiver beside it, and an administrator at the page."""

    site: Site
    server: WebServer
    page: Page
    windows: Windows

    def show(self, tab: str) -> None:
        self.page.goto(f"{self.site.address}/#/duty?tab={tab}")

    def signed_in(self, username: str, *, width: int, height: int) -> Page:
        page = self.windows.open(width=width, height=height)
        answer = page.context.request.post(
            f"{self.site.address}/api/v1/session",
            data={"username": username, "password": PASSWORD},
            headers={"Origin": self.site.address},
        )
        assert answer.ok, answer.text()
        return page


@pytest.fixture(scope="module")
def desk(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("duty")
    with built(folder, is_peopled=False) as site, web_server() as server:
        server.answers = [Reply(200, b"taken")]
        owner = site.trust.command_line_officer("nobody")
        for username, name, role in (
            ("chen", "陳主任", Role.ADMINISTRATOR),
            ("wang", "王小明", Role.INVESTIGATOR),
            ("lee", "李偵查", Role.INVESTIGATOR),
        ):
            site.trust.officers.add(owner, username, name, PASSWORD, role)
        senders = Senders(site.rooms.outbox, site.rooms.channels, FakeClock(NOON), folder / "notify.lock")
        senders.start()
        windows = Windows(chromium)
        found = Desk(site, server, windows.open(width=1280, height=900), windows)
        found.page = found.signed_in("chen", width=1280, height=900)
        yield found
        problems = windows.close()
        senders.close()
        assert problems == []


def test_a_channel_is_set_up_and_tried(desk: Desk) -> None:
    desk.show("channels")
    page = desk.page
    page.get_by_role("button", name="新增管道").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("種類").select_option("webhook")
    dialog.get_by_label("管道名稱").fill("系統介接")
    dialog.get_by_label("簽章密鑰").fill(SECRET)
    dialog.get_by_role("button", name="儲存").click()
    card = page.get_by_role("article").filter(has_text="系統介接")
    expect(card).to_contain_text("正常")
    card.get_by_role("textbox").fill(f"{desk.server.url}/in")
    card.get_by_role("button", name="送出測試").click()
    expect(card.get_by_role("status")).to_contain_text("業者已收 200 taken")
    expect(card).to_contain_text("24 小時內送出 1 則")
    assert SECRET not in page.content()
    card.get_by_role("button", name="看紀錄").click()
    page.get_by_role("button", name="試 1 次").click()
    expect(page.get_by_role("table")).to_contain_text(f"{desk.server.url}/in")
    assert axe_problems(page) == []


def test_people_are_rostered_and_the_page_says_who_is_told_now(desk: Desk) -> None:
    page = desk.page
    for username, name in (("wang", "王小明"), ("lee", "李偵查")):
        desk.show("people")
        page.get_by_role("button", name="新增人員").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("帳號").fill(username)
        dialog.get_by_role("button", name="新增聯絡方式").click()
        dialog.get_by_label("位址").fill(f"{desk.server.url}/{username}")
        dialog.get_by_label("勿擾時段").fill("10:00-13:00")
        dialog.get_by_role("button", name="儲存").click()
        expect(page.get_by_role("table")).to_contain_text(name)
    desk.show("")
    expect(page.get_by_text("現在沒有任何人會被通知")).to_be_visible()
    page.get_by_role("button", name="新增群組").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("群組名稱").fill("勤務中心")
    dialog.get_by_label("未指定群組的警示通知本群組").check()
    dialog.get_by_label("王小明").check()
    dialog.get_by_label("李偵查").check()
    dialog.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("不排班，隨時通知")).to_be_visible()
    page.get_by_label("由檔案匯入勤務表").set_input_files(
        {"name": "roster.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    )
    page.get_by_role("button", name="確定匯入").click()
    group = page.get_by_role("article").filter(has_text="勤務中心")
    expect(group).to_contain_text("王小明 值勤至 20:00")
    expect(group).to_contain_text("接班：李偵查")
    told = page.get_by_role("region", name="如果現在")
    expect(told.get_by_role("listitem").filter(has_text="優先 1")).to_contain_text("王小明")
    expect(told.get_by_role("listitem").filter(has_text="優先 3")).to_contain_text("勿擾，11-20 13:00 才送")
    assert axe_problems(page) == []


def test_an_officer_sees_who_is_told_and_no_addresses_of_others(desk: Desk) -> None:
    page = desk.signed_in("wang", width=390, height=800)
    page.goto(f"{desk.site.address}/#/duty")
    expect(page.get_by_role("region", name="如果現在")).to_contain_text("王小明")
    expect(page.get_by_role("button", name="通知管道")).to_have_count(0)
    page.get_by_role("button", name="人員").click()
    expect(page.get_by_role("table")).to_contain_text(f"{desk.server.url}/wang")
    assert f"{desk.server.url}/lee" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
