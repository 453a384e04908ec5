"""Everything the API has, in the order of its description."""

from trackway.web import (
    analyses,
    audit,
    camera_files,
    cameras,
    corrections,
    demo,
    ground,
    health,
    imports,
    map_layers,
    officers,
    passages,
    pictures,
    purposes,
    saved,
    session,
    several,
    trails,
)

__all__ = ["RESOURCES"]

RESOURCES = (
    health,
    session,
    officers,
    purposes,
    cameras,
    camera_files,
    ground,
    passages,
    several,
    corrections,
    trails,
    analyses,
    saved,
    pictures,
    audit,
    imports,
    map_layers,
    demo,
)
"""Each has ``routes(parts) -> APIRouter``."""
