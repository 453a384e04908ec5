"""The page of analyses: choosing one, filling it in, its answer on panel and map, and questions kept."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import (
    PASSWORD,
    Site,
    Windows,
    built,
    show,
    state_purpose,
    wait_for_map,
)
from tests.browser.seed import HERO, NOON, OTHERS, WAY

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.plate import parse_plate
from trackway.model.time import ClockOwner, Stamp
from trackway.passages import PassageStore, open_passages

pytestmark = pytest.mark.browser

ASKED = f"#/analyses/habit?q.plate={HERO}&q.span=now-1d~now"
LEAD = "分析結果是偵查線索，不是依據"


@dataclass
class House:
    """A centre whose passages are on disk, so that they can be analysed."""

    site: Site
    passages: PassageStore


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all tests here; what they file or save stays in it."""
    folder = tmp_path_factory.mktemp("analyses")
    with (
        open_passages(folder / "passages") as passages,
        built(folder, is_peopled=True, store=passages) as site,
    ):
        yield House(site, passages)


@contextmanager
def signed_in(chromium: Browser, house: House, *, is_phone: bool = False) -> Iterator[Page]:
    """The page as officer Wang in a browser of its own; it may raise no error."""
    windows = Windows(chromium)
    page = windows.open(width=390, height=844, is_phone=True) if is_phone else windows.open()
    answer = page.request.post(
        f"{house.site.address}/api/v1/session",
        data={"username": "wang", "password": PASSWORD},
        headers={"Origin": house.site.address},
    )
    assert answer.ok, answer.text()
    yield page
    assert windows.close() == []


@pytest.fixture
def desk(chromium: Browser, house: House) -> Iterator[Page]:
    """On a desk."""
    with signed_in(chromium, house) as page:
        yield page


@pytest.fixture
def phone(chromium: Browser, house: House) -> Iterator[Page]:
    """In a hand."""
    with signed_in(chromium, house, is_phone=True) as page:
        yield page


def test_asked_by_the_keyboard_and_every_reason_opens(desk: Page, house: House) -> None:
    show(desk, house.site, "#/")
    desk.keyboard.press("4")
    desk.get_by_role("button", name=re.compile("^慣常出沒")).focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="開始分析").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_have_text("請填這一項")
    desk.get_by_label(re.compile("^車號")).fill(HERO.lower())
    desk.keyboard.press("Enter")
    state_purpose(desk)

    answer = desk.get_by_role("region", name="分析結果")
    expect(answer.get_by_role("heading", level=2)).to_contain_text(f"{len(WAY)} 條線索")
    expect(answer.get_by_text(LEAD)).to_be_visible()
    expect(answer.get_by_role("region", name="涵蓋")).to_contain_text("支鏡頭")
    expect(answer.get_by_role("img", name="一週時段")).to_be_visible()
    expect(desk.get_by_role("region", name="問了什麼")).to_contain_text("BKP2075")
    asked = house.site.actions()
    assert asked[0] == "habit"

    desk.keyboard.press("j")
    desk.keyboard.press("j")
    second = answer.get_by_role("list", name="線索").locator("> li").nth(1)
    expect(second.get_by_role("button", expanded=True)).to_be_visible()
    expect(desk).to_have_url(re.compile(r"[?&]n=2\b"))
    second.get_by_role("list", name="佐證").get_by_role("button").first.click()
    expect(desk.get_by_role("article", name="過車紀錄")).to_contain_text("1 / 1")
    desk.get_by_role("button", name="回到結果").click()
    # Coming back asks nothing again, and finds the finding open.
    expect(second.get_by_role("button", expanded=True)).to_be_visible()
    assert house.site.actions() == ["view", *asked]
    second.get_by_role("button", name=f"{HERO} 的軌跡").click()
    expect(desk).to_have_url(re.compile(r"#/trail/BKP2075\?"))
    # And from the trail on to the next question.
    onward = desk.get_by_role("navigation", name="分析這輛車")
    onward.get_by_role("button", name="慣常出沒").click()
    expect(answer.get_by_role("heading", level=2)).to_contain_text(f"{len(WAY)} 條線索")


def test_a_link_asks_again_and_opens_the_same_finding(desk: Page, house: House) -> None:
    show(desk, house.site, f"{ASKED}&n=3")
    state_purpose(desk)
    findings = desk.get_by_role("list", name="線索").locator("> li")
    expect(findings.nth(2).get_by_role("button", expanded=True)).to_be_visible()
    expect(findings.get_by_role("button", expanded=True)).to_have_count(1)
    desk.get_by_role("button", name="改條件").click()
    expect(desk.get_by_label(re.compile("^車號"))).to_have_value(HERO)
    # Nobody is asked for what has not changed; another plate is another question.
    expect(desk.get_by_role("button", name=re.compile("條件已變更"))).to_have_count(0)
    desk.get_by_label(re.compile("^車號")).fill("ZZZ-9999")
    desk.get_by_role("button", name=re.compile("條件已變更")).click()
    expect(desk.get_by_text("沒有線索")).to_be_visible()
    expect(desk.get_by_text("放寬期間")).to_be_visible()


