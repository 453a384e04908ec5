"""`trackway footage hold | holds | held | release`: footage that nothing may destroy until the case says
so.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.cli.why import Why, need_case
from trackway.model.errors import WrongUse
from trackway.model.time import Span, parse_instant
from trackway.video.catalogue import Covers, Hold, Segment

__all__ = ["add_commands"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


def add_commands(footage: App, house: House) -> None:
    """Put them among the commands about footage."""
    _add_placing(footage, house)
    _add_asking(footage, house)
    _add_release(footage, house)


def _add_placing(footage: App, house: House) -> None:
    @footage.command
    def hold(
        *,
        data: Path,
        cameras: str,
        from_: Annotated[str, Parameter(name="--from")],
        until: str,
        approver: str,
        to: str = "now",
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """保全錄影 Hold the footage of cameras for a case: neither age nor a full disk destroys it.

        Parameters
        ----------
        data
            The data folder.
        cameras
            Ids of cameras, with commas between them; all streams of each are held.
        from_
            The first moment it covers.
        to
            The moment after the last; may lie ahead.
        until
            When it ends by itself, such as 2027-11-22T00:00+08:00.
        approver
            核准人 Who approved it: somebody else than who orders it.
        case
            案號 The case number; required.
        reason
            事由 Why it is held; required.
        officer
            Who orders it, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        now = house.clock.now
        named = [one.strip() for one in cameras.split(",") if one.strip()]
        if not named:
            raise WrongUse("A hold on footage names its cameras; it cannot hold everything there is.")
        with house.registry(data) as registry:
            numbers = frozenset(registry.camera(one).number for one in named)
        span = Span(parse_instant(from_, now), parse_instant(to, now))
        ends = parse_instant(until, now)
        details = {
            "cameras": named,
            "from": str(span.start),
            "to": str(span.end),
            "until": str(ends),
            "approver": approver,
        }
        with (
            house.trust(data) as trust,
            house.footage_keeper(data) as keeper,
            why.asking(trust, "hold_footage", details) as asked,
        ):
            holds = keeper.catalogue.holds
            made = holds.place(asked.permit, numbers, span, approver=approver, until=ends)
            covers = holds.covers(made)
            asked.found(covers.segments)
        if json:
            print_lines([_hold_object(made, covers)])
        else:
            print(
                f"保全 {made.id} 涵蓋 {covers.segments:,} 段影像 Hold {made.id} covers {covers.segments:,} "
                f"segments ({covers.bytes / 1e9:,.2f} GB) until {made.until}."
            )


def _add_asking(footage: App, house: House) -> None:
    @footage.command
    def holds(*, data: Path, json: Json = False) -> None:
        """錄影保全清單 The holds on footage, released ones too, the newest first.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.footage_keeper(data) as keeper, house.registry(data) as registry:
            found = [(one, keeper.catalogue.holds.covers(one)) for one in keeper.catalogue.holds.all()]
            by_number = registry.snapshot().by_number
        if json:
            print_lines(_hold_object(one, covers) for one, covers in found)
            return
        table = Table(
            "保全 Hold", "案號 Case", "聲請 Ordered", "核准 Approved", "鏡頭 Cameras", "時間 Time", "大小 GB",
            "至 Until", "狀態 State",
        )  # fmt: skip
        for one, covers in found:
            names = [
                by_number[number].id if number in by_number else str(number) for number in sorted(one.cameras)
            ]
            state = "保全中 holds" if one.released is None else f"已解除 released {one.released_by}"
            cells = (
                one.case_no,
                one.name,
                one.approver,
                "、".join(names[:5]) + ("…" if len(names) > 5 else ""),
                f"{one.span.start.taipei():%Y-%m-%d %H:%M} – {one.span.end.taipei():%Y-%m-%d %H:%M}",
                f"{covers.bytes / 1e9:,.2f}",
                f"{one.until.taipei():%Y-%m-%d}",
                state,
            )
            table.add_row(str(one.id), *map(Text, cells))
        print_table(table)

    @footage.command
    def held(
        number: int,
        /,
        *,
        data: Path,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """調閱保全錄影 The files that a hold keeps, also those whose time is over, with their digests.

        Asked under the hold's own case number alone.

        Parameters
        ----------
        number
            The hold's number, as holds gives it.
        data
            The data folder.
        case
            案號 The hold's case number; required.
        reason
            事由 Why they are looked at; required.
        officer
            Who asks, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        with (
            house.trust(data) as trust,
            house.footage_keeper(data) as keeper,
            why.asking(trust, "held_footage", {"hold": number}) as asked,
        ):
            wanted = keeper.catalogue.holds.of(number)
            need_case(wanted.id, wanted.case_no, case)
            found = keeper.catalogue.held(wanted)
            roots = {one.id: one.root for one in keeper.catalogue.volumes.all()}
            asked.found(len(found))
        if json:
            print_lines(_file_object(one, roots) for one in found)
            return
        table = Table("起 From", "迄 To", "碼流 Stream", "檔案 File", "大小 MB", "SHA-256")
        for one in found:
            table.add_row(
                f"{one.span.start.taipei():%Y-%m-%d %H:%M:%S}",
                f"{one.span.end.taipei():%H:%M:%S}",
                one.key.role.value,
                Text(f"{roots[one.opened.volume]}/{one.opened.path}"),
                f"{one.size / 1e6:,.1f}",
                one.sha256[:16],
            )
        print_table(table)


def _add_release(footage: App, house: House) -> None:
    @footage.command
    def release(
        number: int,
        /,
        *,
        data: Path,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """解除錄影保全 End a hold: what it kept beyond its time is destroyed within a minute, with a proof.

        Parameters
        ----------
        number
            The hold's number, as holds gives it.
        data
            The data folder.
        case
            案號 The hold's case number; required.
        reason
            事由 Why it is released; required.
        officer
            Who releases it, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        with (
            house.trust(data) as trust,
            house.footage_keeper(data) as keeper,
            why.asking(trust, "release_footage", {"hold": number}) as asked,
        ):
            holds = keeper.catalogue.holds
            wanted = holds.of(number)
            need_case(wanted.id, wanted.case_no, case)
            covers = holds.covers(wanted)
            done = holds.release(number, f"{asked.permit.purpose.officer.name}: {reason.strip()}")
            asked.found(covers.segments)
        if json:
            print_lines([_hold_object(done, covers)])
        else:
            print(f"保全 {number} 已解除 Hold {number} is released; it kept {covers.segments:,} segments.")


def _file_object(one: Segment, roots: Mapping[str, str]) -> dict[str, object]:
    return {
        "camera": one.key.camera,
        "stream": one.key.role.value,
        "from": str(one.span.start),
        "to": str(one.span.end),
        "file": f"{roots[one.opened.volume]}/{one.opened.path}",
        "bytes": one.size,
        "sha256": one.sha256,
        "state": one.state.value,
    }


def _hold_object(hold: Hold, covers: Covers) -> dict[str, object]:
    return {
        "id": hold.id,
        "case": hold.case_no,
        "reason": hold.reason,
        "ordered_by": hold.username,
        "approver": hold.approver,
        "cameras": sorted(hold.cameras),
        "from": str(hold.span.start),
        "to": str(hold.span.end),
        "until": str(hold.until),
        "made": str(hold.made),
        "released": str(hold.released) if hold.released else None,
        "released_by": hold.released_by,
        "segments": covers.segments,
        "bytes": covers.bytes,
    }
