"""Faces: front and rear of one vehicle at one site, seconds apart, that do not belong together.

Where one camera of a site looks at fronts and another at rears, a vehicle is read twice. Two plates that were
each read on one side alone, in one lane within seconds, on vehicles that look alike, are taken for one
vehicle's; twice the same two, elsewhere or later, is no chance.
"""

from collections import deque
from collections.abc import Iterator, Mapping

from trackway.model.camera import Camera
from trackway.model.look_alikes import look_alike_texts
from trackway.model.passage import Passage
from trackway.model.taken_for import colours_taken_for, kinds_taken_for
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.watch.cloned.oddities import SURE, Oddity, What

__all__ = ["Faces"]

_WITHIN_US = 6_000_000
"""At 20 km/h a vehicle goes 33 m in six seconds: from before the pole to behind it."""
_OPPOSITE_DEG = 120.0
_MOST = 24
"""Passages of one site in six seconds, at four lanes."""


class Faces:
    """The last seconds of every site that looks both ways."""

    def __init__(self, cameras: Mapping[int, Camera]) -> None:
        self._cameras: Mapping[int, Camera] = {}
        self._opposite: dict[int, frozenset[int]] = {}
        self._lately: dict[str, deque[Passage]] = {}
        self._site: dict[int, str] = {}
        self.follow(cameras)

    def follow(self, cameras: Mapping[int, Camera]) -> None:
        """Take the cameras as they are on the register now; the very same ones change nothing."""
        if cameras is self._cameras:
            return
        self._cameras = cameras
        at: dict[str, list[Camera]] = {}
        for one in cameras.values():
            if one.site_id and one.heading_deg is not None:
                at.setdefault(one.site_id, []).append(one)
        self._site, self._opposite = {}, {}
        for site, some in at.items():
            for one in some:
                facing = frozenset(other.number for other in some if _is_opposite(one, other))
                if facing:
                    self._site[one.number], self._opposite[one.number] = site, facing
        self._lately = {site: kept for site, kept in self._lately.items() if site in at}

    def look(self, passage: Passage) -> tuple[Oddity, ...]:
        """What does not agree with who was on the other side a moment ago, of strong readings.

        Those whose way or lane is not known are compared with nobody.
        """
        site = self._site.get(passage.camera)
        if site is None or passage.heading is Heading.UNKNOWN or passage.lane < 1:
            return ()
        lately = self._lately.get(site)
        if lately is None:
            lately = self._lately[site] = deque(maxlen=_MOST)
        us = passage.stamp.at.us
        while lately and abs(us - lately[0].stamp.at.us) > _WITHIN_US:
            lately.popleft()
        facing = self._opposite[passage.camera]
        found: tuple[Oddity, ...] = ()
        if any(one.camera in facing for one in lately):
            found = tuple(_compared(passage, lately, facing))
        lately.append(passage)
        return found


def _compared(passage: Passage, lately: deque[Passage], facing: frozenset[int]) -> Iterator[Oddity]:
    others = [one for one in lately if one.camera in facing and _is_same_way(one, passage)]
    if not others:
        return
    mine, text = {_text(one) for one in lately if one.camera not in facing}, _text(passage)
    if same := [one for one in others if _text(one) == text]:
        if not _are_alike(same[-1], passage, blind=True):
            yield Oddity(What.FACES, (_look(same[-1]),), _look(passage), same[-1])
        return
    left = [one for one in others if _text(one) not in mine]
    if len(left) != 1 or text in {_text(one) for one in lately}:
        return
    if _are_alike(left[0], passage) and not _are_look_alikes(_text(left[0]), text):
        yield Oddity(What.FACES, (_text(left[0]),), text, left[0])


def _text(passage: Passage) -> str:
    return passage.plate.text if passage.plate else ""


def _is_opposite(one: Camera, other: Camera) -> bool:
    if one.heading_deg is None or other.heading_deg is None:
        return False
    apart = abs(one.heading_deg - other.heading_deg) % 360
    return min(apart, 360 - apart) >= _OPPOSITE_DEG


def _is_same_way(one: Passage, other: Passage) -> bool:
    """Whether both went the same way in the same lane."""
    return one.lane == other.lane and one.heading is other.heading


def _are_alike(one: Passage, other: Passage, *, blind: bool = False) -> bool:
    """Whether both look like one vehicle; ``blind``: where it cannot be told, they may."""
    kinds, colours = (
        [each.kind if each.kind_confidence >= SURE else VehicleKind.UNKNOWN for each in (one, other)],
        [each.colour if each.colour_confidence >= SURE else Colour.UNKNOWN for each in (one, other)],
    )
    if not blind and (VehicleKind.UNKNOWN in kinds or Colour.UNKNOWN in colours):
        return False
    return kinds[0] in kinds_taken_for(kinds[1]) and colours[0] in colours_taken_for(colours[1])


def _are_look_alikes(one: str, other: str) -> bool:
    near = {alike.text for alike in look_alike_texts(one, 0.6)}
    return other in near or sum(a != b for a, b in zip(one, other, strict=False)) <= 1


def _look(passage: Passage) -> str:
    return f"{passage.colour.value} {passage.kind.value}"
