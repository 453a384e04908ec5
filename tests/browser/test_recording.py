"""The whole way in Chromium: a camera over RTSP, the recorder as it runs, the page: live and played again."""

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, PATIENCE_MS, state_purpose
from tests.browser.recorded_site import RecordedSite, all_shown, go_to, recorded_site, seconds, until
from tests.footage import footage
from tests.video.recorder.made import RealClock
from tests.video.recorder.process import QUICK

from trackway.model.time import Instant
from trackway.node.recorder import Orders, recorder_socket
from trackway.node.recorder_beside import recorder_beside
from trackway.registry import GivenStream
from trackway.sim.cameras import read_clip, running_cameras
from trackway.video.stream import StreamKey, StreamRole

pytestmark = pytest.mark.browser

FPS = 10
CLIP_S = 20
Holds = Callable[[dict[str, Any]], bool]
LIVE_FRAMES = FPS // 2
EDGE_S = 5
"""Nearer to the present than four seconds the player does not go."""
HERE = "127.0.0.1/32"


@dataclass
class Street:
    """A centre whose recorder records camera 12; at camera 13's address nobody answers."""

    site: RecordedSite
    page: Page


@pytest.fixture(scope="module")
def street(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder, clock = tmp_path_factory.mktemp("street"), RealClock()
    began = clock.now()
    clip = read_clip(footage("h264", seconds=CLIP_S, fps=FPS, gop=FPS, bit_rate=120_000))
    with (
        socket.create_server(("127.0.0.1", 0)) as closed,
        running_cameras([clip], clock=clock) as cameras,
        recorded_site(folder, recorder_socket(folder), clock=clock, fill=lambda _: None) as site,
    ):
        nobody = f"rtsp://127.0.0.1:{closed.getsockname()[1]}/cam/13"
        closed.close()
        for camera_id, url in (("HL-012", cameras.url(12)), ("HL-013", nobody)):
            site.registry.set_stream(
                camera_id, StreamRole.MAIN, GivenStream(url), by="陳主任", at=clock.now()
            )
        streams = site.registry.streams()
        with recorder_beside(folder, lambda: Orders(streams, networks=(HERE,), timing=QUICK)):
            context = chromium.new_context(viewport={"width": 1000, "height": 700}, locale="zh-TW")
            context.set_default_timeout(PATIENCE_MS)
            street, problems = Street(site, context.new_page()), list[str]()
            street.page.on("pageerror", lambda error: problems.append(str(error)))
            while recorded_up_to(site) < began.plus(3):
                street.page.wait_for_timeout(50)
            yield street
            context.close()
            assert problems == []


def recorded_up_to(site: RecordedSite) -> Instant:
    """How far camera 12 is recorded; the beginning of time while it is not."""
    newest = site.day.catalogue.newest(StreamKey(12))
    return Instant(0) if newest is None else newest.span.end


def sign_in(street: Street, username: str) -> None:
    address = street.site.address
    answer = street.page.context.request.post(
        f"{address}/api/v1/session",
        data={"username": username, "password": PASSWORD},
        headers={"Origin": address},
    )
    assert answer.ok, answer.text()


def shows_other_than(code: int) -> Holds:
    return lambda now: all_shown(now) and bool(now["cells"][0]["code"] != code)


def stands_still() -> Holds:
    clocks: list[str] = []

    def holds(now: dict[str, Any]) -> bool:
        clocks.append(now["clock"])
        return all_shown(now) and len(clocks) > 3 and len(set(clocks[-3:])) == 1

    return holds


def stands_at(time: str) -> Holds:
    """At that time, and the picture is that of the time."""
    return lambda now: (
        all_shown(now)
        and now["clock"] == time
        and -0.002 <= seconds(time) - seconds(now["cells"][0]["taken"]) < 1.1 / FPS
    )


def frames_between(one: dict[str, Any], after: dict[str, Any]) -> int:
    """How many pictures the camera took between two; its clip goes round and round."""
    long = CLIP_S * FPS
    return int(after["code"] - one["code"] + long // 2) % long - long // 2


def test_the_page_says_how_recording_goes(street: Street) -> None:
    page = street.page
    sign_in(street, "chen")
    page.goto(f"{street.site.address}/#/streams")
    alarms = page.get_by_role("alert").filter(has_text="錄影有問題")
    expect(alarms).to_contain_text("無影像 Camera 13 main is not recorded")
    expect(page.get_by_role("row").filter(has_text="HL-012")).to_contain_text("錄影中，已寫入至")
    first = page.get_by_role("row").nth(1)  # below the head: what is wrong comes first
    expect(first).to_contain_text("HL-013")
    expect(first).to_contain_text("連線中斷，")
    assert axe_problems(page) == []


def test_what_a_camera_sends_is_seen_live_and_played_again(street: Street) -> None:
    page, site = street.page, street.site
    sign_in(street, "wang")
    at = f"{recorded_up_to(site).taipei():%Y-%m-%dT%H:%M:%S}"
    page.goto(f"{site.address}/#/footage?cameras=12&at={at}")
    state_purpose(page)
    expect(page.get_by_text("無影像 Camera 13")).to_be_visible()
    until(page, all_shown)
    page.keyboard.press("i")
    expect(page.get_by_role("button", name=re.compile("^即時"))).to_have_attribute("aria-pressed", "true")
    live = [until(page, all_shown)["cells"][0]]
    while len(live) < 3:
        live.append(until(page, shows_other_than(live[-1]["code"]))["cells"][0])
    seen_by = RealClock().now()
    go_to(page, at[11:])
    page.get_by_role("button", name="暫停", exact=True).click()
    until(page, stands_still())
    while recorded_up_to(site) < seen_by.plus(EDGE_S):
        page.wait_for_timeout(100)
    played = []
    for one in live:
        go_to(page, one["taken"])
        played.append(until(page, stands_at(one["taken"]))["cells"][0])
    # What was recorded is what was seen live: the same pictures at the same times. A picture that plays and
    # the time below it are not drawn in the same breath.
    for one, again in zip(live, played, strict=True):
        assert abs(frames_between(one, again)) <= LIVE_FRAMES
    # And to the picture: the numbers in it go on as the times do.
    for one, after in pairwise(played):
        apart_s = seconds(after["taken"]) - seconds(one["taken"])
        assert frames_between(one, after) == pytest.approx(apart_s * FPS, abs=0.1)
