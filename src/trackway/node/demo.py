"""The demonstration: a whole small county, built from the simulator through the product's own doors.

::

    sim ──► registry            stations, sites, cameras
        ──► passages            a week of traffic, the incidents in it, drawn pictures
        ──► footage ──► import  rendered clips, kept as a recorder keeps them, read by the real engine
        ──► trust             one officer to sign in as

Everything is invented and marked 示範. It is built once for a data folder, in another folder beside it
that is renamed at the end, so that a build that was stopped half-way is never taken for a whole one.
"""

import csv
import secrets
import shutil
import sys
import webbrowser
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from getpass import getuser
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from trackway.intake.recordings import (
    FileReport,
    FileState,
    Ledger,
    import_footage,
    read_manifest,
    with_grounds,
)
from trackway.model.camera import CameraKind
from trackway.model.errors import Conflict, Lost
from trackway.model.passage import Passage
from trackway.model.question import Role
from trackway.model.time import Clock, Instant, parse_instant
from trackway.node.centre import listening, running_centre, serve_on
from trackway.node.demo_live import traffic_going_on
from trackway.node.filing import filing_of, opened_journal
from trackway.node.watching import opened_watch
from trackway.passages import Pictures, open_passages
from trackway.registry import ROADS_FILE, Registry
from trackway.sim import (
    County,
    Footage,
    Scene,
    county,
    demo_footage,
    film,
    network_geojson,
    pictured,
    simulate,
)
from trackway.sim.clips import PLAYABLE_CODEC, calibrated, fov_deg, render_clip
from trackway.trust import Trust
from trackway.video.catalogue import Catalogue
from trackway.video.stream import StreamKey
from trackway.vision import default_engine

__all__ = ["demo"]

_STALE_S = 24 * 3600
"""The demonstration shows "the last seven days"; a day later it is built anew."""
_USERNAME, _SECOND = "demo", "demo2"
"""Two officers: what one asks to be watched for another approves, and of two who act at once one wins."""
_BATCH = 200


class Story(msgspec.Struct, frozen=True):
    """What ``demo.json`` says: when it was built, how much is in it, how to sign in, what to look at."""

    built_at: str
    username: str
    password: str
    cameras: dict[str, int]
    passages: int
    clips: int
    clip_passages: int
    incidents: tuple[dict[str, object], ...]


def demo(data: Path, clock: Clock, *, host: str, port: int, once: bool) -> None:
    """Build the demonstration county unless it is there, and unless ``once`` serve it and open its map.

    Raises ``Conflict`` when the port is taken, or when the folder holds something that is no demonstration.
    """
    if once:
        _print_story(_story_of(data, clock), host, port)
        return
    with listening(host, port) as socket:  # before minutes of building, not after
        story = _story_of(data, clock)
        with (
            running_centre(data, clock, host=host, port=port) as centre,
            traffic_going_on(centre.filing, centre.pictures, centre.watch, clock, (_USERNAME, _SECOND)),
        ):
            _print_story(story, host, port)
            if sys.stdout.isatty():
                webbrowser.open(f"http://{host}:{port}/")
            serve_on(socket, centre.config)


