"""Cells that a spreadsheet would run as formulas, made harmless on the way out and whole on the way in.

Excel, LibreOffice and Google Sheets run a cell of a CSV that begins with ``=``, ``+``, ``-`` or ``@``,
their full-width forms, a tab or a line break (OWASP, "CSV injection"). An apostrophe before it makes it
text. A cell that already looks escaped gets one more, so that every text comes back as it was.
"""

__all__ = ["escaped", "unescaped"]

_STARTS = tuple("=+-@＝＋－＠\t\r\n")


def escaped(text: str) -> str:
    """The text as a spreadsheet shows it rather than runs it."""
    if text.startswith(_STARTS) or (text.startswith("'") and text[1:].startswith((*_STARTS, "'"))):
        return "'" + text
    return text


def unescaped(text: str) -> str:
    """The text as it was before ``escaped``."""
    if text.startswith("'") and text[1:].startswith((*_STARTS, "'")):
        return text[1:]
    return text
