"""Searching: how fast passages are loaded, found and followed, and what they weigh.

Yardsticks, all measured in the same run on the same engine: for loading, the same rows into one plain
table; for asking, the bytes that a question read at the rate at which one plain scan reads; for weight,
the same rows as Parquet. Cold means a fresh owner process and no page of its files in memory.
"""

import io
import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from bench.result import Result, at_least, at_most, measured
from trackway.model.camera import CameraKind
from trackway.model.errors import WrongUse
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.question import Permit, Purpose, Question
from trackway.model.time import Clock, Instant, Span
from trackway.model.vehicle import Colour
from trackway.passages import PassageStore, open_passages
from trackway.passages.bulk import batches
from trackway.passages.clickhouse import ClickHousePassages
from trackway.passages.columns import parse_columns
from trackway.passages.places import Places, locked
from trackway.sim import bulk_tables, county
from trackway.sqlite import named_blocks
from trackway.trails import trail
from trackway.trust import Trust

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client
    from clickhouse_connect.driver.query import QueryResult

__all__ = ["search"]

END = Instant(1_795_276_800_000_000)  # 2026-11-22T00:00+08:00, so that runs can use what others made
WARM_RUNS, COLD_RUNS = 15, 3
SQL = named_blocks(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


class Cpu:
    """Processor seconds of this process and the owner since it was made: what a busy machine cannot hide."""

    def __init__(self, place: Path) -> None:
        endpoint = Places(place / "passages").endpoint()
        self._stat = Path(f"/proc/{endpoint.pid if endpoint else 'self'}/stat")
        self._start = self._now()

    def _now(self) -> float:
        ticks = self._stat.read_text().rpartition(")")[2].split()[11:13]
        return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def spent(self) -> float:
        """Seconds since then."""
        return self._now() - self._start


@dataclass
class Read:
    """What questions read of the tables."""

    rows: int = 0
    bytes: int = 0


class CountingClient:
    """The client, counting what its questions read."""

    def __init__(self, client: "Client", read: Read) -> None:
        self._client, self._read = client, read

    def query(
        self, statement: str, parameters: dict[str, Any] | None = None, settings: dict[str, Any] | None = None
    ) -> "QueryResult":
        answer = self._client.query(statement, parameters=parameters, settings=settings)
        self._read.rows += int(answer.summary["read_rows"])
        self._read.bytes += int(answer.summary["read_bytes"])
        return answer


@dataclass
class Counting:
    """A link whose questions are counted."""

    inner: "Client"
    read: Read = field(default_factory=Read)

    def client(self) -> "Client":
        return cast("Client", CountingClient(self.inner, self.read))

    def renewed(self, gone: "Client") -> "Client":
        return gone


@dataclass(frozen=True)
class Asking:
    """A store that can be asked, and what is asked of it."""

    store: PassageStore
    client: "Client"
    permit: Permit
    plates: list[Plate]
    span: Span
    place: Path


Case = Callable[[Asking, PassageStore, int], int]
"""Asks once, the n-th time; how many rows the answer has."""


def search(passages: int, folder: Path, clock: Clock) -> Iterator[Result]:
    """Load and ask so many simulated passages; what is loaded stays in the folder for the next run."""
    if passages < 1000:
        raise WrongUse(f"{passages} passages measure nothing; ask for 1,000 or more.")
    place = folder / f"search-{passages}"
    place.mkdir(parents=True, exist_ok=True)
    done = place / "loaded"
    if not done.exists():
        yield from _load(passages, place)
        done.touch()
    else:
        print(f"{place}: loaded by an earlier run; loading is not measured again.", file=sys.stderr)
    yield from _weigh(place)
    with Trust(place / "trust.sqlite", clock) as trust:
        me = trust.command_line_officer("bench")
        with trust.asking(Purpose(me, "bench", "measuring"), "search", {"bench": "search"}) as asked:
            yield from _ask(place, asked.permit)


# -- loading ---------------------------------------------------------------------------------------------


def _load(passages: int, place: Path) -> Iterator[Result]:
    tables = list(bulk_tables(county(), END, passages))
    first = tables[0].slice(0, 250_000)
    with open_passages(place / "passages") as store:
        client = _client(store)
        plain_s = _plain(client, first)
        began, cpu = time.monotonic(), Cpu(place)
        for table in tables:
            store.add_columns(table)
        took, spent = time.monotonic() - began, cpu.spent()
        began = time.monotonic()
        store.add_columns(first)
        again = time.monotonic() - began
        if store.count() != passages:
            raise WrongUse(
                f"{place} holds {store.count()} passages, not {passages}; remove it and run again."
            )
        for name in ("settle", "settle_plates"):
            client.command(SQL[name])
    plain = first.num_rows / plain_s
    says = f"yardstick: one plain table; {spent / passages * 1e6:.1f} us of processor a passage, both ends"
    yield at_least(
        measured("search", "load", round(passages / took), "passages/s", round(plain), says=says), 300_000
    )
    rate = round(first.num_rows / again)
    yield measured("search", "load again (all there)", rate, "passages/s", round(plain), says=says)


def _plain(client: "Client", table: pa.Table) -> float:
    """Seconds to put one batch into one plain table."""
    client.command(SQL["plain_drop"])
    client.command(SQL["plain_make"])
    began = time.monotonic()
    for _, rows in batches(parse_columns(table)):
        client.insert_arrow("plain_passages", rows)
    took = time.monotonic() - began
    client.command(SQL["plain_drop"])
    return took


def _weigh(place: Path) -> Iterator[Result]:
    with open_passages(place / "passages") as store:
        rows = store.count()
        size = int(cast("int", _client(store).command(SQL["size"])))
    out = io.BytesIO()
    sample = next(iter(bulk_tables(county(), END, min(rows, 200_000))))
    pq.write_table(sample, out, compression="zstd")
    parquet = out.tell() / sample.num_rows
    says = "both orders and the plates; yardstick: Parquet with ZSTD, one order"
    yield measured("search", "weight", round(size / rows, 2), "bytes/passage", round(parquet, 2), says=says)


# -- asking ----------------------------------------------------------------------------------------------


def _ask(place: Path, permit: Permit) -> Iterator[Result]:
    with _opened(place, permit) as asking:
        rate = _scan_rate(asking.client)
        for name, (case, goal) in CASES.items():
            yield _warm(name, case, goal, asking, rate)
    for name, (case, _) in CASES.items():
        yield _cold(name, case, asking)
    yield _opening(place)


@contextmanager
def _opened(place: Path, permit: Permit) -> Iterator[Asking]:
    with open_passages(place / "passages") as store:
        year = Span(END.plus(-365 * 86_400), END)
        (last,) = store.find(permit, Question(year, limit=1)).rows
        end = last.at.plus(1)
        plates = _plates(store, permit, end)
        yield Asking(store, _client(store), permit, plates, Span(year.start, end), place)


def _plates(store: PassageStore, permit: Permit, last: Instant) -> list[Plate]:
    """Plates that were seen on different days of the last week."""
    found: list[Plate] = []
    for back_h in itertools.count(2, 11):
        end = last.plus(-back_h * 3600)
        rows = store.find(permit, Question(Span(end.plus(-7200), end), has_plate=True, limit=1)).rows
        found.extend(row.plate for row in rows if row.plate)
        if len(found) == WARM_RUNS or back_h > 11 * 60:
            return found
    raise AssertionError("the count has no end")


def _warm(name: str, case: Case, goal: float | None, asking: Asking, rate: float) -> Result:
    link = Counting(asking.client)
    counted = ClickHousePassages(link)
    case(asking, asking.store, 0)
    times, rows, spent = [], 0, 0.0
    for n in range(WARM_RUNS):
        began, cpu = time.monotonic(), Cpu(asking.place)
        rows += case(asking, asking.store, n)
        times.append(time.monotonic() - began)
        spent += cpu.spent()
        case(asking, counted, n)
    yardstick = link.read.bytes / WARM_RUNS / rate
    says = (
        f"median of {WARM_RUNS}; mean {rows / WARM_RUNS:.0f} rows, {link.read.rows / WARM_RUNS:,.0f} read, "
        f"{spent / WARM_RUNS * 1000:.0f} ms of processor"
    )
    result = measured(
        "search", f"{name}, warm", round(statistics.median(times), 4), "s", round(yardstick, 5), says=says
    )
    return result if goal is None else at_most(result, goal)


def _cold(name: str, case: Case, asking: Asking) -> Result:
    """Plates, span and permit are those of the warm runs; the store is a fresh one each time."""
    times = []
    for n in range(COLD_RUNS):
        _forget(asking.place / "passages")
        with open_passages(asking.place / "passages") as store:
            began = time.monotonic()
            case(asking, store, n)
            times.append(time.monotonic() - began)
    return measured(
        "search",
        f"{name}, cold",
        round(statistics.median(times), 4),
        "s",
        None,
        says=f"median of {COLD_RUNS}",
    )


def _opening(place: Path) -> Result:
    times = []
    for _ in range(COLD_RUNS):
        _forget(place / "passages")
        began = time.monotonic()
        with open_passages(place / "passages"):
            times.append(time.monotonic() - began)
    return measured(
        "search", "open, owner started", round(statistics.median(times), 3), "s", None, says="cold files"
    )


def _scan_rate(client: "Client") -> float:
    """Bytes a second that a plain scan reads."""
    best = 0.0
    for _ in range(3):
        began = time.monotonic()
        read = int(client.query(SQL["scan"]).summary["read_bytes"])
        best = max(best, read / (time.monotonic() - began))
    return best


def _one_plate(asking: Asking, store: PassageStore, n: int) -> int:
    pattern = PlatePattern(asking.plates[n % len(asking.plates)].text)
    return len(store.find(asking.permit, Question(asking.span, pattern=pattern)).rows)


def _pattern(asking: Asking, store: PassageStore, n: int) -> int:
    text = asking.plates[n % len(asking.plates)].text
    return len(store.find(asking.permit, Question(asking.span, pattern=PlatePattern(f"?{text[1:3]}*"))).rows)


def _pattern_colour(asking: Asking, store: PassageStore, n: int) -> int:
    text = asking.plates[n % len(asking.plates)].text
    question = Question(
        Span(asking.span.end.plus(-7 * 86_400), asking.span.end),
        pattern=PlatePattern(f"*{text[-2:]}"),
        colours=frozenset({Colour.WHITE}),
    )
    return len(store.find(asking.permit, question).rows)


def _area(asking: Asking, store: PassageStore, n: int) -> int:
    start = asking.span.end.plus(-86_400 + 3600 * (n % 24))
    near = [camera.number for camera in county().cameras if camera.kind is CameraKind.PLATE][60:100]
    question = Question(Span(start, start.plus(1800)), cameras=frozenset(near))
    return len(store.find(asking.permit, question).rows)


def _newest(asking: Asking, store: PassageStore, n: int) -> int:
    span = Span(asking.span.start, asking.span.end.plus(-3600 * n))
    return len(store.find(asking.permit, Question(span, limit=500)).rows)


def _trail(asking: Asking, store: PassageStore, n: int) -> int:
    cameras = {camera.number: camera for camera in county().cameras}
    plate = asking.plates[n % len(asking.plates)]
    return len(
        trail(
            store, cameras, asking.permit, plate, Span(asking.span.end.plus(-30 * 86_400), asking.span.end)
        ).passages
    )


CASES: dict[str, tuple[Case, float | None]] = {
    "find one plate": (_one_plate, 0.2),
    "find pattern ?BC*": (_pattern, 0.2),
    "find pattern, colour, a week": (_pattern_colour, 0.5),
    "find area, 30 min": (_area, 0.2),
    "find newest page": (_newest, 0.2),
    "trail": (_trail, None),
}
"""What is asked, and the seconds it may take."""


# -- around it -------------------------------------------------------------------------------------------


def _client(store: PassageStore) -> "Client":
    """The client behind the store: the bench measures the engine too."""
    if not isinstance(store, ClickHousePassages):
        raise WrongUse("This bench measures the store on disk.")
    return store.link.client()


def _forget(folder: Path) -> None:
    """Wait for the owner's end and let the system forget the pages of its files."""
    with ExitStack() as stack:
        stack.enter_context(locked(Places(folder).owner_lock))
        for path in folder.rglob("*"):
            if path.is_file():
                descriptor = os.open(path, os.O_RDONLY)
                os.fsync(descriptor)  # pages not yet written cannot be forgotten
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(descriptor)
