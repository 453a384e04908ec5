"""The file as it came: bytes once read, their digest, and what kind of file they are by their content."""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from trackway.model.errors import Denied, NotFound, Unavailable
from trackway.registry.csv_table import read_csv
from trackway.registry.geojson_table import read_geojson
from trackway.registry.kml_table import read_kml
from trackway.registry.report import Said
from trackway.registry.table import Table, Unreadable
from trackway.registry.xlsx_table import read_xlsx

__all__ = ["MAX_BYTES", "SourceFile", "file_kind", "read_source"]

MAX_BYTES = 100 * 1024 * 1024
"""65,535 cameras with forty long columns are some 40 MB as text."""

_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "舊版 Excel 或 Word (.xls, .doc)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
)
_SUFFIX = {"csv": "csv", "xlsx": "xlsx", "geojson": "geojson", "kml": "kml"}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of cameras in memory: what it was called, its bytes and their SHA-256."""

    name: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Self:
        """A file that is in memory already."""
        return cls(name, content, hashlib.sha256(content).hexdigest())

    def table(self, recognised: Callable[[Sequence[str]], int]) -> Table:
        """Its rows, read as what the content is; a name that says otherwise is noted."""
        kind = file_kind(self.name, self.content)
        match kind:
            case "xlsx":
                table = read_xlsx(self.content, recognised)
            case "geojson":
                table = read_geojson(self.content)
            case "kml":
                table = read_kml(self.content)
            case _:
                table = read_csv(self.content, recognised)
        said = Path(self.name).suffix.lower().lstrip(".")
        alike = {"geojson": {"geojson", "json"}, "csv": {"csv", "txt", "tsv"}, "xlsx": {"xlsx", "xlsm"}}
        if said and said not in alike.get(kind, {kind}):
            note = Said(
                f"檔名是 .{said}，內容是 {kind.upper()}，依內容讀取。",
                f"The name ends in .{said}; the content is {kind.upper()} and was read as that.",
            )
            table = replace(table, notes=(*table.notes, note))
        return table

    def keep(self, folder: Path, table: Table) -> str:
        """Put the file into the folder, whose grandparent is there, under its digest; the name it has then.

        It is on disk, readable by its owner only, when this returns.
        """
        name = f"{self.sha256}.{_SUFFIX[table.format]}"
        try:
            folder.parent.mkdir(mode=0o700, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            if (folder / name).exists():
                return name
            handle, waiting = tempfile.mkstemp(dir=folder, prefix=".")  # 0600
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(self.content)
                    out.flush()
                    os.fsync(out.fileno())
                Path(waiting).replace(folder / name)
            except BaseException:
                Path(waiting).unlink(missing_ok=True)
                raise
            listing = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(listing)
            finally:
                os.close(listing)
        except OSError as error:
            raise Unavailable(f"The imported file cannot be kept in {folder}: {error.strerror}.") from error
        return name


def file_kind(name: str, content: bytes) -> str:
    """What a file is by its content: ``xlsx``, ``geojson``, ``kml``, else ``csv``. Raises ``Unreadable``."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, what in _FOREIGN:
        if content.startswith(magic):
            raise Unreadable(
                f"{name} 是 {what} 檔，不是清單；請另存為 XLSX 或 CSV。 "
                f"{name} is a {what} file, not a list; save it as XLSX or CSV."
            )
    if content.startswith(b"PK"):
        if b"doc.kml" in content[:200]:
            raise Unreadable(
                f"{name} 是 KMZ；請先解壓縮，匯入其中的 .kml。 "
                f"{name} is a KMZ; unpack it and import the .kml inside."
            )
        return "xlsx"
    if start.startswith((b"{", b"[")):
        return "geojson"
    if start.startswith(b"<"):
        return "kml"
    return "csv"


def read_source(path: Path, name: str | None = None, *, most_bytes: int = MAX_BYTES) -> SourceFile:
    """The file at ``path``, called ``name`` when it came from elsewhere; each way to fail says which."""
    called = re.split(r"[\\/]", name or path.name)[-1]  # an upload may bring a path of its own machine
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not hold the command up
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(file.fileno())
            if stat.S_ISDIR(about.st_mode):
                raise Unreadable(f"{called} 是資料夾，不是檔案。 {called} is a folder, not a file.")
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable(f"{called} 不是一般檔案。 {called} is not a regular file.")
            content = file.read(most_bytes + 1)
    except FileNotFoundError as error:
        raise NotFound(f"找不到檔案 {path}。 There is no file {path}.") from error
    except PermissionError as error:
        raise Denied(f"沒有讀取 {path} 的權限。 This account may not read {path}.") from error
    except IsADirectoryError as error:
        raise Unreadable(f"{called} 是資料夾，不是檔案。 {called} is a folder, not a file.") from error
    except OSError as error:
        raise Unavailable(f"讀不到 {path}。 {path} cannot be read: {error.strerror}.") from error
    if len(content) > most_bytes:
        raise Unreadable(
            f"{called} 超過上限 {most_bytes >> 20} MB。 {called} is larger than {most_bytes >> 20} MB."
        )
    if not content.strip():
        raise Unreadable(f"{called} 是空的。 {called} is empty.")
    return SourceFile.of(called, content)
