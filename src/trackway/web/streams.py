"""The cameras' streams: where each is had, tried before it is kept, whether it is recorded."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field, FiniteFloat
from starlette.concurrency import run_in_threadpool

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import Conflict, Invalid
from trackway.model.place import Point
from trackway.model.question import Role
from trackway.registry import Change, GivenStream, SavedStream, check_stream_url
from trackway.registry.selection import Snapshot
from trackway.video.addresses import checked
from trackway.video.library_feed import LibraryFeed
from trackway.video.rtsp import RtspFeed
from trackway.video.stream import Codec, RetentionClass, StreamAddress, StreamRole, Transport
from trackway.web.cameras import CameraOut
from trackway.web.parts import Parts, Who, need
from trackway.web.stream_trying import tried

__all__ = ["routes"]

Password = Annotated[str | None, Field(max_length=500, json_schema_extra={"format": "password"})]
CameraId = Annotated[str, Path(max_length=200)]


class StreamOut(BaseModel):
    """A stream as it is set. Nothing ever gives its password back."""

    camera_id: str
    role: StreamRole
    url: str = Field(description="Empty in a history where the stream was taken away.")
    username: str
    has_password: bool
    transport: Transport
    retention: RetentionClass
    is_recorded: bool
    device_url: str = Field(description="The ONVIF device it was found by; empty when its URL was typed in.")
    at: str
    by: str

    @classmethod
    def of(cls, saved: SavedStream) -> "StreamOut":
        """A stream as JSON."""
        return cls(
            camera_id=saved.camera_id,
            role=saved.key.role,
            url=saved.url,
            username=saved.username,
            has_password=saved.has_password,
            transport=saved.transport,
            retention=saved.retention,
            is_recorded=saved.is_recorded,
            device_url=saved.device_url,
            at=str(saved.at),
            by=saved.by,
        )


class StreamsOut(BaseModel):
    """Streams, by the camera's number, main before sub; a history newest first."""

    streams: list[StreamOut]


class AddressBody(BaseModel):
    """Where a stream is had."""

    url: str = Field(max_length=2000)
    username: str = Field(default="", max_length=200)
    password: Password = None
    transport: Transport = Transport.OWN


class StreamBody(AddressBody):
    """A stream as it shall be. A password left out keeps the one there is, for the same host only."""

    retention: RetentionClass = RetentionClass.ORDINARY
    is_recorded: bool = True
    device_url: str = Field(default="", max_length=2000)


class TryBody(AddressBody):
    """A stream to try; with ``camera_id`` and no password, by the password that camera's stream has."""

    camera_id: str = Field(default="", max_length=200)
    role: StreamRole = StreamRole.MAIN


class OpenedOut(BaseModel):
    """What a tried stream turned out to be; ``fps`` is 0 where too little came to tell."""

    codec: Codec
    width: int
    height: int
    fps: float
    has_audio: bool


class RecordedBody(BaseModel):
    """Whether a stream is recorded from now on."""

    is_recorded: bool


class AddCameraBody(BaseModel):
    """A new camera, placed on the map."""

    id: str = Field(min_length=1, max_length=200, description="The owner's own name for it, as on the pole.")
    name: str = Field(default="", max_length=500)
    kind: CameraKind = CameraKind.ORDINARY
    lon: FiniteFloat = Field(ge=-180, le=180)
    lat: FiniteFloat = Field(ge=-90, le=90)
    heading_deg: FiniteFloat | None = Field(default=None, ge=0, lt=360)
    station_id: str | None = Field(default=None, max_length=200)
    model: str | None = Field(default=None, max_length=500)


