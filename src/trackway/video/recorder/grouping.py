"""Grouping: access units as they come, gathered into what becomes durable at once.

::

    units ─► one group of pictures (or a piece of a long one), with the sound of that time ─► Group

Ticks are looked at here, too. Real holes end the run. Where a camera's ticks jump though its pictures follow
on, they are carried on by arrival to the end of the group of pictures, where a new run begins: nothing is
dropped.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

from trackway.video.cause import Cause
from trackway.video.recorder.settings import RecorderSettings
from trackway.video.stream import AccessUnit, StreamEnded, Track

__all__ = ["Begins", "Group", "Grouper"]

VIDEO = 1
"""The video track's id (``Track.id``)."""
_HZ = 90_000
_JUMP_NS = 1_000_000_000
"""Ticks and arrivals that disagree by more are a jump: no network holds one picture back for longer,
alone.
"""
_REORDERED = _HZ // 2
"""Pictures that are shown in another order than sent stand back by less than half a second."""
_LATE_NS = 3_000_000_000
"""What was held back catches up in this time; if it does not, the camera had paused."""
_DEAF_NS = 10_000_000_000
"""After a jump of ticks the camera's clock is not believed until its next sender report, some 5 s later."""
_USUAL_STEP = 3600
"""Until a picture followed another: 25 a second."""


class Begins(Enum):
    """How a group stands to the one before it."""

    FOLLOWS = auto()
    """In the same run."""
    ANEW = auto()
    """In a new run, and so a new file, though no picture is missing."""
    AFTER_GAP = auto()
    """In a new run; what was between them is missing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures from ``ticks`` to ``end``, 1/90,000 s on the stream's own line of time, and the sound with
    them.

    The pictures' own ticks are on that line, too. ``raw_us`` is the least of (arrival - ticks), microseconds
    by the monotonic clock. ``why`` and ``says`` tell why there is a new run.
    """

    tracks: tuple[Track, ...]
    begins: Begins
    why: Cause
    says: str
    is_key: bool
    ticks: int
    end: int
    pictures: tuple[AccessUnit, ...]
    sounds: tuple[AccessUnit, ...]
    raw_us: int
    size: int
    lost: int
    camera_us: int | None


