"""`trackway alerts list | show | drill`: what people are told of, at the command line."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.cli.why import asker
from trackway.model.camera import Camera
from trackway.model.errors import NotFound, WrongUse
from trackway.model.plate import parse_plate
from trackway.model.question import Purpose
from trackway.watch import LOWEST, Act, Category, Terms
from trackway.watch.alerts import Alert, AlertState, Event, Origin, Past, invented_hit

__all__ = ["alert_object", "commands"]

_HELP = "警示 Alerts: what people are told of hits, and what they did about them."
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
_STATES: Mapping[AlertState, str] = {
    AlertState.NEW: "沒有人看過 new",
    AlertState.SHOWN: "有人在看 shown",
    AlertState.VERIFIED: "已查證 verified",
    AlertState.DISPATCHED: "已派遣 dispatched",
    AlertState.CLOSED: "已結案 closed",
    AlertState.REJECTED: "已駁回 rejected",
    AlertState.EXPIRED: "逾時 expired",
}
_DRILL = "【演練】"


def commands(house: House) -> App:
    """The commands about alerts. What is covert is for its people alone, on the page."""
    app, alerts = App(), App(name="alerts", help=_HELP)
    app.command(alerts)
    _add_listing(alerts, house)
    _add_drill(alerts, house)
    return app


def _add_listing(alerts: App, house: House) -> None:
    @alerts.command(name="list")
    def list_(
        *,
        data: Path,
        past: Annotated[bool, Parameter(negative="")] = False,
        plate: str = "",
        limit: int = 100,
        json: Json = False,
    ) -> None:
        """列出警示 Open alerts, the most urgent first; covert ones are left out.

        Parameters
        ----------
        data
            The data folder.
        past
            All alerts instead, newest first.
        plate
            Only alerts of this plate, with --past.
        limit
            At most so many, 1 to 1,000.
        """
        if not 1 <= limit <= 1_000:
            raise WrongUse(f"The limit {limit} is not between 1 and 1,000.")
        if plate and not past:
            raise WrongUse("--plate goes with --past.")
        wanted = Past(plate=parse_plate(plate).text if plate else "")
        with house.trust(data) as trust, house.watch(data) as rooms, house.registry(data) as registry:
            me = asker(trust, "")
            sight = rooms.alerts.seen_by(me)
            trust.note(me, "alerts_listed", {"which": "past" if past else "open", "plate": wanted.plate})
            found = sight.past(wanted, limit) if past else sight.open()[:limit]
            cameras = registry.snapshot().by_number
        if json:
            print_lines(alert_object(one, cameras) for one in found)
        elif not found:
            print("沒有警示。 No alerts.")
        else:
            print_table(_table(found, cameras))

    @alerts.command
    def show(number: int, /, *, data: Path, json: Json = False) -> None:
        """看一則警示 One alert with every step of it.

        Parameters
        ----------
        number
            The alert's number.
        data
            The data folder.
        """
        with house.trust(data) as trust, house.watch(data) as rooms, house.registry(data) as registry:
            me = asker(trust, "")
            sight = rooms.alerts.seen_by(me)
            with trust.asking(
                Purpose(me, f"警示 alert {number}", f"警示 alert {number}"), "alert_opened", {"alert": number}
            ) as asked:
                alert, steps = sight.alert(number), sight.steps(number)
                bars = [str(bar.says) for bar in sight.bars(alert)] if alert.is_open else []
                asked.found(1)
            cameras = registry.snapshot().by_number
        if json:
            print_lines([alert_object(alert, cameras) | {"steps": [_step(step) for step in steps]}])
            return
        print_table(_table([alert], cameras))
        for line in (*alert.hit.says, *alert.hit.caveats):
            print(f"  {line}")
        for bar in bars:
            print(f"  ! {bar}")
        for step in steps:
            print(
                f"  {step.at.taipei():%m-%d %H:%M:%S}  {step.kind.value:<12} {step.by} {step.says}".rstrip()
            )


def _add_drill(alerts: App, house: House) -> None:
    @alerts.command
    def drill(
        plate: str,
        /,
        *,
        camera: str,
        data: Path,
        category: Category = Category.OTHER,
        priority: int = 3,
        json: Json = False,
    ) -> None:
        """演練 Start an exercise on an invented passage, now; every text about it says that it is one.

        Parameters
        ----------
        plate
            The plate that is said to have passed.
        camera
            The id of the camera that is said to have seen it.
        data
            The data folder.
        category
            What kind of alert.
        priority
            1, the most urgent, to 5.
        """
        if not 1 <= priority <= LOWEST:
            raise WrongUse(f"A priority of {priority} is not between 1 (most urgent) and {LOWEST}.")
        read = parse_plate(plate)
        with house.trust(data) as trust, house.watch(data) as rooms, house.registry(data) as registry:
            cameras = registry.snapshot().by_number
            number = next((one.number for one in cameras.values() if one.id == camera), None)
            if number is None:
                raise NotFound(f"沒有鏡頭 {camera!r}。 There is no camera {camera!r} on the register.")
            me = asker(trust, "")
            trust.note(me, "alert_drill", {"plate": read.text, "camera": camera})
            hit = invented_hit(read, number, house.clock.now(), Terms(category, priority, Act.DISPATCH))
            alert = rooms.alerts.drill(me, hit)
        if json:
            print_lines([alert_object(alert, cameras)])
        else:
            print(f"{_DRILL} 警示 {alert.id} 已開始演練。 Exercise: alert {alert.id} has begun.")


def _table(alerts: Iterable[Alert], cameras: Mapping[int, Camera]) -> Table:
    table = Table(
        "編號 No.", "急迫 Priority", "警示 Alert", "鏡頭 Camera", "時間 Time", "次數 Hits", "狀態 State"
    )
    for alert in alerts:
        camera = cameras.get(alert.hit.passage.camera)
        drill = f"{_DRILL} " if alert.origin is Origin.DRILL else ""
        holder = f" · {alert.holder}" if alert.holder else ""
        table.add_row(
            str(alert.id),
            str(alert.hit.terms.priority),
            Text(f"{drill}{alert.hit.title}"),
            Text(camera.name if camera else f"#{alert.hit.passage.camera}"),
            f"{alert.opened.taipei():%Y-%m-%d %H:%M:%S}",
            str(alert.hits),
            Text(f"{_STATES[alert.state]}{holder}"),
        )
    return table


def alert_object(alert: Alert, cameras: Mapping[int, Camera]) -> dict[str, object]:
    """An alert as a line of JSON."""
    hit = alert.hit
    camera = cameras.get(hit.passage.camera)
    return {
        "id": alert.id,
        "state": alert.state.value,
        "origin": alert.origin.value,
        "drill": alert.is_drill,
        "category": hit.terms.category.value,
        "priority": hit.terms.priority,
        "rule": hit.rule,
        "plate": hit.plate or None,
        "title": str(hit.title),
        "camera": camera.id if camera else None,
        "passage": str(hit.passage.id),
        "at": str(hit.passage.at),
        "opened": str(alert.opened),
        "hits": alert.hits,
        "level": alert.level,
        "holder": alert.holder or None,
        "outcome": alert.outcome.value if alert.outcome else None,
        "rejection": alert.rejection.value if alert.rejection else None,
    }


def _step(step: Event) -> dict[str, object]:
    return {"kind": step.kind.value, "at": str(step.at), "by": step.by or None, "says": step.says}
