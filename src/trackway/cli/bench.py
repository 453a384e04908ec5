"""`trackway bench …`: what it costs, measured here and now. The benchmarks come with a checkout."""

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Protocol

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

import trackway
from trackway.cli.house import House
from trackway.model.errors import Unavailable

__all__ = ["commands"]

Several = Parameter(negative="", consume_multiple=True)
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


class _Result(Protocol):
    """A measured figure; see ``bench/result.py``."""

    @property
    def case(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def unit(self) -> str: ...
    @property
    def yardstick(self) -> float | None: ...
    @property
    def ratio(self) -> float | None: ...
    @property
    def goal(self) -> float | None: ...
    @property
    def met(self) -> bool | None: ...
    @property
    def says(self) -> str: ...


def commands(house: House) -> App:
    """The benchmarks."""
    app = App()
    bench = App(name="bench", help="效能量測 Benchmarks, each beside a yardstick measured in the same run.")
    app.command(bench)

    @bench.command
    def search(*, passages: int = 1_000_000, folder: Path = Path(".bench"), json: Json = False) -> None:
        """查詢效能 Load simulated passages, then find and follow: rates, medians, bytes per passage.

        Parameters
        ----------
        passages
            How many.
        folder
            Where they are kept for the next run.
        """
        _print(_bench("search").search(passages, folder, house.clock), json=json)

    @bench.command
    def analyses(
        *,
        passages: int = 200_000,
        only: tuple[str, ...] = (),
        seed: int = 1,
        cases: int | None = None,
        folder: Path = Path(".bench"),
        json: Json = False,
    ) -> None:
        """分析準確度 Ask every analysis about known traffic: precision and recall beside naive methods'.

        Parameters
        ----------
        passages
            About how many in the month that is simulated.
        only
            Analyses to be asked, by name; all when not given.
        seed
            Another gives other traffic and other cases.
        cases
            At most so many of a kind are asked about; all when not given.
        folder
            Where they are kept for the next run.
        """
        found = _bench("analyses").analyses(passages, folder, house.clock, only, seed=seed, cases=cases)
        _print(found, json=json)

    @bench.command
    def read(
        *,
        labels: Path | None = None,
        pictures: Path | None = None,
        engine: tuple[str, ...] = ("trackway",),
        only: tuple[str, ...] = (),
        scenes: int = 200,
        limit: int | None = None,
        threads: int = 1,
        folder: Path = Path(".bench/read"),
        json: Json = False,
    ) -> None:
        """判讀效能 Read labelled photographs, harder variants of them, rendered scenes and clips.

        A report for people is written as ``report.html`` in the folder.

        Parameters
        ----------
        labels
            A CSV of photographs and the plates on them (docs/how-to/measure-reading.md).
        pictures
            The folder that the CSV's file names start from; its own when not given.
        engine
            What reads: trackway, another engine, or a yardstick, by name.
        only
            Sets to be read; all when not given.
        scenes
            How many rendered scenes of each kind.
        limit
            At most so many photographs, evenly from the first to the last.
        threads
            How many pictures are read at once, each on one thread.
        folder
            Where the report and the clips are kept; the yardsticks are looked for beside it.
        """
        found = _bench("read").read(
            house.engine(),
            labels,
            pictures,
            names=engine,
            only=only,
            scenes=scenes,
            limit=limit,
            threads=threads,
            folder=folder,
        )
        _print(found, json=json)

    @bench.command
    def record(
        *,
        streams: int = 150,
        seconds: float = 600.0,
        most_gb: float = 8.0,
        folder: Path = Path(".bench"),
        json: Json = False,
    ) -> None:
        """錄影效能 Record fake cameras of 1080p at 4 Mbit/s: processor and memory per stream, packets lost.

        Beside it ffmpeg copies up to 20 of the same streams, one process each.

        Parameters
        ----------
        streams
            How many cameras.
        seconds
            How long they are recorded, after 20 s to settle.
        most_gb
            Gigabytes of footage kept at most; the oldest makes room.
        folder
            Where the clip is kept for the next run, and the footage while it runs.
        """
        _print(_bench("record").record(streams, seconds, folder, house.clock, most_gb=most_gb), json=json)

    @bench.command
    def match(*, entries: int = 1_000_000, passages: int = 100_000, json: Json = False) -> None:
        """比對效能 Hold traffic against a watch list: passages a second, memory, time until changes count.

        Parameters
        ----------
        entries
            How many; 5 % of them have wildcards, 10 % may differ by any one letter, 5 % by a look-alike.
        passages
            How many are held against them.
        """
        _print(_bench("match").match(entries, house.clock, passages=passages), json=json)

    @bench.command(name="import")
    def import_(
        *,
        codec: Annotated[tuple[str, ...], Several] = ("h264", "h265"),
        activity: Annotated[tuple[int, ...], Several] = (5, 10, 30, 100),
        folder: Path = Path(".bench/import"),
        json: Json = False,
    ) -> None:
        """匯入效能 Look through footage by its sub stream, beside decoding all of the main stream.

        Parameters
        ----------
        codec
            h264, h265 or both.
        activity
            Per cent of the time in which somebody is there: 5, 10, 30, 100.
        folder
            Where the footage is kept for the next run; making it takes some minutes.
        """
        found = _bench("import_").look_through(
            house.engine(), house.clock, folder, codecs=codec, activities=activity
        )
        _print(found, json=json)

    @bench.command
    def alert(*, seconds: int = 60, rate: int = 500, entries: int = 10_000, json: Json = False) -> None:
        """警示時效 Time alerts: from a passage on disk to the officer's page and to the gateway.

        Parameters
        ----------
        seconds
            How long passages come; one of each second's is wanted.
        rate
            Passages a second.
        entries
            How many plates are watched for.
        """
        _print(_bench("alert").alert(seconds, rate, entries, house.clock), json=json)

    @bench.command
    def watch(
        *,
        passages: int = 200_000,
        only: tuple[str, ...] = (),
        seed: int = 1,
        folder: Path = Path(".bench"),
        json: Json = False,
    ) -> None:
        """即時偵測準確度 Show known traffic to the live tests: precision, recall, delay beside the analyses'.

        Parameters
        ----------
        passages
            About how many in the month that is simulated.
        only
            Live tests to be shown it, by name; all when not given.
        seed
            Another gives other traffic and other cases.
        folder
            Where they are kept for the next run.
        """
        _print(_bench("watch").watch(passages, folder, house.clock, only, seed=seed), json=json)

    @bench.command
    def yardsticks(*, folder: Path = Path(".bench/yardsticks"), agpl: bool = False) -> None:
        """比較用引擎 Make the environment in which other plate readers are run as yardsticks.

        Parameters
        ----------
        folder
            Where it is made.
        agpl
            Also the YOLOv8n yardstick: large, and AGPL-3.0, so for measuring only.
        """
        for step in _bench("reading.yardsticks.making").made(folder, with_agpl=agpl):
            print(f"yardsticks: {step}", file=sys.stderr, flush=True)

    return app


def _bench(name: str) -> ModuleType:
    checkout = Path(trackway.__file__).parents[2]
    if not (checkout / "bench" / f"{name.replace('.', '/')}.py").is_file():
        raise Unavailable(f"The benchmark {name} comes with a checkout of Trackway, not with the package.")
    if str(checkout) not in sys.path:
        sys.path.append(str(checkout))
    return import_module(f"bench.{name}")


def _print(results: Iterable[_Result], *, json: bool) -> None:
    """Each result as it comes: an object a line, or a table at the end."""
    table = Table(
        "項目 Case", "值 Value", "單位", "比較 Yardstick", "比 Ratio", "目標 Goal", "達成 Met", "說明"
    )
    for one in results:
        if json:
            print(msgspec.json.encode(one).decode(), flush=True)
            continue
        print(f"{one.case}: {one.value:,} {one.unit}", file=sys.stderr)
        met = {True: "✓", False: "✗", None: ""}[one.met]
        numbers = (one.yardstick, one.ratio, one.goal)
        table.add_row(
            one.case,
            f"{one.value:,}",
            one.unit,
            *("" if n is None else f"{n:,}" for n in numbers),
            met,
            one.says,
        )
    if not json:
        Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)
