"""A folder that the version before made still opens, says the same as before, and is as a fresh one."""

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
from trackway.passages import PassageStore, open_passages
from trackway.passages.named import named_sql
from trackway.passages.upgrades import SCHEMA
from trackway.sqlite import named_blocks

Make = Callable[..., Passage]
OLD_SCHEMA = Path(__file__).with_name("schema_1.sql")
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


def made_before(folder: Path, *more: str) -> None:
    """A folder as schema 1 left it, with passages of one plate, a second apart, one with its evidence."""
    subprocess.run([sys.executable, "-c", BEFORE, str(folder), str(OLD_SCHEMA), *more], check=True)


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
        "select toUnixTimestamp64Milli(ts) as ms, speed_error, lane, toString(plate_colours), "
        "kind_confidence from passages where plate = {plate:String} order by ms",
        parameters={"plate": plate},
        settings={"force_optimize_projection": 1},
    ).result_rows
    return [tuple(row) for row in rows]


@pytest.fixture(scope="module")
def old_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old") / "passages"
    made_before(folder)
    return folder


def test_an_old_folder_becomes_as_a_fresh_one(
    old_folder: Path, tmp_path: Path, permit: Permit, make: Make
) -> None:
    span = Span(FIRST, FIRST.plus(ROWS * 2))
    with open_passages(old_folder) as store:
        client = client_of(store)
        assert store.count() == ROWS
        old = store.get(permit, passage_id(FIRST, 7, 0))
        assert (old.plate, old.confidence, old.looks, old.alternatives) == (
            Plate("ABC1235"),
            0.97,
            4,
            ("ABC1236",),
        )
        assert (old.kind, old.colour, old.heading) == (VehicleKind.SEDAN, Colour.RED, Heading.NE)
        assert (old.speed_kmh, old.speed_error_kmh, old.lane, old.stamp.error_s) == (50.3, None, 0, 0.5)
        assert (old.plate_colours, old.kind_confidence, old.colour_confidence) == (PlateColours.UNKNOWN, 0, 0)
        assert [(r.text, r.seen_split, r.corners, r.colours) for r in old.readings] == [
            ("A", 3, (), PlateColours.UNKNOWN)
        ]
        fresh = make(0.5, camera=9)
        store.add([fresh])
        assert store.get(permit, fresh.id) == fresh
        assert len(store.history(permit, "ABC1235", span)) == ROWS
        expected = [(FIRST.ms + n * 1000, 65_535, 0, "unknown", 0) for n in range(ROWS)]
        kept = [(fresh.at.ms, 25, 2, "white_black", 93)]
        assert in_order_of_plate(client, "ABC1235") == expected + kept
        filed = named_blocks(OLD_SCHEMA.read_text())["filed"]
        client.command(filed.replace("7, 0, 'ABC1235'", "8, 0, 'BBB1235'"))
        as_before = store.get(permit, passage_id(FIRST, 8, 0))
        assert (as_before.speed_kmh, as_before.speed_error_kmh, as_before.lane) == (50.3, None, 0)
        client.command("optimize table passages final")
        assert in_order_of_plate(client, "ABC1235") == expected + kept
        upgraded = tables_of(client)
    with open_passages(tmp_path / "fresh") as store:
        assert upgraded == tables_of(client_of(store))
        assert len(upgraded) == 7
    with open_passages(old_folder) as store:  # once more, from the start
        assert in_order_of_plate(client_of(store), "ABC1235") == expected + kept
        red = Question(span, plate_colours=frozenset({PlateColours.RED_WHITE}))
        assert store.find(permit, red).rows == ()


@pytest.mark.parametrize("steps", range(1, len(named_sql(f"upgrade_{SCHEMA}.sql"))))
def test_an_upgrade_broken_off_is_done_again(folder: Path, make: Make, steps: int) -> None:
    made_before(folder, *list(named_sql("upgrade_2.sql").values())[:steps])
    with open_passages(folder) as store:
        store.add([make()])
        assert store.count() == ROWS + 1


def test_a_folder_of_a_later_version_is_left_alone(folder: Path) -> None:
    made_before(folder, f"alter table passages modify comment 'schema {SCHEMA + 1}'")
    with (
        pytest.raises(Unavailable, match=f"later version of Trackway .schema {SCHEMA + 1}"),
        open_passages(folder),
    ):
        pass


def test_every_version_has_its_step() -> None:
    assert named_sql("schema.sql")["passages"].endswith(f"comment 'schema {SCHEMA}'")
    for version in range(2, SCHEMA + 1):
        assert list(named_sql(f"upgrade_{version}.sql").values())[-1].endswith(f"comment 'schema {version}'")
