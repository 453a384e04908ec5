"""`trackway several`: a list of plates, answered plate by plate."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.asked import Json, span_asked
from trackway.cli.found import print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.why import Why
from trackway.model.area import parse_area
from trackway.model.camera import Camera
from trackway.model.errors import Invalid, NotFound
from trackway.model.pasted import PlateList, parse_plate_list
from trackway.trails import NotSeen, SeenPlate, several

__all__ = ["add_several"]

_WHY = {
    NotSeen.IN_SPAN: "這段時間沒有任何鏡頭看到 not seen in that time",
    NotSeen.AT_CAMERAS: "只在其他鏡頭看到 seen at other cameras only",
}


def add_several(app: App, house: House) -> None:
    """Add the command."""

    @app.command(name="several")
    def ask_several(
        file: Path,
        *,
        data: Path,
        case: str = "",
        reason: str = "",
        area: Annotated[list[str] | None, Parameter(negative="", consume_multiple=False)] = None,
        from_: Annotated[str, Parameter(name="--from")] = "",
        to: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """多車查詢 Each plate of a list: when and where it was seen, or why it was not.

        Lines that hold no plate are told by their number on standard error.

        Parameters
        ----------
        file
            A text or CSV file, one plate per line or a column headed 車牌 or plate; - for standard input.
        data
            The data folder.
        case
            案號 The case number; required.
        reason
            事由 Why it is asked; required.
        area
            circle:LON,LAT,METRES, rectangle:W,S,E,N or polygon:LON,LAT LON,LAT LON,LAT; may be repeated.
        from_
            From when, with its zone, such as 2026-11-22T21:00+08:00, or now-6h, now-7d.
        to
            Until when; now if left out.
        officer
            Who asks, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        listed = parse_plate_list(_text(file))
        span = span_asked(house, from_, to)
        areas = [parse_area(text) for text in area or ()]
        details = {
            "plates": [plate.text for plate in listed.plates],
            "from": str(span.start),
            "to": str(span.end),
            "area": area,
        }
        with house.trust(data) as trust, house.registry(data) as registry, house.passages(data) as store:
            cameras = registry.snapshot().by_number
            chosen = [registry.inside(one).numbers for one in areas]
            where = frozenset().union(*chosen) if areas else None
            with why.asking(trust, "several", details) as asked:
                found = several(store, asked.permit, listed.plates, span, where)
                asked.found(sum(len(one.passages) for one in found))
        if json:
            print_lines(_objects(found, listed, cameras))
        else:
            print_table(_table(found, cameras))
        for one in listed.refused:
            said(f"第 {one.line} 行不是車牌。 Line {one.line}: {one.why}")
        if listed.repeated:
            said(f"重複 {listed.repeated:,} 筆。 {listed.repeated:,} stood there more than once.")


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid(f"{file} is not text in UTF-8; save it as UTF-8 and try again.") from None


def _objects(
    found: Iterable[SeenPlate], listed: PlateList, cameras: Mapping[int, Camera]
) -> Iterable[Mapping[str, object]]:
    for one, line in zip(found, listed.lines, strict=True):
        first, last = (one.passages[0], one.passages[-1]) if one.passages else (None, None)
        camera = cameras.get(last.camera) if last else None
        yield {
            "plate": one.plate.text,
            "display": one.plate.display,
            "line": line,
            "count": len(one.passages),
            "elsewhere": one.elsewhere,
            "first": str(first.at) if first else None,
            "last": str(last.at) if last else None,
            "last_camera": camera.id if camera else None,
            "not_seen": one.not_seen.value if one.not_seen else None,
        }


def _table(found: Iterable[SeenPlate], cameras: Mapping[int, Camera]) -> Table:
    table = Table("車牌 Plate", "次數 Times", "最早 First", "最近 Last", "最近鏡頭 Last camera")
    for one in found:
        if one.not_seen:
            table.add_row(Text(one.plate.display), "0", "", "", _WHY[one.not_seen])
            continue
        first, last = one.passages[0], one.passages[-1]
        camera = cameras.get(last.camera)
        table.add_row(
            Text(one.plate.display),
            f"{len(one.passages):,}",
            f"{first.at.taipei():%Y-%m-%d %H:%M:%S}",
            f"{last.at.taipei():%Y-%m-%d %H:%M:%S}",
            Text(f"{camera.id} {camera.name}" if camera else str(last.camera)),
        )
    return table