def routes(parts: Parts) -> APIRouter:
    """``/streams`` and ``/cameras/{camera_id}/streams``."""
    router = APIRouter(tags=["streams"])
    registry, trust, clock = parts.registry, parts.trust, parts.clock
    networks = parts.settings.cameras.allowed

    @router.get("/streams")
    def list_streams(who: Who) -> StreamsOut:
        """Every stream of the cameras in use."""
        need(who, Role.ADMINISTRATOR)
        return StreamsOut(streams=[StreamOut.of(one) for one in registry.saved_streams()])

    @router.get("/cameras/{camera_id}/streams")
    def stream_history(camera_id: CameraId, who: Who) -> StreamsOut:
        """What a camera's streams were set to, by whom and when, newest first."""
        need(who, Role.ADMINISTRATOR)
        return StreamsOut(streams=[StreamOut.of(one) for one in registry.stream_history(camera_id)])

    @router.put("/cameras/{camera_id}/streams/{role}")
    def set_stream(camera_id: CameraId, role: StreamRole, body: StreamBody, who: Who) -> StreamOut:
        """Set where a camera's stream is had and whether it is recorded."""
        need(who, Role.ADMINISTRATOR)
        check_stream_url(body.url)
        checked(body.url, networks)
        if body.device_url:
            checked(body.device_url, networks, ("http", "https"))
        given = GivenStream(
            body.url,
            body.username,
            body.password,
            body.transport,
            body.retention,
            body.is_recorded,
            body.device_url,
        )
        saved = registry.set_stream(camera_id, role, given, by=who.officer.username, at=clock.now())
        out = StreamOut.of(saved)
        details = {**out.model_dump(mode="json"), "password_given": bool(body.password)}
        trust.note(who.officer, "stream_set", details, address=who.address)
        return out

    @router.patch("/cameras/{camera_id}/streams/{role}")
    def record_stream(camera_id: CameraId, role: StreamRole, body: RecordedBody, who: Who) -> StreamOut:
        """Have a stream recorded from now on, or no longer; what was recorded stays."""
        need(who, Role.ADMINISTRATOR)
        saved = registry.set_recorded(
            camera_id, role, is_recorded=body.is_recorded, by=who.officer.username, at=clock.now()
        )
        out = StreamOut.of(saved)
        trust.note(who.officer, "stream_set", out.model_dump(mode="json"), address=who.address)
        return out

    @router.delete("/cameras/{camera_id}/streams/{role}", status_code=204, response_class=Response)
    def remove_stream(camera_id: CameraId, role: StreamRole, who: Who) -> None:
        """Take a stream and its password off the register; its history and footage stay."""
        need(who, Role.ADMINISTRATOR)
        registry.remove_stream(camera_id, role, by=who.officer.username, at=clock.now())
        details = {"camera_id": camera_id, "role": role.value}
        trust.note(who.officer, "stream_removed", details, address=who.address)

    @router.post("/streams/try")
    async def try_stream(body: TryBody, who: Who) -> OpenedOut:
        """Open a stream as the recorder would, and say what comes."""
        need(who, Role.ADMINISTRATOR)
        check_stream_url(body.url)
        await run_in_threadpool(checked, body.url, networks)
        address = StreamAddress(body.url, body.username, _password(parts, body))
        details = {"url": body.url, "username": body.username, "transport": body.transport.value}
        trust.note(who.officer, "stream_tried", details, address=who.address)
        feed = (
            RtspFeed(address, networks)
            if body.transport is Transport.OWN
            else LibraryFeed(address, networks, transport=body.transport)
        )
        opened = await tried(feed)
        return OpenedOut(
            codec=opened.codec,
            width=opened.width,
            height=opened.height,
            fps=opened.fps,
            has_audio=opened.has_audio,
        )

    _add_camera(router, parts)
    return router


def _add_camera(router: APIRouter, parts: Parts) -> None:
    @router.post("/cameras", status_code=201)
    def add_camera(body: AddCameraBody, who: Who) -> CameraOut:
        """Put one new camera on the register."""
        need(who, Role.ADMINISTRATOR)
        if body.id != " ".join(body.id.split()) or not body.id.isprintable():
            raise Invalid("A camera's id is one line of printable text without spaces at its ends.")
        change = parts.registry.change(lambda now: _added(now, body))
        (camera,) = change.cameras
        details = {"camera_id": camera.id, "lon": body.lon, "lat": body.lat}
        parts.trust.note(who.officer, "camera_added", details, address=who.address)
        return CameraOut.of(camera)


def _password(parts: Parts, body: TryBody) -> str:
    """The password to try with: the one given, or the one the camera's stream has, for the same host only."""
    if body.password is not None or not body.camera_id:
        return body.password or ""
    kept = parts.registry.stream_address(body.camera_id, body.role)
    return kept.password if urlsplit(kept.url).hostname == urlsplit(body.url).hostname else ""


def _added(now: Snapshot, body: AddCameraBody) -> Change:
    if body.id in now.by_id:
        raise Conflict(f"There is a camera {body.id!r} on the register already.")
    return Change(
        cameras=(
            Camera(
                id=body.id,
                number=next(now.free_numbers()),
                name=body.name,
                kind=body.kind,
                place=Point(body.lon, body.lat),
                heading_deg=body.heading_deg,
                station_id=body.station_id,
                model=body.model,
            ),
        )
    )
