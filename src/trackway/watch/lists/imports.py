"""Imports: files taken into a list, compared with what is there, and approved as one.

::

    sheet ──► drafts ──► new │ changed │ same        what is missing ──► gone
                          └─────┬────┘                                     │
                     written, not counting yet ──► import, waiting ◄───────┘
                                                      └── approved by another ──► all of it holds at once

While rows are written the watch goes on: they are written a few thousand at a time, and count only when the
import is whole.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress

import msgspec

from trackway.model.errors import Conflict, Invalid, NotFound, Unavailable
from trackway.model.time import Clock, Instant
from trackway.registry import SourceFile
from trackway.sqlite import SqliteFile
from trackway.watch.lists.columns import COLUMNS
from trackway.watch.lists.comparison import Comparison, Row
from trackway.watch.lists.difference import (
    Change,
    Current,
    Difference,
    ImportAsk,
    ImportReport,
    MassLoss,
    Taken,
    sign,
)
from trackway.watch.lists.lists import Lists, NotAnothers
from trackway.watch.lists.reading import Drafts
from trackway.watch.lists.showing import GroupsOf, nobodys_groups
from trackway.watch.sheet import open_sheet

__all__ = ["Imports"]

_AT_ONCE = 5_000
"""Rows in one transaction: some hundredths of a second, so that the watch never waits long for its file."""
_DAY_S = 86_400.0
_LEFT_S = _DAY_S
"""An import that is not whole after a day was stopped."""


class Imports:
    """The files taken into the lists of one data folder. Usable from several threads."""

    def __init__(
        self, database: SqliteFile, clock: Clock, lists: Lists, groups_of: GroupsOf = nobodys_groups
    ) -> None:
        self._database = database
        self._clock = clock
        self._lists = lists
        self._groups_of = groups_of

    def dry_run(self, source: SourceFile, ask: ImportAsk) -> ImportReport:
        """What taking a file in would do; nothing is written."""
        comparing = self._comparing(source, ask)
        comparing.run(lambda _: None)
        return comparing.report(self._lists, None)

    def take(
        self, source: SourceFile, ask: ImportAsk, progress: Callable[[int], None] = lambda _: None
    ) -> ImportReport:
        """Take a file in; it holds when another officer has approved it, at once with a standing approval.

        ``progress`` hears of rows written. Raises ``Unreadable``, ``MassLoss``, ``Conflict``, ``Invalid``.
        """
        self._drop_left()
        last = self._last(ask.list_id)
        comparing = self._comparing(source, ask)
        identity = self._begin(source, ask)
        try:
            waiting: list[Row] = []
            written = 0

            def write(row: Row) -> None:
                nonlocal written
                waiting.append(row | {"import_id": identity})
                if len(waiting) == _AT_ONCE:
                    self._write(waiting)
                    written += _AT_ONCE
                    waiting.clear()
                    progress(written)

            comparing.run(write)
            self._write(waiting)
            progress(written + len(waiting))
            self._finish(identity, last, ask, comparing)
        except BaseException:
            # What was written never counted; it is dropped now, or a day later where that fails too.
            with suppress(Unavailable):
                self._drop(identity)
            raise
        return comparing.report(self._lists, identity)

    def approve(self, identity: int, by: str) -> Taken:
        """Say yes to another officer's file: all of it holds from now on."""
        with self._database.transaction():
            taken = self.taken(identity, by)
            if taken.requester == by:
                raise NotAnothers(
                    f"匯入 {identity} 由您提出，須由另一人核准。 "
                    f"Import {identity} was asked for by {by}; somebody else must approve it."
                )
            if not taken.is_waiting:
                raise Conflict(f"Import {identity} waits for no approval: it was decided already.")
            if self._database.only("list_import_newer", id=identity, list_id=taken.list_id)["n"]:
                raise Conflict(
                    f"A newer file than import {identity} was approved for the list; reject this one."
                )
            self._apply(identity, by)
        return self.taken(identity, by)

    def reject(self, identity: int, by: str) -> Taken:
        """Say no to a file, one's own too; nothing of it ever holds."""
        with self._database.transaction():
            self.taken(identity, by)
            now_us, version = self._clock.now().us, self._grow()
            if not self._database.run("list_import_reject", id=identity, now_us=now_us, version=version):
                raise Conflict(f"Import {identity} waits for no approval: it was decided already.")
        return self.taken(identity, by)

    def renew(self, list_id: int, days: float | None) -> None:
        """The same file came again: what it says is right now, and its entries' lease begins anew."""
        now = self._clock.now()
        with self._database.transaction():
            self._grow()
            self._database.run("list_refresh", id=list_id, now_us=now.us)
            if days is not None:
                self._database.run("list_lease", id=list_id, leased_us=now.plus(days * _DAY_S).us)

    def taken(self, identity: int, viewer: str) -> Taken:
        """One import. Raises ``NotFound``, for one of others' covert list too."""
        row = self._database.row("list_import", id=identity)
        if row is None or not self._is_seen(row, viewer):
            raise NotFound(f"There is no import {identity}.")
        return _taken(row)

    def all(self, viewer: str, list_id: int | None = None, limit: int = 100) -> tuple[Taken, ...]:
        """The imports that an officer may know of, newest first."""
        rows = self._database.rows("list_imports_all", list_id=list_id, limit=limit)
        return tuple(_taken(row) for row in rows if self._is_seen(row, viewer))

    # Inside

    def _comparing(self, source: SourceFile, ask: ImportAsk) -> Comparison:
        list_ = self._lists.list_(ask.list_id)
        if ask.by in {ask.asked, ask.standing}:
            raise NotAnothers(f"{ask.by} imports the file and cannot approve it; name another officer.")
        if list_.terms.covert and not (ask.asked or ask.standing or list_.terms.recipients):
            raise Invalid("A covert list needs the name of who shall approve it: nobody else will see it.")
        now = self._clock.now()
        sheet = open_sheet(source, COLUMNS, ask.mapping)
        drafts = Drafts(sheet, list_, ask.defaults, now)
        difference = Difference(self._current(ask, drafts, now), replaces=ask.replaces)
        return Comparison(source, ask, list_, sheet, drafts, difference)

    def _current(self, ask: ImportAsk, drafts: Drafts, now: Instant) -> dict[str, Current]:
        current: dict[str, Current] = {}
        after = 0
        while rows := self._database.rows(
            "list_import_rows",
            list_id=ask.list_id,
            after=after,
            now_us=now.us,
            with_waiting=int(not ask.replaces),
            limit=100_000,
        ):
            after = rows[-1]["id"]
            for row in rows:
                known_by = drafts.key_of(row["pattern"], row["source_ref"])
                current[known_by] = Current(
                    row["id"], row["start_us"], row["end_us"] or 0, sign(dict(row)), row["pattern"]
                )
        return current

    def _begin(self, source: SourceFile, ask: ImportAsk) -> int:
        (row,) = self._database.rows(
            "list_import_add",
            list_id=ask.list_id,
            source_id=ask.source_id,
            file_name=source.name[:255],
            sha256=source.sha256,
            requester=ask.by,
            asked=ask.asked,
            now_us=self._clock.now().us,
        )
        return int(row["id"])

    def _write(self, rows: list[Row]) -> None:
        with self._database.transaction():
            self._database.many("list_entries_add", rows)

    def _finish(self, identity: int, last: int, ask: ImportAsk, comparing: Comparison) -> None:
        count = comparing.difference.count
        if comparing.difference.is_mass_loss and not ask.accepts_loss:
            raise MassLoss.of(count[Change.GONE], comparing.difference.before)
        if not (count[Change.NEW] or count[Change.CHANGED] or count[Change.SAME]):
            raise Invalid(
                f"{comparing.source.name} 沒有一列可用。 "
                f"None of the rows of {comparing.source.name} can be used."
            )
        with self._database.transaction():
            if self._last(ask.list_id) != last:
                raise Conflict("Another file was taken into the list meanwhile; import this one again.")
            version = self._grow()
            leased = comparing.leased
            self._database.run(
                "list_import_ready",
                id=identity,
                version=version,
                leased_us=None if leased is None else leased.us,
                fresh=count[Change.NEW],
                changed=count[Change.CHANGED],
                gone=count[Change.GONE],
                same=count[Change.SAME],
                refused=comparing.drafts.refused,
            )
            self._database.run("list_import_leaving", id=identity, ids=_json(comparing.gone))
            if ask.replaces:
                self._database.run(
                    "list_import_reject_waiting",
                    id=identity,
                    list_id=ask.list_id,
                    now_us=self._clock.now().us,
                    version=version,
                )
            if ask.standing:
                self._apply(identity, ask.standing)

    def _apply(self, identity: int, by: str) -> None:
        """Let an import count, inside a transaction."""
        row = self._database.only("list_import", id=identity)
        now_us, version = self._clock.now().us, self._grow()
        values: Row = {"id": identity, "by": by, "now_us": now_us, "version": version}
        self._database.run("list_import_approve", **values)
        self._database.run("list_import_end_gone", **values)
        self._database.run("list_import_end_changed", **values)
        self._database.run("list_refresh", id=row["list_id"], now_us=row["added_us"])
        if row["leased_us"] is not None:
            self._database.run("list_lease", id=row["list_id"], leased_us=row["leased_us"])

    def _last(self, list_id: int) -> int:
        return int(self._database.only("list_import_last", list_id=list_id)["version"])

    def _grow(self) -> int:
        return int(self._database.only("lists_version_grow")["version"])

    def _drop_left(self) -> None:
        before = self._clock.now().plus(-_LEFT_S)
        for row in self._database.rows("list_imports_left", before_us=before.us):
            self._drop(row["id"])

    def _drop(self, identity: int) -> None:
        while self._database.run("list_import_drop", id=identity, limit=_AT_ONCE):
            pass

    def _is_seen(self, row: sqlite3.Row, viewer: str) -> bool:
        terms = self._lists.list_(row["list_id"]).terms
        return (
            not terms.covert
            or viewer in {row["requester"], row["asked"], row["approver"]}
            or not set(terms.recipients).isdisjoint(self._groups_of(viewer))
        )


def _json(ids: list[int]) -> str:
    return msgspec.json.encode(ids).decode()


def _taken(row: sqlite3.Row) -> Taken:
    return Taken(
        id=row["id"],
        list_id=row["list_id"],
        list_name=row["list_name"],
        file_name=row["file_name"],
        sha256=row["sha256"],
        requester=row["requester"],
        asked=row["asked"],
        added=Instant(row["added_us"]),
        approver=row["approver"] or "",
        approved=None if row["approved_us"] is None else Instant(row["approved_us"]),
        rejected=None if row["rejected_us"] is None else Instant(row["rejected_us"]),
        new=row["fresh"],
        changed=row["changed"],
        gone=row["gone"],
        same=row["same"],
        refused=row["refused"],
        source_id=row["source_id"],
    )
