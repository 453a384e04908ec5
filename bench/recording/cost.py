"""What processes cost, from /proc: processor seconds, and memory with shared pages counted by their share."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trackway.model.errors import Unavailable

__all__ = ["Cost", "cost_of", "family"]

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds since a process began, and its memory (PSS) now, in bytes."""

    cpu_s: float
    pss: int

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu_s + other.cpu_s, self.pss + other.pss)


def cost_of(pids: Iterable[int]) -> Cost:
    """Of these processes together. Raises ``Unavailable`` when one is gone: its cost would be missing."""
    total = Cost(0.0, 0)
    for pid in pids:
        try:
            fields = (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
            rollup = (Path("/proc") / str(pid) / "smaps_rollup").read_text()
        except OSError as error:
            raise Unavailable(f"The process {pid} that was measured is gone.") from error
        pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        total += Cost((int(fields[11]) + int(fields[12])) * _TICK_S, pss * 1024)
    return total


def family(pid: int) -> tuple[int, ...]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (pid, *(one for child in children for one in family(int(child))))