class Grouper:
    """Gathers the units of one connection, from its first keyframe on."""

    __slots__ = (
        "_begins",
        "_camera_offset_us",
        "_deaf_until_ns",
        "_is_late_since",
        "_last_ns",
        "_last_ticks",
        "_least",
        "_lost",
        "_most",
        "_most_bytes",
        "_pictures",
        "_raw_floor_ns",
        "_raw_ns",
        "_says",
        "_shift",
        "_size",
        "_sounds",
        "_stands",
        "_step",
        "_tracks",
        "_turns",
        "_waits",
        "_why",
        "noted",
    )

    def __init__(self, settings: RecorderSettings) -> None:
        self._least = round(settings.fragment_least_s * _HZ)
        self._most = round(settings.fragment_most_s * _HZ)
        self._most_bytes = settings.fragment_most_bytes
        self._tracks: tuple[Track, ...] = ()
        self._pictures: list[AccessUnit] = []
        self._stands: list[int] = []
        self._sounds: list[AccessUnit] = []
        self._size = self._lost = 0
        self._raw_ns = self._raw_floor_ns = 1 << 62
        self._waits = True
        self._begins, self._why, self._says = Begins.AFTER_GAP, Cause.UNREACHABLE, ""
        self._turns: tuple[Begins, Cause, str] | None = None
        self._shift = self._last_ticks = self._last_ns = 0
        self._step = _USUAL_STEP
        self._is_late_since = 0
        self._camera_offset_us: int | None = None
        self._deaf_until_ns = 0
        self.noted: list[str] = []
        """What was noticed and lost nothing, in sentences; whoever reads it empties it."""

    @property
    def last_ns(self) -> int:
        """When the last picture came, by the monotonic clock; 0 before the first."""
        return self._last_ns

    @property
    def step_s(self) -> float:
        """Seconds from one picture to the next, as of late."""
        return self._step / _HZ

    def opened(self, tracks: tuple[Track, ...]) -> Group | None:
        """What comes is coded like this from now on; what is in hand, if that is a change.

        Raises ``StreamEnded`` when there are no pictures in it.
        """
        if tracks == self._tracks:
            return None
        if not any(track.id == VIDEO and track.codec.is_video for track in tracks):
            raise StreamEnded(Cause.UNFIT, "The stream has no pictures that can be kept.")
        done = self.flush()
        if self._tracks:
            self._begin(Begins.ANEW, Cause.DISCONTINUITY, "The camera changed how it codes its pictures.")
        self._tracks = tracks
        self._waits = True
        return done

    def turn(self, begins: Begins, why: Cause, says: str) -> None:
        """Begin a new run with the next keyframe."""
        self._turns = (begins, why, says)

    def take(self, unit: AccessUnit) -> Group | None:
        """The next unit; the group it completes, if it does."""
        if unit.track != VIDEO:
            if self._pictures and self._size < self._most_bytes:
                self._sounds.append(unit)
                self._size += len(unit.data)
            return None
        done = None
        ticks = unit.ticks + self._shift
        if self._last_ns:
            step = ticks - self._last_ticks
            moved_ns = unit.arrived_ns - self._last_ns
            if 0 < step < _HZ and moved_ns < _JUMP_NS and not self._is_late_since:
                self._step = step
            else:
                done, ticks = self._examined(unit, ticks, step, moved_ns)
        if unit.camera_us is not None:
            self._compare(unit.camera_us, unit.arrived_ns)
        if self._waits and not unit.is_key:
            self._last_ticks, self._last_ns = ticks, unit.arrived_ns
            self._lost += unit.lost
            return done
        if self._pictures and self._is_full(unit, ticks):
            done = self._cut(max(ticks, max(self._stands) + 1))
        if unit.is_key and self._turns is not None:
            done = done or (self._cut(max(ticks, max(self._stands) + 1)) if self._pictures else None)
            self._begin(*self._turns)
            self._turns = None
        self._waits = False
        self._pictures.append(replace(unit, ticks=ticks) if self._shift else unit)
        self._stands.append(ticks)
        self._size += len(unit.data)
        self._lost += unit.lost
        self._raw_ns = min(self._raw_ns, unit.arrived_ns - _ns(ticks))
        self._last_ticks, self._last_ns = ticks, unit.arrived_ns
        return done

    def flush(self) -> Group | None:
        """What is in hand, though nothing follows; its last picture stands as long as the one before it."""
        if not self._pictures:
            return None
        return self._cut(max(self._stands) + min(self._step, _HZ))

    def _is_full(self, unit: AccessUnit, ticks: int) -> bool:
        lasts = ticks - self._stands[0]
        if unit.is_key:
            return lasts >= self._least or self._turns is not None
        return lasts >= self._most or self._size + len(unit.data) > self._most_bytes

    def _cut(self, end: int) -> Group:
        group = Group(
            tracks=self._tracks,
            begins=self._begins,
            why=self._why,
            says=self._says,
            is_key=self._pictures[0].is_key,
            ticks=min(self._stands),
            end=end,
            pictures=tuple(self._pictures),
            sounds=tuple(self._sounds),
            raw_us=self._raw_ns // 1000,
            size=self._size,
            lost=self._lost,
            camera_us=self._pictures[0].camera_us,
        )
        self._begin(Begins.FOLLOWS, Cause.DISCONTINUITY, "")
        self._raw_floor_ns = (
            self._raw_ns if group.begins is Begins.AFTER_GAP else min(self._raw_floor_ns, self._raw_ns)
        )
        self._raw_ns = 1 << 62
        self._pictures, self._stands, self._sounds = [], [], []
        self._size = self._lost = 0
        return group

    def _begin(self, begins: Begins, why: Cause, says: str) -> None:
        """How the next group begins; a gap is not forgotten because something else happened too."""
        if self._begins is not Begins.AFTER_GAP or begins is not Begins.ANEW:
            self._begins, self._why, self._says = begins, why, says

    def _examined(self, unit: AccessUnit, ticks: int, step: int, moved_ns: int) -> tuple[Group | None, int]:
        """A step that is out of the ordinary: the group it ends, if it is a hole, and where the unit
        stands.
        """
        apart_ns = _ns(step) - moved_ns
        if apart_ns < -_JUMP_NS and step > 0:
            self._is_late_since = self._is_late_since or unit.arrived_ns
            return None, ticks
        if self._is_late_since:
            late_ns = unit.arrived_ns - _ns(ticks) - min(self._raw_floor_ns, self._raw_ns)
            if late_ns < _JUMP_NS:
                self._is_late_since = 0
            elif unit.arrived_ns - self._is_late_since > _LATE_NS:
                self._is_late_since = 0
                return self._holed(Cause.DISCONTINUITY, "The camera's time stood still."), ticks
        if step <= 0:
            return (None, ticks) if step > -_REORDERED else self._jumped(unit, step, moved_ns)
        if apart_ns > _JUMP_NS:
            return self._jumped(unit, step, moved_ns)
        done = None
        if step > max(_HZ, 3 * self._step):
            cause = Cause.PACKET_LOSS if unit.lost else Cause.CAMERA_SILENT
            done = self._holed(cause, f"No picture came for {step / _HZ:.1f} s.")
        self._step = step
        return done, ticks

    def _jumped(self, unit: AccessUnit, step: int, moved_ns: int) -> tuple[Group | None, int]:
        says = f"The camera's time stamps jumped by {step / _HZ - moved_ns / 1e9:+.1f} s."
        ticks = self._last_ticks + max(moved_ns * 9 // 100_000, 1)
        self._shift = ticks - unit.ticks
        self._camera_offset_us = None
        self._deaf_until_ns = unit.arrived_ns + _DEAF_NS
        if moved_ns > _JUMP_NS:
            return self._holed(Cause.DISCONTINUITY, says), ticks
        if not self._waits:
            self.turn(Begins.ANEW, Cause.DISCONTINUITY, says)
        return None, ticks

    def _holed(self, why: Cause, says: str) -> Group | None:
        done = self.flush()
        self._begin(Begins.AFTER_GAP, why, says)
        self._raw_floor_ns = 1 << 62
        self._waits = True
        return done

    def _compare(self, camera_us: int, arrived_ns: int) -> None:
        """Whether the camera's clock was set: told from how far it is ahead of ours."""
        if arrived_ns < self._deaf_until_ns or self._is_late_since:
            return
        offset = camera_us - arrived_ns // 1000
        before, self._camera_offset_us = self._camera_offset_us, offset
        if before is not None and abs(offset - before) > 1_000_000:
            says = f"The camera's clock was set by {(offset - before) / 1e6:+.1f} s."
            self.noted.append(says)
            if not self._waits and self._turns is None:
                self.turn(Begins.ANEW, Cause.DISCONTINUITY, says)


def _ns(ticks: int) -> int:
    return ticks * 100_000 // 9
