"""Recording: footage with the camera it is from and when it starts; passages made of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self

from trackway.model.camera import Camera
from trackway.model.ground import GroundView
from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.video import Reel
from trackway.vision import Outlook, Passing, heading

__all__ = ["PictureSink", "Recording", "filed", "with_grounds"]


class PictureSink(Protocol):
    """Where pictures go."""

    def put(self, picture: bytes) -> str:
        """Keep a picture; its digest."""
        ...


@dataclass(frozen=True, slots=True)
class Recording:
    """Footage of one camera. ``start`` is when its first frame was taken, corrected by any known offset.

    It is the file at ``path``, or a ``reel`` of files of which ``path`` is the first (``of_reel``). ``clock``
    says who told the start, ``error_s`` how wrong that may be (``None``: nobody knows). ``ground`` is how the
    camera's picture lies on the road (``None``: nobody calibrated it).
    """

    path: Path
    camera: Camera
    start: Instant
    clock: ClockOwner = ClockOwner.IMPORT
    error_s: float | None = None
    ground: GroundView | None = None
    reel: Reel | None = None

    @classmethod
    def of_reel(
        cls,
        reel: Reel,
        camera: Camera,
        clock: ClockOwner = ClockOwner.STATION,
        error_s: float | None = None,
        ground: GroundView | None = None,
    ) -> Self:
        """Many files read as one piece of footage, with the wall time of each."""
        return cls(reel.main[0].path, camera, reel.start, clock, error_s, ground, reel)

    @property
    def outlook(self) -> Outlook:
        """What is known of how the camera looks at the road."""
        return Outlook(self.ground, self.camera.fov_deg)


def with_grounds(recordings: Iterable[Recording], grounds: Mapping[str, GroundView]) -> tuple[Recording, ...]:
    """The same recordings, with the grounds of those of their cameras (by id) that are calibrated."""
    return tuple(replace(one, ground=grounds.get(one.camera.id)) for one in recordings)


def filed(recording: Recording, passing: Passing, earlier: Counter[int], digest: str = "") -> Passage:
    """The passage that a passing in this recording is, with its picture once that has a digest.

    Its identity follows from the recording's start, the time in the footage, the camera and how many
    passages of the stretch (``earlier``, counted here) fell into the same millisecond before it: reading
    the stretch again gives the same identities.
    """
    at = recording.start.plus(passing.at_s)
    sequence = earlier[at.ms]
    earlier[at.ms] += 1
    return Passage(
        passage_id(at, recording.camera.number, sequence),
        Stamp(at, recording.clock, recording.error_s),
        recording.camera.number,
        Source.RECORDED,
        plate=passing.plate,
        confidence=passing.confidence,
        alternatives=passing.alternatives,
        looks=passing.looks,
        kind=passing.kind,
        kind_confidence=passing.kind_confidence,
        colour=passing.colour,
        colour_confidence=passing.colour_confidence,
        plate_colours=passing.plate_colours,
        heading=heading(passing.motion, recording.camera.heading_deg, passing.bearing_deg),
        speed_kmh=passing.speed_kmh,
        speed_error_kmh=passing.speed_error_kmh,
        lane=passing.lane,
        model=passing.model,
        pictures=(Picture(digest, passing.at_s, passing.plate_box),) if digest else (),
        readings=passing.readings,
    )
