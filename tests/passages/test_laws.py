"""Rules that protect people, read from the source: SQL in .sql files only, permits from trust only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import trackway
from trackway.passages.kept import CLOCKS, COLOURS, HEADINGS, KINDS, PLATE_COLOURS, SOURCES
from trackway.passages.named import named_sql

SOURCE = Path(trackway.__file__).parent
SQL = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|delete\s+from|update\s+\w+\s+set|truncate\s+table"
    r"|(create|alter|drop|attach|detach|optimize)\s+(or\s+replace\s+)?(temporary\s+)?"
    r"(table|view|index|database|materialized|trigger|dictionary|function))\b",
    re.IGNORECASE | re.DOTALL,
)
HOUSEKEEPING = re.compile(r"\bsqlite_schema\b|\bpragma_\w+", re.IGNORECASE)
"""A database file's own version and list of tables: asked before anything in it is trusted."""
SQL_FILES = sorted(file.name for file in (SOURCE / "passages").glob("*.sql"))
MAY_SPEAK_SQL = {
    # The owner's side of ClickHouse's protocol: it hands on what clients send, and must know an insert.
    "passages/front.py",
}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix() if path.is_relative_to(SOURCE) else path.name


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text in the code that is not a docstring."""
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in said:
            yield node.lineno, node.value if isinstance(node.value, str) else node.value.decode("latin-1")


def sql_in(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = name_of(path)
    return [
        f"{where}:{line}"
        for line, text in strings(tree)
        if SQL.search(text) and not HOUSEKEEPING.search(text)
    ]


def permits_in(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = name_of(path)
    return [
        f"{where}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) == "Permit" or getattr(node.func, "attr", None) == "Permit")
    ]


def test_sql_stands_in_sql_files_only() -> None:
    found = [where for path in modules() if name_of(path) not in MAY_SPEAK_SQL for where in sql_in(path)]
    assert found == []


def test_permits_come_from_trust_only() -> None:
    found = [where for path in modules() for where in permits_in(path) if not where.startswith("trust/")]
    assert found == []


def test_the_lint_itself_sees_what_it_should(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        '"""select a from b in a docstring is prose."""\n'
        'q = f"select a from {table}"\n'
        'r = b"INSERT INTO t VALUES"\n'
        "p = question.Permit(1, None)\n"
        's = "choose from the list"\n'
    )
    assert sorted(sql_in(bad)) == ["bad.py:2", "bad.py:3"]
    assert permits_in(bad) == ["bad.py:4"]


def test_nothing_in_the_sql_is_left_to_be_filled_in_by_hand() -> None:
    for file in SQL_FILES:
        for name, statement in named_sql(file).items():
            assert "%s" not in statement, name
            assert not re.search(r"\{\w*\}", statement), name


def test_every_statement_is_described() -> None:
    for file in SQL_FILES:
        text = (SOURCE / "passages" / file).read_text(encoding="utf-8")
        blocks = re.split(r"^-- \w+ --$", text, flags=re.MULTILINE)[1:]
        assert len(blocks) == len(named_sql(file))
        for block in blocks:
            assert re.match(r"\n-- \S", block), block[:80]


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("kind", KINDS),
        ("colour", COLOURS),
        ("plate_colours", PLATE_COLOURS),
        ("heading", HEADINGS),
        ("source", SOURCES),
        ("clock", CLOCKS),
    ],
)
def test_words_and_codes_are_the_schema_s(column: str, codes: dict[str, int]) -> None:
    statement = named_sql("schema.sql")["passages"]
    declared = re.search(rf"\b{column}\s+Enum8\(([^)]*)\)", statement)
    assert declared is not None
    pairs = re.findall(r"'(\w+)' = (\d+)", declared.group(1))
    assert {word: int(code) for word, code in pairs} == {str(word): code for word, code in codes.items()}
    assert set(codes) == set(type(next(iter(codes))))  # type: ignore[call-overload]
