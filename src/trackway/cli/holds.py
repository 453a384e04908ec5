"""`trackway passages hold | holds | release | held`: what outlives its time for a case, and asking for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import passage_object, print_lines, print_table, said
from trackway.cli.house import House
from trackway.cli.why import Why, need_case
from trackway.model.errors import WrongUse
from trackway.model.passage import Passage, PassageId
from trackway.model.pattern import parse_pattern
from trackway.model.plate import parse_plate
from trackway.model.question import Question
from trackway.model.time import Clock, Span, parse_instant
from trackway.passages.keeping import Covered, Deletion, Hold

__all__ = ["add_commands", "hold_object"]

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]
Told = Callable[[tuple[Deletion, ...], bool], None]
_MOST = 1_000
"""Rows of one answer from a hold; a narrower pattern brings the rest."""


def add_commands(passages: App, house: House, print_deletions: Told) -> None:
    """Put them among the commands about passages."""
    _add_placing(passages, house)
    _add_asking(passages, house)
    _add_release(passages, house, print_deletions)


def _add_placing(passages: App, house: House) -> None:
    @passages.command
    def hold(
        *,
        data: Path,
        until: str,
        approver: str,
        plates: str = "",
        cameras: str = "",
        from_: Annotated[str, Parameter(name="--from")] = "",
        to: str = "now",
        ids: Annotated[str, Parameter(name="--passages")] = "",
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """保全 Hold passages for a case, so that they are kept apart when their time is over.

        Either --plates and/or --cameras with --from and --to, or --passages.

        Parameters
        ----------
        data
            The data folder.
        until
            When it ends by itself, such as 2027-11-22T00:00+08:00.
        approver
            核准人 Who approved it: somebody else than who orders it.
        plates
            Plates, as they were read, with commas between them.
        cameras
            Ids of cameras, with commas between them.
        from_
            The first moment it covers.
        to
            The moment after the last.
        ids
            Ids of passages, with commas between them, as find --json gives them; also for passages that are
            found by a correction.
        case
            案號 The case number; required.
        reason
            事由 Why they are held; required.
        officer
            Who orders it, if not the account this runs under; the account is written down too.
        """
        why = Why(case, reason, officer)
        clock = house.clock
        with house.registry(data) as registry:
            numbers = frozenset(registry.camera(one).number for one in _listed(cameras))
        if ids and (plates or cameras or from_):
            raise WrongUse("Give --passages alone, or --plates and --cameras with --from and --to.")
        covered = _named(ids) if ids else _described(clock, plates, numbers, (from_, to))
        ends = parse_instant(until, clock.now)
        details = {
            "plates": sorted(covered.plates) or None,
            "cameras": _listed(cameras) or None,
            "passages": [str(one) for one in sorted(covered.passages)] or None,
            "from": str(covered.span.start),
            "to": str(covered.span.end),
            "until": str(ends),
            "approver": approver,
        }
        with (
            house.trust(data) as trust,
            house.keeper(data) as keeper,
            why.asking(trust, "hold", details) as asked,
        ):
            with keeper.alone():  # not while an expiry is deciding what goes
                made = keeper.holds.place(asked.permit, covered, approver=approver, until=ends)
            many = keeper.covers(made)
            asked.found(many)
        if json:
            print_lines([hold_object(made) | {"covers": many}])
        else:
            print(
                f"保全 {made.id} 涵蓋 {many:,} 筆 Hold {made.id} covers {many:,} passages until {made.until}."
            )


def _add_asking(passages: App, house: House) -> None:
    @passages.command
    def holds(*, data: Path, json: Json = False) -> None:
        """保全清單 The holds, released ones too, the newest first.

        Parameters
        ----------
        data
            The data folder.
        """
        with house.keeper(data) as keeper:
            found = keeper.holds.all()
        if json:
            print_lines(map(hold_object, found))
            return
        table = Table(
            "保全 Hold", "案號 Case", "聲請 Ordered", "核准 Approved", "對象 What", "至 Until", "狀態 State"
        )
        for one in found:
            state = "保全中 holds" if one.released is None else f"已解除 released {one.released_by}"
            cells = (
                one.case_no,
                one.name,
                one.approver,
                _says(one.covered),
                f"{one.until.taipei():%Y-%m-%d}",
                state,
            )
            table.add_row(str(one.id), *map(Text, cells))
        print_table(table)

    @passages.command
    def held(
        number: int,
        pattern: str = "*",
        /,
        *,
        data: Path,
        case: str = "",
        reason: str = "",
        officer: str = "",
        json: Json = False,
    ) -> None:
        """查詢保全資料 What a hold has kept apart of passages whose time is over, the oldest first.

        Asked under the hold's own case number alone. What is not over yet is found by `trackway find`.

        Parameters
        ----------
        number
            The hold's number, as holds gives it.
        pattern
            A plate, with ? for one letter and * for any; every passage when it is left out.
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
        plate = None if pattern == "*" else parse_pattern(pattern)
        with (
            house.trust(data) as trust,
            house.registry(data) as registry,
            house.keeper(data) as keeper,
            why.asking(trust, "held", {"hold": number, "pattern": pattern}) as asked,
        ):
            wanted = keeper.holds.of(number)
            need_case(wanted.id, wanted.case_no, case)
            with keeper.held(wanted) as store:
                answer = store.find(asked.permit, Question(wanted.covered.span, pattern=plate, limit=_MOST))
            rows = sorted(answer.rows, key=lambda row: row.id)
            cameras = registry.snapshot().by_number
            asked.found(len(rows))
        if json:
            print_lines(passage_object(row, cameras, {}) for row in rows)
        else:
            _print_passages(rows)
        if answer.more:
            said(f"只列最新 {_MOST:,} 筆 Only the newest {_MOST:,} are shown; give a narrower pattern.")


