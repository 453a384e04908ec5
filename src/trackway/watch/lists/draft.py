"""Draft: what an officer asks to be watched for, before it is an entry; and what is refused at once."""

import re
from dataclasses import dataclass, field

from trackway.model.area import Area
from trackway.model.band import Band, Weekday
from trackway.model.errors import Invalid
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant
from trackway.model.vehicle import Heading
from trackway.watch.entry import Exactness, Expected, ListKind, Terms

__all__ = ["LEAST_CERTAIN", "LONGEST_S", "Draft", "TooWide", "check", "check_pattern", "check_terms"]

LEAST_CERTAIN = 3
"""Two certain characters fit one plate in some thirteen hundred: strangers every hour at one camera."""
LONGEST_S = 366 * 86_400.0
"""Whoever wants a vehicle watched for longer than a year says so again, and somebody approves it again."""
_LONGEST_TEXT = {"reason": 1000, "legal_basis": 300, "case_no": 100, "note": 2000, "source_ref": 200}
_MOST_RECIPIENTS = 20
_MOST_RETRO_DAYS = 366
"""Passages are kept for a year."""
_SAYS_SOMETHING = re.compile(r"[^\W_]")


class TooWide(Invalid):
    """The pattern would fit far too many vehicles."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall be watched for. ``terms`` are the list's when ``None``; so is the end when there is none,
    which only an import may leave out. The other fields are those of ``Entry``.
    """

    pattern: PlatePattern
    start: Instant
    end: Instant | None
    reason: str = ""
    legal_basis: str = ""
    case_no: str = ""
    exactness: Exactness = Exactness.EXACT
    expected: Expected = field(default_factory=Expected)
    terms: Terms | None = None
    bands: frozenset[Band] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    area: Area | None = None
    headings: frozenset[Heading] = frozenset()
    retro_days: int = 0
    note: str = ""
    source_ref: str = ""


def check_pattern(pattern: PlatePattern, exactness: Exactness) -> None:
    """Refuse what would fit everything. Raises ``TooWide``."""
    certain = sum(symbol not in "?*" for symbol in pattern.text) - (exactness is Exactness.ONE_LETTER)
    if certain < LEAST_CERTAIN:
        raise TooWide(
            f"{pattern.text} 只有 {max(0, certain)} 個確定的字元，會比中太多車輛；至少要 {LEAST_CERTAIN} 個"
            f"（容許錯一字時 {LEAST_CERTAIN + 1} 個）。 "
            f"{pattern.text} has {max(0, certain)} certain characters and would fit far too many vehicles; "
            f"{LEAST_CERTAIN} are needed ({LEAST_CERTAIN + 1} where any one letter may differ)."
        )


def check(draft: Draft, kind: ListKind, now: Instant) -> None:
    """Refuse a draft that cannot be an entry of such a list. Raises ``Invalid``."""
    check_pattern(draft.pattern, draft.exactness)
    if draft.end is not None:
        _check_force(draft.start, draft.end, now)
    for name, longest in _LONGEST_TEXT.items():
        text: str = getattr(draft, name)
        if len(text) > longest:
            raise Invalid(f"The {name} has {len(text):,} characters; at most {longest:,} are kept.")
    if not 0 <= draft.retro_days <= _MOST_RETRO_DAYS:
        raise Invalid(f"Past passages can be searched 0 to {_MOST_RETRO_DAYS} days back.")
    needed = ("reason",) if kind is ListKind.IGNORE else ("reason", "legal_basis", "case_no")
    for name in needed:
        if not _SAYS_SOMETHING.search(getattr(draft, name)):
            raise Invalid(
                f"名單項必須註明{_ZH[name]}。 An entry needs its {_EN[name]}; none is taken without one."
            )
    if draft.terms is not None:
        check_terms(draft.terms)
    if kind is ListKind.IGNORE:
        _check_ignored(draft)


_ZH = {"reason": "事由", "legal_basis": "法律依據", "case_no": "案號"}
_EN = {"reason": "reason", "legal_basis": "legal basis", "case_no": "case number"}


def check_terms(terms: Terms) -> None:
    """Refuse terms with more recipients or longer words than anybody means. Raises ``Invalid``."""
    if len(terms.recipients) > _MOST_RECIPIENTS:
        raise Invalid(f"There are more than {_MOST_RECIPIENTS} recipients; make a group of them.")
    if any(not 1 <= len(name) <= 100 for name in terms.recipients):
        raise Invalid("A recipient is the name of a group, 1 to 100 characters.")
    if len(terms.danger) > 500:
        raise Invalid("What is dangerous is told in at most 500 characters.")


def _check_force(start: Instant, end: Instant, now: Instant) -> None:
    if end <= now:
        raise Invalid(f"It would have ended already, {end}; give an end to come.")
    if end <= start:
        raise Invalid(f"It would end ({end}) before it begins ({start}).")
    if end.since(max(start, now)) > LONGEST_S:
        raise Invalid("An entry holds for at most 366 days; renew it then if it is still wanted.")


def _check_ignored(draft: Draft) -> None:
    if draft.exactness is not Exactness.EXACT:
        raise Invalid("An ignored vehicle is named exactly: others must not vanish because they look alike.")
    if draft.area is not None or draft.retro_days:
        raise Invalid(
            "An ignored vehicle is ignored everywhere and from now on; leave out area and past days."
        )
    if draft.terms is not None and draft.terms.covert:
        raise Invalid("An entry of an ignore list cannot be covert: everybody must see what is never stored.")
