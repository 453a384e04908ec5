"""`trackway zones allow | import | export | visits`: who may be in a zone, and who is."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.why import Why, asker
from trackway.model.band import parse_band, parse_weekday
from trackway.model.errors import Invalid, WrongUse
from trackway.model.pattern import parse_pattern
from trackway.model.plate import Plate
from trackway.model.time import parse_instant
from trackway.watch.zones import (
    MAX_BYTES,
    AllowedAs,
    NewAllowed,
    Visit,
    read_allowed,
    write_allowed,
)

__all__ = ["Json", "add_allowed", "add_visits", "listed", "read_bytes", "visit_object"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def add_allowed(zones: App, house: House) -> None:
    """The commands about the allowed list of a zone."""

    @zones.command
    def allow(
        number: int,
        plate: str,
        /,
        *,
        data: Path,
        name: str,
        as_: Annotated[AllowedAs, Parameter(name="--as")] = AllowedAs.RESIDENT,
        from_: Annotated[str, Parameter(name="--from")] = "now",
        to: str = "",
        bands: str = "",
        weekdays: str = "",
        officer: str = "",
    ) -> None:
        """許可 Put a plate, or a pattern of plates, on the allowed list of a zone.

        Parameters
        ----------
        number
            The zone's number.
        plate
            A plate, with ? for one letter and * for any.
        data
            The data folder.
        name
            Whose it is.
        as_
            Why: resident, works, emergency, official, delivery or other.
        from_
            From when.
        to
            Until when; as long as the zone if left out.
        bands
            At which times of the day, such as 06:00-10:00, with commas between them.
        weekdays
            On which days.
        officer
            Who allows it, if not the account this runs under.
        """
        clock = house.clock
        wanted = NewAllowed(
            parse_pattern(plate),
            name,
            parse_instant(from_, clock.now),
            parse_instant(to, clock.now) if to else None,
            as_,
            frozenset(map(parse_band, listed(bands))),
            frozenset(map(parse_weekday, listed(weekdays))),
        )
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, officer)
            rooms.zones.allow(who, number, [wanted])
            trust.note(who, "zone_allowed_added", {"zone": number, "plate": wanted.pattern.text})
        print(f"{wanted.pattern.text} 可進入管制區 {number} may be in zone {number}.")

    @zones.command(name="import")
    def import_(
        number: int,
        file: Path,
        /,
        *,
        data: Path,
        dry_run: Annotated[bool, Parameter(negative="")] = False,
        officer: str = "",
    ) -> None:
        """匯入許可 Put the plates of a CSV file on the allowed list of a zone, all or none.

        Parameters
        ----------
        number
            The zone's number.
        file
            CSV with plate,name,kind,from,to,hours,weekdays,note; only the first two are needed.
        data
            The data folder.
        dry_run
            Say what would happen and write nothing.
        officer
            Who allows them, if not the account this runs under.
        """
        found = read_allowed(read_bytes(file, MAX_BYTES), house.clock.now())
        for bad in found.bad:
            said(str(bad.why))
        if dry_run:
            print(f"{len(found.allowed)} 筆可用 rows can be used, {len(found.bad)} 筆不行 cannot.")
            return
        if found.bad:
            raise Invalid(f"{file} 有 {len(found.bad)} 列無法使用。 {len(found.bad)} rows cannot be used.")
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, officer)
            added = rooms.zones.allow(who, number, found.allowed)
            trust.note(who, "zone_allowed_added", {"zone": number, "allowed": len(added), "file": file.name})
        print(f"{len(added)} 筆已加入許可名單 plates were put on the allowed list of zone {number}.")

    @zones.command
    def export(number: int, file: Path, /, *, data: Path, officer: str = "") -> None:
        """匯出許可 Write the allowed list of a zone to a new CSV file.

        Parameters
        ----------
        number
            The zone's number.
        file
            A file that is not there yet.
        data
            The data folder.
        officer
            Who takes it, if not the account this runs under.
        """
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, officer)
            rooms.zones.one(who, number)
            trust.note(who, "zone_allowed_exported", {"zone": number})
            allowed = rooms.zones.allowed(number)
        try:
            with file.open("xb") as out:
                out.write(write_allowed(allowed))
        except OSError as error:
            raise Invalid(f"{file} cannot be written: {error.strerror}.") from error
        print(f"{len(allowed)} 筆寫入 plates of the allowed list are in {file}.")


def add_visits(zones: App, house: House) -> None:
    """The command about who is in a zone."""

    @zones.command
    def visits(
        number: int,
        /,
        *,
        data: Path,
        every: Annotated[bool, Parameter(name="--all", negative="")] = False,
        limit: int = 100,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """區內車輛 Who is in a zone now and since when, whoever came last first.

        Parameters
        ----------
        number
            The zone's number.
        data
            The data folder.
        every
            Those that have left too.
        limit
            At most so many.
        case
            案號 The case number; required.
        reason
            事由 Why they are looked at; required.
        officer
            Who asks, if not the account this runs under; the account is written down too.
        """
        if not 1 <= limit <= 10_000:
            raise WrongUse("The limit is between 1 and 10,000.")
        why, now = Why(case, reason, officer), house.clock.now()
        with house.trust(data) as trust, house.watch(data) as rooms, house.registry(data) as registry:
            rooms.zones.one(asker(trust, officer), number)
            with why.asking(trust, "zone_visits", {"zone": number, "all": every}) as asked:
                found = (
                    rooms.zones.visits(number, now.plus(60), limit)
                    if every
                    else rooms.zones.inside(number, limit)
                )
                asked.found(len(found))
            names = {camera.number: camera.id for camera in registry.cameras()}
        if json:
            print_lines(map(visit_object, found))
        else:
            print_table(_visits_table(found, names))


def visit_object(visit: Visit) -> dict[str, object]:
    """A stay with the names that the HTTP interface uses."""
    return {
        "plate": visit.plate,
        "entered": str(visit.entered),
        "came": visit.came.value,
        "last": str(visit.last),
        "camera": visit.passage.camera,
        "passage": str(visit.passage.id),
        "seen": visit.seen,
        "state": visit.state.value,
        "left": str(visit.left) if visit.left else None,
        "told": sorted(visit.told),
    }


def _visits_table(found: Iterable[Visit], names: Mapping[int, str]) -> Table:
    table = Table(
        "車牌 Plate", "進入 Came", "最後 Last seen", "鏡頭 Camera", "次數 Seen", "狀態 State", "違規 Breaches"
    )
    for one in found:
        table.add_row(
            Text(Plate(one.plate).display),
            f"{one.entered.taipei():%m-%d %H:%M:%S}",
            f"{one.last.taipei():%m-%d %H:%M:%S}",
            Text(names.get(one.passage.camera, str(one.passage.camera))),
            str(one.seen),
            one.state.value,
            " ".join(sorted(one.told)),
        )
    return table


def listed(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def read_bytes(file: Path, most: int) -> bytes:
    """A file that somebody named. Raises ``Invalid`` when it cannot be read or is too large."""
    try:
        with file.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error
    if len(content) > most:
        raise Invalid(f"{file} is larger than {most // 2**20} MiB.")
    return content
