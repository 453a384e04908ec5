"""A real centre on loopback and a real Chromium on its page.

The county's own cameras, invented vehicles, a clock that stands still for both: the server is handed one,
the browser's is set to the same time. Skipped loudly where there is no Chromium or no built page.
"""

import os
import shutil
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.browser.seed import NOON, fill, story
from tests.conftest import FakeClock

from trackway.corrections import CorrectedPassages, Corrections
from trackway.model.question import Role
from trackway.node.watching import opened_watch
from trackway.passages import MemoryPassages, PassageStore, Pictures
from trackway.registry import Registry
from trackway.sim.county import County, county
from trackway.trails.saved import Saved
from trackway.trust import AuditRow, Passwords, Trust
from trackway.video.addresses import Networks
from trackway.watch import Rooms
from trackway.web import Settings, create_app
from trackway.web.gate import COOKIE
from trackway.web.server import server_config

PASSWORD = "correct horse 88"
CHROMIUM = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
]
STATIC = Path(__file__).parents[2] / "src" / "trackway" / "web" / "static"
PATIENCE_MS = 30_000
MAP_IDLE_MS = 90_000


@dataclass
class Site:
    """A centre that answers at ``address``."""

    address: str
    registry: Registry
    trust: Trust
    county: County
    map_folder: Path
    rooms: Rooms

    def actions(self) -> list[str]:
        """What the audit says was done, newest first; that it was read for this is left out."""
        return [row.action for row in self.audit() if row.action != "audit_read"]

    def audit(self) -> Sequence[AuditRow]:
        """The audit, newest first."""
        return self.trust.audit_rows(self.trust.officers.account("lin").officer, limit=1000)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The app under the server it is shipped with; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    started = threading.Event()

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Announcing(server_config(app, Settings()))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        assert started.wait(30)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def built(
    folder: Path, *, is_peopled: bool, store: PassageStore | None = None, settings: Settings | None = None
) -> Iterator[Site]:
    """A centre in ``folder``; without people it waits for its first administrator.

    Passages are kept in ``store``, in memory when none is given; settings are the defaults.
    """
    clock = FakeClock(NOON)
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    place = county(ordinary=5000 if is_peopled else 50)
    with (
        Registry(folder / "registry.sqlite") as registry,
        Trust(folder / "trust.sqlite", clock, passwords=cheap) as trust,
        Corrections(folder / "corrections.sqlite", clock) as corrections,
        Saved(folder / "saved.sqlite", clock) as saved,
        opened_watch(folder, clock, None, Networks(("127.0.0.0/8",)), "https://trackway.example") as rooms,
    ):
        registry.save(stations=place.stations, sites=place.sites, cameras=place.cameras)
        passages, pictures = store or MemoryPassages(), Pictures(folder / "pictures")
        if is_peopled:
            owner = trust.command_line_officer("nobody")
            for username, name, role in (
                ("chen", "陳主任", Role.ADMINISTRATOR),
                ("wang", "王小明", Role.INVESTIGATOR),
                ("lin", "林稽核", Role.AUDITOR),
            ):
                trust.officers.add(owner, username, name, PASSWORD, role)
            fill(passages, pictures, place)
            (folder / "demo.json").write_text(story(), encoding="utf-8")
        app = create_app(
            registry=registry,
            passages=CorrectedPassages(passages, corrections),
            corrections=corrections,
            saved=saved,
            pictures=pictures,
            trust=trust,
            clock=clock,
            map_folder=folder / "map",
            demo=folder / "demo.json" if is_peopled else None,
            static=STATIC,
            settings=settings or Settings(),
            watch=rooms,
        )
        with served(app) as address:
            yield Site(address, registry, trust, place, folder / "map", rooms)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One centre for all the tests; they leave audit rows in it and nothing else."""
    with built(tmp_path_factory.mktemp("site"), is_peopled=True) as site:
        yield site


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or any that is called so.

    Closed after each file: Playwright keeps an event loop running on this thread, on which no other can run.
    """
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("!!! no Chromium on this machine: the browser tests are SKIPPED; install chromium.")
    if not (STATIC / "index.html").exists():
        pytest.skip("!!! the page is not built: the browser tests are SKIPPED; run make ui.")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM, env=_plain_environment())
        yield browser
        browser.close()


def _plain_environment() -> dict[str, str | float | bool]:
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


class Windows:
    """Opens browsers of their own, each with a clock that stands at the centre's time; closes them all."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._open: list[BrowserContext] = []
        self._problems: list[str] = []

    def open(self, *, width: int = 1000, height: int = 640, is_phone: bool = False) -> Page:
        """A page in a fresh browser; it remembers what goes wrong in it."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-TW",
            has_touch=is_phone,
            is_mobile=is_phone,
            reduced_motion="reduce",
        )
        self._open.append(context)
        context.clock.set_fixed_time(datetime.fromisoformat(str(NOON)))
        context.add_init_script(f"localStorage['trackway.settings'] ??= '{_SETTINGS}'")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self._problems.append(str(error)))
        page.on("console", lambda said: self._problems.append(said.text) if said.type == "error" else None)
        return page

    def close(self) -> list[str]:
        """Close them and say which errors were raised in any."""
        for context in self._open:
            context.close()
        return self._problems


_SETTINGS = '{"language":"zh-TW","theme":"light"}'


@pytest.fixture
def windows(chromium: Browser) -> Iterator[Windows]:
    """Browsers for one test."""
    found = Windows(chromium)
    yield found
    found.close()


@pytest.fixture(scope="module")
def ticket(chromium: Browser, site: Site) -> str:
    """The cookie of a browser in which officer Wang is signed in."""
    windows = Windows(chromium)
    context = windows.open().context
    answer = context.request.post(
        f"{site.address}/api/v1/session",
        data={"username": "wang", "password": PASSWORD},
        headers={"Origin": site.address},
    )
    assert answer.ok, answer.text()
    held = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == COOKIE)
    assert windows.close() == []
    return held


@pytest.fixture
def desk(chromium: Browser, site: Site, ticket: str) -> Iterator[Page]:
    """The page, signed in as officer Wang, in a browser of its own. It may raise no error."""
    windows = Windows(chromium)
    page = windows.open()
    page.context.add_cookies([{"name": COOKIE, "value": ticket, "url": site.address}])
    yield page
    assert windows.close() == []


@pytest.fixture(scope="module")
def table(chromium: Browser, site: Site, ticket: str) -> Iterator[Page]:
    """The same for tests that ask nothing of the passages: one page for all of a file, already loaded."""
    windows = Windows(chromium)
    page = windows.open()
    page.context.add_cookies([{"name": COOKIE, "value": ticket, "url": site.address}])
    yield page
    assert windows.close() == []


def show(page: Page, site: Site, view: str) -> None:
    """Open a view and wait until its map has drawn."""
    page.goto(f"{site.address}/{view}")
    wait_for_map(page)


def wait_for_map(page: Page) -> None:
    """Until everything that is to be seen on the map has been drawn."""
    expect(page.get_by_test_id("map")).to_have_attribute("aria-busy", "false", timeout=MAP_IDLE_MS)


def state_purpose(
    page: Page, case_no: str = "花警刑字第1150001234號", reason: str = "追查失竊車輛行蹤"
) -> None:
    """Answer the question for the purpose."""
    dialog = page.get_by_role("dialog", name="查詢用途")
    expect(dialog).to_be_visible()
    dialog.get_by_label("案號").fill(case_no)
    dialog.get_by_label("事由").fill(reason)
    dialog.get_by_role("button", name="確認").click()
    expect(dialog).to_be_hidden()
