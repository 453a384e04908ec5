"""Our engine with other eyes: it takes one plate's last digit for another and never sees a second plate."""

from dataclasses import replace

from trackway.model.reading import Letter, Reading
from trackway.vision import Luma, PlateEngine

MISREAD, MISREAD_AS, UNSEEN = "NXR5086", "NXR5088", "RFA1207"


class OtherEngine(PlateEngine):
    """Stands beside our own; worker processes open it by name."""

    def __reduce__(self) -> tuple[type["OtherEngine"], tuple[int]]:
        return OtherEngine, (1,)

    @property
    def model(self) -> str:
        return "other-1"

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        return _other(super().look(picture, at_s))

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        return _other(super().glance(picture, at_s))


def _other(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    kept = [one for one in readings if one.text != UNSEEN]
    return tuple(
        replace(one, letters=(*one.letters[:-1], Letter("8", 0.8))) if one.text == MISREAD else one
        for one in kept
    )
