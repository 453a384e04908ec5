"""Camera, Site, Station: where a passage can be seen from and who looks after it."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.errors import Invalid
from trackway.model.place import Point

__all__ = ["Camera", "CameraKind", "Site", "Station"]


class CameraKind(StrEnum):
    """What a camera is for."""

    PLATE = "plate"
    """車牌辨識: reads plates live, usually in groups of four."""
    ORDINARY = "ordinary"
    """一般監視錄影: recorded; becomes a source of passages when its footage is imported."""


@dataclass(frozen=True, slots=True)
class Station:
    """A police station 派出(分駐)所 of a precinct 分局; keeps a recorder and its cameras."""

    id: str
    name: str
    precinct: str
    place: Point


@dataclass(frozen=True, slots=True)
class Site:
    """A pole or junction 處 with one or more cameras."""

    id: str
    name: str
    place: Point


@dataclass(frozen=True, slots=True)
class Camera:
    """One lens 鏡頭.

    ``id`` is the owner's own name for it, as on the pole. ``number`` (1 to 65,535) is ours: it is part
    of every passage's identity, so it is given once and never used again. ``heading_deg`` is where the
    lens points, compass degrees; ``fov_deg`` its horizontal field of view. ``engine`` names what reads its
    plates; empty means the default.
    """

    id: str
    number: int
    name: str
    kind: CameraKind
    place: Point
    heading_deg: float | None = None
    fov_deg: float | None = None
    site_id: str | None = None
    station_id: str | None = None
    model: str | None = None
    installed_year: int | None = None
    engine: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 65_535:
            raise Invalid(f"Camera {self.id}: the number {self.number} is not between 1 and 65,535.")
        if self.heading_deg is not None and not 0 <= self.heading_deg < 360:
            raise Invalid(f"Camera {self.id}: the heading {self.heading_deg} is not in [0, 360) degrees.")
        if self.fov_deg is not None and not 0 < self.fov_deg <= 360:
            raise Invalid(f"Camera {self.id}: the field of view {self.fov_deg} is not in (0, 360] degrees.")
