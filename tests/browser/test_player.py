"""Footage in a real Chromium: every picture carries its number, so a test knows when it was really taken."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, PATIENCE_MS, Site, show, state_purpose
from tests.browser.recorded_site import (
    H265,
    LATER,
    NOON,
    RecordedSite,
    all_shown,
    go_to,
    open_player,
    read,
    recorded_site,
    second_of_day,
    seconds,
    until,
)
from tests.browser.seed import HERO
from tests.on_air import OnAir, on_air
from tests.recorded_day import DAY, FPS, true_time

from trackway.video.stream import StreamRole

pytestmark = pytest.mark.browser

FRAME_S = 1 / FPS
_SETTINGS = '{"language":"zh-TW","theme":"light"}'


@pytest.fixture(scope="module")
def air(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnAir]:
    with on_air(tmp_path_factory.mktemp("air") / "recorder.sock", NOON.plus(-1)) as air:
        yield air


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, air: OnAir) -> Iterator[RecordedSite]:
    with recorded_site(tmp_path_factory.mktemp("recorded"), air.path) as site:
        yield site


@pytest.fixture(scope="module")
def window(chromium: Browser, recorded: RecordedSite) -> Iterator[tuple[Page, list[str]]]:
    """One window for all tests, for they cost less so, in which officer Wang is signed in and time passes."""
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 760, "height": 560}, locale="zh-TW")
    context.add_init_script(f"localStorage['trackway.settings'] ??= '{_SETTINGS}'")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    answer = context.request.post(
        f"{recorded.address}/api/v1/session",
        data={"username": "wang", "password": PASSWORD},
        headers={"Origin": recorded.address},
    )
    assert answer.ok
    yield page, problems
    context.close()


@pytest.fixture
def page(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """The window. It may raise no error."""
    page, problems = window
    problems.clear()
    yield page
    assert problems == []


def stands_true(found: dict[str, Any]) -> bool:
    """Whether the clock is within the time of each picture, and says exactly when the first was taken."""
    clock = seconds(found["clock"])
    shown = [cell["code"] for cell in found["cells"]]
    taken = [true_second(code, camera) for code, camera in zip(shown, (12, 13), strict=False)]
    return (
        all_shown(found)
        and abs(clock - taken[0]) < 0.002
        and all(-0.002 <= clock - one < FRAME_S for one in taken)
    )


Holds = Callable[[dict[str, Any]], bool]


def later_than(clock: str) -> Holds:
    return lambda found: bool(found["clock"] > clock)


def stands_at(time: str, showing: str) -> Holds:
    return lambda found: seconds(found["clock"]) == seconds(time) and found["cells"][0]["showing"] == showing


def shows_picture(code: int) -> Holds:
    return lambda found: (
        all_shown(found)
        and found["cells"][0]["code"] == code
        and abs(seconds(found["clock"]) - true_second(code)) < 0.002
    )


def true_second(code: int, camera: int = 12) -> float:
    return second_of_day(true_time(code, DAY if camera == 12 else LATER))


def test_a_day_with_three_gaps_plays_and_says_why(page: Page, recorded: RecordedSite) -> None:
    before = len(recorded.audit("footage"))
    open_player(page, recorded, "12", "08:15:08.000")
    began = until(page, all_shown)
    assert (began["clock"], began["cells"][0]["code"]) == ("08:15:08.000", 8 * FPS)
    assert recorded.audit("footage")[0].case_no == "花警刑字第1150001234號"
    page.keyboard.press("Space")
    until(page, lambda now: now["cells"][0]["second"] > began["cells"][0]["second"] + 1)
    for why, after, first in (
        ("網路連線中斷", "08:15:20", 10),
        ("磁碟已滿", "08:16:40.5", 20),
        ("鏡頭連著，但沒有送出影像", "08:17:00", 30),
    ):
        until(page, lambda now: now["cells"][0]["showing"] == "gap")
        card = page.get_by_role("figure").get_by_role("status")
        expect(card).to_contain_text("缺口")
        expect(card).to_contain_text(why)
        shown = read(page)["clock"]
        until(page, later_than(shown))  # in a gap the clock runs on
        card.get_by_role("button", name="跳到下一段影像").click()
        found = until(page, all_shown)
        assert found["cells"][0]["code"] >= first * FPS
        assert seconds(found["clock"]) >= seconds(after)
        go_to(page, after.split(":")[0] + after[2:6] + f"{int(seconds(after)) % 60 + 9:02}")
        page.get_by_role("button", name="播放", exact=True).or_(
            page.get_by_role("button", name="暫停", exact=True)
        ).wait_for()
    until(page, lambda now: now["cells"][0]["showing"] != "shown")
    page.keyboard.press("Space")
    # One hour was asked for once, however often it was sought in.
    assert len(recorded.audit("footage")) == before + 1


def test_every_moment_shows_its_own_picture(page: Page, recorded: RecordedSite) -> None:
    open_player(page, recorded, "12", "08:15:00")
    for time, code in (
        ("08:15:00", 0),
        ("08:15:04.990", 124),  # the last picture of a file
        ("08:15:05", 125),  # the first of the next
        ("08:15:09.990", 249),  # the last before a gap
        ("08:15:10", None),
        ("08:15:20", 250),  # the first after it
        ("08:16:40.500", 500),
        ("08:17:09.960", 999),
    ):
        go_to(page, time)
        found = until(page, stands_at(time, "gap" if code is None else "shown"))
        if code is not None:
            assert found["cells"][0]["code"] == code, time
            assert 0 <= seconds(time) - true_second(code) < FRAME_S
            assert abs(seconds(found["cells"][0]["taken"]) - true_second(code)) < 0.002


def test_two_cameras_show_the_same_moment(page: Page, recorded: RecordedSite) -> None:
    open_player(page, recorded, "12,13", "08:15:01")
    until(page, all_shown)
    page.keyboard.press("Space")
    apart: list[float] = []

    def is_together(now: dict[str, Any]) -> bool:
        """Four times in a row within 100 ms, measured from what is in the pictures."""
        if not all_shown(now):
            if now["cells"][0]["showing"] == "gap":
                go_to(page, "08:15:01")
            return False
        north, south = (cell["code"] for cell in now["cells"])
        apart.append(abs(true_second(north) - true_second(south, 13)))
        return len(apart) >= 4 and all(one <= 0.1 for one in apart[-4:])

    until(page, is_together)
    page.keyboard.press("Space")
    # Standing still they are as near as their pictures allow, and the clock is that of the first.
    until(page, stands_true)


def test_a_step_is_one_picture(page: Page, recorded: RecordedSite) -> None:
    open_player(page, recorded, "12", "08:15:04.900")
    code = until(page, all_shown)["cells"][0]["code"]
    for key, by in ((".", 1), (".", 1), (".", 1), (",", -1), (",", -1), (",", -1), (",", -1)):
        page.keyboard.press(key)
        code += by
        until(page, shows_picture(code))  # over the end of a file too, and the clock is the picture's own
    go_to(page, "08:15:09.970")
    until(page, lambda now: all_shown(now) and now["cells"][0]["code"] == 249)
    page.keyboard.press(".")  # over a gap to the next picture there is
    until(page, lambda now: all_shown(now) and now["cells"][0]["code"] == 250)


@pytest.mark.campaign
def test_four_times_the_speed(page: Page, recorded: RecordedSite) -> None:
    open_player(page, recorded, "12", "08:15:00")
    until(page, all_shown)
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(page.get_by_label("播放速度")).to_have_value("4")
    page.keyboard.press("Space")
    until(page, lambda now: now["cells"][0]["code"] > 4 * FPS and abs(now["cells"][0]["rate"] - 4) < 0.4)
    page.keyboard.press("Space")
    until(page, stands_true)


def test_live_shows_what_comes_in(page: Page, recorded: RecordedSite, air: OnAir) -> None:
    open_player(page, recorded, "12", "08:15:01")
    until(page, all_shown)
    sent = air.seconds
    air.fragment(12, StreamRole.MAIN)
    page.keyboard.press("i")
    button = page.get_by_role("button", name=re.compile("^即時"))
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_contain_text("延遲")
    # A camera sends as time passes; the test sends whenever the picture shown draws near the end.
    for _ in range(5):
        air.fragment(12, StreamRole.MAIN)
        page.wait_for_timeout(300)
    found = until(page, lambda now: all_shown(now) and now["cells"][0]["code"] >= (sent + 1) * FPS)
    assert seconds(found["cells"][0]["taken"]) >= second_of_day(air.start) + sent
    assert recorded.audit("live")[0].details == {"camera": 12, "role": "main"}
    page.get_by_role("button", name="30 秒前").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Space")


def test_h265_is_shown_as_a_copy_and_says_so(page: Page, recorded: RecordedSite) -> None:
    open_player(page, recorded, str(H265), "08:15:01")
    found = until(page, all_shown)
    assert found["cells"][0]["code"] == FPS
    expect(page.get_by_role("figure")).to_contain_text("觀看用轉檔，非原始影像")


def test_what_cannot_be_shown_is_a_sentence(page: Page, recorded: RecordedSite) -> None:
    file = recorded.newest_file(13)
    kept = file.read_bytes()
    file.write_bytes(b"\x00\x00\x00\x00no box" * (len(kept) // 10 + 1))
    open_player(page, recorded, "13", "08:17:08")
    expect(page.get_by_role("alert")).to_be_visible()
    file.unlink()
    page.goto(f"{recorded.address}/#/footage?cameras=13,12&at=2026-11-20T08:17:07")
    page.reload()
    expect(page.get_by_role("figure").first).to_contain_text(re.compile("這個時間沒有影像|影像檔不見了"))
    until(page, lambda now: now["cells"][1]["showing"] == "shown")
    file.write_bytes(kept)


def test_the_page_can_be_read_and_steered_by_everybody(page: Page, recorded: RecordedSite) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_player(page, recorded, "12,13", "08:15:12")
    expect(page.get_by_role("figure").first.get_by_role("status")).to_contain_text("缺口")
    assert axe_problems(page) == []
    page.keyboard.press("d")
    expect(page.get_by_role("button", name=re.compile(r"^20\s*有影像"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^19\s*沒有影像"))).to_be_visible()
    page.keyboard.press("t")
    assert axe_problems(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    until(page, lambda now: now["clock"] == "08:15:20.000" and now["cells"][0]["showing"] == "shown")
    expect(page).to_have_url(re.compile("at=2026-11-20T08:15:20"))
    bar = page.get_by_role("slider", name="時間軸")
    expect(bar).to_have_attribute("aria-valuetext", "2026-11-20 08:15:20")
    with page.expect_download() as download:
        page.keyboard.press("s")
    assert download.value.suggested_filename == "HL-012-2026-11-20T08-15-20.000.png"
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


@pytest.mark.campaign
def test_a_passage_leads_to_its_footage(desk: Page, site: Site) -> None:
    show(desk, site, f"#/search?q={HERO}&from=now-24h&to=now")
    state_purpose(desk)
    results = desk.get_by_role("list", name="查詢結果")
    results.get_by_role("listitem").first.get_by_role("button").first.click()
    desk.get_by_role("article", name="過車紀錄").get_by_role("button", name="看當時影像").click()
    expect(desk).to_have_url(re.compile(r"#/footage\?cameras=\d+&at=2026-11-20T08:45:57"))
    expect(desk.get_by_text("這個中心沒有錄影機")).to_be_visible()
