"""Finding cameras on the network, and looking at them before they are recorded. Administrators only."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from trackway.model.errors import Conflict, NotFound
from trackway.model.question import Role
from trackway.registry import SavedStream
from trackway.video.addresses import Networks
from trackway.video.onvif import (
    Device,
    DeviceLogIn,
    DeviceLook,
    FoundDevice,
    LensLook,
    Profile,
    Warned,
    hosts_of,
    look_at,
    search,
    snapshot,
)
from trackway.video.stream import Codec
from trackway.web.parts import Parts, Who, need

__all__ = ["routes"]

_KEPT = 4
"""Searches whose results are still had; the oldest is forgotten."""


class CameraSearchBody(BaseModel):
    """Where to look beside this machine's own networks, which are asked by multicast."""

    subnets: list[Annotated[str, Field(max_length=60)]] = Field(
        default=[], max_length=32, description="Asked address by address, like 192.168.10.0/24."
    )


class FoundDeviceOut(BaseModel):
    """A device that answered; ``cameras`` are those on the register that are had from its address."""

    url: str
    ip: str
    name: str
    hardware: str
    cameras: list[str]


class CameraSearchOut(BaseModel):
    """A search and what it found so far; ``share`` of it is done, 0 to 1."""

    id: str
    share: float
    is_over: bool
    devices: list[FoundDeviceOut]


class DeviceBody(BaseModel):
    """A device and who asks it."""

    url: str = Field(max_length=2000, description="Its device service, or its host alone.")
    username: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=500, json_schema_extra={"format": "password"})


class SnapshotBody(DeviceBody):
    """A profile to see a still picture of."""

    token: str = Field(max_length=200)


class ProfileOut(BaseModel):
    """One way a device sends its picture; numbers are 0 where it does not say."""

    token: str
    name: str
    encoding: str
    codec: Codec | None = Field(description="null: it cannot be recorded.")
    width: int
    height: int
    fps: float
    gop_s: float
    kbps: int
    has_audio: bool
    url: str
    warnings: list[Warned]


class LensOut(BaseModel):
    """One lens of the device; ``main`` and ``sub`` are the tokens proposed, empty where none will do."""

    source: str
    main: str
    sub: str
    profiles: list[ProfileOut]


class LookOut(BaseModel):
    """What a device says of itself. Its clock is ``clock_offset_s`` ahead, ± ``clock_error_s``."""

    url: str
    maker: str
    model: str
    firmware: str
    serial: str
    clock_offset_s: float
    clock_error_s: float
    lenses: list[LensOut]
    cameras: list[str]
    archive_from: str | None = Field(description="Since when it holds recordings of its own (Profile G).")
    archive_to: str | None


@dataclass(slots=True)
class _Search:
    """A search that runs in a thread of its own."""

    id: str
    networks: Networks
    hosts: tuple[str, ...]
    share: float = 0.0
    is_over: bool = False
    is_wanted: bool = True
    devices: list[FoundDevice] = field(default_factory=list)

    def run(self) -> None:
        try:
            for told in search(self.networks, hosts=self.hosts, is_wanted=lambda: self.is_wanted):
                if isinstance(told, FoundDevice):
                    self.devices.append(told)
                else:
                    self.share = told
        finally:
            self.share, self.is_over = 1.0, True


