import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from trackway.model.time import Clock, Instant, Span
from trackway.sim.onvif import FakeDevice, FakeProfile, FakeRecording, OnvifFacts
from trackway.video.addresses import Networks
from trackway.video.onvif import Device, DeviceLogIn
from trackway.video.onvif import device as device_module

HERE = Networks(("127.0.0.1",))
NOON = Instant(1_795_320_000_000_000)
SECRET = "hunter2 & <密碼>"
JPEG = b"\xff\xd8\xff\xe0 a picture of nothing \xff\xd9"

MAIN = FakeProfile("p0", "主碼流", "rtsp://127.0.0.1:8554/cam/1", has_audio=True)
SUB = FakeProfile("p1", "子碼流", "rtsp://127.0.0.1:8554/cam/1/sub", width=640, height=360, fps=10, gop=20)
HOURS = tuple(
    FakeRecording(
        f"R{n}", "ch1", Span(NOON.plus(3600 * n), NOON.plus(3600 * (n + 1))), f"rtsp://127.0.0.1:8554/rec/{n}"
    )
    for n in range(5)
)
FACTS = OnvifFacts(
    username="admin", password=SECRET, profiles=(MAIN, SUB), recordings=HOURS, snapshot=JPEG, offset_s=-4.2
)


@dataclass
class Running:
    """A clock that runs from noon, in step with the monotonic one."""

    monotonic: Callable[[], float]
    started: float

    def now(self) -> Instant:
        return NOON.plus(self.monotonic() - self.started)


@pytest.fixture
def running() -> Clock:
    return Running(time.monotonic, time.monotonic())


def asker(fake: FakeDevice, clock: Clock, password: str = SECRET, username: str = "admin") -> Device:
    return Device(fake.url, DeviceLogIn(username, password), HERE, clock)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clocks are asked at once, not a third of a second apart: the bound is wider, and still a bound."""
    monkeypatch.setattr(device_module, "_APART_S", 0.0)
