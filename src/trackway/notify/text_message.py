"""TextMessage 簡訊: what a message is as a text on a telephone, and the numbers it goes to.

Lengths are in UTF-16 code units, which is how text messages in Chinese are counted (3GPP TS 23.040: 140 bytes
of UCS-2, so 70 of them in one message and 67 in each part of a longer one).
"""

import re
import unicodedata
from dataclasses import dataclass

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.notify.message import Message
from trackway.notify.words import marked

__all__ = ["IN_ONE", "IN_PART", "MOBILE", "ShortText", "international", "mobile", "short_text", "units"]

IN_ONE = 70
IN_PART = 67
MOBILE = Said("手機號碼（09xxxxxxxx 或 +8869xxxxxxxx）", "Mobile number (09xxxxxxxx or +8869xxxxxxxx)")

_ORNAMENT = re.compile(r"[\s().\-‐‑–—]")
_LINE_END = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")
_MARK = "…"


@dataclass(frozen=True, slots=True)
class ShortText:
    """A text that fits. ``says`` is empty, or what of it was left out."""

    text: str
    says: str = ""


def units(text: str) -> int:
    """How long a text is, in UTF-16 code units."""
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def short_text(message: Message, most: int, line_end: str = "\n") -> ShortText:
    """The brief text in Chinese and the link below it, in at most so many units.

    What is too long loses the end of its words, never part of the link; a link that leaves no room for words
    stays out. Line ends become ``line_end``.
    """
    # Nothing that is not printable: a control character may be a command to a gateway (Mitake: ASCII 6).
    words = _LINE_END.sub("\n", unicodedata.normalize("NFC", marked(message, message.brief).zh).strip())
    words = "".join(c for c in words if c == "\n" or c.isprintable())
    link = f"\n{message.link}" if message.link else ""
    left_out = ""
    if link and units(link) > most // 2:  # the words tell what has happened; the alert is on screen anyway
        link, left_out = "", "連結太長未附 the link was too long and left out"
    whole = units(words)
    room = most - units(link)
    if whole > room:
        words = _cut(words, room - units(_MARK)) + _MARK
        cut = f"原文 {whole} 字截為 {units(words)} 字 cut from {whole} to {units(words)} characters"
        left_out = f"{cut}; {left_out}" if left_out else cut
    return ShortText((words + link).replace("\n", line_end), left_out)


def _cut(text: str, most: int) -> str:
    found = 0
    for i, one in enumerate(text):
        found += 2 if ord(one) > 0xFFFF else 1
        if found > most:
            return text[:i]
    return text


def mobile(address: str) -> str:
    """A mobile number of Taiwan as 09xxxxxxxx. Raises ``Invalid``, for land lines too."""
    number = international(address)
    if not number.startswith("+886"):
        raise Invalid(f"{address!r} is no number of Taiwan; this gateway sends to 09xxxxxxxx only.")
    return f"0{number[4:]}"


def international(address: str) -> str:
    """A mobile number with its country, as +8869xxxxxxxx. Raises ``Invalid``."""
    plain = _ORNAMENT.sub("", unicodedata.normalize("NFKC", address))
    if re.fullmatch(r"(\+|00)?8860?9\d{8}", plain, re.ASCII):
        return f"+886{plain[-9:]}"
    if re.fullmatch(r"09\d{8}", plain, re.ASCII):
        return f"+886{plain[1:]}"
    if re.fullmatch(r"(\+|00)?886\d+|0[2-8]\d{5,9}", plain, re.ASCII):
        raise Invalid(f"{address!r} is no mobile number; text messages reach 09xxxxxxxx only.")
    if re.fullmatch(r"\+[1-9]\d{6,14}", plain, re.ASCII):  # ITU-T E.164: at most 15 digits
        return plain
    raise Invalid(f"{address!r} is no telephone number; write 09xxxxxxxx or +8869xxxxxxxx.")
