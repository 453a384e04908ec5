"""The ledger of comparisons: a SQLite file, fsynced, in which two engines are held against each other."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

from trackway.intake.beside.agreement import Agreement, Disagreement, Filed, Stretch
from trackway.intake.beside.comparison import Account, Comparison, Cost
from trackway.model.passage import PassageId
from trackway.model.question import Permit
from trackway.model.time import Instant, Span
from trackway.passages import NoPermit
from trackway.sqlite import FileKind, SqliteFile, Value

__all__ = ["Comparisons"]

_FILE = FileKind("trackway.intake.beside", "a ledger of comparisons", 0x5457_4342, erases=True)  # "TWCB"


class Comparisons:
    """An open ledger of comparisons. Usable from several threads; other processes may read it meanwhile."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, _FILE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._file.close()

    def add(self, stretch: Stretch) -> None:
        """Write down a stretch, all of it or nothing; in place of what was said of it before."""
        both: dict[str, Value] = {
            "camera_number": stretch.camera,
            "first_model": stretch.first_model,
            "second_model": stretch.second_model,
        }
        from_us, end_us = stretch.zero.plus(stretch.start_s).us, stretch.zero.plus(stretch.end_s).us
        earlier: Counter[int] = Counter()
        with self._file.transaction():
            self._file.run("forget_stretch", **both, from_us=from_us, end_us=end_us)
            for one in stretch.comparisons:
                at_us = stretch.zero.plus(one.at_s).us
                self._file.run("add", **both, **_row(one), at_us=at_us, ordinal=earlier[at_us])
                earlier[at_us] += 1
            costs: dict[str, Value] = {
                "first_pictures": stretch.first_cost.pictures,
                "first_cpu_s": stretch.first_cost.cpu_s,
                "second_pictures": stretch.second_cost.pictures,
                "second_cpu_s": stretch.second_cost.cpu_s,
            }
            seconds = max(stretch.end_s - stretch.start_s, 0.0)
            self._file.run("add_stretch", **both, **costs, from_us=from_us, seconds=seconds)

    def agreements(self, span: Span, camera: int | None = None) -> tuple[Agreement, ...]:
        """Every pair of engines that was compared in a span, at one camera or at all. No plates in it."""
        wanted = _wanted(span, camera)
        with self._file.transaction():
            rows = self._file.rows("agreements", **wanted)
            costs = self._file.rows("costs", **wanted)
        counts = {(row["first_model"], row["second_model"]): row for row in rows}
        return tuple(
            _agreement(cost, counts.get((cost["first_model"], cost["second_model"]))) for cost in costs
        )

    def disagreements(
        self, permit: Permit, span: Span, camera: int | None = None, most: int = 50
    ) -> tuple[Disagreement, ...]:
        """The newest vehicles of which two engines say different things; plates, so it takes a permit."""
        if not isinstance(permit, Permit):
            raise NoPermit
        rows = self._file.rows("disagreements", most=most, **_wanted(span, camera))
        return tuple(
            Disagreement(
                camera=row["camera_number"],
                at=Instant(row["at_us"]),
                first_model=row["first_model"],
                second_model=row["second_model"],
                passage=row["passage_id"] or 0,
                picture=row["picture"],
                first=_account(row, "first"),
                second=_account(row, "second"),
            )
            for row in rows
        )

    def filed(self, span: Span, camera: int | None = None) -> tuple[Filed, ...]:
        """Every filed passage that two engines were compared on: to be counted, not to be shown."""
        rows = self._file.rows("filed", **_wanted(span, camera))
        return tuple(
            Filed(
                PassageId(row["passage_id"]),
                row["first_model"],
                row["second_model"],
                row["first_text"] or "",
                row["second_text"] or "",
            )
            for row in rows
        )

    def pictures_before(self, instant: Instant) -> frozenset[str]:
        """The digests of the pictures of vehicles earlier than this."""
        return frozenset(row["picture"] for row in self._file.rows("pictures_before", before_us=instant.us))

    def pictures_of(self, digests: Collection[str]) -> frozenset[str]:
        """Which of these pictures a comparison shows."""
        wanted = json.dumps(list(digests))
        return frozenset(row["picture"] for row in self._file.rows("pictures_of", digests=wanted))

    def forget_before(self, instant: Instant) -> int:
        """Destroy what was read of vehicles earlier than this; how many. To be called with the passages."""
        gone = self._file.run("forget", before_us=instant.us)
        self._file.empty_log()
        return gone


def _wanted(span: Span, camera: int | None) -> dict[str, Value]:
    return {"from_us": span.start.us, "end_us": span.end.us, "camera_number": camera}


def _row(one: Comparison) -> dict[str, Value]:
    return {
        "passage_id": one.passage or None,
        "picture": one.picture,
        "first_text": one.first.text if one.first else None,
        "first_confidence": one.first.confidence if one.first else None,
        "first_looks": one.first.looks if one.first else None,
        "second_text": one.second.text if one.second else None,
        "second_confidence": one.second.confidence if one.second else None,
        "second_looks": one.second.looks if one.second else None,
    }


def _account(row: sqlite3.Row, which: str) -> Account | None:
    text = row[f"{which}_text"]
    return None if text is None else Account(text, row[f"{which}_confidence"], row[f"{which}_looks"])


def _agreement(cost: sqlite3.Row, counts: sqlite3.Row | None) -> Agreement:
    def count(name: str) -> int:
        return int(counts[name]) if counts else 0

    def mean(name: str) -> float:
        return float(counts[name] or 0.0) if counts else 0.0

    return Agreement(
        first_model=cost["first_model"],
        second_model=cost["second_model"],
        vehicles=count("vehicles"),
        agree=count("agree"),
        differ=count("differ"),
        only_first=count("only_first"),
        only_second=count("only_second"),
        first_confidence=mean("first_confidence"),
        second_confidence=mean("second_confidence"),
        first_surer=count("first_surer"),
        second_surer=count("second_surer"),
        seconds=cost["seconds"],
        first_cost=Cost(cost["first_pictures"], cost["first_cpu_s"]),
        second_cost=Cost(cost["second_pictures"], cost["second_cpu_s"]),
    )