def _story_of(data: Path, clock: Clock) -> Story:
    """The story of the demonstration in this folder, which is built when it is missing or stale."""
    told = data / "demo.json"
    if told.is_file():
        try:
            story = msgspec.json.decode(told.read_bytes(), type=Story)
        except msgspec.MsgspecError as error:
            raise Lost(f"The demonstration {told} cannot be read ({error}); remove {data}.") from error
        if clock.now().since(parse_instant(story.built_at)) < _STALE_S:
            return story
    elif any(data.iterdir()):
        raise Conflict(f"{data} holds something that is no demonstration; give another folder with --data.")
    building = data.with_name(f"{data.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(mode=0o700)
    story = _build(building, clock)
    shutil.rmtree(data)
    building.rename(data)
    with Catalogue(data / "footage.sqlite", clock) as catalogue:
        catalogue.volumes.add(data / "footage")  # known again by its identity, at its new place
    return story


def _build(data: Path, clock: Clock) -> Story:
    end = clock.now()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task("道路與鏡頭 roads and cameras", total=5)
        place = county()
        with Registry(data / "registry.sqlite") as registry:
            registry.save(stations=place.stations, sites=place.sites, cameras=place.cameras)
        (data / ROADS_FILE).write_text(network_geojson(place.graph), encoding="utf-8")
        bar.update(task, advance=1, description="七天車流與案件 seven days of traffic and incidents")
        scene = simulate(place, end)
        bar.update(task, advance=1, description="過車紀錄與圖片 passages and pictures")
        _file(scene, data)
        bar.update(task, advance=1, description="示範影片 rendering footage")
        footage = demo_footage(scene)
        manifest = _record(footage, data, clock)
        _calibrate(footage, data, end)
        bar.update(task, advance=1, description="判讀影片 reading the footage")
        found = _import(manifest, data, clock)
        bar.update(task, advance=1)
    with open_passages(data / "passages") as passages:
        total = passages.count()
    story = Story(
        built_at=str(end),
        username=_USERNAME,
        password=_officer(data, clock),
        cameras=_counted(place),
        passages=total,
        clips=len(footage),
        clip_passages=found,
        incidents=tuple(incident.as_json() for incident in scene.incidents),
    )
    (data / "demo.json").write_bytes(msgspec.json.format(msgspec.json.encode(story)))
    (data / "demo.json").chmod(0o600)
    return story


def _counted(place: County) -> dict[str, int]:
    plate = sum(camera.kind is CameraKind.PLATE for camera in place.cameras)
    return {
        "plate": plate,
        "ordinary": len(place.cameras) - plate,
        "sites": len(place.plate_sites),
        "stations": len(place.stations),
    }


def _file(scene: Scene, data: Path) -> None:
    pictures = Pictures(data / "pictures")
    with open_passages(data / "passages") as passages:
        for table in scene.tables():
            passages.add_columns(table)
        for some in _batches(map(pictured, scene.shown())):
            for _, jpeg in some:
                pictures.put(jpeg)
            passages.add([passage for passage, _ in some])


def _batches(pairs: Iterable[tuple[Passage, bytes]]) -> Iterator[list[tuple[Passage, bytes]]]:
    left = iter(pairs)
    while some := list(islice(left, _BATCH)):
        yield some


def _record(footage: Sequence[Footage], data: Path, clock: Clock) -> Path:
    """Render every clip, keep it as footage, and write the manifest that the import reads; its path."""
    manifest = data / "clips.csv"
    with (
        TemporaryDirectory() as folder,
        Catalogue(data / "footage.sqlite", clock) as catalogue,
        manifest.open("w", newline="", encoding="utf-8") as out,
    ):
        volume = catalogue.volumes.add(data / "footage")
        rows = csv.writer(out)
        rows.writerow(["file", "camera", "start", "clock", "offset_s", "error_s"])
        for number, clip in enumerate(footage):
            rendered = Path(folder) / f"{number}.mp4"
            render_clip(clip.script, rendered, PLAYABLE_CODEC)
            kept = film(rendered, StreamKey(clip.camera.number), clip.starts_at, catalogue, volume)
            rows.writerow([kept.opened.path, clip.camera.id, str(clip.starts_at), "import", 0, 0.5])
    return manifest


def _calibrate(footage: Sequence[Footage], data: Path, at: Instant) -> None:
    """Put on the register how the clips' cameras look at their roads, as `cameras calibrate` would."""
    with Registry(data / "registry.sqlite") as registry:
        for clip in footage:
            camera, road = clip.camera, clip.script.road
            view = calibrated(road, camera.place, camera.heading_deg)
            registry.save(cameras=[replace(camera, fov_deg=round(fov_deg(road), 2))])
            registry.save_ground(camera.id, view, by="demo", at=at)


def _import(manifest: Path, data: Path, clock: Clock) -> int:
    """Read the clips as `trackway import` would; how many passages they gave.

    Raises ``Lost`` when one cannot be read.
    """
    with (
        Registry(data / "registry.sqlite") as registry,
        Ledger(data / "imports.sqlite") as ledger,
        open_passages(data / "passages") as passages,
        opened_journal(data, clock) as journal,
        opened_watch(data, clock) as watch,
    ):
        filing = filing_of(data, journal, passages, watch)
        listed = read_manifest(manifest, registry.cameras(), folders=[data / "footage"])
        grounds = registry.grounds(one.camera.id for one in listed.recordings)
        events = import_footage(
            with_grounds(listed.recordings, grounds),
            ledger=ledger,
            store=filing,
            pictures=Pictures(data / "pictures"),
            engine=default_engine(),
            clock=clock,
            ignores=filing.ignores,
        )
        reports = [event for event in events if isinstance(event, FileReport)]
    bad = [*listed.problems, *(report.error for report in reports if report.state is not FileState.DONE)]
    if bad:
        raise Lost(f"The demonstration's footage could not be read: {bad[0]}")
    return sum(report.passages for report in reports)


def _officer(data: Path, clock: Clock) -> str:
    """Make the demonstration's officers; returns their password, which is printed and kept in demo.json."""
    password = f"hualien-{secrets.token_hex(5)}"
    with Trust(data / "trust.sqlite", clock) as trust:
        by = trust.command_line_officer(getuser())
        trust.officers.add(by, _USERNAME, "示範使用者 Demonstration", password, Role.ADMINISTRATOR)
        trust.officers.add(by, _SECOND, "示範同事 Colleague", password, Role.INVESTIGATOR)
    return password


def _print_story(story: Story, host: str, port: int) -> None:
    url = f"http://{host}:{port}/"
    many = story.cameras
    until = parse_instant(story.built_at).taipei()
    lines = [
        "",
        "車行軌跡 Trackway — 示範花蓮縣 a demonstration of Hualien, all of it invented",
        "",
        f"  鏡頭 cameras    {many['plate']:,} 車牌辨識 plate at {many['sites']} sites, "
        f"{many['ordinary']:,} 一般 ordinary; {many['stations']} 派出所 stations",
        f"  過車 passages   {story.passages:,} in the seven days until {until:%Y-%m-%d %H:%M}",
        f"  影片 footage    {story.clips} clips, read by the real import: {story.clip_passages} passages",
        "",
        f"  網址 open       {url}",
        f"  登入 sign in    {story.username} / {story.password}  (同事 a colleague: {_SECOND})",
        "",
        "案件 Incidents, and where to click:",
    ]
    for incident in story.incidents:
        link = str(incident["link"]).lstrip("/")
        lines += [f"  • {incident['title_zh']} {incident['title_en']}", f"    {url}{link}"]
    print("\n".join(lines), flush=True)
