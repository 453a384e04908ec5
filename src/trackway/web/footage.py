"""Footage: which cameras have any, when, and why not."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from trackway.model.errors import Invalid, Unavailable
from trackway.model.time import TAIPEI, Instant, Span
from trackway.registry import SavedStream
from trackway.video.catalogue import Catalogue, Footage, Gap, Segment, SegmentState
from trackway.video.cause import Cause
from trackway.video.stream import RetentionClass, StreamKey, StreamRole
from trackway.web.parts import Parts, Recorded, Who
from trackway.web.passages import Moment, span_of
from trackway.web.purposes import PurposeId

__all__ = ["CameraNumber", "recorded_of", "routes"]

CameraNumber = Annotated[int, Path(ge=1, le=65_535, description="The camera's number.")]

_LATELY_S = 60.0
"""What is recorded now has a durable fragment, or a gap, within the last minute."""
_TOUCHING_US = 200_000
"""Segments that lie closer than some frames follow on; a real gap has a row of its own."""
_MOST_DAYS = 8
"""A time line of more than a week is no time line; days with footage are asked by the month."""


class FootageStreamOut(BaseModel):
    """One stream of a camera: whether it is recorded now, if not why, and what is kept of it.

    Times are microseconds since 1970, UTC. ``camera_delta_us`` is the camera's clock minus the recorder's,
    where the camera tells.
    """

    role: StreamRole
    is_asked: bool
    is_recording: bool
    cause: Cause | None
    says: str
    last_us: int | None
    promised_days: int
    codecs: str
    width: int
    height: int
    camera_delta_us: int | None


class FootageCameraOut(BaseModel):
    """A camera that has footage, or is set to be recorded."""

    camera: int
    id: str
    name: str
    streams: list[FootageStreamOut]


class FootageCamerasOut(BaseModel):
    """The cameras; none where the centre has no recorder. ``now_us`` is the centre's clock."""

    has_recorder: bool
    has_live: bool
    now_us: int
    cameras: list[FootageCameraOut]


class FootageStretchOut(BaseModel):
    """Footage that follows on."""

    from_us: int
    to_us: int


class FootageGapOut(FootageStretchOut):
    """No footage, and why. One that lasts ends now."""

    cause: Cause
    says: str


class FootageTimelineOut(FootageStretchOut):
    """What there is of a camera in a span; what is in neither list is not durable yet, or not over yet."""

    camera: int
    role: StreamRole
    stretches: list[FootageStretchOut]
    gaps: list[FootageGapOut]


class FootageDaysOut(BaseModel):
    """Days of a month, Taipei's, on which there is footage of a camera."""

    month: str
    days: list[str] = Field(examples=[["2026-11-01"]])


def recorded_of(parts: Parts) -> Recorded:
    """The footage of this centre. Raises ``Unavailable`` where there is no recorder."""
    if parts.recorded is None:
        raise Unavailable("This centre has no recorder, so it has no footage to play.")
    return parts.recorded


