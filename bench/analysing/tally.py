"""Tally: how many answers were right, how many were given, how many should have been."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.result import Result, measured
from trackway.model.finding import Finding

__all__ = ["BENCH", "Tally", "compared", "rank_of", "share"]

BENCH = "analyses"


@dataclass
class Tally:
    """Counts over all cases of a kind."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, given: Collection[str], wanted: Collection[str]) -> None:
        """One case: what was answered and what should have been."""
        self.right += len(set(given) & set(wanted))
        self.given += len(set(given))
        self.wanted += len(set(wanted))

    def add_findings(self, findings: Iterable[Finding], wanted: Collection[str]) -> None:
        """One case: a finding is right when it names a plate that should have been answered."""
        missing, some = set(wanted), list(findings)
        self.given += len(some)
        self.wanted += len(missing)
        for finding in some:
            named = missing & set(finding.plates)
            self.right += bool(named)
            missing -= named

    @property
    def precision(self) -> float:
        """The share of what was answered that is right; 1 where nothing was answered."""
        return round(self.right / self.given, 3) if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of what should have been answered that was."""
        return round(self.right / self.wanted, 3) if self.wanted else 1.0


def compared(name: str, ours: Tally, naive: Tally, *, says: str) -> Iterator[Result]:
    """Precision and recall beside those of a naive method."""
    pairs = (
        ("precision", ours.precision, naive.precision, (ours.right, ours.given), (naive.right, naive.given)),
        ("recall", ours.recall, naive.recall, (ours.right, ours.wanted), (naive.right, naive.wanted)),
    )
    for what, value, yardstick, mine, other in pairs:
        counts = f"{mine[0]} of {mine[1]}, yardstick {other[0]} of {other[1]}"
        yield measured(BENCH, f"{name} · {what}", value, "share", yardstick, says=f"{counts}; {says}")


def rank_of(plate: str, findings: Sequence[Finding]) -> int | None:
    """The place of the first finding that names a plate, 1 first; nothing when none does."""
    return next((n for n, one in enumerate(findings, start=1) if plate in one.plates), None)


def share(name: str, part: tuple[int, int], yardstick: tuple[int, int] | None, *, says: str) -> Result:
    """A share of cases beside that of a naive method."""
    value = round(part[0] / max(part[1], 1), 3)
    other = None if yardstick is None else round(yardstick[0] / max(yardstick[1], 1), 3)
    counts = f"{part[0]} of {part[1]}"
    return measured(BENCH, name, value, "share", other, says=f"{counts}; {says}")
