"""What a vehicle looks like, apart from its plate: kind, colour, heading."""

from enum import StrEnum

__all__ = ["Colour", "Heading", "VehicleKind"]


class VehicleKind(StrEnum):
    """車型: the kind of vehicle seen. ``UNKNOWN`` means it could not be told, never "other"."""

    UNKNOWN = "unknown"
    SEDAN = "sedan"
    SUV = "suv"
    VAN = "van"
    PICKUP = "pickup"
    TRUCK = "truck"
    BUS = "bus"
    COACH = "coach"
    SCOOTER = "scooter"
    HEAVY_MOTORCYCLE = "heavy_motorcycle"
    BICYCLE = "bicycle"
    CAR = "car"
    """A car of some kind: sedan, SUV or van could not be told apart."""
    TAXI = "taxi"
    TRAILER = "trailer"


class Colour(StrEnum):
    """The vehicle's own colour. ``UNKNOWN`` means it could not be told: night, infra-red, glare."""

    UNKNOWN = "unknown"
    WHITE = "white"
    SILVER = "silver"
    GREY = "grey"
    BLACK = "black"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    BROWN = "brown"
    PURPLE = "purple"


class Heading(StrEnum):
    """Which way a vehicle went, to the nearest eighth of the compass."""

    UNKNOWN = "unknown"
    N = "n"
    NE = "ne"
    E = "e"
    SE = "se"
    S = "s"
    SW = "sw"
    W = "w"
    NW = "nw"

    @classmethod
    def of(cls, degrees: float | None) -> "Heading":
        """The eighth that a compass bearing in degrees falls into; ``None`` is unknown."""
        if degrees is None:
            return cls.UNKNOWN
        return _EIGHTHS[round(degrees % 360 / 45) % 8]


_EIGHTHS = (Heading.N, Heading.NE, Heading.E, Heading.SE, Heading.S, Heading.SW, Heading.W, Heading.NW)
