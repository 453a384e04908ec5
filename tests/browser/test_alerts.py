"""Alerts on the page: they come without reloading, are worked to their end; of two officers one wins."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from tests.browser.alert_site import AlertSite, alert_site
from tests.browser.axe import axe_problems
from tests.browser.conftest import Windows

from trackway.watch import Conflict

pytestmark = pytest.mark.browser

SCOOTER = Conflict("kind", ("scooter",), "sedan", 0.96)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AlertSite]:
    with alert_site(tmp_path_factory.mktemp("alert_site")) as place:
        yield place


def listening(page: Page) -> None:
    """Until the page hears the centre."""
    expect(page.get_by_role("heading", name="警示", level=1)).to_be_visible()
    expect(page.locator(".alerts-link")).to_have_count(0)


def newest(page: Page) -> Locator:
    return page.get_by_role("list", name="處理中").get_by_role("button").first


def answer(page: Page, *answers: str) -> None:
    """Give the three answers, as they are asked."""
    for question, said in zip(page.locator(".alert-question").all(), answers, strict=True):
        question.get_by_role("radio", name=said, exact=True).check()


def test_an_alert_comes_is_verified_dispatched_and_closed(place: AlertSite, windows: Windows) -> None:
    page = place.sign_in(windows, "wang", width=1280, height=900)
    listening(page)
    expect(page.get_by_text("目前沒有警示")).to_be_visible()
    place.raise_alert("entry")
    row = newest(page)
    expect(row).to_contain_text("失竊車輛")
    expect(row).to_contain_text("沒有人看過")
    expect(page.get_by_test_id("unseen")).to_contain_text("1")
    row.click()
    expect(page).to_have_url(re.compile(r"#/alerts/\d+$"))
    card = page.get_by_role("article", name="失竊車輛")
    expect(card.get_by_role("img", name=re.compile("拍到的車輛"))).to_be_visible()
    beside = card.get_by_role("table", name="看到的與要找的")
    expect(beside.get_by_role("row", name="車牌")).to_contain_text("≈")
    expect(beside.get_by_role("row", name="車型")).to_contain_text("相符")
    expect(card.get_by_text("3 小時前更新")).to_be_visible()
    expect(card.get_by_text("時鐘誤差 ±0.4 秒")).to_be_visible()
    assert axe_problems(page) == []

    # By the keyboard: seen, verified, dispatched.
    page.keyboard.press("a")
    expect(card.get_by_test_id("alert-state")).to_have_text("有人在看")
    page.keyboard.press("v")
    send = card.get_by_role("button", name="送出三項查證")
    expect(send).to_be_disabled()
    answer(page, "是", "是", "是")
    send.click()
    expect(card.get_by_test_id("alert-state")).to_have_text("已查證")
    page.keyboard.press("d")
    card.get_by_label("派遣單位").fill("吉安 302")
    page.keyboard.press("Enter")
    expect(card.get_by_test_id("alert-state")).to_have_text("已派遣")
    page.keyboard.press("c")
    card.get_by_role("radio", name="攔獲").check()
    card.locator(".alert-form").get_by_role("button", name="結案").click()
    expect(card.get_by_test_id("alert-state")).to_have_text("已結案")
    expect(page.get_by_text("目前沒有警示")).to_be_visible()
    expect(card.get_by_role("listitem").filter(has_text="派遣wang".replace("w", " w"))).to_contain_text(
        "吉安 302"
    )
    page.get_by_role("button", name="統計").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("1／1")
    assert windows.close() == []


def test_of_two_officers_one_wins_and_the_other_is_told(place: AlertSite, windows: Windows) -> None:
    place.raise_alert("race")
    wang, lee = place.sign_in(windows, "wang"), place.sign_in(windows, "lee")
    for page in (wang, lee):
        listening(page)
        newest(page).click()
        expect(page.get_by_test_id("alert-state")).to_have_text("沒有人看過")

    # Lee's page does not hear of it in time.
    def late(route: Route) -> None:
        with wang.expect_response(re.compile(r"/show$")):
            wang.get_by_role("button", name="看到了").click()
        route.continue_()

    lee.route("**/api/v1/alerts/*/show", late)
    lee.get_by_role("button", name="看到了").click()
    expect(lee.get_by_role("status").filter(has_text="wang 在")).to_contain_text("先處理了：看到了")
    for page in (wang, lee):
        expect(page.get_by_test_id("alert-state")).to_have_text("有人在看")
        expect(page.locator(".alert-standing")).to_contain_text("wang 處理中")
    wang.keyboard.press("x")
    wang.get_by_role("radio", name="重複").check()
    wang.locator(".alert-form").get_by_role("button", name="駁回").click()
    expect(lee.get_by_test_id("alert-state")).to_have_text("已駁回")


def test_on_a_phone_what_seems_another_vehicle_is_held_back(place: AlertSite, windows: Windows) -> None:
    place.raise_alert("phone!", SCOOTER)
    page = place.sign_in(windows, "wang", width=390, height=844, is_phone=True)
    listening(page)
    newest(page).click()
    card = page.get_by_role("article", name="失竊車輛")
    for name in ("看到了", "查證", "駁回"):
        button = card.get_by_role("button", name=name)
        expect(button).to_be_in_viewport()
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 60
    row = card.get_by_role("row", name="車型")
    expect(row).to_contain_text("不符")
    expect(row).to_contain_text("機車")
    card.get_by_role("button", name="查證").click()
    expect(card.get_by_test_id("alert-state")).to_have_text("有人在看")
    answer(page, "是", "是", "是")
    card.get_by_role("button", name="送出三項查證").click()
    expect(card.get_by_text("目前不能派遣")).to_be_visible()
    expect(card.get_by_role("button", name="派遣")).to_have_count(0)
    card.get_by_role("button", name="具名放行").first.click()
    card.get_by_label("放行的理由").fill("車主同時騎乘，已電話查證")
    card.locator(".alert-form").get_by_role("button", name="具名放行").click()
    expect(card.get_by_text("已由具名人員放行，可以派遣。")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_problems(page) == []
    page.get_by_role("button", name="回清單").click()
    expect(newest(page)).to_contain_text("已查證")
    assert windows.close() == []