class _Searches:
    """The searches of one centre, one at a time."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks
        self._lock = Lock()
        self._kept: list[_Search] = []

    def begin(self, hosts: tuple[str, ...]) -> _Search:
        """Begin a search. Raises ``Conflict`` while another runs."""
        with self._lock:
            if any(not one.is_over for one in self._kept):
                raise Conflict("A search is running already; wait for it, or stop it.")
            begun = _Search(secrets.token_hex(8), self._networks, hosts)
            self._kept = [*self._kept, begun][-_KEPT:]
        Thread(target=begun.run, name="camera search", daemon=True).start()
        return begun

    def one(self, search_id: str) -> _Search:
        """A search of late. Raises ``NotFound``."""
        for kept in self._kept:
            if kept.id == search_id:
                return kept
        raise NotFound("There is no such search, or it was long ago; begin a new one.")


def routes(parts: Parts) -> APIRouter:
    """``/discovery``."""
    router = APIRouter(prefix="/discovery", tags=["streams"])
    trust, networks = parts.trust, parts.settings.cameras.allowed
    searches = _Searches(networks)

    def out(one: _Search) -> CameraSearchOut:
        known = _known(parts.registry.saved_streams())
        return CameraSearchOut(
            id=one.id,
            share=one.share,
            is_over=one.is_over,
            devices=[
                FoundDeviceOut(
                    url=device.url,
                    ip=device.ip,
                    name=device.name,
                    hardware=device.hardware,
                    cameras=known.get(device.ip, []),
                )
                for device in tuple(one.devices)
            ],
        )

    @router.post("/searches", status_code=201)
    def find_cameras(body: CameraSearchBody, who: Who) -> CameraSearchOut:
        """Begin a search of the network for ONVIF devices."""
        need(who, Role.ADMINISTRATOR)
        hosts = hosts_of(body.subnets)
        begun = searches.begin(hosts)
        trust.note(who.officer, "cameras_sought", {"subnets": body.subnets}, address=who.address)
        return out(begun)

    @router.get("/searches/{search_id}")
    def camera_search(search_id: Annotated[str, Path(max_length=40)], who: Who) -> CameraSearchOut:
        """How far a search is, and what it found."""
        need(who, Role.ADMINISTRATOR)
        return out(searches.one(search_id))

    @router.delete("/searches/{search_id}", status_code=204, response_class=Response)
    def stop_camera_search(search_id: Annotated[str, Path(max_length=40)], who: Who) -> None:
        """Stop a search; what it found stays."""
        need(who, Role.ADMINISTRATOR)
        searches.one(search_id).is_wanted = False

    @router.post("/look")
    def look_at_device(body: DeviceBody, who: Who) -> LookOut:
        """Ask a device what it is, what its clock says, and what it sends."""
        need(who, Role.ADMINISTRATOR)
        Device(body.url, DeviceLogIn(), networks, parts.clock)  # what it refuses is not written down
        _note(parts, who, body)
        look = look_at(body.url, DeviceLogIn(body.username, body.password), networks, parts.clock)
        known = _known(parts.registry.saved_streams())
        return _look(look, known.get(urlsplit(look.url).hostname or "", []))

    @router.post("/snapshot", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
    def device_snapshot(body: SnapshotBody, who: Who) -> Response:
        """A still picture of one profile, as the device makes it."""
        need(who, Role.ADMINISTRATOR)
        device = Device(body.url, DeviceLogIn(body.username, body.password), networks, parts.clock)
        _note(parts, who, body)
        headers = {"Cache-Control": "no-store"}
        return Response(snapshot(device, body.token), media_type="image/jpeg", headers=headers)

    return router


def _note(parts: Parts, who: Who, body: DeviceBody) -> None:
    details = {"url": body.url, "username": body.username}
    parts.trust.note(who.officer, "camera_looked_at", details, address=who.address)


def _known(streams: tuple[SavedStream, ...]) -> dict[str, list[str]]:
    """The cameras on the register by the hosts that their streams are had from."""
    known: dict[str, list[str]] = {}
    for stream in streams:
        for host in _hosts(stream):
            cameras = known.setdefault(host, [])
            if stream.camera_id not in cameras:
                cameras.append(stream.camera_id)
    return known


def _hosts(stream: SavedStream) -> Iterator[str]:
    for url in (stream.url, stream.device_url):
        with suppress(ValueError):
            if host := urlsplit(url).hostname:
                yield host


def _look(look: DeviceLook, cameras: list[str]) -> LookOut:
    held = look.archive.held if look.archive else None
    return LookOut(
        url=look.url,
        maker=look.facts.maker,
        model=look.facts.model,
        firmware=look.facts.firmware,
        serial=look.facts.serial,
        clock_offset_s=round(look.clock.offset_s, 3),
        clock_error_s=round(look.clock.error_s, 3),
        lenses=[_lens(lens) for lens in look.lenses],
        cameras=cameras,
        archive_from=str(held.start) if held else None,
        archive_to=str(held.end) if held else None,
    )


def _lens(lens: LensLook) -> LensOut:
    return LensOut(
        source=lens.source,
        main=lens.main,
        sub=lens.sub,
        profiles=[_profile(profile, lens.warned[profile.token]) for profile in lens.profiles],
    )


def _profile(profile: Profile, warned: tuple[Warned, ...]) -> ProfileOut:
    return ProfileOut(
        token=profile.token,
        name=profile.name,
        encoding=profile.encoding,
        codec=profile.codec,
        width=profile.width,
        height=profile.height,
        fps=profile.fps,
        gop_s=round(profile.gop_s, 2),
        kbps=profile.kbps,
        has_audio=profile.has_audio,
        url=profile.url,
        warnings=list(warned),
    )
