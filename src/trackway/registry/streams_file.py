"""A CSV file of streams: which camera's, where they are had, how they are kept.

It may hold passwords, so no row of it is ever shown again, nor is a copy kept.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from trackway.model.errors import Invalid
from trackway.registry.csv_table import decode
from trackway.registry.fields import key
from trackway.registry.selection import MAX_CAMERAS
from trackway.registry.streams import GivenStream, check_stream_url
from trackway.registry.table import Unreadable
from trackway.video.stream import RetentionClass, StreamRole, Transport

__all__ = ["GivenRow", "StreamFile", "StreamProblem", "read_streams_file"]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "camera": ("camera", "camera id", "鏡頭", "鏡頭編號", "編號"),
    "role": ("role", "stream", "碼流"),
    "url": ("url", "網址", "串流網址"),
    "username": ("username", "user", "帳號"),
    "password": ("password", "密碼"),
    "transport": ("transport", "傳輸", "傳輸方式"),
    "retention": ("retention", "保存", "保存類別"),
    "recorded": ("recorded", "錄影", "是否錄影"),
}
_YES_OR_NO = {
    **dict.fromkeys(("", "1", "y", "yes", "true", "是", "v"), True),
    **dict.fromkeys(("0", "n", "no", "false", "否"), False),
}
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("主", "主碼流"), "main"),
    **dict.fromkeys(("子", "子碼流"), "sub"),
    "一般": "ordinary",
    "重要": "important",
    "短期": "brief",
}
_OneOf = TypeVar("_OneOf", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row that can be used."""

    row: int
    camera_id: str
    role: StreamRole
    given: GivenStream


@dataclass(frozen=True, slots=True)
class StreamProblem:
    """A row that was refused, and why; never the row itself."""

    row: int
    camera_id: str
    why: str


@dataclass(frozen=True, slots=True)
class StreamFile:
    """What a file of streams says."""

    rows: tuple[GivenRow, ...]
    problems: tuple[StreamProblem, ...]


def read_streams_file(content: bytes, cameras: Iterable[str]) -> StreamFile:
    """The streams of these cameras in a CSV file with a header. Raises ``Unreadable``.

    An empty cell of a password keeps the password that is there.
    """
    text, _ = decode(content)
    known = frozenset(cameras)
    rows: list[GivenRow] = []
    problems: list[StreamProblem] = []
    seen: dict[tuple[str, StreamRole], int] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(next(reader, []))
        for number, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if number > 2 * MAX_CAMERAS:
                raise Unreadable(f"The file has more than {2 * MAX_CAMERAS:,} rows, two for each camera.")
            said = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
            camera_id = said["camera"].strip()
            try:
                row = _row(number, said, known)
                if (first := seen.setdefault((row.camera_id, row.role), number)) != number:
                    raise Invalid(f"Row {first} sets the same stream already.")
            except Invalid as error:
                problems.append(StreamProblem(number, camera_id[:200], str(error)))
            else:
                rows.append(row)
    except csv.Error as error:
        raise Unreadable(
            f"The quotation marks of the file do not pair near line {reader.line_num}."
        ) from error
    if not rows and not problems:
        raise Unreadable("檔案裡沒有任何碼流。 The file holds no streams.")
    return StreamFile(tuple(rows), tuple(problems))


def _columns(header: list[str]) -> dict[str, int]:
    names = {key(name): field for field, names in _COLUMNS.items() for name in names}
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        # No cell of an unknown column is named: a file without a header has a password there.
        field = names.get(key(cell))
        if field is None or field in found:
            raise Unreadable(
                f"Column {at + 1} of the file is none of {', '.join(_COLUMNS)}, or stands there twice; "
                "the first line names the columns."
            )
        found[field] = at
    for field in ("camera", "url"):
        if field not in found:
            raise Unreadable(f"The file has no column {field}; the first line names the columns.")
    return found


def _row(number: int, said: Mapping[str, str], known: frozenset[str]) -> GivenRow:
    camera_id = said["camera"].strip()
    if camera_id not in known:
        raise Invalid(f"There is no camera {camera_id!r} in use on the register.")
    url = said["url"].strip()
    check_stream_url(url)
    recorded = said.get("recorded", "").strip().lower()
    if recorded not in _YES_OR_NO:
        raise Invalid("recorded 錄影 is yes 是 or no 否.")
    given = GivenStream(
        url,
        said.get("username", "").strip(),
        said.get("password") or None,
        _one_of(Transport, "transport", said, Transport.OWN),
        _one_of(RetentionClass, "retention", said, RetentionClass.ORDINARY),
        _YES_OR_NO[recorded],
    )
    return GivenRow(number, camera_id, _one_of(StreamRole, "role", said, StreamRole.MAIN), given)


def _one_of(kind: type[_OneOf], field: str, said: Mapping[str, str], default: _OneOf) -> _OneOf:
    word = said.get(field, "").strip().lower()
    word = _WORDS.get(word, word)
    if not word:
        return default
    for one in kind:
        if one.value == word:
            return one
    raise Invalid(f"{field} is one of {', '.join(kind)}.")
