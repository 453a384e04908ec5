"""A coast road made by hand: twelve sites with two cameras each, six at either end, and passages on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.place import Point
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, VehicleKind
from trackway.watch import Hit, Watcher
from trackway.watch.vehicles import VehicleFact

NOON = Instant(1_790_000_000_000_000)
STEP_M = 5_500.0
"""Between sites of one end; the ends are a hundred kilometres apart."""
SOUTH, NORTH = tuple(range(6)), tuple(range(6, 12))
_LAT = [23.0 + 0.05 * n for n in range(6)] + [24.15 + 0.05 * n for n in range(6)]
CAMERAS = {
    2 * site + side + 1: Camera(
        id=f"c{site}{side}",
        number=2 * site + side + 1,
        name=f"Site {site}",
        kind=CameraKind.PLATE,
        place=Point(121.4, lat),
        heading_deg=180.0 * side,
        site_id=f"s{site}",
    )
    for site, lat in enumerate(_LAT)
    for side in (0, 1)
}


class Registered:
    """A register in memory."""

    def __init__(self, *facts: VehicleFact) -> None:
        self._facts = {one.plate: one for one in facts}

    def facts(self, plates: Collection[str]) -> Mapping[str, VehicleFact]:
        return {text: self._facts[text] for text in plates if text in self._facts}


NOBODY = Registered()


def passed(
    text: str,
    after_s: float,
    site: int,
    *,
    confidence: float = 0.95,
    looks: int = 5,
    kind: VehicleKind = VehicleKind.SEDAN,
    kind_confidence: float = 0.95,
    colour: Colour = Colour.WHITE,
    error_s: float | None = 0.5,
    plate_colours: PlateColours = PlateColours.UNKNOWN,
    side: int = 0,
) -> Passage:
    """One vehicle at one site, so many seconds after ``NOON`` by the clock there."""
    at, camera = NOON.plus(after_s), 2 * site + side + 1
    return Passage(
        id=passage_id(at, camera, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, error_s),
        camera=camera,
        source=Source.LIVE,
        plate=Plate(text),
        confidence=confidence,
        looks=looks,
        kind=kind,
        kind_confidence=kind_confidence,
        colour=colour,
        colour_confidence=0.95,
        plate_colours=plate_colours,
    )


def drive(text: str, start_s: float, sites: Iterable[int], each_s: float = 300.0) -> list[Passage]:
    """A drive past some sites, so many seconds from one to the next."""
    return [passed(text, start_s + n * each_s, site) for n, site in enumerate(sites)]


def in_order(*drives: Sequence[Passage]) -> list[Passage]:
    """Passages as a journal has them, oldest first."""
    return sorted((one for each in drives for one in each), key=lambda one: (one.stamp.at, one.camera))


def shown(watcher: Watcher, passages: Sequence[Passage], page: int = 7) -> list[Hit]:
    """Everything told of passages shown by so many, the clock going with them."""
    found: list[Hit] = []
    for start in range(0, len(passages), page):
        some = passages[start : start + page]
        found += watcher.tick(some[-1].stamp.at)
        found += watcher.look(some)
    return found
