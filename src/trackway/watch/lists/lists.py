"""Lists: the watch lists and ignore lists of one data folder, and the acts that change their entries.

::

    add ──► waiting ──approve (another officer)──► in force ──► ended
      │                                               │  ▲
      └─emergency──► holds 24 h ──approve─────────────┤  └─approve── waiting ◄──change
                       └──► ended                     └─withdraw──► withdrawn

A changed entry is a new one that ends the old when it is approved: nothing is unwatched meanwhile.
"""

import re
import sqlite3
import threading
from collections.abc import Collection, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from trackway.model.errors import Conflict, Denied, Invalid, NotFound
from trackway.model.passage import Passage
from trackway.model.plate import NotAPlate, normal_text
from trackway.model.time import Clock
from trackway.sqlite import SqliteFile, Value
from trackway.watch.entry import EMERGENCY_S, Entry, ListKind, Terms, WatchList
from trackway.watch.lists.bodies import entry_of, list_of, row_of, terms_json
from trackway.watch.lists.draft import Draft, check, check_terms
from trackway.watch.lists.ignoring import Ignored
from trackway.watch.lists.matchable import MOST_CHANGES, Changes, Matchable
from trackway.watch.lists.showing import (
    EntryState,
    GroupsOf,
    Page,
    PageAsked,
    Shown,
    nobodys_groups,
    sees,
    state_of,
)

__all__ = ["Lists", "NotAnothers"]

