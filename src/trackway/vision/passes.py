"""From frames to passings: one per vehicle, told by all looks at it.

::

    frame ─► something moves? ─► look there ─► readings ─► tracks of plates ──┐
                     └─► outlines ─► tracks of vehicles ─────────────────────┤ gone?
                                                                             ▼
                                                            vote ─► Passing, with its picture
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from trackway.model.errors import TrackwayError
from trackway.model.plate import Plate
from trackway.model.reading import Box, Reading
from trackway.video import Frame
from trackway.vision.engine import Engine
from trackway.vision.kind import kind_told
from trackway.vision.looking import Looking
from trackway.vision.memory import Remembered, forgotten, known
from trackway.vision.misreads import NO_MISREADS, Misreads, model_of, reconsidered
from trackway.vision.movement import Movement, Moving
from trackway.vision.outlook import NO_OUTLOOK, Outlook
from trackway.vision.passing import Passing
from trackway.vision.path import motion, outline_motion
from trackway.vision.plate_tint import colours_in_sights
from trackway.vision.plate_track import PlateTrack, assigned
from trackway.vision.speed import course_of_outline, course_of_plate
from trackway.vision.vehicle_look import look_at_outlines, look_at_plates
from trackway.vision.vehicle_track import VehicleTrack, follow, is_near

__all__ = ["Follower", "passes"]

_EVERY_S = 0.125
"""Eight looks a second: at 100 km/h a vehicle is in a 25 m view for 0.9 s."""
_GONE_S = 3.0
"""A plate unseen for so long is gone; until then something may have hidden it."""
_OUTLINE_GONE_S = _UNSEEN_S = 0.8
_LEAST_FOUND, _LEAST_SURE = 0.45, 0.3
_SINGLE_FOUND, _SINGLE_SURE = 0.6, 0.7
"""How surely it must be a plate, and read: when two looks or more agree, and when they do not."""
_JUMP_S = 1.0
"""Pictures farther apart than this are two scenes: light and shadows have moved on in between."""
_SHORT, _SHORT_LOOKS = 5, 4
"""Lamps and grilles read as four letters now and then; trailers, which have such plates, are long in view."""


class Follower:
    """Follows every vehicle through one camera's footage.

    ``memory`` is what is known of the place from before; without it the first frame is searched whole,
    for what stands there already. ``misreads`` are what this camera is known to misread with this engine,
    ``outlook`` how it looks at the road. What comes out depends only on these and the frames.
    """

    def __init__(
        self,
        engine: Engine,
        memory: tuple[Remembered, ...] | None = None,
        misreads: Misreads = NO_MISREADS,
        outlook: Outlook = NO_OUTLOOK,
    ) -> None:
        self._engine = engine
        self._misreads = misreads
        self._outlook = outlook
        self._memory = memory or ()
        self._is_new = memory is None
        self._movement = Movement()
        self._looking = Looking()
        self._plates: list[PlateTrack] = []
        self._gone: list[PlateTrack] = []
        self._vehicles: list[VehicleTrack] = []
        self._outlines: list[VehicleTrack] = []
        self._moving = Moving((), is_everywhere=False)
        self._next_s = self._seen_s = 0.0
        self._size = (1, 1)

    @property
    def is_idle(self) -> bool:
        """Whether nothing moves and nothing is being followed: a moment at which footage may be cut."""
        return not (self._plates or self._vehicles or self._moving.boxes)

    @property
    def is_clear(self) -> bool:
        """Whether no vehicle is in view that is near enough to be read, though far ones may be.

        On a busy road there may be no better moment. Whoever goes on from here closes first; a plate
        that was hidden just then is known again by the memory.
        """
        return not self.is_watching and not any(is_near(box, self._size) for box in self._moving.boxes)

    @property
    def is_watching(self) -> bool:
        """Whether a plate is in view right now, moving or not: leaving off here would lose its way."""
        return any(self._seen_s - plate.last_s < _UNSEEN_S for plate in self._plates)

    @property
    def memory(self) -> tuple[Remembered, ...]:
        """What to hand to the one who goes on from here."""
        return self._memory

    def see(self, frame: Frame) -> list[Passing]:
        """Take the next frame; what has gone by is told."""
        if frame.at_s < self._next_s - 1e-6:
            return []
        self._next_s = frame.at_s + _EVERY_S - 0.02  # frames come at their own times; never skip two for one
        self._seen_s, self._size = frame.at_s, frame.size
        self._moving = self._movement.see(frame.luma, frame.at_s)
        outlines = () if self._moving.is_everywhere else self._moving.boxes
        self._vehicles = follow(self._vehicles, outlines, frame)
        regions = self._looking.regions(self._moving, self._plates, frame.size, frame.at_s)
        if self._is_new:
            regions, self._is_new = [Box(0, 0, *frame.size)], False
        self._take(_look(self._engine, frame, regions), frame)
        self._memory = forgotten(self._memory, frame.at_s)
        return [*self._gone_plates(frame.at_s), *self._gone_vehicles(frame.at_s)]

    def skip(self, to_s: float) -> list[Passing]:
        """Nothing is shown until then, because nothing moves; what has gone by before is told.

        The background is learned anew afterwards; who stands there is remembered.
        """
        if to_s - self._seen_s > _JUMP_S:
            self._movement, self._moving = Movement(), Moving((), is_everywhere=False)
        self._memory = forgotten(self._memory, to_s)
        return [*self._gone_plates(to_s), *self._gone_vehicles(to_s)]

    def close(self) -> list[Passing]:
        """The footage has ended: tell of all that is still in view."""
        return [*self._gone_plates(float("inf")), *self._gone_vehicles(float("inf"))]

    def _take(self, readings: list[Reading], frame: Frame) -> None:
        tracks = assigned(self._plates, readings, frame.at_s)
        for i, reading in enumerate(readings):
            if i in tracks:
                track = tracks[i]
                track.take(reading, frame)
            else:
                track = PlateTrack(reading, frame)
                self._plates.append(track)
            track.was_in_movement |= any(_holds(box, reading.box) for box in self._moving.boxes)
            for vehicle in self._vehicles:
                if vehicle.last_s == frame.at_s and _holds(vehicle.path[-1].box, reading.box):
                    vehicle.carry(track)

    def _gone_plates(self, now_s: float) -> Iterator[Passing]:
        gone = [track for track in self._plates if now_s - track.last_s >= _GONE_S or track.is_parked]
        self._plates = [track for track in self._plates if track not in gone]
        self._gone = [track for track in self._gone if now_s - track.last_s < 2 * _GONE_S]
        for track in sorted(gone, key=lambda track: track.first_s):
            if not track.is_settled:
                _look_again(self._engine, track)
            others = [*self._plates, *self._gone, *(other for other in gone if other is not track)]
            if not _is_evident(track) or any(track.is_part_of(other) for other in others):
                continue
            self._gone.append(track)
            passing = self._remember(track)
            if passing is not None:
                yield passing

    def _remember(self, track: PlateTrack) -> Passing | None:
        """Note where it is; its passing, unless it never moved or was told of already."""
        before = known(self._memory, track.verdict.text, track.path[0].box, track.first_s)
        was_told = before is not None and before.is_told
        text = before.text if before is not None and was_told else track.verdict.text
        has_moved = track.has_moved or (before is None and track.is_brief and track.was_in_movement)
        is_standing = track.is_parked or not has_moved
        is_told = was_told or has_moved
        now = Remembered(text, track.path[-1].box, track.last_s, is_standing, is_told)
        self._memory = (*(one for one in self._memory if one is not before), now)
        return _plate_passing(track, self._misreads, self._outlook) if is_told and not was_told else None

    def _gone_vehicles(self, now_s: float) -> Iterator[Passing]:
        gone = [track for track in self._vehicles if now_s - track.last_s >= _OUTLINE_GONE_S]
        self._vehicles = [track for track in self._vehicles if track not in gone]
        self._outlines = [track for track in self._outlines if now_s - track.last_s < 2 * _GONE_S]
        self._outlines += gone
        for track in gone:
            pieces = [other for other in (*self._vehicles, *self._outlines) if track.touches(other)]
            plates = [plate for piece in pieces for plate in piece.plates]  # it touches itself
            if track.is_vehicle and not any(_is_evident(plate) for plate in plates):
                yield _plain_passing(track, self._outlook)


def passes(frames: Iterable[Frame], engine: Engine, outlook: Outlook = NO_OUTLOOK) -> Iterator[Passing]:
    """Each vehicle that goes by, once it has gone; ``outlook`` is how the camera looks at the road.

    An error of the frames (damaged footage) is raised after all that was seen before it is told.
    """
    follower = Follower(engine, outlook=outlook)
    try:
        for frame in frames:
            yield from follower.see(frame)
    except TrackwayError:
        yield from follower.close()
        raise
    yield from follower.close()


def _look(engine: Engine, frame: Frame, regions: list[Box]) -> list[Reading]:
    """All plates in the regions, in pixels of the frame; the surer of two at one place."""
    found: list[Reading] = []
    for region in regions:
        crop = frame.luma[region.y0 : region.y1, region.x0 : region.x1]
        whole = [one for one in engine.glance(crop, frame.at_s) if not _is_cut(one.box, region)]
        found.extend(_shifted(reading, region) for reading in whole)
    kept: list[Reading] = []
    for reading in sorted(found, key=lambda one: -one.found * one.confidence):
        if not any(reading.box.overlap(other.box) > 0.3 for other in kept):
            kept.append(reading)
    return kept


def _is_cut(box: Box, region: Box) -> bool:
    """Whether the plate reaches the edge of what was looked at: then a part of it lies outside."""
    return box.x0 <= 1 or box.y0 <= 0 or box.x1 >= region.width - 1 or box.y1 >= region.height


def _shifted(reading: Reading, region: Box) -> Reading:
    box = reading.box
    moved = Box(box.x0 + region.x0, box.y0 + region.y0, box.x1 + region.x0, box.y1 + region.y0)
    corners = tuple((x + region.x0, y + region.y0) for x, y in reading.corners)
    return replace(reading, box=moved, corners=corners)


def _holds(outline: Box, plate: Box) -> bool:
    x, y = plate.centre
    return outline.x0 <= x < outline.x1 and outline.y0 <= y < outline.y1


def _look_again(engine: Engine, track: PlateTrack) -> None:
    """One close look at the frame it was read best in."""
    frame, best = track.best
    x, y = best.box.centre
    width, height = frame.size
    across, down = 1.5 * best.box.width, 2.0 * best.box.height
    region = Box(
        max(0, int(x - across)),
        max(0, int(y - down)),
        min(width, int(x + across)),
        min(height, int(y + down)),
    )
    crop = frame.luma[region.y0 : region.y1, region.x0 : region.x1]
    seen = [_shifted(reading, region) for reading in engine.look(crop, frame.at_s)]
    here = [reading for reading in seen if reading.box.overlap(best.box) > 0.3]
    if here:
        track.look_again(here[0])


def _is_evident(track: PlateTrack) -> bool:
    """Whether the looks are good enough to say that there was a plate."""
    verdict, found = track.verdict, max(look.found for look in track.looks)
    if not verdict.letters:
        return False
    if len(verdict.letters) < _SHORT and verdict.looks < _SHORT_LOOKS:
        return False
    if verdict.looks >= 2:
        return found >= _LEAST_FOUND and verdict.confidence >= _LEAST_SURE
    return found >= _SINGLE_FOUND and verdict.confidence >= _SINGLE_SURE


def _plate_passing(track: PlateTrack, misreads: Misreads, outlook: Outlook) -> Passing:
    verdict = reconsidered(track.verdict, misreads)
    plate = Plate(verdict.text, verdict.split)
    frame, look = track.best
    moved = motion(track.path)
    course = course_of_plate(track.looks, plate, moved, frame.size, outlook)
    colours = colours_in_sights(track.sights)
    seen = look_at_plates(track.sights, colours)
    return Passing(
        at_s=frame.at_s,
        first_s=track.first_s,
        last_s=track.last_s,
        motion=moved,
        picture=frame.jpeg(),
        plate=plate,
        plate_box=look.box,
        confidence=verdict.confidence,
        alternatives=verdict.alternatives,
        looks=verdict.looks,
        kind=kind_told(seen.kind, plate),
        kind_confidence=seen.kind_confidence,
        colour=seen.colour,
        colour_confidence=seen.colour_confidence,
        plate_colours=colours,
        speed_kmh=course.speed_kmh,
        speed_error_kmh=course.speed_error_kmh,
        speed_way=course.speed_way,
        bearing_deg=course.bearing_deg,
        lane=course.lane,
        model=model_of(look.model, misreads),
        readings=tuple(track.looks),
    )


def _plain_passing(track: VehicleTrack, outlook: Outlook) -> Passing:
    frame, _ = track.best
    course = course_of_outline(track.path, frame.size, outlook)
    seen = look_at_outlines(track.sights)
    return Passing(
        at_s=frame.at_s,
        first_s=track.path[0].at_s,
        last_s=track.last_s,
        motion=outline_motion(track.path),
        picture=frame.jpeg(),
        kind=seen.kind,
        kind_confidence=seen.kind_confidence,
        colour=seen.colour,
        colour_confidence=seen.colour_confidence,
        bearing_deg=course.bearing_deg,
        lane=course.lane,
    )
