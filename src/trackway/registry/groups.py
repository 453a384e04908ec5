"""Stations and sites as rows name them: found again on the register by id or name, or made new."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trackway.model.place import Point
from trackway.registry.fields import key
from trackway.registry.report import RowProblem, Said
from trackway.registry.rows import Draft, Group

__all__ = ["Groups", "Known"]


@dataclass(frozen=True, slots=True)
class Known:
    """A station or site: where it is, and whether that is only the mean of its cameras."""

    id: str
    name: str
    precinct: str
    place: Point
    is_guessed: bool


class Groups:
    """The stations (or the sites) of a register while a file is gone through."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._before = {group.id: group for group in known}
        self._now = dict(self._before)
        self._by_name: dict[str, list[str]] = {}
        for group in self._now.values():
            self._name(group.id, group.name)
        self._said: set[str] = set()
        self.problems: list[RowProblem] = []

    def id_of(self, draft: Draft, group: Group | None) -> str | None:
        """The id of what the row names, which is made when it is new; ``None`` when it names nothing."""
        if group is None:
            return None
        found = self._find(group)
        if found is None:
            made = Known(
                id=group.id or self._free_id(group),
                name=group.name or group.id,
                precinct=group.precinct,
                place=group.place or draft.place,
                is_guessed=group.place is None,
            )
            self._now[made.id] = made
            self._name(made.id, made.name)
            self._said.add(made.id)
            return made.id
        self._learn(found, draft, group)
        return found.id

    def new(self) -> tuple[Known, ...]:
        """Those the register did not have."""
        return tuple(group for id_, group in self._now.items() if id_ not in self._before)

    def changed(self) -> tuple[Known, ...]:
        """Those that are new or say something else now."""
        return tuple(group for id_, group in self._now.items() if self._before.get(id_) != group)

    def _find(self, group: Group) -> Known | None:
        if group.id:
            return self._now.get(group.id)
        if group.name in self._now and self._fits(self._now[group.name], group):
            return self._now[group.name]
        alike = [self._now[id_] for id_ in self._by_name.get(key(group.name), ())]
        return next((known for known in alike if self._fits(known, group)), None)

    @staticmethod
    def _fits(known: Known, group: Group) -> bool:
        """Two precincts may each have a 中山派出所; without a precinct the first of that name is meant."""
        return not (known.precinct and group.precinct) or key(known.precinct) == key(group.precinct)

    def _learn(self, known: Known, draft: Draft, group: Group) -> None:
        name = group.name if group.id and group.name else known.name
        precinct = group.precinct or known.precinct
        learnt = replace(
            known,
            name=name,
            # The same name in another spelling (臺, 台) is no news.
            precinct=known.precinct if key(precinct) == key(known.precinct) else precinct,
            place=group.place or known.place,
            is_guessed=known.is_guessed and group.place is None,
        )
        if learnt == known:
            return
        overruled = known.id in self._said and any(
            old and old != new
            for old, new in (
                (known.name, learnt.name),
                (known.precinct, learnt.precinct),
                (None if known.is_guessed else known.place, learnt.place),
            )
        )
        if overruled:
            why = Said(
                f"「{known.name}」的名稱、分局或座標與前面的列不同，採用先出現的。",
                f"“{known.name}” has another name, precinct or place in an earlier row, which counts.",
            )
            self.problems.append(RowProblem(draft.row, known.id, why, draft.original, is_refused=False))
            return
        self._now[known.id] = learnt
        self._name(learnt.id, learnt.name)
        self._said.add(known.id)

    def _name(self, id_: str, name: str) -> None:
        self._by_name.setdefault(key(name), []).append(id_)

    def _free_id(self, group: Group) -> str:
        for id_ in (group.name[:200], f"{group.precinct} {group.name}"[:200]):
            if id_ not in self._now:
                return id_
        return next(id_ for n in range(2, 1_000_000) if (id_ := f"{group.name[:190]} ({n})") not in self._now)
