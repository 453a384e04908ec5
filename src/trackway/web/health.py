"""Whether the centre lives."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from trackway.web.parts import Parts

__all__ = ["routes"]


class HealthOut(BaseModel):
    """It answers."""

    status: Literal["ok"]


def routes(_: Parts) -> APIRouter:
    """``GET /health``."""
    router = APIRouter(tags=["health"])

    @router.get("/health")
    def read_health() -> HealthOut:
        """Answers while the centre runs; needs no session and tells nothing else."""
        return HealthOut(status="ok")

    return router
