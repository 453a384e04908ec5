"""What a question costs beside its time: rows and bytes read, processor time, memory of the owner."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from trackway.model.errors import WrongUse
from trackway.passages import PassageStore
from trackway.passages.clickhouse import ClickHousePassages
from trackway.passages.places import Places

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

__all__ = ["Cost", "Cpu", "Peak", "client_of", "counted"]


@dataclass
class Cost:
    """What questions read of the tables, and in how many statements."""

    rows: int = 0
    bytes: int = 0
    statements: int = 0


class _CountingPool:
    """The pool of connections, reading off each answer what it cost."""

    def __init__(self, pool: Any, cost: Cost) -> None:  # noqa: ANN401  urllib3 comes without types here
        self._pool, self._cost = pool, cost

    def request(self, *words: Any, **named: Any) -> Any:  # noqa: ANN401  as above
        answer = self._pool.request(*words, **named)
        summary = json.loads(answer.headers.get("X-ClickHouse-Summary", "{}"))
        self._cost.rows += int(summary.get("read_rows", 0))
        self._cost.bytes += int(summary.get("read_bytes", 0))
        self._cost.statements += 1
        return answer

    def clear(self) -> None:
        self._pool.clear()


def client_of(store: PassageStore) -> "Client":
    """The client behind a store on disk: it is the engine that is measured."""
    if not isinstance(store, ClickHousePassages):
        raise WrongUse("This measures the store on disk.")
    return store.link.client()


@contextmanager
def counted(store: PassageStore) -> Iterator[Cost]:
    """Count what all questions to a store on disk cost meanwhile, whoever asks them."""
    client = cast("Any", client_of(store))
    cost, pool = Cost(), client.http
    client.http = _CountingPool(pool, cost)
    try:
        yield cost
    finally:
        client.http = pool


class Cpu:
    """Processor seconds of this process and the owner since it was made: what a busy machine cannot hide."""

    def __init__(self, folder: Path) -> None:
        endpoint = Places(folder).endpoint()
        self._stat = Path(f"/proc/{endpoint.pid if endpoint else 'self'}/stat")
        self._start = self._now()

    def _now(self) -> float:
        ticks = self._stat.read_text().rpartition(")")[2].split()[11:13]
        return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def spent(self) -> float:
        """Seconds since then."""
        return self._now() - self._start


class Peak:
    """The most memory the owner held since it was made."""

    def __init__(self, folder: Path) -> None:
        endpoint = Places(folder).endpoint()
        self._process = Path(f"/proc/{endpoint.pid if endpoint else 'self'}")
        (self._process / "clear_refs").write_text("5")  # Linux starts counting the peak anew

    def megabytes(self) -> int:
        """In whole megabytes, of what lies in memory (files mapped by the engine too)."""
        for line in (self._process / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1000
        raise WrongUse("The system does not say how much memory a process held at most.")
