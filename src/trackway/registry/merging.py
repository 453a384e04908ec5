"""What a file's rows change on the register: a plan made from values, to be written or only reported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.place import Point, distance_m
from trackway.registry.groups import Groups, Known
from trackway.registry.report import RowProblem, Said, Updated
from trackway.registry.rows import Draft
from trackway.registry.selection import Snapshot

__all__ = ["Plan", "as_site", "as_station", "merge"]

_SAME_PLACE_DEG = 1e-6
"""A tenth of a metre: what a trip through another projection may move a camera, and no one else."""
_FAR_M = 500.0
"""Further than a pole is ever moved: worth a look before it is believed."""
_FACTS = (
    "name",
    "kind",
    "place",
    "heading_deg",
    "fov_deg",
    "site_id",
    "station_id",
    "model",
    "installed_year",
    "engine",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written, and what to say of it."""

    cameras: tuple[Camera, ...]
    stations: tuple[Known, ...]
    sites: tuple[Known, ...]
    new: tuple[str, ...]
    updated: tuple[Updated, ...]
    unchanged: int
    repeated: int
    new_stations: tuple[Known, ...]
    new_sites: tuple[Known, ...]
    problems: tuple[RowProblem, ...]


def merge(drafts: Sequence[Draft], now: Snapshot, default_kind: CameraKind) -> Plan:
    """The change that these rows make on the register as it is.

    What a row does not say stays as it was; an empty cell never erases. The first row of an id counts;
    a second one in the same words is passed over, in other words it is refused.
    """
    kept, repeated, problems = _unique(drafts)
    stations = Groups(_known_stations(now))
    sites = Groups(_known_sites(now))
    numbers = _Numbers(now, kept)
    retired = {camera.id for camera in now.retired}
    cameras: list[Camera] = []
    new: list[str] = []
    updated: list[Updated] = []
    for draft in kept:
        known = now.by_id.get(draft.id)
        number = numbers.of(draft, known)
        before = known or Camera(draft.id, number, draft.name or draft.id, default_kind, draft.place)
        after = replace(
            before,
            name=draft.name or before.name,
            kind=draft.kind or before.kind,
            place=before.place if _same_place(before.place, draft.place) else draft.place,
            heading_deg=before.heading_deg if draft.heading_deg is None else draft.heading_deg,
            fov_deg=draft.fov_deg or before.fov_deg,
            site_id=sites.id_of(draft, draft.site) or before.site_id,
            station_id=stations.id_of(draft, draft.station) or before.station_id,
            model=draft.model or before.model,
            installed_year=draft.installed_year or before.installed_year,
            engine=draft.engine or before.engine,
        )
        if known is None:
            new.append(draft.id)
            cameras.append(after)
            continue
        changed = tuple(fact for fact in _FACTS if getattr(before, fact) != getattr(after, fact))
        changed += ("is_retired",) if known.id in retired else ()
        if changed:
            updated.append(Updated(draft.id, changed))
            cameras.append(after)
            problems += _moved(draft, before.place, after.place)
    return Plan(
        cameras=tuple(cameras),
        stations=stations.changed(),
        sites=sites.changed(),
        new=tuple(new),
        updated=tuple(updated),
        unchanged=len(kept) - len(new) - len(updated),
        repeated=repeated,
        new_stations=stations.new(),
        new_sites=sites.new(),
        problems=(*problems, *numbers.problems, *stations.problems, *sites.problems),
    )


def as_station(known: Known) -> Station:
    """The station it is."""
    return Station(known.id, known.name, known.precinct, known.place)


def as_site(known: Known) -> Site:
    """The site it is."""
    return Site(known.id, known.name, known.place)


def _known_stations(now: Snapshot) -> Iterator[Known]:
    for station in now.stations:
        guessed = station.id in now.guessed_stations
        yield Known(station.id, station.name, station.precinct, station.place, guessed)


def _known_sites(now: Snapshot) -> Iterator[Known]:
    for site in now.sites:
        yield Known(site.id, site.name, "", site.place, site.id in now.guessed_sites)


def _unique(drafts: Sequence[Draft]) -> tuple[list[Draft], int, list[RowProblem]]:
    first: dict[str, Draft] = {}
    repeated = 0
    problems: list[RowProblem] = []
    for draft in drafts:
        earlier = first.setdefault(draft.id, draft)
        if earlier is draft:
            continue
        if replace(draft, row=earlier.row, original=earlier.original) == earlier:
            repeated += 1
            continue
        why = Said(
            f"編號「{draft.id}」在第 {earlier.row} 列已出現，內容不同；採用先出現的。",
            f"The id “{draft.id}” is in row {earlier.row} already with other facts; that row counts.",
        )
        problems.append(RowProblem(draft.row, "id", why, draft.original, is_refused=True))
    return list(first.values()), repeated, problems


def _same_place(a: Point, b: Point) -> bool:
    return abs(a.lon - b.lon) <= _SAME_PLACE_DEG and abs(a.lat - b.lat) <= _SAME_PLACE_DEG


def _moved(draft: Draft, before: Point, after: Point) -> Iterator[RowProblem]:
    metres = distance_m(before, after)
    if metres > _FAR_M:
        why = Said(
            f"與名冊上的位置相距 {metres:,.0f} 公尺，已依檔案更新，請確認。",
            f"It moves {metres:,.0f} m from where the register had it; please check.",
        )
        yield RowProblem(draft.row, "place", why, draft.original, is_refused=False)


class _Numbers:
    """Numbers for cameras that have none: the one the file brings where it is free, else the next."""

    def __init__(self, now: Snapshot, drafts: Sequence[Draft]) -> None:
        self._now = now
        self._free = now.free_numbers()
        self._brought = {draft.number for draft in drafts if draft.id not in now.by_id}
        self._taken: set[int] = set()
        self.problems: list[RowProblem] = []

    def of(self, draft: Draft, known: Camera | None) -> int:
        """The number that this row's camera has or gets."""
        wanted = draft.number
        if known is not None:
            number = known.number
        elif wanted is not None and wanted not in self._now.by_number and wanted not in self._taken:
            number = wanted
        else:
            number = next(free for free in self._free if free not in self._brought)
        self._taken.add(number)
        if wanted not in {None, number}:
            why = Said(
                f"本系統編號 {wanted} 不能沿用，此鏡頭的編號是 {number}。",
                f"The number {wanted} cannot be used again; this camera's is {number}.",
            )
            self.problems.append(
                RowProblem(draft.row, "trackway_number", why, draft.original, is_refused=False)
            )
        return number
