"""Passages from and to tables of others: there and back, bad rows named and kept, hostile files refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.passages.conftest import NOON, passage

from trackway.intake.tables import (
    FIELDS,
    KINDS_OF_FILE,
    Imported,
    every_passage,
    import_table,
    span_kept,
    write_table,
)
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.passage import Passage
from trackway.model.question import Officer, Permit, Purpose, Question, Role
from trackway.model.time import Span
from trackway.passages import MemoryPassages, columns
from trackway.registry.escaping import escaped, unescaped

PERMIT = Permit(1, Purpose(Officer(7, "lin", "林警員", Role.INVESTIGATOR), "花市刑字第1號", "測試"))
KEPT = span_kept(NOON.plus(-86_400), NOON.plus(86_400))
CAMERAS = frozenset(range(1, 10))
ALL = Question(Span(NOON.plus(-86_400), NOON.plus(2 * 86_400)), limit=100_000)


def imported(path: Path, store: MemoryPassages) -> Imported:
    return import_table(path, store, kept=KEPT, cameras=CAMERAS)


def rows(store: MemoryPassages) -> list[Passage]:
    return list(every_passage(store, PERMIT, ALL))


def csv_file(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_fields_are_those_of_the_store() -> None:
    assert {(field.name, field.arrow) for field in FIELDS} == {(one.name, one.type) for one in columns()}
    assert {field.name for field in FIELDS if field.needed} == {"at", "camera"}


@pytest.mark.parametrize("kind", KINDS_OF_FILE)
def test_there_and_back_again_and_twice(tmp_path: Path, kind: str) -> None:
    first, store = MemoryPassages(), MemoryPassages()
    first.add([passage(n / 7, camera=1 + n % 3, plate=f"AAA-{n:04d}" if n % 5 else None) for n in range(50)])
    path = tmp_path / f"list{kind}"
    assert write_table(path, every_passage(first, PERMIT, ALL), {1: "=HYPERLINK()"}) == 50
    assert path.stat().st_mode & 0o077 == 0
    assert imported(path, store) == Imported(50, 0, None, ())
    once = rows(store)
    assert imported(path, store).filed == 50
    assert rows(store) == once
    # Out and in once more nothing is lost. (A first time what only evidence holds exactly is made coarser.)
    again, third = tmp_path / f"again{kind}", MemoryPassages()
    write_table(again, every_passage(store, PERMIT, ALL), {1: "=HYPERLINK()"})
    assert imported(again, third).filed == 50
    assert rows(third) == once
    assert [(one.id, one.plate and one.plate.text) for one in once] == [
        (one.id, one.plate and one.plate.text) for one in rows(first)
    ]
    with pytest.raises(Conflict):
        write_table(path, [], {})


def test_a_spreadsheet_runs_nothing_of_an_export(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_table(path, [passage()], {1: "=cmd|' /C calc'!A0"})
    assert ",'=cmd|" in path.read_text("utf-8-sig")


@given(st.text(max_size=20))
def test_escaping_is_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text


BAD = [
    ("2026-09-22T12:00:00,1,AAA-0001,0.9", "at '2026-09-22T12:00:00'", "time zone"),
    ("yesterday,1,AAA-0001,0.9", "at 'yesterday'", "not a time"),
    (",1,AAA-0001,0.9", "at ''", "is missing"),
    ("2024-09-22T12:00:00Z,1,AAA-0001,0.9", "at", "kept no longer"),
    ("2099-09-22T12:00:00Z,1,AAA-0001,0.9", "at", "is not between"),
    ("99999999999999999999999,1,AAA-0001,0.9", "at", "is not between"),
    ("2026-09-22T12:00:00+08:00,0,AAA-0001,0.9", "camera '0'", "whole number from 1 to"),
    ("2026-09-22T12:00:00+08:00,HL-001,AAA-0001,0.9", "camera 'HL-001'", "no number"),
    ("2026-09-22T12:00:00+08:00,77,AAA-0001,0.9", "camera 77", "no camera of this number"),
    ("2026-09-22T12:00:00+08:00,1,<script>,0.9", "plate '<script>'", ""),
    ("2026-09-22T12:00:00+08:00,1,AAA-0001,1.9", "confidence '1.9'", "not between 0 and 1"),
    ("2026-09-22T12:00:00+08:00,1,AAA-0001,nan", "confidence 'nan'", "no number"),
    ("2026-09-22T12:00:00+08:00,1,,0.9", "confidence 0.9", "no plate"),
    ("2026-09-22T12:00:00+08:00,1,AAA-0001", "the row has 3 cells", "heading 4"),
    ('2026-09-22T12:00:00+08:00,1,"AAA-0001,0.9', "the row cannot be read", ""),
    ("x" * 70_000, "the row cannot be read", "64 KiB"),
]


@pytest.mark.parametrize(("line", "where", "why"), BAD, ids=range(len(BAD)))
def test_a_bad_row_is_named_and_kept_and_the_rest_filed(
    tmp_path: Path, line: str, where: str, why: str
) -> None:
    good = "2026-09-22T12:00:01+08:00,1,AAA-0002,0.9"
    path = csv_file(tmp_path, "at,camera,plate,confidence", good, line, good.replace("01+", "02+"))
    store = MemoryPassages()
    found = imported(path, store)
    assert (found.filed, found.refused) == (2, 1)
    assert found.first_bad[0].row == 2
    assert where in found.first_bad[0].why
    assert why in found.first_bad[0].why
    assert found.rejected is not None
    (kept,) = map(json.loads, found.rejected.read_text("utf-8").splitlines())
    assert kept["row"] == 2
    assert kept["why"] == found.first_bad[0].why
    if len(line) < 1000:
        assert kept["original"] == line
    path.write_text(path.read_text().replace(line + "\n", ""))
    assert imported(path, store).rejected is None
    assert not found.rejected.exists()


def test_passages_of_one_millisecond_are_told_apart(tmp_path: Path) -> None:
    line = "2026-09-22T12:00:01+08:00,1"
    path = csv_file(tmp_path, "at,camera", *[line] * 65)
    store = MemoryPassages()
    found = imported(path, store)
    assert (found.filed, found.refused, store.count()) == (64, 1, 64)
    assert "more than 64" in found.first_bad[0].why


def files() -> Iterator[tuple[str, bytes, str]]:
    yield "list.csv", b"", "needs the columns"
    yield "list.csv", b"at,camera,password\n", "unknown: 'password'"
    yield "list.csv", b"at,camera,at\n", "each once"
    yield "list.csv", b"\xff\xfe\x00", "UTF-8"
    yield "list.parquet", b"PAR1 no PAR1", "cannot be read as Parquet"
    yield "list.xlsx", b"PK", "no table of passages"


@pytest.mark.parametrize(("name", "content", "says"), list(files()))
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid, match=says):
        imported(tmp_path / name, MemoryPassages())
    with pytest.raises(NotFound):
        imported(tmp_path / "none.csv", MemoryPassages())
    assert list(tmp_path.glob("*.rejected")) == []


def test_hostile_json_lines_are_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    good = '{"at": "2026-09-22T12:00:01+08:00", "camera": 1}'
    path.write_text(
        "\n".join(
            [good, "[" * 5000, "{}", "null", good.replace("1}", '"1e400"}'), '{"at": true, "camera": 1}']
        )
    )
    found = imported(path, MemoryPassages())
    assert (found.filed, found.refused) == (1, 5)
    assert [bad.row for bad in found.first_bad] == [2, 3, 4, 5, 6]


def test_parquet_of_other_types_and_times_is_read(tmp_path: Path) -> None:
    table = pa.table(
        {
            "at": pa.array([NOON.utc(), NOON.plus(1).utc()], pa.timestamp("us", "UTC")),
            "camera": np.array([1, 2], np.int64),
            "plate": pa.array(["AAA-0001", None]),
            "speed": pa.array([53.5, float("nan")]),
        }
    )
    pq.write_table(table, tmp_path / "list.parquet")
    store = MemoryPassages()
    assert imported(tmp_path / "list.parquet", store).refused == 0
    first, second = every_passage(store, PERMIT, ALL)
    assert (first.at, first.camera, first.plate and first.plate.text) == (NOON, 1, "AAA0001")
    assert (second.plate, second.speed_kmh) == (None, None)


def test_every_page_of_a_long_answer_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryPassages()
    made = [passage(n // 3, camera=1 + n % 3) for n in range(100)]
    store.add(made)
    monkeypatch.setattr("trackway.intake.tables.writing._PAGE", 7)
    assert [one.id for one in every_passage(store, PERMIT, ALL)] == sorted(one.id for one in made)
