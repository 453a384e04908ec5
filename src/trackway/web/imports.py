"""How far the import of recorded footage is."""

from fastapi import APIRouter
from pydantic import BaseModel

from trackway.web.parts import Parts, Who

__all__ = ["routes"]


class FootageOut(BaseModel):
    """One file of footage."""

    path: str
    camera_id: str
    state: str
    done_s: float
    total_s: float | None
    passages: int
    error: str | None


class ImportsOut(BaseModel):
    """Every file that was handed in."""

    files: list[FootageOut]


def routes(parts: Parts) -> APIRouter:
    """``/imports``."""
    router = APIRouter(tags=["imports"])

    @router.get("/imports")
    def list_imports(_: Who) -> ImportsOut:
        """Each file of footage handed in, and how far it is."""
        return ImportsOut(
            files=[
                FootageOut(
                    path=one.path,
                    camera_id=one.camera_id,
                    state=one.state,
                    done_s=one.done_s,
                    total_s=one.total_s,
                    passages=one.passages,
                    error=one.error,
                )
                for one in parts.imports()
            ]
        )

    return router