def _add_release(passages: App, house: House, print_deletions: Told) -> None:
    @passages.command
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
        """解除保全 End a hold: what was kept apart for it is destroyed, with a proof.

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
            house.keeper(data) as keeper,
            why.asking(trust, "release", {"hold": number}) as asked,
        ):
            wanted = keeper.holds.of(number)
            need_case(wanted.id, wanted.case_no, case)
            by = f"{asked.permit.purpose.officer.name}: {reason.strip()}"
            done = keeper.release(number, by)
            asked.found(done.rows("passages"))
        print_deletions((done,), json)


def hold_object(hold: Hold) -> dict[str, object]:
    """A hold as JSON."""
    covered = hold.covered
    return {
        "id": hold.id,
        "case": hold.case_no,
        "reason": hold.reason,
        "ordered_by": hold.username,
        "approver": hold.approver,
        "plates": sorted(covered.plates),
        "cameras": sorted(covered.cameras),
        "passages": [str(one) for one in sorted(covered.passages)],
        "from": str(covered.span.start),
        "to": str(covered.span.end),
        "until": str(hold.until),
        "made": str(hold.made),
        "released": str(hold.released) if hold.released else None,
        "released_by": hold.released_by,
    }


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _named(ids: str) -> Covered:
    found = _listed(ids)
    if not all(one.isascii() and one.isdigit() and 0 < int(one) < 1 << 63 for one in found):
        raise WrongUse("--passages are ids of passages with commas between; find --json gives them.")
    return Covered.of_passages(frozenset(PassageId(int(one)) for one in found))


def _described(clock: Clock, plates: str, cameras: frozenset[int], time: tuple[str, str]) -> Covered:
    if not time[0]:
        raise WrongUse("A hold covers a time: give --from, and --to unless it is now.")
    span = Span(*(parse_instant(one, clock.now) for one in time))
    return Covered(span, frozenset(parse_plate(one).text for one in _listed(plates)), cameras)


def _says(covered: Covered) -> str:
    parts = [
        "、".join(sorted(covered.plates)[:5]) + ("…" if len(covered.plates) > 5 else ""),
        f"{len(covered.cameras)} 鏡頭 cameras" if covered.cameras else "",
        f"{len(covered.passages)} 筆 passages" if covered.passages else "",
        f"{covered.span.start.taipei():%Y-%m-%d %H:%M} – {covered.span.end.taipei():%Y-%m-%d %H:%M}",
    ]
    return " ".join(part for part in parts if part)


def _print_passages(rows: list[Passage]) -> None:
    table = Table("時間 Time", "鏡頭 Camera", "車牌 Plate", "識別碼 Id")
    for row in rows:
        plate = row.plate.text if row.plate else "（無 none）"
        table.add_row(f"{row.at.taipei():%Y-%m-%d %H:%M:%S}", str(row.camera), Text(plate), str(row.id))
    print_table(table)
