"""VehicleFact: what the vehicle register says of a plate's vehicle."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.time import Instant
from trackway.model.vehicle import Colour, VehicleKind

__all__ = ["RegisterFile", "VehicleFact", "VehicleStatus"]


class VehicleStatus(StrEnum):
    """How a vehicle's registration stands."""

    UNKNOWN = "unknown"
    """The register does not say."""
    IN_USE = "in_use"
    SUSPENDED = "suspended"
    """Laid up, or its plates kept by the authority: it may not be on the road."""
    CANCELLED = "cancelled"
    """Its registration was taken away or handed back."""
    SCRAPPED = "scrapped"
    STOLEN = "stolen"


@dataclass(frozen=True, slots=True)
class VehicleFact:
    """One vehicle of the register 車籍. Kind and colour are unknown where it does not say."""

    plate: str
    kind: VehicleKind = VehicleKind.UNKNOWN
    colour: Colour = Colour.UNKNOWN
    make: str = ""
    status: VehicleStatus = VehicleStatus.UNKNOWN


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """The file that the register came from: when it was taken in and by whom, how many vehicles it has and
    how many of its rows were refused."""

    id: int
    file_name: str
    sha256: str
    by: str
    at: Instant
    vehicles: int
    refused: int
