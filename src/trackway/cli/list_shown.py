"""Watch lists and entries as the command line prints them."""

from collections.abc import Iterable, Mapping

from rich.table import Table
from rich.text import Text

from trackway.model.plate import Plate
from trackway.model.time import Instant
from trackway.watch import EMERGENCY_S, ListKind, WatchList
from trackway.watch.lists import EntryState, Shown

__all__ = ["entries_table", "entry_object", "list_object", "lists_table"]

_STATES = {
    EntryState.WAITING: "待核准 waiting",
    EntryState.EMERGENCY: "緊急 emergency",
    EntryState.PLANNED: "未生效 planned",
    EntryState.IN_FORCE: "生效 in force",
    EntryState.ENDED: "已到期 ended",
    EntryState.WITHDRAWN: "已撤回 withdrawn",
}
_KINDS = {ListKind.WATCH: "布控 watch", ListKind.IGNORE: "不記錄 ignore"}


def list_object(one: WatchList, now: Instant) -> Mapping[str, object]:
    """A list with the names that the HTTP interface uses."""
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "owner": one.owner,
        "category": one.terms.category.value,
        "priority": one.terms.priority,
        "refreshed": str(one.refreshed),
        "is_overdue": _is_overdue(one, now),
        "entries": one.entries,
    }


def entry_object(shown: Shown) -> Mapping[str, object]:
    """An entry with the names that the HTTP interface uses."""
    one = shown.entry
    return {
        "id": one.id,
        "list_id": one.list_id,
        "list_name": shown.list_name,
        "state": shown.state.value,
        "pattern": one.pattern.text,
        "exactness": one.exactness.value,
        "start": str(one.force.start),
        "end": str(one.force.end),
        "reason": one.reason,
        "legal_basis": one.legal_basis,
        "case_no": one.case_no,
        "requester": one.requester,
        "approver": one.approval.by if one.approval else "",
        "category": one.terms.category.value,
        "priority": one.terms.priority,
        "batch": shown.batch,
        "source_ref": one.source_ref,
    }


def lists_table(lists: Iterable[WatchList], now: Instant) -> Table:
    """Lists for people, with their age."""
    table = Table("編號 No.", "名單 List", "種類 Kind", "單位 Owner", "筆數 Entries", "更新 Refreshed")
    for one in lists:
        age = f"{one.refreshed.taipei():%Y-%m-%d %H:%M}"
        style = "red" if _is_overdue(one, now) else ""
        table.add_row(
            str(one.id),
            Text(one.name),
            _KINDS[one.kind],
            Text(one.owner),
            f"{one.entries:,}",
            Text(f"{age} 逾期 overdue" if style else age, style=style),
        )
    return table


def entries_table(entries: Iterable[Shown], now: Instant) -> Table:
    """Entries for people, times in Taipei."""
    table = Table(
        "編號 No.", "名單 List", "車牌 Plate", "狀態 State", "到期 Until", "案號 Case", "事由 Reason"
    )
    table.add_column("提出／核准 By")
    for shown in entries:
        one = shown.entry
        plate = Plate(one.pattern.text).display if one.pattern.is_exact else one.pattern.text
        state = _STATES[shown.state]
        if shown.state is EntryState.EMERGENCY:
            state += f" {one.added.plus(EMERGENCY_S).since(now) / 3600:.0f} h"
        by = f"{one.requester}／{one.approval.by if one.approval else '—'}"
        table.add_row(
            str(one.id),
            Text(shown.list_name),
            plate,
            state,
            f"{one.force.end.taipei():%Y-%m-%d %H:%M}",
            Text(one.case_no),
            Text(one.reason),
            Text(by),
        )
    return table


def _is_overdue(one: WatchList, now: Instant) -> bool:
    return one.refresh_within_s is not None and now.since(one.refreshed) > one.refresh_within_s