def routes(parts: Parts) -> APIRouter:
    """``/footage``: nothing here shows a picture, so being signed in is enough."""
    router = APIRouter(tags=["footage"])

    @router.get("/footage/cameras")
    def list_footage_cameras(_: Who) -> FootageCamerasOut:
        """Which cameras have footage or are set to be recorded, and how their recording is now."""
        now = parts.clock.now()
        if parts.recorded is None:
            return FootageCamerasOut(has_recorder=False, has_live=False, now_us=now.us, cameras=[])
        return FootageCamerasOut(
            has_recorder=True,
            has_live=parts.recorded.live is not None,
            now_us=now.us,
            cameras=list(_cameras(parts, parts.recorded, now)),
        )

    @router.get("/footage/{camera}/timeline")
    def read_footage_timeline(
        camera: CameraNumber,
        who: Who,
        start: Annotated[Moment, Query(alias="from")],
        end: Annotated[Moment, Query(alias="to")],
        *,
        role: StreamRole | None = None,
        purpose_id: PurposeId | None = None,
    ) -> FootageTimelineOut:
        """What there is of a camera's footage, and why there is none of the rest; at most eight days.

        Without a role that of the main stream, or of the sub stream where only that is recorded. What is held
        beyond its time is footage only to who names a purpose with the hold's case number; else a gap.
        """
        span = span_of(start, end, parts.clock)
        if span.seconds > _MOST_DAYS * 86_400:
            raise Invalid(f"A time line has at most {_MOST_DAYS} days; ask for fewer.")
        recorded = recorded_of(parts)
        key = StreamKey(camera, role or _first_role(recorded.catalogue, camera))
        case_no = "" if purpose_id is None else parts.trust.purposes.of(who.officer, purpose_id).case_no
        found = recorded.catalogue.outline(key, span, case_no=case_no)
        return _timeline(found, key, span, parts.clock.now())

    @router.get("/footage/{camera}/days")
    def list_footage_days(
        camera: CameraNumber, _: Who, month: Annotated[str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    ) -> FootageDaysOut:
        """The days of a month on which there is footage of a camera."""
        recorded = recorded_of(parts)
        keys = [StreamKey(camera, role) for role in StreamRole]
        return FootageDaysOut(
            month=month,
            days=[
                name
                for name, day in _days(month)
                if any(recorded.catalogue.has_footage(key, day) for key in keys)
            ],
        )

    return router


def _cameras(parts: Parts, recorded: Recorded, now: Instant) -> Iterator[FootageCameraOut]:
    asked = {saved.key: saved for saved in parts.registry.saved_streams()}
    keys = sorted({*asked, *recorded.catalogue.streams()})
    known = parts.registry.snapshot().by_number
    for number in dict.fromkeys(key.camera for key in keys):
        camera = known.get(number)
        yield FootageCameraOut(
            camera=number,
            id=camera.id if camera else str(number),
            name=camera.name if camera else f"{number}",
            streams=[_stream(recorded, key, asked.get(key), now) for key in keys if key.camera == number],
        )


def _stream(recorded: Recorded, key: StreamKey, asked: SavedStream | None, now: Instant) -> FootageStreamOut:
    newest = recorded.catalogue.newest(key)
    lasting = _lasting(recorded.catalogue, key, now)
    is_recording = (
        newest is not None
        and newest.state is SegmentState.OPEN
        and lasting is None
        and now.since(newest.span.end) < _LATELY_S
    )
    return FootageStreamOut(
        role=key.role,
        is_asked=asked is not None and asked.is_recorded,
        is_recording=is_recording,
        cause=lasting.cause if lasting else None,
        says=lasting.says if lasting else "",
        last_us=newest.span.end.us if newest else None,
        promised_days=recorded.promised_days(_retention(newest, asked)),
        codecs=newest.opened.codecs if newest else "",
        width=newest.opened.width if newest else 0,
        height=newest.opened.height if newest else 0,
        camera_delta_us=newest.camera_delta_us if newest else None,
    )


def _lasting(catalogue: Catalogue, key: StreamKey, now: Instant) -> Gap | None:
    """The gap that lasts now, if one does."""
    gaps = catalogue.outline(key, Span(now.plus(-_LATELY_S), now)).gaps
    return next((gap for gap in gaps if gap.end is None), None)


def _retention(newest: Segment | None, asked: SavedStream | None) -> RetentionClass:
    if asked is not None:
        return asked.retention
    return newest.opened.retention if newest is not None else RetentionClass.ORDINARY


def _first_role(catalogue: Catalogue, camera: int) -> StreamRole:
    is_sub_alone = (
        catalogue.newest(StreamKey(camera, StreamRole.MAIN)) is None
        and catalogue.newest(StreamKey(camera, StreamRole.SUB)) is not None
    )
    return StreamRole.SUB if is_sub_alone else StreamRole.MAIN


def _timeline(found: Footage, key: StreamKey, span: Span, now: Instant) -> FootageTimelineOut:
    return FootageTimelineOut(
        camera=key.camera,
        role=key.role,
        from_us=span.start.us,
        to_us=span.end.us,
        stretches=list(_stretches(found.segments, span)),
        gaps=[
            FootageGapOut(
                from_us=gap.start.us,
                to_us=(gap.end or min(now, span.end)).us,
                cause=gap.cause,
                says=gap.says,
            )
            for gap in found.gaps
        ],
    )


def _stretches(segments: Iterable[Segment], span: Span) -> Iterator[FootageStretchOut]:
    """Segments that follow on as one, cut at the ends of the span."""
    start = end = span.start.us
    for one in segments:
        if one.span.start.us > end + _TOUCHING_US:
            if end > start:
                yield FootageStretchOut(from_us=start, to_us=min(end, span.end.us))
            start = one.span.start.us
        elif end == start:
            start = max(one.span.start.us, span.start.us)
        end = max(end, one.span.end.us)
    if end > start:
        yield FootageStretchOut(from_us=start, to_us=min(end, span.end.us))


def _days(month: str) -> Iterator[tuple[str, Span]]:
    first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=TAIPEI)  # Taipei keeps one offset all year
    day = first
    while day.month == first.month:
        after = day + timedelta(days=1)
        yield day.strftime("%Y-%m-%d"), Span(Instant.of(day), Instant.of(after))
        day = after
