"""Groups: the places of a question as a vehicle passes them, each once."""

from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.camera import CameraKind
from trackway.model.errors import WrongUse
from trackway.model.said import Said
from trackway.trails.desk import Desk
from trackway.trails.places import PlaceNames, circled, place_id, place_says
from trackway.trails.where import Place, cameras_at

__all__ = ["Group", "groups_of"]

_MOST_SITES = 12
"""Sites whose read rate is counted, each a fifth of a second at most; more are no route but a county."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cameras that a vehicle passes one site of: those of a place, or of places that share a site.

    ``place`` is the first of them and ``said`` it in words; ``numbers`` are those of all its places, from 1.
    ``sites`` are the numbers of its cameras by the site's id.
    """

    place: Place
    said: Said
    numbers: list[int]
    sites: dict[str, list[int]]

    @property
    def cameras(self) -> list[int]:
        """All its cameras by number, in order."""
        return sorted(number for some in self.sites.values() for number in some)

    @property
    def label(self) -> str:
        """The numbers of its places as the map shows them: ①."""
        return "".join(map(circled, self.numbers))

    @property
    def name(self) -> str:
        """The same with the name of a camera's place behind it; the map shows what an area is."""
        return self.label if self.place.area is not None else f"{self.label} {self.said.zh}"


def groups_of(desk: Desk, places: Sequence[Place], names: PlaceNames) -> list[Group]:
    """The places; those that share a site are one, since a vehicle passes that site once."""
    groups: list[Group] = []
    for index, place in enumerate(places, 1):
        sites: dict[str, list[int]] = {}
        for number in sorted(cameras_at([place], desk.cameras)):
            if desk.cameras[number].kind is CameraKind.PLATE:
                sites.setdefault(place_id(desk.cameras, number), []).append(number)
        if not sites:
            raise WrongUse(f"There is no plate camera at {place}; draw it larger.")
        same = next((group for group in groups if group.sites.keys() & sites.keys()), None)
        if same is None:
            groups.append(Group(place, place_says(place, desk.cameras, names), [index], sites))
        else:
            same.numbers.append(index)
            for site, numbers in sites.items():
                same.sites[site] = sorted({*same.sites.get(site, []), *numbers})
    if sum(len(group.sites) for group in groups) > _MOST_SITES:
        raise WrongUse(f"More than {_MOST_SITES} sites are no route; draw smaller places.")
    return groups
