"""Upkeep 維護: whether the tables still say the same, and making anew what drifted.

A table of facts and what is made of it can part: a power cut spoils a file, somebody meddles. ``check`` finds
it, ``repair`` makes anew what follows from the passages; what does not is told. ``settle`` brings months that
are over into one part each, which makes every question quicker.
"""

from collections.abc import Iterator
from enum import StrEnum

from trackway.model.fault import Fault
from trackway.model.time import Instant
from trackway.passages.keeping.expiry import Keeper
from trackway.passages.keeping.months import end_of

__all__ = ["FaultKind", "Upkeep"]

_MOST_PARTS = 3
"""A month that is over may lie in so many: each costs a plate's history a millisecond."""
_MOST_PARTS_OF_PLATES = 8
"""The dictionary is read whole by every pattern; merging it takes seconds."""
_LATE_S = 2 * 86_400
"""Cameras that were off file late for a day or two; a month is merged once, when it is quiet."""
_DAY_MS = 86_400_000


class FaultKind(StrEnum):
    """What is wrong."""

    BROKEN_PART = "broken_part"
    """Files that are not what their checksums say."""
    MISSING_ORDER = "missing_order"
    """A month that lacks an order or a sum."""
    DIFFERING_ORDER = "differing_order"
    """A month whose order of plate has other passages than its order of time."""
    MISSING_PLATES = "missing_plates"
    """Plates that a pattern would not find."""
    DOUBLED = "doubled"
    """Passages that are there twice."""
    UNPROVEN = "unproven"
    """Passages whose evidence is gone."""
    OVERDUE = "overdue"
    """Passages that should have been destroyed."""
    BROKEN_OFF = "broken_off"
    """A deletion that was broken off."""

    @property
    def words(self) -> str:
        """What is wrong, in words that a count follows."""
        return _WORDS[self]

    @property
    def can_be_repaired(self) -> bool:
        """Whether looking after it makes it good."""
        return self in _REPAIRED


_WORDS = {
    FaultKind.BROKEN_PART: "檔案損毀 damaged files",
    FaultKind.MISSING_ORDER: "缺少索引 months without one of their orders",
    FaultKind.DIFFERING_ORDER: "索引不符 months whose order of plate differs",
    FaultKind.MISSING_PLATES: "車牌字典缺漏 plates missing from the dictionary",
    FaultKind.DOUBLED: "重複紀錄 passages that are there twice",
    FaultKind.UNPROVEN: "佐證遺失 passages without their evidence",
    FaultKind.OVERDUE: "逾期未銷毀 passages that are overdue",
    FaultKind.BROKEN_OFF: "銷毀未完成 deletions that were broken off",
}
_REPAIRED = {FaultKind.MISSING_ORDER, FaultKind.DIFFERING_ORDER, FaultKind.MISSING_PLATES}
"""What follows from the passages, and so can be made anew."""


class Upkeep:
    """Looks after the tables of a keeper's store."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._tables = keeper.tables

    def check(self) -> tuple[Fault[FaultKind], ...]:
        """Every fault there is, by reading everything there is; minutes on a store of a billion."""
        return tuple(fault for fault in self._faults() if fault.count)

    def glance(self) -> tuple[Fault[FaultKind], ...]:
        """The faults that can be seen without reading the passages themselves."""
        return tuple(fault for fault in self._seen_at_once() if fault.count)

    def repair(self) -> tuple[Fault[FaultKind], ...]:
        """Make anew what can be made anew; the faults that were found before."""
        faults = self.check()
        if any(fault.can_be_repaired for fault in faults):
            with self._keeper.alone():
                for fault in faults:
                    self._make_anew(fault)
        return faults

    def _make_anew(self, fault: Fault[FaultKind]) -> None:
        if fault.kind is FaultKind.MISSING_PLATES:
            self._keeper.renew_plates(self._keeper.due_before())
        elif fault.can_be_repaired:
            for place in fault.where:
                projection, _, month = place.partition(" ")
                self._tables.do(f"clear_{projection}", month=month)
                self._tables.do(f"make_{projection}", month=month)

    def settle(self) -> tuple[str, ...]:
        """Merge months that are over; which, by table. Questions go on meanwhile."""
        merged = []
        quiet = self._keeper.clock.now().plus(-_LATE_S).us
        for table in ("passages", "evidence"):
            for month, _ in self._tables.rows("months_in_parts", table=table, most=_MOST_PARTS):
                if end_of(month).us <= quiet:
                    self._tables.do("merge_month", table=table, month=month)
                    merged.append(f"{table} {month}")
        if self._tables.rows("months_in_parts", table="plates", most=_MOST_PARTS_OF_PLATES):
            self._tables.do("merge")
            merged.append("plates")
        return tuple(merged)

    def _seen_at_once(self) -> Iterator[Fault[FaultKind]]:
        lacking = [
            f"{projection} {month}"
            for projection, _ in self._tables.rows("projections")
            for (month,) in self._tables.rows("months_without", projection=projection)
        ]
        yield Fault(FaultKind.MISSING_ORDER, len(lacking), tuple(lacking))
        yield Fault(FaultKind.OVERDUE, self._overdue())
        yield Fault(FaultKind.BROKEN_OFF, len(self._keeper.deletions.open()))

    def _faults(self) -> Iterator[Fault[FaultKind]]:
        broken = [
            f"{table} {part}"
            for table in ("passages", "evidence", "plates")
            for part, is_whole, *_ in self._tables.lines("broken_parts", table=table)
            if is_whole != "1"
        ]
        yield Fault(FaultKind.BROKEN_PART, len(broken), tuple(broken))
        yield from self._seen_at_once()
        if not broken:  # or the engine would refuse to read them
            differing = [f"by_plate {month}" for (month,) in self._tables.rows("months_differing")]
            yield Fault(FaultKind.DIFFERING_ORDER, len(differing), tuple(differing))
            yield Fault(FaultKind.MISSING_PLATES, int(self._tables.rows("plates_missing")[0][0]))
            days = [int(day) for (day,) in self._tables.rows("days_of")]
            for kind, name in ((FaultKind.DOUBLED, "doubled"), (FaultKind.UNPROVEN, "unproven")):
                yield Fault(
                    kind,
                    sum(int(self._tables.rows(name, first=day, end=day + _DAY_MS)[0][0]) for day in days),
                )

    def _overdue(self) -> int:
        before: Instant = self._keeper.overdue_before()
        rows = self._tables.rows("days", base=self._tables.base, table="passages", before=before.ms)
        return sum(int(count) for _, count in rows)
