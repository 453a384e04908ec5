"""A centre with a watch: alerts come while its page is open, each officer in a browser of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from argon2 import PasswordHasher
from playwright.sync_api import Page
from tests.browser.conftest import PASSWORD, STATIC, Windows, served
from tests.browser.seed import HERO, NOON, picture_of
from tests.conftest import FakeClock

from trackway.corrections import Corrections
from trackway.model.likeness import Differs, Match, MatchedBy
from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.pattern import parse_pattern
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Role
from trackway.model.said import Said
from trackway.model.time import ClockOwner, Span, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.node.watching import opened_watch
from trackway.passages import MemoryPassages, Pictures
from trackway.registry import Registry
from trackway.sim.county import County, county
from trackway.trails.saved import Saved
from trackway.trust import Passwords, Trust
from trackway.watch import (
    Act,
    Approval,
    Category,
    Cause,
    Conflict,
    Entry,
    Expected,
    Hit,
    ListKind,
    Terms,
    WatchList,
)
from trackway.watch.alerts import Alerts, Rule
from trackway.web import Settings, create_app

TERMS = Terms(Category.STOLEN_VEHICLE, 1, Act.DISPATCH, danger="可能持有刀械")
ENTRY = Entry(
    id=1,
    list_id=1,
    pattern=parse_pattern(HERO),
    force=Span(NOON.plus(-86_400), NOON.plus(30 * 86_400)),
    reason="失竊車輛協尋",
    legal_basis="警察職權行使法第10條",
    case_no="花警刑字第1150001234號",
    requester="chen",
    added=NOON.plus(-86_400),
    approval=Approval("wang", NOON.plus(-86_000)),
    expected=Expected(frozenset({VehicleKind.SEDAN}), frozenset({Colour.WHITE}), "Toyota"),
    terms=TERMS,
)
LIST = WatchList(1, "花蓮縣失竊車輛", ListKind.WATCH, "刑警大隊", TERMS, NOON.plus(-3 * 3600), 86_400.0)


@dataclass
class AlertSite:
    """A centre that answers at ``address``; its clock stands until a test moves it."""

    address: str
    alerts: Alerts
    clock: FakeClock
    county: County
    trust: Trust
    picture: Picture

    def raise_alert(self, key: str, *conflicts: Conflict, terms: Terms = TERMS) -> None:
        """One hit, now."""
        self.alerts.take([self.hit(key, *conflicts, terms=terms)])

    def hit(self, key: str, *conflicts: Conflict, terms: Terms = TERMS) -> Hit:
        """One passage of the hero that an entry's look-alike rule accepts."""
        camera = self.county.cameras[0]
        passage = Passage(
            id=passage_id(self.clock.at, camera.number, len(key) % 64),
            stamp=Stamp(self.clock.at, ClockOwner.CAMERA, 0.4),
            camera=camera.number,
            source=Source.SIMULATED,
            plate=parse_plate(HERO),
            confidence=0.91,
            looks=3,
            kind=VehicleKind.SEDAN,
            colour=Colour.WHITE,
            kind_confidence=0.96,
            colour_confidence=0.91,
            plate_colours=PlateColours.WHITE_BLACK,
            heading=Heading.S,
            model="test",
            pictures=(self.picture,),
        )
        return Hit(
            key=key,
            cause=Cause.LISTED,
            rule="entry:1" if key.startswith("entry") else f"entry:{len(key)}{key}",
            passage=passage,
            title=Said(f"失竊車輛 {HERO}", f"Stolen vehicle {HERO}"),
            says=(Said("車牌與名單相似，一個字不同。", "The plate is like an entry's but for one letter."),),
            caveats=(Said("判讀信心 91%。", "The reading is 91 % sure."),),
            terms=terms,
            match=Match(0.3, (Differs(4, "0", "D"),), MatchedBy.VOTE, 0.2),
            conflicts=conflicts,
            list_id=1,
        )

    def sign_in(self, windows: Windows, username: str, **size: int | bool) -> Page:
        """An officer's browser, on the page of alerts."""
        page = windows.open(**size)  # type: ignore[arg-type]
        answer = page.context.request.post(
            f"{self.address}/api/v1/session",
            data={"username": username, "password": PASSWORD},
            headers={"Origin": self.address},
        )
        assert answer.ok, answer.text()
        page.goto(f"{self.address}/#/alerts")
        return page


@contextmanager
def alert_site(folder: Path) -> Iterator[AlertSite]:
    """A centre in ``folder`` whose one entry is the hero's."""
    clock = FakeClock(NOON)
    place = county(ordinary=50)
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with (
        Registry(folder / "registry.sqlite") as registry,
        Trust(folder / "trust.sqlite", clock, passwords=cheap) as trust,
        Corrections(folder / "corrections.sqlite", clock) as corrections,
        Saved(folder / "saved.sqlite", clock) as saved,
        opened_watch(folder, clock) as opened,
    ):
        registry.save(stations=place.stations, sites=place.sites, cameras=place.cameras)
        owner = trust.command_line_officer("nobody")
        for username, name, role in (
            ("chen", "陳主任", Role.ADMINISTRATOR),
            ("wang", "王小明", Role.INVESTIGATOR),
            ("lee", "李偵查", Role.INVESTIGATOR),
        ):
            trust.officers.add(owner, username, name, PASSWORD, role)
        alerts = Alerts(opened.database, clock, lambda rule, groups: Rule(entry=ENTRY, watch_list=LIST))
        pictures = Pictures(folder / "pictures")
        app = create_app(
            registry=registry,
            passages=MemoryPassages(),
            corrections=corrections,
            saved=saved,
            pictures=pictures,
            trust=trust,
            clock=clock,
            map_folder=folder / "map",
            demo=None,
            static=STATIC,
            settings=Settings(),
            watch=replace(opened, alerts=alerts),
        )
        with served(app) as address:
            yield AlertSite(address, alerts, clock, place, trust, picture_of(pictures))
