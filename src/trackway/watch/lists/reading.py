"""Rows of a list's file as drafts, each row that cannot be one with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trackway.model.area import parse_area
from trackway.model.band import parse_band, parse_weekday
from trackway.model.errors import Invalid
from trackway.model.pattern import parse_pattern
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.registry import Row, RowProblem, unescaped
from trackway.watch.entry import Exactness, Expected, Terms, WatchList
from trackway.watch.lists.columns import act_named, category_named, exactness_named, heading_named
from trackway.watch.lists.draft import LONGEST_S, Draft, check
from trackway.watch.sheet import Sheet, UnknownWord, as_end, as_start, colours_named, kinds_named

__all__ = ["MOST_PROBLEMS", "Defaults", "Drafts", "GivenRow"]

MOST_PROBLEMS = 500
"""So many are named, each with its row; the others are counted."""
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that do not say: ``days`` is how long (``None``: such rows are refused)."""

    reason: str = ""
    legal_basis: str = ""
    case_no: str = ""
    days: float | None = None
    exactness: Exactness = Exactness.EXACT

    def __post_init__(self) -> None:
        if self.days is not None and not 0 < self.days * _DAY_S <= LONGEST_S:
            raise Invalid("Entries without an end of their own hold for more than 0 and at most 366 days.")


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row: the key it is known by, and its draft; ``None`` where it was refused though its key is known.

    ``has_start`` and ``has_end``: the file itself says from when, until when.
    """

    key: str
    draft: Draft | None
    has_start: bool = False
    has_end: bool = False


class Drafts:
    """The drafts of a sheet, made as they are asked for. ``refused`` and ``problems`` grow meanwhile."""

    def __init__(self, sheet: Sheet, list_: WatchList, defaults: Defaults, now: Instant) -> None:
        self._sheet = sheet
        self._list = list_
        self._defaults = defaults
        self.now = now
        self._is_keyed = "source_ref" in sheet.place
        self._problems: list[RowProblem] = []
        self._refused = 0
        self.rows = 0

    @property
    def refused(self) -> int:
        """Rows that became nothing."""
        return self._refused + len(self._sheet.problems)

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """The first of them, and values that were left out, by row."""
        named = sorted((*self._problems, *self._sheet.problems), key=lambda one: one.row)
        return tuple(named[:MOST_PROBLEMS])

    def key_of(self, pattern: str, source_ref: str) -> str:
        """What an entry is known by in files like this one: its number with its source, else its plate."""
        return source_ref if self._is_keyed and source_ref else pattern

    def __iter__(self) -> Iterator[GivenRow]:
        first: dict[str, int] = {}
        for row in self._sheet.rows:
            self.rows += 1
            try:
                pattern = parse_pattern(self._of(row, "plate"))
            except Invalid as error:
                self._refuse(row, "plate", str(error))
                continue
            known_by = self.key_of(pattern.text, self._of(row, "source_ref"))
            if (earlier := first.setdefault(known_by, row.number)) != row.number:
                self._refuse(row, "plate", f"Row {earlier} says {known_by} already.")
                continue
            try:
                given = self._given(row, known_by, Draft(pattern, self.now, None))
            except Invalid as error:
                self._refuse(row, "", str(error))
                given = GivenRow(known_by, None)
            yield given

    def _given(self, row: Row, known_by: str, draft: Draft) -> GivenRow:
        of, defaults = self._of, self._defaults
        start, end = of(row, "effective_at"), of(row, "expires_at")
        if not end and defaults.days is None:
            raise Invalid("The row has no expiry; give the column, or a number of days for rows without one.")
        bands, weekdays, headings = of(row, "bands"), of(row, "weekdays"), of(row, "headings")
        retro, area = of(row, "retro_days"), of(row, "area")
        draft = replace(
            draft,
            start=as_start(start) if start else self.now,
            end=as_end(end, is_sheet=self._sheet.format == "xlsx") if end else None,
            reason=of(row, "reason") or defaults.reason,
            legal_basis=of(row, "legal_basis") or defaults.legal_basis,
            case_no=of(row, "case_no") or defaults.case_no,
            exactness=exactness_named(mode) if (mode := of(row, "match_mode")) else defaults.exactness,
            expected=self._expected(row),
            terms=self._terms(row),
            bands=frozenset(parse_band(one) for one in _parts(bands)),
            weekdays=frozenset(parse_weekday(one) for one in _parts(weekdays)),
            area=parse_area(area) if area else None,
            headings=frozenset(heading_named(one) for one in _parts(headings)),
            retro_days=_number(retro, "retro_days") if retro else 0,
            note=of(row, "note"),
            source_ref=of(row, "source_ref"),
        )
        check(draft, self._list.kind, self.now)
        return GivenRow(known_by, draft, bool(start), bool(end))

    def _terms(self, row: Row) -> Terms | None:
        of = self._of
        category, priority = of(row, "category"), of(row, "priority")
        danger, groups, act = of(row, "danger"), of(row, "notify_group"), of(row, "act")
        if not (category or priority or danger or groups or act):
            return None
        own = self._list.terms
        return replace(
            own,
            category=category_named(category) if category else own.category,
            priority=_number(priority, "priority") if priority else own.priority,
            act=act_named(act) if act else own.act,
            recipients=tuple(_parts(groups)) if groups else own.recipients,
            danger=danger or own.danger,
        )

    def _expected(self, row: Row) -> Expected:
        kind, colour, make = (self._of(row, name) for name in ("exp_type", "exp_color", "exp_make"))
        if not (kind or colour or make):
            return _NOT_KNOWN
        kinds, colours = frozenset(_NOT_KNOWN.kinds), frozenset(_NOT_KNOWN.colours)
        try:
            kinds = kinds_named(kind)
        except UnknownWord as error:
            self._warn(row, "exp_type", str(error))
        try:
            colours = colours_named(colour)
        except UnknownWord as error:
            self._warn(row, "exp_color", str(error))
        return Expected(kinds, colours, make[:100])

    def _of(self, row: Row, field: str) -> str:
        return unescaped(self._sheet.of(row, field))

    def _refuse(self, row: Row, field: str, why: str) -> None:
        self._refused += 1
        self._note(row, field, Said("這一列無法使用。", why), is_refused=True)

    def _warn(self, row: Row, field: str, why: str) -> None:
        self._note(row, field, Said("這一格看不懂，已略過。", why), is_refused=False)

    def _note(self, row: Row, field: str, why: Said, *, is_refused: bool) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(RowProblem(row.number, field, why, row.original[:300], is_refused))


_NOT_KNOWN = Expected()
_SEPARATORS = str.maketrans("、,，；", ";;;;")


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, text.translate(_SEPARATORS).split(";")) if part]


def _number(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Invalid(f"{text[:20]!r} is no number for {field}.") from None
