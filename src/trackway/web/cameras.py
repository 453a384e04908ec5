"""The register of cameras: to draw, to choose from, to take away, to bring."""

import hashlib

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.registry import Registry
from trackway.web.areas import AreaBody, area_of
from trackway.web.parts import Parts, Who

__all__ = ["CameraOut", "routes"]


class CameraOut(BaseModel):
    """One lens."""

    id: str
    number: int
    name: str
    kind: CameraKind
    lon: float
    lat: float
    heading_deg: float | None
    fov_deg: float | None
    site_id: str | None
    station_id: str | None
    model: str | None
    installed_year: int | None
    engine: str = Field(description="What reads its plates; empty means the default.")

    @classmethod
    def of(cls, camera: Camera) -> "CameraOut":
        """A camera as JSON."""
        return cls(
            id=camera.id,
            number=camera.number,
            name=camera.name,
            kind=camera.kind,
            lon=camera.place.lon,
            lat=camera.place.lat,
            heading_deg=camera.heading_deg,
            fov_deg=camera.fov_deg,
            site_id=camera.site_id,
            station_id=camera.station_id,
            model=camera.model,
            installed_year=camera.installed_year,
            engine=camera.engine,
        )


class StationOut(BaseModel):
    """A police station."""

    id: str
    name: str
    precinct: str
    lon: float
    lat: float

    @classmethod
    def of(cls, station: Station) -> "StationOut":
        """A station as JSON."""
        return cls(
            id=station.id,
            name=station.name,
            precinct=station.precinct,
            lon=station.place.lon,
            lat=station.place.lat,
        )


class SiteOut(BaseModel):
    """A pole or junction."""

    id: str
    name: str
    lon: float
    lat: float

    @classmethod
    def of(cls, site: Site) -> "SiteOut":
        """A site as JSON."""
        return cls(id=site.id, name=site.name, lon=site.place.lon, lat=site.place.lat)


class CamerasOut(BaseModel):
    """Everything the map draws of the register."""

    cameras: list[CameraOut]
    stations: list[StationOut]
    sites: list[SiteOut]


class SelectBody(BaseModel):
    """Which cameras."""

    area: AreaBody
    kinds: list[CameraKind] | None = Field(default=None, description="Any kind when left out.")


class StationCountOut(BaseModel):
    """A station and how many of the chosen cameras it keeps."""

    id: str
    name: str
    precinct: str
    count: int


class SelectionOut(BaseModel):
    """The chosen cameras, by id, and the stations they belong to, most cameras first."""

    count: int
    cameras: list[str]
    stations: list[StationCountOut]


def routes(parts: Parts) -> APIRouter:
    """``/cameras`` and what is below it."""
    router = APIRouter(tags=["cameras"])
    registry = parts.registry

    @router.get("/cameras", response_model=CamerasOut, responses={304: {"description": "As it was."}})
    def list_cameras(_: Who, request: Request) -> Response:
        """Every camera in use, station and site; with an ETag, for it is large and changes seldom."""
        body = _everything(registry).model_dump_json().encode()
        # Weak: the same register, whether compressed on the way or not.
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if etag in known:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)

    @router.post("/cameras/select")
    def select_cameras(body: SelectBody, _: Who) -> SelectionOut:
        """The cameras in an area, and the stations they belong to."""
        chosen = registry.inside(area_of(body.area), body.kinds)
        return SelectionOut(
            count=len(chosen.cameras),
            cameras=[camera.id for camera in chosen.cameras],
            stations=[
                StationCountOut(
                    id=one.station.id, name=one.station.name, precinct=one.station.precinct, count=one.count
                )
                for one in chosen.stations
            ],
        )

    return router


def _everything(registry: Registry) -> CamerasOut:
    return CamerasOut(
        cameras=[CameraOut.of(camera) for camera in registry.cameras()],
        stations=[StationOut.of(station) for station in registry.stations()],
        sites=[SiteOut.of(site) for site in registry.sites()],
    )
