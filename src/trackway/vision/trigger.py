"""The trigger: tells from a camera's small picture when its large one is worth opening.

It misses nothing that the follower would follow: the follower only looks where something moves, told by the
same rules from a copy as small as this. What cannot be a vehicle near enough to be read or described does not
set it off.
"""

from trackway.model.reading import Box
from trackway.vision.geometry import Luma
from trackway.vision.movement import Movement

__all__ = ["Trigger"]

_LEAST_WIDTH, _LEAST_AREA = 0.03, 0.004
"""Of the picture: half of what an outline must measure at its largest to be filed without a plate."""


class Trigger:
    """Watches one camera's sub stream, or any small copy of its picture."""

    def __init__(self) -> None:
        self._movement = Movement()

    def is_set_off(self, luma: Luma, at_s: float) -> bool:
        """Whether something moves that may be a vehicle near enough; also when the whole picture does."""
        moving = self._movement.see(luma, at_s)
        height, width = luma.shape
        return moving.is_everywhere or any(_is_near(box, width, height) for box in moving.boxes)


def _is_near(box: Box, width: int, height: int) -> bool:
    return box.width >= _LEAST_WIDTH * width and box.width * box.height >= _LEAST_AREA * width * height
