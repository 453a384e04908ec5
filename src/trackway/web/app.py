"""The app: every route, behind the gate, with the page in front of it.

::

    request ─► safe headers ─► gzip ─► body limit ─► same origin ─► gate ─► routes of /api/v1 · the page
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

import trackway
from trackway.corrections import Corrections
from trackway.intake.history import OldFootage
from trackway.model.roads import Roads
from trackway.model.time import Clock
from trackway.passages import PassageStore, Pictures
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import Trust
from trackway.watch import Pulse, Rooms
from trackway.web.body_limit import BodyLimit
from trackway.web.errors import ErrorOut, map_errors
from trackway.web.gate import Gate
from trackway.web.page import Page
from trackway.web.parts import FootageProgress, Parts, Recorded
from trackway.web.resources import RESOURCES
from trackway.web.safe_headers import SafeHeaders, safe_headers
from trackway.web.same_origin import SameOrigin
from trackway.web.settings import Settings

__all__ = ["create_app"]

_ALREADY_SMALL = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/vnd.pmtiles")


def create_app(
    *,
    registry: Registry,
    passages: PassageStore,
    corrections: Corrections,
    saved: Saved,
    pictures: Pictures,
    trust: Trust,
    clock: Clock,
    map_folder: Path,
    demo: Path | None,
    static: Path,
    settings: Settings,
    imports: Callable[[], Iterable[FootageProgress]] = tuple,
    roads: Callable[[], Roads | None] = lambda: None,
    recorded: Recorded | None = None,
    history: OldFootage | None = None,
    watch: Rooms | None = None,
    pulse: Pulse | None = None,
) -> FastAPI:
    """The HTTP face of a centre over these parts, which stay the caller's to close.

    ``passages`` are found by their ``corrections`` too (``CorrectedPassages``); ``saved`` are questions kept.
    ``map_folder`` holds imported maps, ``demo`` is a demonstration's ``demo.json``, ``static`` the
    built page; ``imports`` is called whenever somebody asks how far the import of footage is, ``roads`` when
    an analysis wants the road network. ``recorded`` is footage, where there is a recorder; ``history`` is the
    queue of searches of old footage; ``watch`` are lists and alerts, ``pulse`` how the
    watch itself is.
    """
    parts = Parts(
        registry=registry,
        passages=passages,
        corrections=corrections,
        saved=saved,
        pictures=pictures,
        trust=trust,
        clock=clock,
        imports=imports,
        roads=roads,
        map_folder=map_folder,
        demo=demo,
        settings=settings,
        recorded=recorded,
        history=history,
        watch=watch,
        pulse=pulse,
    )
    headers = safe_headers(settings.map)
    app = FastAPI(
        title="Trackway 車行軌跡",
        version=trackway.__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        middleware=[
            Middleware(SafeHeaders, headers=headers),
            Middleware(
                GZipMiddleware, minimum_size=1024, compresslevel=5, exclude_content_types=_ALREADY_SMALL
            ),
            Middleware(BodyLimit),
            Middleware(SameOrigin),
            Middleware(Gate, trust=trust),
        ],
    )
    map_errors(app, headers)
    api = APIRouter(prefix="/api/v1", responses=_ERRORS)
    for resource in RESOURCES:
        api.include_router(resource.routes(parts))
    app.include_router(api)
    app.mount("/", Page(static), name="page")
    return app


_ERRORS: dict[int | str, dict[str, object]] = {
    "default": {"model": ErrorOut, "description": "Any error; model/errors.py says which status means what."}
}


def _operation_id(route: APIRoute) -> str:
    return route.name
