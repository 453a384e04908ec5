"""PlatePattern: a plate with doubts in it, as people search: ``?`` for one character, ``*`` for any run."""

import re
from dataclasses import dataclass
from functools import lru_cache

from trackway.model.errors import WrongUse
from trackway.model.plate import MAX_LENGTH, NotAPlate, normal_text

__all__ = ["NotAPattern", "PlatePattern", "parse_pattern"]

_WILD = "?*"
_MAX_LENGTH = 2 * MAX_LENGTH + 1
"""A star before, between and after ten characters; stars in a row count as one."""


class NotAPattern(WrongUse):
    """This is no plate pattern; write a plate, with ? for one unknown character and * for any number."""


@dataclass(frozen=True, slots=True)
class PlatePattern:
    """What to look for, in normal form: plate characters, ``?`` for exactly one, ``*`` for none or more."""

    text: str

    def __post_init__(self) -> None:
        try:
            is_normal = self.text != "" and normal_text(self.text, allowed=_WILD) == self.text
        except NotAPlate as error:
            raise NotAPattern(str(error)) from None
        if not is_normal or " " in self.text or "**" in self.text:
            raise NotAPattern(f"{self.text[:24]!r} is not a pattern in normal form.")
        if len(self.text) > _MAX_LENGTH or len(self.text.replace("*", "")) > MAX_LENGTH:
            raise NotAPattern(
                f"The pattern {self.text[:24]!r} asks for more than a plate's {MAX_LENGTH} characters."
            )

    @property
    def is_exact(self) -> bool:
        """Whether it names one text, without wildcards."""
        return "?" not in self.text and "*" not in self.text

    @property
    def prefix(self) -> str:
        """The characters before the first wildcard; the whole text when exact."""
        return re.split(r"[?*]", self.text, maxsplit=1)[0]

    @property
    def like(self) -> str:
        """The same as a SQL ``LIKE`` pattern; plate characters never need escaping in one."""
        return self.text.replace("?", "_").replace("*", "%")

    def matches(self, text: str) -> bool:
        """Whether a plate text in normal form is meant."""
        if self.is_exact:
            return text == self.text
        if "*" not in self.text:  # a million of these are matched: quicker than compiling each
            return len(text) == len(self.text) and all(
                symbol in {"?", read} for symbol, read in zip(self.text, text, strict=True)
            )
        return _regex(self.text).fullmatch(text) is not None


def parse_pattern(text: str) -> PlatePattern:
    """The pattern people wrote: any case, full width (``？``, ``＊`` too), hyphens and spaces ignored.

    Raises ``NotAPattern`` when it is empty, too long, or holds a character that stands on no plate.
    """
    if len(text) > 64:
        raise NotAPattern(f"A pattern of {len(text)} characters is too long.")
    try:
        wanted = normal_text(text, allowed=_WILD).replace(" ", "")
    except NotAPlate as error:
        raise NotAPattern(str(error)) from None
    if not wanted:
        raise NotAPattern(
            "The pattern is empty; write a plate like ABC-1235, or parts of one like ABC* or ?BC12??."
        )
    return PlatePattern(re.sub(r"\*+", "*", wanted))


@lru_cache(maxsize=256)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile("".join({"?": ".", "*": ".*"}.get(symbol, symbol) for symbol in pattern))
