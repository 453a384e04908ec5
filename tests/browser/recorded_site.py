"""A centre with recorded cameras, and what a test reads off a player's page: the numbers in its pictures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from playwright.sync_api import Page, expect
from tests.browser.conftest import PASSWORD, PATIENCE_MS, STATIC, served
from tests.conftest import FakeClock
from tests.recorded_day import DAY, RecordedDay, Take

from trackway.corrections import CorrectedPassages, Corrections
from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.model.question import Role
from trackway.model.time import Clock, Instant
from trackway.passages import MemoryPassages, Pictures
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import AuditRow, Passwords, Trust
from trackway.video.stream import StreamKey, StreamRole
from trackway.web import Settings, create_app

NOON = Instant.of(datetime.fromisoformat("2026-11-20T12:00:00+08:00"))
SHIFT_S = 0.37
"""Camera 13's pictures are taken so much later than camera 12's: never at the same instants."""
LATER = tuple(
    Take(take.start.plus(SHIFT_S), take.seconds, take.first, take.cause, take.file_s) for take in DAY
)
H265 = 14


@dataclass
class RecordedSite:
    """A centre that answers at ``address``; cameras 12 to 14 are on its register."""

    address: str
    registry: Registry
    trust: Trust
    day: RecordedDay

    def newest_file(self, camera: int) -> Path:
        """The last file of a camera's main stream."""
        newest = self.day.catalogue.newest(StreamKey(camera))
        assert newest is not None
        return self.day.catalogue.file_of(newest)

    def audit(self, action: str) -> list[AuditRow]:
        """Rows of one action, newest first."""
        lin = self.trust.officers.account("lin").officer
        return list(self.trust.audit_rows(lin, limit=1000, action=action))


def by_hand(day: RecordedDay) -> None:
    """Cameras 12 and 13 recorded in H.264, 14 in H.265."""
    day.record(12)
    day.record(12, role=StreamRole.SUB)
    day.record(13, LATER)
    day.record(H265, DAY[:1], codec="h265")


@contextmanager
def recorded_site(
    folder: Path,
    live: Path | None = None,
    *,
    clock: Clock | None = None,
    fill: Callable[[RecordedDay], None] = by_hand,
) -> Iterator[RecordedSite]:
    """The centre, with officers Wang and Lin and administrator Chen. Without a clock it stands at noon."""
    clock = clock or FakeClock(NOON)
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with (
        Registry(folder / "registry.sqlite") as registry,
        Trust(folder / "trust.sqlite", clock, passwords=cheap) as trust,
        Corrections(folder / "corrections.sqlite", clock) as corrections,
        Saved(folder / "saved.sqlite", clock) as saved,
    ):
        owner = trust.command_line_officer("nobody")
        trust.officers.add(owner, "chen", "陳主任", PASSWORD, Role.ADMINISTRATOR)
        trust.officers.add(owner, "wang", "王小明", PASSWORD, Role.INVESTIGATOR)
        trust.officers.add(owner, "lin", "林稽核", PASSWORD, Role.AUDITOR)
        names = {12: "中山中正路口 北", 13: "中山中正路口 南", H265: "瑞穗車站"}
        registry.save(
            cameras=[
                Camera(f"HL-0{number}", number, name, CameraKind.PLATE, Point(121.6 + number / 1000, 23.98))
                for number, name in names.items()
            ]
        )
        day = RecordedDay(folder, clock)
        fill(day)
        with day.catalogue:
            recorded = day.parts(live)
            app = create_app(
                registry=registry,
                passages=CorrectedPassages(MemoryPassages(), corrections),
                corrections=corrections,
                saved=saved,
                pictures=Pictures(folder / "pictures"),
                trust=trust,
                clock=clock,
                map_folder=folder / "map",
                demo=None,
                static=STATIC,
                settings=Settings(),
                recorded=recorded,
            )
            with served(app) as address:
                yield RecordedSite(address, registry, trust, day)
            recorded.playback.copies.close()


READ = """() => {
  const cells = [...document.querySelectorAll(".cell")];
  const paper = document.createElement("canvas");
  paper.width = 320; paper.height = 180 * cells.length;
  const pen = paper.getContext("2d", { willReadFrequently: true });
  // All are drawn before any is read: they play on meanwhile.
  cells.forEach((cell, i) => pen.drawImage(cell.querySelector("video"), 0, 180 * i, 320, 180));
  const found = [];
  cells.forEach((cell, i) => {
    const video = cell.querySelector("video");
    const row = pen.getImageData(0, 180 * i + 9, 320, 1).data;
    let code = 0;
    for (let bit = 0; bit < 16; bit++) if (row[(bit * 20 + 10) * 4] > 128) code |= 1 << bit;
    found.push({
      code,
      showing: cell.dataset.showing,
      taken: cell.querySelector("time")?.textContent ?? "",
      second: video.currentTime,
      rate: video.playbackRate,
    });
  });
  return { clock: document.querySelector("output").textContent, cells: found };
}"""
"""The number in each picture, and what the page says of it, read in one breath."""


def read(page: Page) -> dict[str, Any]:
    """What is on the screens now."""
    found: dict[str, Any] = page.evaluate(READ)
    return found


def seconds(text: str) -> float:
    """``08:15:30.120`` as seconds of the day."""
    hour, minute, second = text.split(":")
    return int(hour) * 3600 + int(minute) * 60 + float(second)


def second_of_day(moment: Instant) -> float:
    """The same for an instant, on Taipei's clock."""
    local = moment.taipei()
    return local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6


def open_player(page: Page, site: RecordedSite, cameras: str, at: str) -> None:
    """The player at a moment of the day, with a purpose given."""
    page.goto(f"{site.address}/#/footage?cameras={cameras}&at=2026-11-20T{at}")
    page.reload()
    dialog = page.get_by_role("dialog", name="查詢用途")
    if page.evaluate("sessionStorage['trackway.purpose'] === undefined"):
        expect(dialog).to_be_visible()
        dialog.get_by_label("案號").fill("花警刑字第1150001234號")
        dialog.get_by_label("事由").fill("追查失竊車輛行蹤")
        dialog.get_by_role("button", name="確認").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("output")).to_be_visible()


def until(page: Page, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What is on the screens, once something holds of it."""
    found = read(page)
    for _ in range(PATIENCE_MS // 50):
        if holds(found):
            return found
        page.wait_for_timeout(50)
        found = read(page)
    raise AssertionError(f"It never came to be; last seen: {found}")


def all_shown(found: dict[str, Any]) -> bool:
    """Whether every camera shows a picture."""
    return bool(found["cells"]) and all(cell["showing"] == "shown" for cell in found["cells"])


def go_to(page: Page, time: str) -> None:
    """The clock set by hand."""
    page.keyboard.press("g")
    page.get_by_role("textbox", name="跳到指定時間").fill(time)
    page.keyboard.press("Enter")
