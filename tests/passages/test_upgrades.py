"""A folder that an earlier version made still opens, says the same as before, and is as a fresh one."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from trackway.model.errors import Unavailable
from trackway.model.passage import Passage, passage_id
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Permit, Question
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import PassageStore, open_passages, opening
from trackway.passages.named import named_sql
from trackway.passages.upgrades import SCHEMA
from trackway.sqlite import named_blocks

Make = Callable[..., Passage]
OLD_SCHEMAS = {version: Path(__file__).with_name(f"schema_{version}.sql") for version in range(1, SCHEMA)}
FIRST = Instant(1_790_000_000_000_000)
ROWS = 3000
BEFORE = """
import os, sys
from pathlib import Path
from trackway.passages.engine import Engine
from trackway.sqlite import named_blocks
folder, schema, more = Path(sys.argv[1]), Path(sys.argv[2]).read_text(), sys.argv[3:]
engine = Engine(folder)
for statement in [*named_blocks(schema).values(), *more]:
    engine.run(statement, "Null", {}, {})
engine.close()
os._exit(0)
"""


def made_before(folder: Path, version: int, *more: str) -> None:
    """A folder as that schema left it, with passages of one plate, a second apart, one with its evidence."""
    words = [sys.executable, "-c", BEFORE, str(folder), str(OLD_SCHEMAS[version]), *more]
    subprocess.run(words, check=True)


def client_of(store: PassageStore) -> Client:
    found: Client = store.link.client()  # type: ignore[attr-defined]
    return found


def tables_of(client: Client) -> dict[str, str]:
    """How each table was made, and with what columns in what order."""
    names = [
        row[0]
        for row in client.query("select name from system.tables where database = 'default'").result_rows
    ]
    return {
        name: str(client.command(f"show create table {name}"))  # invented nowhere: the engine's own list
        for name in names
    }


def in_order_of_plate(client: Client, plate: str) -> list[tuple[object, ...]]:
    """Read through the second order, or not at all."""
    rows = client.query(
        "select toUnixTimestamp64Milli(ts) as ms, looks, speed, speed_error, lane, toString(plate_colours), "
        "kind_confidence from passages where plate = {plate:String} order by ms",
        parameters={"plate": plate},
        settings={"force_optimize_projection": 1},
    ).result_rows
    return [tuple(row) for row in rows]


def counted_by_hour(client: Client) -> int:
    """All passages, as the hours' counts have them, or not at all."""
    rows = client.query(
        "select toStartOfHour(ts), camera, count() from passages group by toStartOfHour(ts), camera",
        settings={"force_optimize_projection_name": "hourly"},
    ).result_rows
    return sum(row[2] for row in rows)


