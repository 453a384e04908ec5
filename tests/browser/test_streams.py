"""Cameras are found, looked at, tried, placed on the map and recorded: the page in Chromium, with fakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.axe import axe_problems
from tests.browser.conftest import PASSWORD, Site, Windows, built
from tests.browser.seed import NOON
from tests.conftest import FakeClock
from tests.footage import footage

from trackway.model.question import Role
from trackway.sim.cameras import LogIn, RunningCameras, read_clip, running_cameras
from trackway.sim.onvif import FakeProfile, OnvifFacts, running_device, running_responder
from trackway.video.onvif import discovery
from trackway.video.stream import RetentionClass, StreamAddress, StreamKey, StreamRole
from trackway.web import Settings
from trackway.web.settings import CameraSettings

pytestmark = pytest.mark.browser

SECRET = "hunter2 & <密碼>"
HERE = Settings(cameras=CameraSettings(("127.0.0.1",)))


@dataclass
class Street:
    """A centre, a fake camera beside it, and an administrator at the page."""

    site: Site
    cameras: RunningCameras
    page: Page
    windows: Windows


def still() -> bytes:
    """What the camera sees: a grey road with a white line."""
    picture = np.full((360, 640, 3), 120, np.uint8)
    cv2.line(picture, (320, 0), (200, 360), (255, 255, 255), 12)
    return bytes(cv2.imencode(".jpg", picture)[1])


@pytest.fixture(scope="module")
def street(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    clock = FakeClock(NOON)
    clip = read_clip(footage("h264", fps=10, gop=10))
    real = discovery.search
    with (
        pytest.MonkeyPatch.context() as patch,
        running_cameras([clip], clock=clock, sub=[clip], log_in=LogIn("admin", SECRET)) as cameras,
    ):
        main = FakeProfile("p0", "主", cameras.url(1), gop=100)
        sub = FakeProfile("p1", "子", cameras.url(1, "sub"), "H265", 640, 360, 10, 20)
        facts = OnvifFacts(
            maker="示範影像", name="中正路口 北", username="admin", password=SECRET, profiles=(main, sub),
            snapshot=still(), offset_s=-4.2,
        )  # fmt: skip
        with running_device(facts, clock) as device, running_responder(facts, device.url) as port:
            patch.setattr(discovery, "interfaces", tuple)
            patch.setattr("trackway.video.onvif.device._APART_S", 0.0)
            patch.setattr(
                "trackway.web.discovery.search", lambda *a, **k: real(*a, seconds=1.0, port=port, **k)
            )
            folder = tmp_path_factory.mktemp("street")
            # 50 cameras on its map are enough here, and drawn in a moment.
            with built(folder, is_peopled=False, settings=HERE) as site:
                owner = site.trust.command_line_officer("nobody")
                for username, name, role in (
                    ("chen", "陳主任", Role.ADMINISTRATOR),
                    ("lin", "林稽核", Role.AUDITOR),
                ):
                    site.trust.officers.add(owner, username, name, PASSWORD, role)
                windows = Windows(chromium)
                page = windows.open(width=1280, height=900)
                sign_in(page, site)
                yield Street(site, cameras, page, windows)
                # A stream that does not open answers 503, as it should.
                assert [said for said in windows.close() if "503" not in said] == []


def sign_in(page: Page, site: Site) -> None:
    answer = page.context.request.post(
        f"{site.address}/api/v1/session",
        data={"username": "chen", "password": PASSWORD},
        headers={"Origin": site.address},
    )
    assert answer.ok, answer.text()
    page.goto(f"{site.address}/#/streams")


def device_on(page: Page, site: Site) -> Locator:
    """The device, found by a search and looked at."""
    page.goto(f"{site.address}/#/streams")
    page.reload()
    page.get_by_label("另外搜尋這些網段").fill("127.0.0.1/32")
    page.get_by_role("button", name="開始搜尋").click()
    device = page.get_by_role("list", name="找到的設備").get_by_role("listitem").first
    device.get_by_label("攝影機帳號").fill("admin")
    device.get_by_label("攝影機密碼").fill(SECRET)
    device.get_by_role("button", name="登入查看").click()
    return device


def test_a_camera_is_found_and_put_on_the_map_and_recorded(street: Street) -> None:
    page, site = street.page, street.site
    device = device_on(page, site)
    expect(device).to_contain_text("示範影像 TW-CAM-2")
    expect(device).to_contain_text("名冊上沒有")
    expect(device).to_contain_text("慢 4.")
    expect(device.get_by_label("主碼流")).to_contain_text("1920×1080 · H.264 · 25 fps · GOP 4 s")
    for warning in ("關鍵畫面間隔超過 2 秒", "子碼流是 H.265"):
        expect(device).to_contain_text(warning)
    expect(device.get_by_alt_text("攝影機現在的畫面")).to_be_visible()
    device.get_by_role("button", name="試播").click()
    expect(device).to_contain_text("打得開：320×180 10 fps H.264")
    device.get_by_label("新鏡頭").check()
    save = device.get_by_role("button", name="儲存")
    expect(save).to_be_disabled()
    expect(device).to_contain_text("還差：鏡頭編號、位置")
    device.get_by_label("鏡頭編號").fill("NEW-0001")
    device.get_by_label("經度").fill("121.60123")
    device.get_by_label("緯度").fill("23.97654")
    device.get_by_label("保存類別").select_option("important")
    assert axe_problems(page) == []
    save.click()
    expect(device).to_contain_text("NEW-0001 已儲存，開始錄影。")
    row = page.get_by_role("row").filter(has_text="主碼流").filter(has_text="NEW-0001")
    expect(row).to_contain_text("有密碼")
    expect(row).to_contain_text("中正路口 北")

    camera = site.registry.camera("NEW-0001")
    assert (camera.place.lon, camera.place.lat, camera.model) == (121.60123, 23.97654, "示範影像 TW-CAM-2")
    main, sub = site.registry.streams()
    assert main.key == StreamKey(camera.number, StreamRole.MAIN)
    assert sub.key == StreamKey(camera.number, StreamRole.SUB)
    assert main.address == StreamAddress(street.cameras.url(1), "admin", SECRET)
    assert (main.retention, main.is_recorded) == (RetentionClass.IMPORTANT, True)
    for action in ("cameras_sought", "camera_looked_at", "stream_tried", "camera_added", "stream_set"):
        assert action in site.actions()
    # Found again, it is known.
    device = device_on(page, site)
    expect(page.get_by_text("名冊上：NEW-0001")).to_be_visible()
    expect(device.get_by_label("鏡頭編號")).to_have_value("NEW-0001")

    # What is recorded is changed in the list, and taken away there.
    row.get_by_role("checkbox").click()
    expect(row).to_contain_text("不錄")
    assert not site.registry.streams()[0].is_recorded
    row.get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    expect(row).to_have_count(0)
    assert [one.key.role for one in site.registry.streams()] == [StreamRole.SUB]


def test_a_camera_without_onvif_is_typed_in_and_tried_before_it_is_kept(street: Street) -> None:
    page, site = street.page, street.site
    page.goto(f"{site.address}/#/streams")
    page.reload()
    page.get_by_role("button", name="直接輸入網址").click()
    typed = page.get_by_role("region", name="直接輸入網址")
    typed.get_by_label("IP 位址").fill("10.1.2.3")
    expect(typed.get_by_label("主碼流網址")).to_have_value("rtsp://10.1.2.3:554/Streaming/Channels/101")
    typed.get_by_label("廠牌").select_option("Dahua")
    expect(typed.get_by_label("子碼流網址")).to_have_value(
        "rtsp://10.1.2.3:554/cam/realmonitor?channel=1&subtype=1"
    )
    typed.get_by_label("主碼流網址").fill(street.cameras.url(2))
    typed.get_by_label("子碼流網址").fill("")
    typed.get_by_label("帳號").fill("admin")
    typed.get_by_label("密碼").fill("wrong")
    typed.get_by_role("button", name="試播").click()
    expect(typed.get_by_role("alert")).to_contain_text("碼流打不開")
    known = site.county.cameras[0].id
    typed.get_by_label("鏡頭編號").fill(known)
    expect(typed.get_by_role("button", name="儲存")).to_be_disabled()
    typed.get_by_label("密碼").fill(SECRET)
    typed.get_by_role("button", name="試播").click()
    expect(typed).to_contain_text("打得開")
    typed.get_by_role("button", name="儲存").click()
    expect(typed).to_contain_text(f"{known} 已儲存")
    assert site.registry.stream_address(known) == StreamAddress(street.cameras.url(2), "admin", SECRET)


def test_on_a_phone_nothing_is_wider_than_the_screen(street: Street, tmp_path: Path) -> None:
    page = street.windows.open(width=390, height=844, is_phone=True)
    sign_in(page, street.site)
    device = device_on(page, street.site)
    expect(device.get_by_label("主碼流")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.device').scrollWidth") <= 390
    assert axe_problems(page) == []
