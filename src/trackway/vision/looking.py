"""Where to look for plates in a frame: at what moves, and closely at plates that are being followed."""

from collections.abc import Sequence

from trackway.model.reading import Box
from trackway.vision.movement import Moving
from trackway.vision.path import predicted
from trackway.vision.plate_track import PlateTrack

__all__ = ["Looking"]

_FOLLOWED_S = 1.0
"""A plate unseen for longer is not looked for where it should be."""
_SETTLED_EVERY_S = 0.4
_AGAIN_EVERY_S = 0.7
"""How often a moving region is searched whole although a plate in it is being followed: there may be two."""
_WIDE_EVERY_S = 0.3
_WIDE = 0.5
"""Of the frame: so wide a search is dear, and is made less often."""
_ROOM = 0.08
_LEAST_PX = 160


class Looking:
    """Remembers when it looked where."""

    def __init__(self) -> None:
        self._again_s = -1e9
        self._wide_s = -1e9

    def regions(
        self, moving: Moving, tracks: Sequence[PlateTrack], size: tuple[int, int], at_s: float
    ) -> list[Box]:
        """The regions of the frame to search now; they may overlap."""
        followed = [track for track in tracks if at_s - track.last_s <= _FOLLOWED_S]
        centres = [predicted(track.path, at_s) for track in followed]
        chosen: list[Box] = []
        is_again_due = at_s - self._again_s >= _AGAIN_EVERY_S
        is_wide_due = at_s - self._wide_s >= _WIDE_EVERY_S
        for box in moving.boxes:
            is_wide = box.width * box.height > _WIDE * size[0] * size[1]
            is_held = any(_inside(centre, box) for centre in centres)
            if (is_held and not is_again_due) or (is_wide and not is_wide_due):
                continue
            if is_held:
                self._again_s = at_s
            if is_wide:
                self._wide_s = at_s
            chosen.append(_roomy(box, size))
        for track, centre in zip(followed, centres, strict=True):
            is_due = not track.is_settled or at_s - track.last_s >= _SETTLED_EVERY_S
            if is_due and not any(_inside(centre, box) for box in chosen):
                chosen.append(_around(track, centre, size))
        return [box for box in chosen if box.width >= 16 and box.height >= 16]


def _roomy(box: Box, size: tuple[int, int]) -> Box:
    x, y = box.centre
    half_width = max(box.width * (0.5 + _ROOM), _LEAST_PX / 2)
    half_height = max(box.height * (0.5 + _ROOM), _LEAST_PX / 2)
    return _within(x - half_width, y - half_height, x + half_width, y + half_height, size)


def _around(track: PlateTrack, centre: tuple[float, float], size: tuple[int, int]) -> Box:
    """From where it was to where it should be now, with room to stray: vehicles brake."""
    box = track.path[-1].box
    (x, y), (was_x, was_y) = centre, box.centre
    half_width, half_height = max(2.0 * box.width, _LEAST_PX / 2), max(2.5 * box.height, _LEAST_PX / 3)
    return _within(
        min(x, was_x) - half_width,
        min(y, was_y) - half_height,
        max(x, was_x) + half_width,
        max(y, was_y) + half_height,
        size,
    )


def _within(x0: float, y0: float, x1: float, y1: float, size: tuple[int, int]) -> Box:
    return Box(max(0, int(x0)), max(0, int(y0)), min(size[0], round(x1)), min(size[1], round(y1)))


def _inside(point: tuple[float, float], box: Box) -> bool:
    return box.x0 <= point[0] < box.x1 and box.y0 <= point[1] < box.y1