@pytest.fixture(scope="module", params=sorted(OLD_SCHEMAS))
def version(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture(scope="module")
def old_folder(tmp_path_factory: pytest.TempPathFactory, version: int) -> Path:
    folder = tmp_path_factory.mktemp("old") / "passages"
    made_before(folder, version)
    return folder


IN_EVIDENCE = {1: (4, None, 0, 0.0, 0.0), 2: (300, 2.4, 2, 0.93, 0.29)}
"""What the passage with evidence says of looks, speed error, lane, and how sure kind and colour are."""
SEARCHED = {1: (4, 50, 255, 0, "unknown", 0), 2: (255, 50, 3, 2, "white_black", 90)}
"""And what is kept to be searched."""


def test_an_old_folder_becomes_as_a_fresh_one(
    old_folder: Path, version: int, tmp_path: Path, permit: Permit, make: Make
) -> None:
    span = Span(FIRST, FIRST.plus(ROWS * 2))
    with open_passages(old_folder) as store:
        client = client_of(store)
        assert store.count() == ROWS
        old = store.get(permit, passage_id(FIRST, 7, 0))
        assert (old.plate, old.confidence, old.alternatives) == (Plate("ABC1235"), 0.97, ("ABC1236",))
        assert (old.kind, old.colour, old.heading) == (VehicleKind.SEDAN, Colour.RED, Heading.NE)
        assert (old.speed_kmh, old.stamp.error_s) == (50.3, 0.5)
        assert (
            old.looks,
            old.speed_error_kmh,
            old.lane,
            old.kind_confidence,
            old.colour_confidence,
        ) == IN_EVIDENCE[version]
        assert [(r.text, r.seen_split, r.corners, r.colours) for r in old.readings] == [
            ("A", 3, (), PlateColours.UNKNOWN)
        ]
        fresh = make(0.5, camera=9)
        store.add([fresh])
        assert store.get(permit, fresh.id) == fresh
        assert len(store.history(permit, "ABC1235", span)) == ROWS
        expected = [(FIRST.ms + n * 1000, *SEARCHED[version]) for n in range(ROWS)]
        kept = [(fresh.at.ms, 4, 54, 3, 2, "white_black", 90)]
        assert in_order_of_plate(client, "ABC1235") == expected + kept
        assert counted_by_hour(client) == ROWS + 1
        filed = named_blocks(OLD_SCHEMAS[version].read_text())["filed"]
        client.command(filed.replace("7, 0, 'ABC1235'", "8, 0, 'BBB1235'"))
        as_before = store.get(permit, passage_id(FIRST, 8, 0))
        assert (as_before.speed_kmh, as_before.lane) == (50, SEARCHED[version][3])
        client.command("optimize table passages final")
        assert in_order_of_plate(client, "ABC1235") == expected + kept
        assert counted_by_hour(client) == 2 * ROWS + 1
        upgraded = tables_of(client)
    with open_passages(tmp_path / "fresh") as store:
        assert upgraded == tables_of(client_of(store))
        assert {"passages", "evidence", "plates"} < set(upgraded)
    with open_passages(old_folder) as store:  # once more, from the start
        assert in_order_of_plate(client_of(store), "ABC1235") == expected + kept
        red = Question(span, plate_colours=frozenset({PlateColours.RED_WHITE}))
        assert store.find(permit, red).rows == ()


def test_evidence_without_its_passage_takes_nothing_from_another(
    old_folder: Path, version: int, permit: Permit, make: Make
) -> None:
    """A writer that was killed half-way left it; its passage is filed again later."""
    if version == 1:
        pytest.skip("the folder of schema 1 has no such evidence")
    again = make((FIRST.us - make().at.us) / 1e6 + 9000, camera=7, speed_kmh=61.2)
    with open_passages(old_folder) as store:
        store.add([again])
        kept = store.get(permit, again.id)
        assert (kept.speed_kmh, kept.speed_error_kmh, kept.looks) == (61.0, 3.0, 4)


@pytest.mark.parametrize("before", sorted(OLD_SCHEMAS))
def test_an_upgrade_broken_off_is_done_again(folder: Path, permit: Permit, make: Make, before: int) -> None:
    """After its first statement, then from the start to its second, and so on to the last, then opened."""
    statements = list(named_sql(f"upgrade_{before + 1}.sql").values())
    broken_off = [each for steps in range(1, len(statements) + 1) for each in statements[:steps]]
    made_before(folder, before, *broken_off)
    with open_passages(folder) as store:
        store.add([make()])
        assert store.count() == ROWS + 1
        old = store.get(permit, passage_id(FIRST, 7, 0))
        assert (old.looks, old.speed_kmh) == (IN_EVIDENCE[before][0], 50.3)
        left = client_of(store).query("select name from system.tables where name like '%\\_3'").result_rows
        assert left == []


def test_an_upgrade_may_take_longer_than_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_START_S", 0.0)
    out, into = os.pipe()
    real, said = os.read, iter([b"ready\n"])

    def read(descriptor: int, size: int) -> bytes:
        piece = real(descriptor, size)
        for line in said:
            os.write(into, line)  # only now, when the time for a start is over
        return piece

    monkeypatch.setattr(os, "read", read)
    os.write(into, b"upgrading\n")
    assert opening._is_ready(out)
    os.close(into)
    assert not opening._is_ready(out)
    os.close(out)


def test_a_folder_of_a_later_version_is_left_alone(folder: Path) -> None:
    made_before(folder, 1, f"alter table passages modify comment 'schema {SCHEMA + 1}'")
    with (
        pytest.raises(Unavailable, match=f"later version of Trackway .schema {SCHEMA + 1}"),
        open_passages(folder),
    ):
        pass


def test_every_version_has_its_step() -> None:
    assert f"comment 'schema {SCHEMA}'" in named_sql("schema.sql")["passages"]
    for version in range(2, SCHEMA + 1):
        last = list(named_sql(f"upgrade_{version}.sql").values())[-1]
        is_said = last.endswith(f"comment 'schema {version}'")
        assert is_said or last == f"exchange tables passages and passages_{version}"


def test_what_changes_places_is_what_a_fresh_folder_has() -> None:
    """The tables of schema 3 stand in two files."""
    fresh, step = named_sql("schema.sql"), named_sql("upgrade_3.sql")
    for name, block in (("passages", "new"), ("evidence", "evidence_new")):
        one, other = (" ".join(text.split()) for text in (fresh[name], step[block]))
        assert one == other.replace(f"exists {name}_3 ", f"exists {name} ")
