"""CSV as people in Taiwan have it: UTF-8 with or without BOM, Big5 from older Excel, ``,`` ``;`` or tab."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from trackway.registry.report import RowProblem, Said
from trackway.registry.table import MAX_COLUMNS, Row, Table, Unreadable, table_of_grid

__all__ = ["CsvRows", "csv_rows", "decode", "read_csv"]

_LINES_OF_A_ROW = 50
"""A cell may hold line breaks, but a row of more lines is a quotation mark that nobody closed."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class CsvRows:
    """The rows of a CSV file, read as they are asked for; ``problems`` grows with those that are broken."""

    rows: Iterator[Row]
    encoding: str
    problems: list[RowProblem]


def read_csv(content: bytes, recognised: Callable[[Sequence[str]], int]) -> Table:
    """The table in a CSV file; rows whose text or quoting is broken become problems, the rest goes on."""
    read = csv_rows(content)
    table = table_of_grid("csv", read.rows, recognised)
    return replace(table, encoding=read.encoding, problems=tuple(read.problems))


def csv_rows(content: bytes) -> CsvRows:
    """Its rows one by one, the header among them."""
    text, encoding = decode(content)
    lines = list(io.StringIO(text, newline=""))  # at LF, CR or CRLF only, and none of them lost
    delimiter = None
    if lines and lines[0].lower().startswith("sep="):  # Excel's own first line
        delimiter = lines[0].strip()[4:5] or None
        lines[0] = "\n"
    problems: list[RowProblem] = []
    return CsvRows(_grid(lines, delimiter or _delimiter(lines), encoding, problems), encoding, problems)


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding; characters that are none in it come out as U+FFFD."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding
    if b"\0" in content:
        raise Unreadable("檔案不是文字檔。 The file is not text; it holds binary data.")
    lines = [line for line in content.splitlines() if not line.isascii()]
    wrong = {encoding: sum(not _decodes(line, encoding) for line in lines) for encoding in ("utf-8", "cp950")}
    encoding = min(wrong, key=lambda name: wrong[name])
    # A stray byte spoils its row; a file where every other line is spoilt is in neither encoding.
    if wrong[encoding] > max(1, len(lines) // 2) or (lines and wrong[encoding] == len(lines)):
        raise Unreadable("檔案的文字既不是 UTF-8 也不是 Big5。 The file's text is neither UTF-8 nor Big5.")
    return content.decode(encoding, errors="replace"), encoding


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(lines: list[str]) -> str:
    """The one that cuts the first lines into the most cells."""
    top = [line for line in lines[:20] if line.strip()]
    return max(",;\t", key=lambda mark: max((line.count(mark) for line in top), default=0))


def _grid(lines: list[str], delimiter: str, encoding: str, problems: list[RowProblem]) -> Iterator[Row]:
    at = 0
    while at < len(lines):
        taken = 0

        def feed(start: int) -> Iterator[str]:
            nonlocal taken
            for place in range(start, len(lines)):
                taken += 1
                if taken > _LINES_OF_A_ROW:
                    raise csv.Error("a quotation mark is not closed")
                yield lines[place]

        reader = csv.reader(feed(at), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                original = "".join(lines[at : at + taken]).rstrip("\r\n")
                first, at, taken = at + 1, at + taken, 0
                if _REPLACEMENT in original:
                    problems.append(_unreadable_text(first, original, encoding))
                elif len(cells) > MAX_COLUMNS:
                    problems.append(_too_wide(first, original))
                else:
                    yield Row(first, tuple(" ".join(cell.split()) for cell in cells), original)
        except csv.Error as error:
            problems.append(_bad_quoting(at + 1, lines[at].rstrip("\r\n"), str(error)))
            at += 1  # only its first line is given up; the next may be a row of its own
        else:
            break


def _unreadable_text(row: int, original: str, encoding: str) -> RowProblem:
    why = Said(
        f"這一列有不屬於 {encoding} 的位元組，文字無法辨讀。",
        f"This row holds bytes that are no {encoding} text.",
    )
    return RowProblem(row, "(文字 text)", why, original, is_refused=True)


def _bad_quoting(row: int, original: str, error: str) -> RowProblem:
    why = Said("這一列的引號沒有成對。", f"The quotation marks of this row do not pair ({error}).")
    return RowProblem(row, "(引號 quotes)", why, original, is_refused=True)


def _too_wide(row: int, original: str) -> RowProblem:
    why = Said(f"這一列超過 {MAX_COLUMNS} 欄。", f"This row has more than {MAX_COLUMNS} cells.")
    return RowProblem(row, "(欄 cells)", why, original[:1000], is_refused=True)