_AT_ONCE = 100_000
"""Rows fetched at once: some 30 MB."""
_MOST_PAGE = 1_000
_LATE_S = 31 * 86_400.0
"""Passages that are a month late (a link was down, footage analysed afterwards) may still be matched."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NO_ID = 1 << 62
"""Above every entry."""


class NotAnothers(Denied):
    """Whoever asked for it cannot approve it."""


class Lists:
    """The lists of one data folder. Usable from several threads.

    ``groups_of`` says which groups a user is in, for covert entries.
    """

    def __init__(self, database: SqliteFile, clock: Clock, groups_of: GroupsOf = nobodys_groups) -> None:
        self._database = database
        self._clock = clock
        self._groups_of = groups_of
        self._lock = threading.Lock()
        self._ignored: tuple[int, Ignored] = (-1, Ignored(()))
        self._lists: tuple[int, dict[int, WatchList]] = (-1, {})

    # What machines ask

    def version(self) -> int:
        """Grows with every change of lists and entries."""
        return int(self._database.only("lists_version")["version"])

    def matchable(self) -> Matchable:
        """All that is to be matched."""
        ended_us = self._clock.now().plus(-_LATE_S).us
        version = self.version()  # before the rows: what changes meanwhile comes again as a change
        ids: list[int] = []
        patterns: list[str] = []
        exactness: list[int] = []
        while True:
            rows = self._database.rows(
                "list_matchable", after=ids[-1] if ids else 0, ended_us=ended_us, limit=_AT_ONCE
            )
            for identity, pattern, code in rows:
                ids.append(identity)
                patterns.append(pattern)
                exactness.append(code)
            if len(rows) < _AT_ONCE:
                break
        return Matchable(
            version, np.array(ids, dtype=np.int64), patterns, np.array(exactness, dtype=np.uint8)
        )

    def changes(self, since_version: int) -> Changes:
        """What changed after a version."""
        version = self.version()
        if version == since_version:
            return Changes(version, (), ())
        rows = self._database.rows("list_changes", since=since_version, limit=MOST_CHANGES + 1)
        if len(rows) > MOST_CHANGES:
            return Changes(version, (), (), is_everything_changed=True)
        counts = {row["id"]: _is_matchable(row) for row in rows}
        return Changes(
            version,
            tuple(entry_of(row) for row in rows if counts[row["id"]]),
            tuple(identity for identity, is_matchable in counts.items() if not is_matchable),
        )

    def entry(self, identity: int) -> Entry:
        """One entry, whatever became of it. Raises ``NotFound``."""
        return entry_of(self._row(identity))

    def entries(self, ids: Collection[int]) -> tuple[Entry, ...]:
        """The entries of these numbers, as far as there are any."""
        wanted = msgspec.json.encode([int(identity) for identity in ids]).decode()
        return tuple(entry_of(row) for row in self._database.rows("list_entries_of", ids=wanted))

    def list_(self, identity: int) -> WatchList:
        """One list, with all its entries counted when anything last changed. Raises ``NotFound``."""
        version = self.version()
        with self._lock:
            if self._lists[0] != version:
                self._lists = version, {one.id: one for one in self._all(None)}
            found = self._lists[1].get(identity)
        if found is None:
            raise NotFound(f"There is no list {identity}.")
        return found

    def ignored(self, passages: Sequence[Passage]) -> tuple[bool, ...]:
        """Of each passage whether it must never be stored."""
        version = self.version()
        if self._ignored[0] != version:
            rows = self._database.rows("list_ignored", now_us=self._clock.now().us)
            self._ignored = version, Ignored(map(entry_of, rows))
        return self._ignored[1].of(passages)

    # What people ask

    def lists(self, viewer: str) -> tuple[WatchList, ...]:
        """Every list, with the entries counted that this officer may know of."""
        return tuple(self._all(viewer))

    def shown(self, identity: int, viewer: str) -> Shown:
        """One entry as an officer sees it. Raises ``NotFound``, for a covert one of others too."""
        row = self._row(identity)
        shown = _shown(row, state_of(entry_of(row), self._clock.now()))
        if not sees(shown.entry, viewer, self._groups_of, shown.asked):
            raise NotFound(f"There is no entry {identity}.")
        return shown

    def page(self, asked: PageAsked, viewer: str) -> Page:
        """Entries as an officer may see them, newest first."""
        if not 1 <= asked.limit <= _MOST_PAGE:
            raise Invalid(f"A page has 1 to {_MOST_PAGE:,} entries.")
        text = asked.text.strip()[:200]
        rows = self._database.rows(
            "list_page",
            **self._seen_by(viewer),
            **self._moment(),
            list_id=asked.list_id,
            states=_json(asked.states) if asked.states else None,
            text=text,
            plate=_plate_part(text),
            before=_NO_ID if asked.before is None else asked.before,
            limit=asked.limit + 1,
        )
        shown = tuple(_shown(row, EntryState(row["state"])) for row in rows[: asked.limit])
        return Page(shown, len(rows) > asked.limit)

    # What people do

    def make_list(self, made: WatchList, by: str) -> WatchList:
        """A new list; its number and count are ours. Raises ``Conflict`` when the name is taken."""
        _check_list(made)
        with self._database.transaction():
            self._free_name(made.name, None)
            self._grow()
            (row,) = self._database.rows(
                "list_add",
                **_list_values(made),
                kind=made.kind.value,
                by=by,
                now_us=self._clock.now().us,
            )
        return self.list_(row["id"])

    def change_list(self, changed: WatchList) -> WatchList:
        """Another name, owner, terms, age, sound or colour; entries that are there keep their terms."""
        if changed.kind is not self.list_(changed.id).kind:
            raise Invalid("A list stays what it is, watched or ignored; make another one.")
        _check_list(changed)
        with self._database.transaction():
            self._free_name(changed.name, changed.id)
            self._grow()
            self._database.run("list_change", id=changed.id, **_list_values(changed))
        return self.list_(changed.id)

    def add(self, list_id: int, draft: Draft, by: str, *, emergency: bool = False, asked: str = "") -> Entry:
        """Ask for a vehicle to be watched for. It holds when somebody else has approved it.

        An ``emergency`` holds at once, for a day unless approved. ``asked`` is who shall approve: a covert
        entry is seen by nobody else who could.
        """
        return self._insert(self.list_(list_id), draft, by, emergency=emergency, asked=asked)

    def change(self, identity: int, draft: Draft, by: str, *, asked: str = "") -> Entry:
        """Ask for an entry to be another: a new one that replaces it when somebody else approves it."""
        before = self.shown(identity, by)
        if before.state in {EntryState.WITHDRAWN, EntryState.ENDED}:
            raise Conflict(f"Entry {identity} is over; add a new one.")
        list_ = self.list_(before.entry.list_id)
        return self._insert(list_, draft, by, emergency=False, asked=asked, supersedes=identity)

    def approve(self, identity: int, by: str) -> Entry:
        """Say yes to what another officer asked for. Raises ``NotAnothers``, ``Conflict``, ``NotFound``."""
        now = self._clock.now()
        with self._database.transaction():
            shown = self.shown(identity, by)
            if shown.entry.requester == by:
                raise NotAnothers(
                    f"名單項 {identity} 由您提出，須由另一人核准。 "
                    f"Entry {identity} was asked for by {by}; somebody else must approve it."
                )
            if shown.state not in {EntryState.WAITING, EntryState.EMERGENCY}:
                raise Conflict(f"Entry {identity} waits for no approval: it is {shown.state.value}.")
            if shown.batch is not None:
                raise Conflict(f"Entry {identity} came with import {shown.batch}; approve that.")
            version = self._grow()
            if shown.supersedes is not None and not self._database.run(
                "list_entry_withdraw", id=shown.supersedes, now_us=now.us, by=by, version=version
            ):
                raise Conflict(
                    f"Entry {shown.supersedes}, which this one would replace, was withdrawn or replaced "
                    "meanwhile; withdraw this one too or ask for it anew."
                )
            self._database.run("list_entry_approve", id=identity, now_us=now.us, by=by, version=version)
        return self.entry(identity)

    def withdraw(self, identity: int, by: str) -> Entry:
        """End an entry now, or refuse one that waits."""
        with self._database.transaction():
            shown = self.shown(identity, by)
            if shown.state is EntryState.WITHDRAWN:
                raise Conflict(f"Entry {identity} is withdrawn already.")
            self._database.run(
                "list_entry_withdraw",
                id=identity,
                now_us=self._clock.now().us,
                by=by,
                version=self._grow(),
            )
        return self.entry(identity)

    # Inside

    def _insert(
        self,
        list_: WatchList,
        draft: Draft,
        by: str,
        *,
        emergency: bool,
        asked: str,
        supersedes: int | None = None,
    ) -> Entry:
        now = self._clock.now()
        if draft.end is None:
            raise Invalid("名單項必須有截止時間。 An entry needs its end; none is watched for without one.")
        check(draft, list_.kind, now)
        terms = draft.terms or list_.terms
        if asked == by:
            raise NotAnothers(f"{by} asks for it and cannot be asked to approve it; name another officer.")
        if terms.covert and not asked and not (terms.recipients or list_.terms.recipients):
            raise Invalid(
                "隱密名單項須指定核准人：其他人看不到。 "
                "A covert entry needs the name of who shall approve it: nobody else will see it."
            )
        if emergency and list_.kind is ListKind.IGNORE:
            raise Invalid("Nothing is ignored in an emergency; have the entry approved.")
        with self._database.transaction():
            (row,) = self._database.rows(
                "list_entry_add",
                **row_of(draft, terms),
                list_id=list_.id,
                requester=by,
                added_us=now.us,
                asked=asked,
                approver=None,
                approved_us=None,
                is_emergency=int(emergency),
                supersedes=supersedes,
                import_id=None,
                version=self._grow(),
            )
            if list_.refresh_within_s is None:
                self._database.run("list_refresh", id=list_.id, now_us=now.us)
        return self.entry(row["id"])

    def _row(self, identity: int) -> sqlite3.Row:
        row = self._database.row("list_entry", id=identity)
        if row is None:
            raise NotFound(f"There is no entry {identity}.")
        return row

    def _all(self, viewer: str | None) -> list[WatchList]:
        counts = {
            row["list_id"]: row["n"]
            for row in self._database.rows(
                "list_counts", **self._seen_by(viewer or ""), **self._moment(), sees_all=int(viewer is None)
            )
        }
        return [list_of(row, counts.get(row["id"], 0)) for row in self._database.rows("list_all")]

    def _seen_by(self, viewer: str) -> dict[str, Value]:
        return {"viewer": viewer, "groups": _json(self._groups_of(viewer) if viewer else ())}

    def _moment(self) -> dict[str, Value]:
        now = self._clock.now()
        return {"now_us": now.us, "emergency_us": now.plus(-EMERGENCY_S).us}

    def _grow(self) -> int:
        return int(self._database.only("lists_version_grow")["version"])

    def _free_name(self, name: str, own: int | None) -> None:
        row = self._database.row("list_named", name=name)
        if row is not None and row["id"] != own:
            raise Conflict(f"There is a list {name!r} already.")


def _is_matchable(row: sqlite3.Row) -> bool:
    return (
        row["list_kind"] == ListKind.WATCH.value
        and row["withdrawn_us"] is None
        and (row["approved_us"] is not None or bool(row["is_emergency"]))
    )


def _shown(row: sqlite3.Row, state: EntryState) -> Shown:
    return Shown(
        entry=entry_of(row),
        state=state,
        list_name=row["list_name"],
        asked=row["asked"],
        supersedes=row["supersedes"],
        batch=row["import_id"],
        withdrawn_by=row["withdrawn_by"] or "",
    )


def _check_list(given: WatchList) -> None:
    if not 1 <= len(given.name) <= 100 or given.name != " ".join(given.name.split()):
        raise Invalid("A list's name has 1 to 100 characters, none of them a space at an end.")
    if not given.name.isprintable() or not given.owner.isprintable() or len(given.owner) > 100:
        raise Invalid("A list's name and owner are printable, and an owner has at most 100 characters.")
    if given.colour and not _COLOUR.fullmatch(given.colour):
        raise Invalid(f"{given.colour[:16]!r} is no colour; write it like #c0392b.")
    if len(given.sound) > 40:
        raise Invalid("A sound is named in at most 40 characters.")
    if given.refresh_within_s is not None and not 60 <= given.refresh_within_s <= 366 * 86_400:
        raise Invalid("A list is to be refreshed within a minute to a year, or is kept by hand.")
    if given.kind is ListKind.IGNORE and given.terms != replace(Terms(), recipients=given.terms.recipients):
        raise Invalid("An ignore list has no priority, danger or cover: nothing of it is told.")
    check_terms(given.terms)


def _list_values(given: WatchList) -> dict[str, Value]:
    return {
        "name": given.name,
        "owner": given.owner,
        "terms": terms_json(given.terms),
        "refresh_within_s": given.refresh_within_s,
        "sound": given.sound,
        "colour": given.colour,
    }


def _json(values: Collection[str]) -> str:
    return msgspec.json.encode(sorted(values)).decode()


def _plate_part(text: str) -> str:
    """A text as part of a pattern; empty when it can be none."""
    try:
        return normal_text(text, allowed="?*").replace(" ", "")
    except NotAPlate:
        return ""
