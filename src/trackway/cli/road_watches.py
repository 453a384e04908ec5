"""`trackway road-watches list | stretch | racing | approve | end`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.cli.why import asker
from trackway.model.area import area_text, parse_area
from trackway.model.band import parse_band, parse_weekday
from trackway.model.time import Span, parse_instant
from trackway.watch.roads import RoadPlan, RoadTest, RoadWatch

__all__ = ["commands"]

_HELP = "路段監控 Roads watched for speed and races, told while they are driven."
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
From = Annotated[str, Parameter(name="--from")]


def commands(house: House) -> App:
    """The commands about road watches."""
    app, roads = App(), App(name="road-watches", help=_HELP)
    app.command(roads)
    _add_listing(roads, house)
    _add_asking(roads, house)
    _add_deciding(roads, house)
    return app


def _add_listing(roads: App, house: House) -> None:
    @roads.command(name="list")
    def list_(*, data: Path, json: Json = False) -> None:
        """清單 Every road watch, the newest first.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.watch(data) as rooms:
            found = rooms.roads.all()
        if json:
            print_lines(_object(watch) for watch in found)
            return
        table = Table("號 No", "路段 Road", "種類 Test", "至少 Least", "案號 Case", "迄 To", "核准 Approved")
        for watch in found:
            plan = watch.plan
            cells = (
                plan.name,
                plan.test,
                f"{plan.least_kmh:g} km/h",
                plan.case_no,
                "已結束 over" if watch.ended else f"{plan.force.end.taipei():%Y-%m-%d %H:%M}",
                watch.approval.by if watch.approval else "待核准 waiting",
            )
            table.add_row(str(watch.id), *map(Text, cells))
        print_table(table)


def _add_asking(roads: App, house: House) -> None:
    def ask(data: Path, plan: RoadPlan, *, emergency: bool) -> None:
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, "")
            watch = rooms.roads.add(who, plan, emergency=emergency)
            trust.note(who, "road_watch_added", {"road_watch": watch.id, "case": plan.case_no})
        print(f"路段監控 {watch.id} 已提出，待另一人核准 Road watch {watch.id} waits for another officer.")

    @roads.command
    def stretch(
        name: str,
        /,
        *,
        data: Path,
        one_end: str,
        other_end: str,
        length_m: float,
        least_kmh: float,
        to: str,
        reason: str,
        legal_basis: str,
        case: str,
        from_: From = "now",
        bands: str = "",
        weekdays: str = "",
        certified: str = "",
        emergency: Annotated[bool, Parameter(negative="")] = False,
    ) -> None:
        """區間車速 Ask for a stretch to be watched: from one end to the other, both ways.

        Parameters
        ----------
        name
            What people call it.
        data
            The data folder.
        one_end
            Cameras at one end, by id, with commas between them.
        other_end
            Cameras at the other.
        length_m
            Metres of road between them.
        least_kmh
            From which speed, for certain.
        to
            Until when.
        reason
            Why.
        legal_basis
            On which law.
        case
            Case or operation number.
        from_
            From when.
        bands
            At which times of the day, such as 22:00-05:00, with commas between them.
        weekdays
            On which days.
        certified
            Who certified clocks and length, and under which number.
        emergency
            It holds at once, for a day unless approved.
        """
        with house.registry(data) as registry:
            ends = [
                frozenset(registry.camera(one.strip()).number for one in text.split(","))
                for text in (one_end, other_end)
            ]
        clock = house.clock
        plan = RoadPlan(
            name,
            RoadTest.STRETCH,
            Span(parse_instant(from_, clock.now), parse_instant(to, clock.now)),
            least_kmh,
            reason,
            legal_basis,
            case,
            one_end=ends[0],
            other_end=ends[1],
            length_m=length_m,
            certified=certified,
        )
        ask(data, _at_times(plan, bands, weekdays), emergency=emergency)

    @roads.command
    def racing(
        name: str,
        /,
        *,
        data: Path,
        to: str,
        reason: str,
        legal_basis: str,
        case: str,
        area: str = "",
        least_kmh: float = 100.0,
        headway_s: float = 15.0,
        from_: From = "now",
        bands: str = "21:00-06:00",
        weekdays: str = "",
        emergency: Annotated[bool, Parameter(negative="")] = False,
    ) -> None:
        """飆車 Ask for roads to be watched for races, by night unless told otherwise.

        Parameters
        ----------
        name
            What people call it.
        data
            The data folder.
        to
            Until when.
        reason
            Why.
        legal_basis
            On which law.
        case
            Case or operation number.
        area
            Where, such as circle:121.6,23.9,5000; everywhere if left out.
        least_kmh
            In a straight line from camera to camera, at least.
        headway_s
            How close behind one another.
        from_
            From when.
        bands
            At which times of the day.
        weekdays
            On which days.
        emergency
            It holds at once, for a day unless approved.
        """
        clock = house.clock
        plan = RoadPlan(
            name,
            RoadTest.RACING,
            Span(parse_instant(from_, clock.now), parse_instant(to, clock.now)),
            least_kmh,
            reason,
            legal_basis,
            case,
            area=parse_area(area) if area else None,
            headway_s=headway_s,
        )
        ask(data, _at_times(plan, bands, weekdays), emergency=emergency)


def _add_deciding(roads: App, house: House) -> None:
    @roads.command
    def approve(number: int, /, *, data: Path) -> None:
        """核准 Say yes to a road watch that somebody else asked for.

        Parameters
        ----------
        number
            Its number.
        data
            The data folder.
        """
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, "")
            rooms.roads.approve(who, number)
            trust.note(who, "road_watch_approved", {"road_watch": number})
        print(f"路段監控 {number} 已核准 Road watch {number} is approved.")

    @roads.command
    def end(number: int, /, *, data: Path, officer: str = "") -> None:
        """結束 End a road watch now.

        Parameters
        ----------
        number
            Its number.
        data
            The data folder.
        officer
            Who ends it, if not the account this runs under.
        """
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, officer)
            rooms.roads.end(who, number)
            trust.note(who, "road_watch_ended", {"road_watch": number})
        print(f"路段監控 {number} 已結束 Road watch {number} has ended.")


def _at_times(plan: RoadPlan, bands: str, weekdays: str) -> RoadPlan:
    return replace(
        plan,
        bands=frozenset(parse_band(one) for one in bands.split(",") if one.strip()),
        weekdays=frozenset(parse_weekday(one) for one in weekdays.split(",") if one.strip()),
    )


def _object(watch: RoadWatch) -> dict[str, object]:
    plan = watch.plan
    return {
        "id": watch.id,
        "name": plan.name,
        "test": plan.test.value,
        "least_kmh": plan.least_kmh,
        "from": str(plan.force.start),
        "to": str(plan.force.end),
        "case": plan.case_no,
        "area": area_text(plan.area) if plan.area else None,
        "length_m": plan.length_m or None,
        "bands": [str(band) for band in sorted(plan.bands)],
        "weekdays": [day.value for day in sorted(plan.weekdays)],
        "requester": watch.requester,
        "approved_by": watch.approval.by if watch.approval else None,
        "ended": str(watch.ended) if watch.ended else None,
    }
