"""XLSX, read row by row; what a stranger's workbook could do to memory is refused first."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from trackway.registry.table import MAX_COLUMNS, Row, Table, Unreadable, table_of_grid

__all__ = ["read_xlsx", "xlsx_rows"]

_MAX_UNPACKED = 400 * 1024 * 1024
"""65,535 rows of 40 columns unpack to some 150 MB of XML."""
_MAX_RATIO = 400
"""Sheets of real registers shrink to a fifth or a thirtieth; a bomb to a thousandth."""
_MAX_PARTS = 2_000
_MAX_ROWS = 1_048_576
"""What Excel itself can hold."""
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_BROKEN = "XLSX 檔已損壞。 The workbook is damaged and cannot be read."


def read_xlsx(content: bytes, recognised: Callable[[Sequence[str]], int]) -> Table:
    """The table on the sheet whose header names the most fields; formulas count by their last value."""
    sheet, rows = xlsx_rows(content, recognised)
    return replace(table_of_grid("xlsx", rows, recognised), sheet=sheet or None)


def xlsx_rows(content: bytes, recognised: Callable[[Sequence[str]], int]) -> tuple[str, list[Row]]:
    """That sheet's name and its rows, the header among them."""
    _refuse_bombs(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles and extensions it leaves out
            return _read(content, recognised)
    except (InvalidFileException, zipfile.BadZipFile, ParseError, ValueError, EOFError) as error:
        # openpyxl wraps what the guarded parser raises.
        if isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException):
            raise Unreadable(
                "XLSX 檔含有危險的 XML 實體，已拒絕。 The workbook defines XML entities, which are refused."
            ) from error
        raise Unreadable(_BROKEN) from error
    except (AttributeError, LookupError, TypeError, OSError, zlib.error) as error:
        # openpyxl trips in these ways over parts that are missing or not what they say.
        raise Unreadable(_BROKEN) from error


def _read(content: bytes, recognised: Callable[[Sequence[str]], int]) -> tuple[str, list[Row]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    best: tuple[int, str, list[Row]] = (-1, "", [])
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size is not to be trusted
            grid = list(_grid(sheet.iter_rows(max_row=_MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)))
            score = max((recognised(row.cells) for row in grid[:20]), default=-1)
            if score > best[0]:
                best = (score, str(sheet.title), grid)
    finally:
        book.close()
    return best[1], best[2]


def _grid(rows: Iterator[Sequence[object]]) -> Iterator[Row]:
    for number, values in enumerate(rows, 1):
        if values.count(None) == len(values):
            continue  # quickly: a sheet may hold a million of these before its last row
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number, tuple(cells), " | ".join(cells))


def _text(value: object) -> str:
    """A cell as a person sees it: whole numbers without ``.0``, dates as ISO, errors as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case date():
            return value.isoformat()
        case _:
            text = " ".join(str(value).split())
            return "" if text in _ERRORS else text


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(_BROKEN) from error
    unpacked = sum(part.file_size for part in listed)
    packed = max(1, sum(part.compress_size for part in listed))
    # The sizes are the archive's own word, but nothing unpacks beyond them: reading stops there.
    too_dense = unpacked > 10 * 1024 * 1024 and unpacked / packed > _MAX_RATIO
    if len(listed) > _MAX_PARTS or unpacked > _MAX_UNPACKED or too_dense:
        raise Unreadable(
            f"XLSX 檔解壓縮後達 {unpacked // 1_000_000:,} MB，疑似壓縮炸彈，已拒絕。 "
            f"The workbook would unpack to {unpacked // 1_000_000:,} MB in {len(listed):,} parts; "
            "it is refused."
        )
    if any(part.flag_bits & 1 for part in listed):
        raise Unreadable("XLSX 檔有密碼保護。 The workbook is protected by a password; save it without one.")
