"""The colours of a plate as seen: ground and characters. They tell its class apart from its letters."""

from enum import StrEnum

from trackway.model.vehicle import Colour

__all__ = ["PlateColours"]


class PlateColours(StrEnum):
    """Ground, then characters. ``UNKNOWN`` means they could not be told: night, infra-red, too small."""

    UNKNOWN = "unknown"
    WHITE_BLACK = "white_black"
    WHITE_RED = "white_red"
    WHITE_GREEN = "white_green"
    WHITE_BLUE = "white_blue"
    GREEN_WHITE = "green_white"
    RED_WHITE = "red_white"
    RED_BLACK = "red_black"
    YELLOW_BLACK = "yellow_black"

    @property
    def ground(self) -> Colour:
        """The colour of the sheet."""
        return Colour(self.split("_")[0])

    @property
    def ink(self) -> Colour:
        """The colour of the characters."""
        return Colour(self.split("_")[-1])
