"""Something moving, followed by its outline: a vehicle, if it is big enough and goes somewhere.

Without a plate only strong evidence makes it a passage: people, shadows and swaying trees move too.
"""

import math
from collections.abc import Sequence

from trackway.model.reading import Box
from trackway.video import Frame
from trackway.vision.path import Step, moved_px, predicted
from trackway.vision.plate_track import PlateTrack
from trackway.vision.vehicle_sights import Sights

__all__ = ["VehicleTrack", "follow", "is_near"]

_LEAST_STEPS = 6
_LEAST_WIDTH, _LEAST_AREA = 0.06, 0.01
"""Of the picture, at its largest: a car whose plate could just be read is wider."""
_SLIMMEST, _LONGEST = 0.55, 4.5
"""Width over height: slimmer is a person, longer a shadow or two vehicles."""
_RESTLESS = 0.4
"""Of the picture: when so much moves, it is rather the camera that does."""
_REACH = 0.9
_TOUCH_S, _TOUCH = 0.4, 0.1


class VehicleTrack:
    """The outlines of one moving thing."""

    def __init__(self, box: Box, frame: Frame, share: float) -> None:
        self.path: list[Step] = []
        self.sights = Sights[Box]()
        self._restless = 0
        self._plates: dict[int, tuple[PlateTrack, int]] = {}
        self._best: tuple[float, Frame, Box] = (-1.0, frame, box)
        self.take(box, frame, share)

    def take(self, box: Box, frame: Frame, share: float) -> None:
        """Add an outline; ``share`` of the picture moved in all."""
        self._restless += share > _RESTLESS
        self.path.append(Step(frame.at_s, box))
        width, height = frame.size
        whole = box.x0 > 1 and box.y0 > 1 and box.x1 < width - 1 and box.y1 < height - 1
        worth = box.width * box.height * (1.0 if whole else 0.25)
        if worth > self._best[0]:
            self._best = (worth, frame, box)
        self.sights.offer(worth, frame, box)

    def carry(self, plate: PlateTrack) -> None:
        """This plate was seen inside the outline."""
        self._plates[id(plate)] = (plate, self._plates.get(id(plate), (plate, 0))[1] + 1)

    @property
    def plates(self) -> tuple[PlateTrack, ...]:
        """The plates that were inside the outline often enough to belong to it: more than in passing."""
        often = max(2, len(self.path) // 8)
        return tuple(plate for plate, times in self._plates.values() if times >= min(often, len(plate.path)))

    def touches(self, other: "VehicleTrack") -> bool:
        """Whether the two outlines ran into each other: likely pieces of one vehicle."""
        return any(
            abs(mine.at_s - theirs.at_s) <= _TOUCH_S and mine.box.overlap(theirs.box) > _TOUCH
            for mine in (*self.path[:3], *self.path[-3:])
            for theirs in other.path
        )

    @property
    def last_s(self) -> float:
        """When it was last seen."""
        return self.path[-1].at_s

    @property
    def best(self) -> tuple[Frame, Box]:
        """The frame it is seen best in: largest, and whole if possible."""
        return self._best[1], self._best[2]

    @property
    def is_vehicle(self) -> bool:
        """Whether the evidence is strong that this was a vehicle going by."""
        frame, box = self.best
        width, _ = frame.size
        long_enough = len(self.path) >= _LEAST_STEPS
        calm = self._restless <= len(self.path) / 2
        big_enough = is_near(box, frame.size)
        went = moved_px(self.path) >= max(0.6 * box.width, 0.08 * width)
        return (
            long_enough and calm and big_enough and went and _SLIMMEST <= box.width / box.height <= _LONGEST
        )


def is_near(box: Box, size: tuple[int, int]) -> bool:
    """Whether an outline in a frame of this size is as large as a vehicle whose plate could be read."""
    width, height = size
    return box.width >= _LEAST_WIDTH * width and box.width * box.height >= _LEAST_AREA * width * height


def follow(tracks: list[VehicleTrack], boxes: Sequence[Box], frame: Frame) -> list[VehicleTrack]:
    """The tracks with these outlines added, new ones for those that continue none."""
    share = sum(box.width * box.height for box in boxes) / (frame.size[0] * frame.size[1])
    pairs = []
    for i, box in enumerate(boxes):
        for j, track in enumerate(tracks):
            x, y = predicted(track.path, frame.at_s)
            last = track.path[-1].box
            size = math.sqrt(max(box.width * box.height, last.width * last.height))
            away = math.hypot(box.centre[0] - x, box.centre[1] - y) / size
            if away < _REACH or box.overlap(last) > 0.2:
                pairs.append((away, i, j))
    taken_boxes: set[int] = set()
    taken_tracks: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in taken_boxes and j not in taken_tracks:
            tracks[j].take(boxes[i], frame, share)
            taken_boxes.add(i)
            taken_tracks.add(j)
    return [
        *tracks,
        *(VehicleTrack(box, frame, share) for i, box in enumerate(boxes) if i not in taken_boxes),
    ]
