"""Pictures of passages, opened under the audit row of the question that showed them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from trackway.model.errors import Lost
from trackway.web.parts import Parts, Who

__all__ = ["routes"]


def routes(parts: Parts) -> APIRouter:
    """``/pictures``."""
    router = APIRouter(tags=["pictures"])

    @router.get(
        "/pictures/{digest}",
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}, "description": "The picture as it was filed."}},
    )
    def read_picture(
        digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
        audit: Annotated[int, Query(ge=1, le=2**53 - 1, description="The audit row of one's own question.")],
        who: Who,
    ) -> Response:
        """A picture that one of the officer's own questions of the last day showed."""
        parts.trust.permit_again(who.officer, audit)
        picture = parts.pictures.get(digest)
        if not picture.startswith(b"\xff\xd8\xff"):
            raise Lost(f"The picture {digest} is no JPEG.")
        return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})

    return router