def test_a_link_put_together_by_hand_is_understood(desk: Page, house: House) -> None:
    span = "2026-11-19T12:00:00%2B08:00/2026-11-20T04:00:00Z"
    show(desk, house.site, f"#/analyses/habit?q.plate={HERO}&q.span={span}")
    state_purpose(desk)
    expect(desk.get_by_role("list", name="線索").locator("> li")).to_have_count(len(WAY))
    expect(desk.get_by_role("region", name="問了什麼")).to_contain_text("2026-11-19 12:00 – 2026-11-20 12:00")


def test_places_are_drawn_named_changed_and_asked(desk: Page, house: House) -> None:
    first, second = (house.site.county.cameras[4 * n] for n in WAY[1:3])
    show(desk, house.site, f"#/analyses/common?at={first.place.lon:.4f},{first.place.lat:.4f},14.00")
    desk.get_by_role("heading", name="多處共同出現").click()
    for key in "cr":
        desk.keyboard.press(key)
        desk.keyboard.press("Enter")
    places = desk.get_by_role("list", name="地點與時間").locator("> li")
    expect(places).to_have_count(2)
    expect(places.first).to_contain_text("①圓形，半徑 1.00 公里")
    desk.get_by_role("button", name="移除 ②").click()
    desk.get_by_role("searchbox", name="加一支鏡頭").fill(second.id)
    desk.keyboard.press("Enter")
    expect(places.nth(1)).to_contain_text(second.name)
    # Dragging a corner is for the pointer; another circle takes its place.
    desk.get_by_role("button", name="在地圖上調整 ①").click()
    expect(places.first.get_by_role("button", name="在地圖上調整 ①")).to_have_attribute(
        "aria-pressed", "true"
    )
    desk.get_by_role("button", name="開始分析").click()
    state_purpose(desk)
    findings = desk.get_by_role("list", name="線索").locator("> li")
    expect(findings).to_have_count(len(OTHERS) + 1)
    expect(desk).to_have_url(re.compile(r"q\.visits=circle:"))
    desk.reload()
    expect(findings).to_have_count(len(OTHERS) + 1)


def test_a_question_is_kept_and_tells_when_its_answer_changed(desk: Page, house: House) -> None:
    show(desk, house.site, ASKED)
    state_purpose(desk)
    desk.get_by_role("button", name="儲存問題").click()
    dialog = desk.get_by_role("dialog", name="儲存")
    expect(dialog.get_by_label("名稱")).to_have_value(re.compile("慣常出沒"))
    dialog.get_by_label("名稱").fill("失竊轎車的習慣")
    dialog.get_by_role("button", name="儲存").click()
    expect(dialog).to_be_hidden()
    desk.get_by_role("button", name="全部分析").click()
    desk.get_by_role("button", name="再問一次：失竊轎車的習慣").click()
    expect(desk.get_by_text("與儲存時的答案相同")).to_be_visible()
    house.passages.add([_seen_once_more(house)])
    desk.reload()
    expect(desk.get_by_text("答案與儲存時不同")).to_be_visible()
    desk.get_by_role("button", name="全部分析").click()
    desk.get_by_role("button", name="刪除：失竊轎車的習慣").click()
    expect(desk.get_by_role("region", name="已存的問題")).to_have_count(0)


def _seen_once_more(house: House) -> Passage:
    """The hero within the time that was asked about, at a place of its own."""
    camera, at = house.site.county.cameras[4 * 30], NOON.plus(-3600)
    return Passage(
        id=passage_id(at, camera.number, 7),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.4),
        camera=camera.number,
        source=Source.SIMULATED,
        plate=parse_plate(HERO),
        confidence=0.9,
        looks=2,
    )


def test_in_a_hand_nothing_is_cut_off(phone: Page, house: House) -> None:
    show(phone, house.site, f"{ASKED}&n=1")
    state_purpose(phone)
    findings = phone.get_by_role("list", name="線索")
    expect(findings.get_by_role("button", expanded=True)).to_be_visible()
    expect(phone.get_by_text(LEAD)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.evaluate("document.querySelector('.analysis').scrollWidth") <= 390
    wait_for_map(phone)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everyone_can_read_it(desk: Page, house: House, theme: str) -> None:
    desk.add_init_script(
        f"""localStorage["trackway.settings"] = '{{"language":"zh-TW","theme":"{theme}"}}'"""
    )
    found: dict[str, list[str]] = {}
    show(desk, house.site, "#/analyses")
    found["list"] = axe_problems(desk)
    show(desk, house.site, "#/analyses/common")
    desk.get_by_role("button", name="進階條件").click()
    found["form"] = axe_problems(desk)
    show(desk, house.site, f"{ASKED}&n=1")
    state_purpose(desk)
    expect(desk.get_by_role("list", name="線索").get_by_role("button", expanded=True)).to_be_visible()
    found["answer"] = axe_problems(desk)
    assert {view: wrong for view, wrong in found.items() if wrong} == {}
