"""Loading: simulated passages made once, table by table, and put into a store."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from urllib3 import Timeout

from bench.measuring import Cpu, Peak, client_of
from bench.result import Result, at_least, measured
from trackway.model.errors import WrongUse
from trackway.model.time import Instant
from trackway.passages import PassageStore, open_passages
from trackway.passages.bulk import batches
from trackway.passages.columns import parse_columns
from trackway.sim import bulk_tables, county
from trackway.sqlite import named_blocks

__all__ = ["END", "SQL", "loaded", "weighed"]

END = Instant(1_795_276_800_000_000)  # 2026-11-22T00:00+08:00, so that runs can use what others made
SQL = named_blocks(Path(__file__).with_name("search.sql").read_text(encoding="utf-8"))
_MOST_VEHICLES = 500_000
"""They make some 3.4 million passages a day, as many as 1,000 cameras: 100 million are a month."""
_AGAIN = 250_000
_MERGE_S = 7_200
"""A month of a billion passages takes less than an hour on one core."""


def loaded(passages: int, place: Path) -> Iterator[Result]:
    """Load so many passages, unless an earlier run has; what is loaded stays for the next."""
    done = place / "loaded"
    if done.exists():
        print(f"{place}: loaded by an earlier run; loading is not measured again.", file=sys.stderr)
        return
    tables = _made(passages, place)
    yield from _load(passages, place, tables)
    shutil.rmtree(place / "tables")
    done.touch()


def _made(passages: int, place: Path) -> list[Path]:
    """The passages as files, one table in memory at a time: making them is not what is measured."""
    folder = place / "tables"
    folder.mkdir(exist_ok=True)
    made, said = folder / "made", place / "parquet_bytes"
    if not made.exists():
        for number, table in enumerate(bulk_tables(county(), END, passages, most_vehicles=_MOST_VEHICLES)):
            pq.write_table(table, folder / f"{number:05}.parquet", compression="zstd")
        said.write_text(str(sum(path.stat().st_size for path in folder.glob("*.parquet"))), encoding="utf-8")
        made.touch()
    return sorted(folder.glob("*.parquet"))


def _load(passages: int, place: Path, tables: list[Path]) -> Iterator[Result]:
    with open_passages(place / "passages") as store:
        first = pq.read_table(tables[0]).slice(0, _AGAIN)
        plain = first.num_rows / _plain(store, first)
        began, cpu, peak = time.monotonic(), Cpu(place / "passages"), Peak(place / "passages")
        for path in tables:
            store.add_columns(pq.read_table(path))
        took, spent = time.monotonic() - began, cpu.spent()
        if store.count() != passages:
            raise WrongUse(
                f"{place} holds {store.count()} passages, not {passages}; remove it and run again."
            )
        each = f"{spent / passages * 1e6:.1f} us of processor a passage, both ends"
        says = f"yardstick: one plain table; {each}; owner at most {peak.megabytes()} MB"
        rate = round(passages / took)
        yield at_least(measured("search", "load", rate, "passages/s", round(plain), says=says), 300_000)
        began = time.monotonic()
        store.add_columns(first)
        rate = round(first.num_rows / (time.monotonic() - began))
        says = "yardstick: one plain table, which keeps nothing single"
        yield measured("search", "load again (all there)", rate, "passages/s", round(plain), says=says)
        yield from _settled(store, place)


def _plain(store: PassageStore, table: pa.Table) -> float:
    """Seconds to put one batch into one plain table."""
    client = client_of(store)
    client.command(SQL["plain_drop"])
    client.command(SQL["plain_make"])
    began = time.monotonic()
    for _, rows in batches(parse_columns(table)):
        client.insert_arrow("plain_passages", rows)
    took = time.monotonic() - began
    client.command(SQL["plain_drop"])
    return took


def _settled(store: PassageStore, place: Path) -> Iterator[Result]:
    """Merge what merges in the background would merge in their time."""
    client = client_of(store)
    client.timeout = Timeout(connect=5, read=_MERGE_S)  # type: ignore[attr-defined]
    parts = int(str(client.command(SQL["parts"])))
    began, cpu, peak = time.monotonic(), Cpu(place / "passages"), Peak(place / "passages")
    months = [row[0] for row in client.query(SQL["months"]).result_rows]
    for month in months:
        client.command(SQL["settle"], parameters={"month": month}, settings={"max_execution_time": 0})
    client.command(SQL["settle_plates"], settings={"max_execution_time": 0})
    says = f"{parts} parts to {client.command(SQL['parts'])}; {cpu.spent():.0f} s of processor"
    says += f"; owner at most {peak.megabytes()} MB"
    yield measured("search", "merge", round(time.monotonic() - began, 2), "s", None, says=says)


def weighed(place: Path) -> Iterator[Result]:
    """Bytes on disk that a passage takes."""
    with open_passages(place / "passages") as store:
        rows, client = store.count(), client_of(store)
        size = int(str(client.command(SQL["size"])))
        orders = dict(client.query(SQL["sizes"]).result_rows)
    parquet = int((place / "parquet_bytes").read_text(encoding="utf-8"))
    parts = ", ".join(f"{name} {count / rows:.2f}" for name, count in orders.items())
    says = f"both orders and the plates ({parts}); yardstick: Parquet with ZSTD, one order"
    yield measured(
        "search", "weight", round(size / rows, 2), "bytes/passage", round(parquet / rows, 2), says=says
    )
