"""`trackway lists show | make | add | approve | withdraw | import | export`, and sources beside them."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.list_files import add_files
from trackway.cli.list_shown import entries_table, entry_object, list_object, lists_table
from trackway.cli.list_sources import add_sources
from trackway.cli.why import asker
from trackway.model.errors import NotFound, WrongUse
from trackway.model.pattern import parse_pattern
from trackway.model.time import parse_instant
from trackway.model.vehicle import Colour, VehicleKind
from trackway.registry import read_source
from trackway.watch import Category, Exactness, Expected, ListKind, Rooms, Terms, WatchList
from trackway.watch.lists import Draft, EntryState, PageAsked
from trackway.watch.sheet import MOST_BYTES
from trackway.watch.vehicles import import_vehicles

__all__ = ["commands", "list_named"]

_HELP = "布控名單 Watch lists: who is watched for, on whose word, until when."
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def commands(house: House) -> App:
    """The commands about watch lists and the vehicle register."""
    app, lists = App(), App(name="lists", help=_HELP)
    app.command(lists)
    _add_listing(lists, house)
    _add_asking(lists, house)
    _add_deciding(lists, house)
    add_files(lists, house, list_named)
    add_sources(lists, house, list_named)
    _add_vehicles(lists, house)
    return app


def list_named(rooms: Rooms, name: str) -> WatchList:
    """The list of that name or number. Raises ``NotFound``."""
    for one in rooms.lists.lists(""):
        if name in {one.name, str(one.id)}:
            return one
    raise NotFound(f"沒有名單 {name!r}。 There is no list {name!r}; `trackway lists show` names them.")


def _add_listing(lists: App, house: House) -> None:
    @lists.command
    def show(
        name: str = "",
        /,
        *,
        data: Path,
        text: str = "",
        state: Annotated[list[EntryState] | None, Parameter(negative="")] = None,
        limit: int = 100,
        json: Json = False,
    ) -> None:
        """列出名單 Every list with its age and count, or the entries of one.

        Parameters
        ----------
        name
            The name or number of a list, whose entries are shown.
        data
            The data folder.
        text
            Part of a plate, of a case number, or the number that the file gave the entry.
        state
            Only entries in these states.
        limit
            At most so many entries, 1 to 1,000, newest first.
        """
        with house.watch(data) as rooms, house.trust(data) as trust:
            who = asker(trust, "")
            now = house.clock.now()
            if not name and not text and not state:
                found = rooms.lists.lists(who.username)
                if json:
                    print_lines(list_object(one, now) for one in found)
                else:
                    print_table(lists_table(found, now))
                return
            list_id = list_named(rooms, name).id if name else None
            asked = PageAsked(list_id, frozenset(state or ()), text, limit=limit)
            page = rooms.lists.page(asked, who.username)
            trust.note(who, "entries_seen", {"list": list_id, "text": text, "entries": len(page.entries)})
        if json:
            print_lines(entry_object(one) for one in page.entries)
        else:
            print_table(entries_table(page.entries, now))
        if page.has_more:
            said("還有更多，請縮小範圍或加大 --limit。 There are more; narrow it or raise --limit.")


def _add_asking(lists: App, house: House) -> None:
    @lists.command
    def make(
        name: str,
        /,
        *,
        data: Path,
        kind: ListKind = ListKind.WATCH,
        owner: str = "",
        category: Category = Category.OTHER,
        priority: int = 3,
        group: Annotated[list[str] | None, Parameter(negative="")] = None,
        refresh_hours: float | None = None,
        json: Json = False,
    ) -> None:
        """新增名單 Make a list, empty at first.

        Parameters
        ----------
        name
            What it is called.
        data
            The data folder.
        kind
            watch 布控, or ignore 不記錄: vehicles whose passages are never stored.
        owner
            Whose list it is: a unit or an agency.
        category
            What its entries are about when they do not say.
        priority
            1, most urgent, to 5.
        group
            Who is told: names of groups.
        refresh_hours
            How old it may be before that is shown; kept by hand when left out.
        """
        terms = (
            Terms() if kind is ListKind.IGNORE else Terms(category, priority, recipients=tuple(group or ()))
        )
        within_s = None if refresh_hours is None else refresh_hours * 3600
        with house.watch(data) as rooms, house.trust(data) as trust:
            who = asker(trust, "")
            now = house.clock.now()
            made = rooms.lists.make_list(WatchList(0, name, kind, owner, terms, now, within_s), who.username)
            trust.note(who, "list_made", dict(list_object(made, now)))
        if json:
            print_lines([list_object(made, now)])
        else:
            print_table(lists_table([made], now))

    @lists.command
    def add(
        name: str,
        plate: str,
        /,
        *,
        data: Path,
        until: str,
        reason: str,
        case: str = "",
        basis: str = "",
        from_: Annotated[str, Parameter(name="--from")] = "now",
        exactness: Exactness = Exactness.EXACT,
        kind: Annotated[list[VehicleKind] | None, Parameter(negative="")] = None,
        colour: Annotated[list[Colour] | None, Parameter(negative="")] = None,
        make: str = "",
        note: str = "",
        approver: str = "",
        emergency: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """布控 Ask for a vehicle to be watched for; it holds when another officer has approved it.

        Parameters
        ----------
        name
            The name or number of the list.
        plate
            A plate, or a pattern with ? for one unknown character and * for any number.
        data
            The data folder.
        until
            When it ends, such as 2027-01-01T00:00+08:00; never left out.
        reason
            事由 Why.
        case
            案號 The case number.
        basis
            法律依據 The legal basis.
        from_
            When it begins.
        exactness
            How exact a match must be.
        kind
            What the vehicle is.
        colour
            What colour it has.
        make
            Who made it.
        note
            What else is known.
        approver
            Who is asked to approve; needed on a covert list.
        emergency
            It holds at once, for 24 hours unless approved.
        """
        clock = house.clock
        draft = Draft(
            parse_pattern(plate),
            parse_instant(from_, clock.now),
            parse_instant(until),
            reason,
            basis,
            case,
            exactness,
            Expected(frozenset(kind or ()), frozenset(colour or ()), make),
            note=note,
        )
        with house.watch(data) as rooms, house.trust(data) as trust:
            who = asker(trust, "")
            list_ = list_named(rooms, name)
            entry = rooms.lists.add(list_.id, draft, who.username, emergency=emergency, asked=approver)
            shown = rooms.lists.shown(entry.id, who.username)
            trust.note(who, "entry_added", {"entry": entry.id, "plate": entry.pattern.text, "case": case})
        if json:
            print_lines([entry_object(shown)])
        else:
            print_table(entries_table([shown], clock.now()))


def _add_deciding(lists: App, house: House) -> None:
    @lists.command
    def approve(
        entry: int | None = None,
        /,
        *,
        data: Path,
        import_: Annotated[int | None, Parameter(name="--import")] = None,
        source: int | None = None,
    ) -> None:
        """核准 Say yes to what another officer asked for: an entry, a whole file, or a source of files.

        Parameters
        ----------
        entry
            The entry's number.
        data
            The data folder.
        import_
            The number of a file that was taken in.
        source
            The number of a source: the yes stands for every file that comes from there.
        """
        given = [one for one in (entry, import_, source) if one is not None]
        if len(given) != 1:
            raise WrongUse("Name one thing: an entry, --import or --source.")
        with house.watch(data) as rooms, house.trust(data) as trust:
            who = asker(trust, "")
            if entry is not None:
                rooms.lists.approve(entry, who.username)
                trust.note(who, "entry_approved", {"entry": entry})
            elif import_ is not None:
                rooms.imports.approve(import_, who.username)
                trust.note(who, "list_import_approved", {"import": import_})
            else:
                rooms.sources.approve(given[0], who.username)
                trust.note(who, "list_source_approved", {"source": source})
        print(f"已核准 {given[0]}。 {given[0]} is approved.")

    @lists.command
    def withdraw(
        entry: int | None = None,
        /,
        *,
        data: Path,
        import_: Annotated[int | None, Parameter(name="--import")] = None,
    ) -> None:
        """撤回 End an entry now, or say no to an entry or a file that waits.

        Parameters
        ----------
        entry
            The entry's number.
        data
            The data folder.
        import_
            The number of a file that was taken in.
        """
        if (entry is None) == (import_ is None):
            raise WrongUse("Name one thing: an entry or --import.")
        with house.watch(data) as rooms, house.trust(data) as trust:
            who = asker(trust, "")
            if entry is not None:
                rooms.lists.withdraw(entry, who.username)
                trust.note(who, "entry_withdrawn", {"entry": entry})
            elif import_ is not None:
                rooms.imports.reject(import_, who.username)
                trust.note(who, "list_import_rejected", {"import": import_})
        print(f"已撤回 {entry or import_}。 {entry or import_} is withdrawn.")


def _add_vehicles(lists: App, house: House) -> None:
    @lists.command
    def vehicles(
        file: Path,
        /,
        *,
        data: Path,
        dry_run: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """匯入車籍 Take in the vehicle register: plate, kind, colour, make, status.

        Parameters
        ----------
        file
            A CSV, TXT or XLSX with a header, in Chinese or English.
        data
            The data folder.
        dry_run
            Say what would happen and write nothing.
        """
        source = read_source(file, most_bytes=MOST_BYTES)
        with house.watch(data) as rooms, house.trust(data) as trust, Progress(transient=True) as bar:
            who = asker(trust, "")
            task = bar.add_task("車籍 vehicles", total=None)
            report = import_vehicles(
                rooms.vehicles,
                source,
                who.username,
                dry_run=dry_run,
                progress=lambda read: bar.update(task, completed=read),
            )
            if not dry_run:
                details = {"file": source.name, "sha256": source.sha256, "vehicles": report.vehicles}
                trust.note(who, "vehicles_imported", details)
        if json:
            counted = {"vehicles": report.vehicles, "refused": report.refused, "repeated": report.repeated}
            print_lines([{"file": source.name, "dry_run": dry_run, **counted}])
            return
        table = Table("列 Row", "欄 Field", "原因 Why")
        for one in report.problems[:20]:
            table.add_row(str(one.row), one.field, Text(str(one.why)))
        if report.problems:
            print_table(table)
        print(
            f"車籍 {report.vehicles:,} 輛，拒絕 {report.refused:,} 列。 "
            f"{report.vehicles:,} vehicles, {report.refused:,} rows refused."
        )
