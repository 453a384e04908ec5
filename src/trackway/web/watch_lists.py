"""Watch lists: kept by hand with four eyes, entries shown as far as an officer may know of them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from trackway.model.question import Role
from trackway.watch.lists import EntryState, PageAsked, Shown, export_csv
from trackway.web.list_json import DraftBody, EntryOut, ListBody, ListOut, draft_of, list_of
from trackway.web.parts import Caller, Parts, Who, need

__all__ = ["OFFICERS", "Number", "routes"]

OFFICERS = (Role.INVESTIGATOR, Role.ADMINISTRATOR)
Number = Annotated[int, Path(ge=1, le=2**53 - 1)]
_MOST_EXPORTED = 100_000
"""A file for people; whole registers go by the command line."""


class ListsOut(BaseModel):
    """The lists, in the order they were made."""

    lists: list[ListOut]


class AddEntryBody(DraftBody):
    """A new entry; in an emergency it holds for a day before somebody else has approved it."""

    emergency: bool = False


class EntriesOut(BaseModel):
    """Entries, newest first; ``has_more``: go on with ``before`` the last one's number."""

    entries: list[EntryOut]
    has_more: bool


class ExportListBody(BaseModel):
    """Which entries: those in force of a list, or of every state."""

    list_id: int = Field(ge=1, le=2**53 - 1)
    every_state: bool = False


def routes(parts: Parts) -> APIRouter:
    """``/watch/lists`` and ``/watch/entries``."""
    router = APIRouter(prefix="/watch", tags=["watch lists"])
    _add_lists(router, parts)
    _add_entries(router, parts)
    _add_acts(router, parts)
    return router


def _add_lists(router: APIRouter, parts: Parts) -> None:
    trust, clock = parts.trust, parts.clock

    @router.get("/lists")
    def list_lists(who: Who) -> ListsOut:
        """Every list with its age and how many entries of it one may know of."""
        need(who, *OFFICERS)
        found = parts.watching.lists.lists(who.officer.username)
        return ListsOut(lists=[ListOut.of(one, clock.now()) for one in found])

    @router.post("/lists", status_code=201)
    def make_list(body: ListBody, who: Who) -> ListOut:
        """A new, empty list."""
        need(who, *OFFICERS)
        made = parts.watching.lists.make_list(list_of(body, 0, clock.now()), who.officer.username)
        details = {"list": made.id, **body.model_dump(mode="json")}
        trust.note(who.officer, "list_made", details, address=who.address)
        return ListOut.of(made, clock.now())

    @router.put("/lists/{list_id}")
    def change_list(list_id: Number, body: ListBody, who: Who) -> ListOut:
        """Other terms, sound or age for a list; entries that are there keep theirs."""
        need(who, Role.ADMINISTRATOR)
        changed = parts.watching.lists.change_list(list_of(body, list_id, clock.now()))
        details = {"list": list_id, **body.model_dump(mode="json")}
        trust.note(who.officer, "list_changed", details, address=who.address)
        return ListOut.of(changed, clock.now())

    @router.post("/lists/export", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
    def export_entries(body: ExportListBody, who: Who) -> Response:
        """Entries of a list as CSV, which the import takes again; as far as one may know of them."""
        need(who, *OFFICERS)
        states = frozenset(EntryState) if body.every_state else frozenset({EntryState.IN_FORCE})
        shown: list[Shown] = []
        before = None
        while len(shown) < _MOST_EXPORTED:
            asked = PageAsked(body.list_id, states, before=before, limit=1000)
            page = parts.watching.lists.page(asked, who.officer.username)
            shown += page.entries
            if not page.has_more:
                break
            before = shown[-1].entry.id
        details = {"list": body.list_id, "every_state": body.every_state, "entries": len(shown)}
        trust.note(who.officer, "list_exported", details, address=who.address)
        name = f"list-{body.list_id}-{clock.now().taipei():%Y%m%d-%H%M}.csv"
        return Response(
            b"".join(export_csv(one.entry for one in reversed(shown))),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _add_entries(router: APIRouter, parts: Parts) -> None:
    @router.get("/entries")
    def list_entries(  # noqa: PLR0917  each is a part of the address
        who: Who,
        list_id: Annotated[int | None, Query(ge=1, le=2**53 - 1)] = None,
        state: Annotated[list[EntryState] | None, Query(max_length=10)] = None,
        text: Annotated[str, Query(max_length=200, description="Of a plate, a case or a number.")] = "",
        before: Annotated[int | None, Query(ge=1, le=2**53 - 1)] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> EntriesOut:
        """Entries as far as one may know of them, newest first."""
        need(who, *OFFICERS)
        asked = PageAsked(list_id, frozenset(state or ()), text, before, limit)
        page = parts.watching.lists.page(asked, who.officer.username)
        details = {"list": list_id, "text": text, "entries": len(page.entries)}
        parts.trust.note(who.officer, "entries_seen", details, address=who.address)
        return EntriesOut(entries=[EntryOut.of(one) for one in page.entries], has_more=page.has_more)

    @router.get("/entries/{entry_id}")
    def open_entry(entry_id: Number, who: Who) -> EntryOut:
        """One entry."""
        need(who, *OFFICERS)
        shown = parts.watching.lists.shown(entry_id, who.officer.username)
        parts.trust.note(who.officer, "entry_seen", {"entry": entry_id}, address=who.address)
        return EntryOut.of(shown)


def _add_acts(router: APIRouter, parts: Parts) -> None:
    def done(who: Caller, action: str, entry_id: int) -> EntryOut:
        shown = parts.watching.lists.shown(entry_id, who.officer.username)
        entry = shown.entry
        details = {
            "entry": entry.id,
            "list": entry.list_id,
            "plate": entry.pattern.text,
            "case": entry.case_no,
            "state": shown.state.value,
            "asked": shown.asked,
            "supersedes": shown.supersedes,
        }
        parts.trust.note(who.officer, action, details, address=who.address)
        return EntryOut.of(shown)

    @router.post("/lists/{list_id}/entries", status_code=201)
    def add_entry(list_id: Number, body: AddEntryBody, who: Who) -> EntryOut:
        """Ask for a vehicle to be watched for; it holds when another officer has approved it."""
        need(who, *OFFICERS)
        entry = parts.watching.lists.add(
            list_id,
            draft_of(body, parts.clock),
            who.officer.username,
            emergency=body.emergency,
            asked=body.asked,
        )
        return done(who, "entry_added", entry.id)

    @router.put("/entries/{entry_id}")
    def change_entry(entry_id: Number, body: DraftBody, who: Who) -> EntryOut:
        """Ask for an entry to be another; the old one holds until somebody else approves the new one."""
        need(who, *OFFICERS)
        draft = draft_of(body, parts.clock)
        entry = parts.watching.lists.change(entry_id, draft, who.officer.username, asked=body.asked)
        return done(who, "entry_changed", entry.id)

    @router.post("/entries/{entry_id}/approve")
    def approve_entry(entry_id: Number, who: Who) -> EntryOut:
        """Say yes to what another officer asked for."""
        need(who, *OFFICERS)
        parts.watching.lists.approve(entry_id, who.officer.username)
        return done(who, "entry_approved", entry_id)

    @router.post("/entries/{entry_id}/withdraw")
    def withdraw_entry(entry_id: Number, who: Who) -> EntryOut:
        """End an entry now, or say no to one that waits."""
        need(who, *OFFICERS)
        parts.watching.lists.withdraw(entry_id, who.officer.username)
        return done(who, "entry_withdrawn", entry_id)
