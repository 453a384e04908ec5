"""Looking at footage: a view is an audit row, and opens for a while the files that show what was asked for.

::

    POST /footage/views ─► audit row ─► a ticket for each camera ─► playlist ─► pieces of files
                                                                └► copies ─► made as they are looked at
"""

import re
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.errors import WrongUse
from trackway.video.playback import (
    LONGEST_S,
    PLAYLIST_TYPE,
    Ticket,
    TicketRefused,
    copy_playlist,
    media_playlist,
)
from trackway.video.stream import StreamKey, StreamRole
from trackway.web.footage import recorded_of
from trackway.web.parts import Caller, Parts, Recorded, Who
from trackway.web.passages import Moment, span_of
from trackway.web.purposes import PurposeId

__all__ = ["routes"]

_HOLDS_S = 2 * 3600.0
"""An hour of footage with pauses and steps; who looks longer asks again, and that is written down too."""
_MOST_CAMERAS = 9
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{1,18})")
_PRIVATE = {"Cache-Control": "private, no-store"}
_TICKET = r"^[A-Za-z0-9_-]{20,640}$"
"""Some 100 characters, and what the case number takes."""

Number = Annotated[int, Path(ge=1, le=2**53 - 1)]
TicketText = Annotated[str, Path(pattern=_TICKET)]


class FootageViewBody(BaseModel):
    """Whose footage is to be looked at, of when, and what for; an hour at most.

    Where a camera has no such stream its other one is shown.
    """

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    cameras: list[Annotated[int, Field(ge=1, le=65_535)]] = Field(min_length=1, max_length=_MOST_CAMERAS)
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    role: StreamRole = StreamRole.MAIN


class FootagePieceOut(BaseModel):
    """What lies from second ``at_s`` to ``to_s`` of the playlist was taken from ``from_us`` to ``to_us``,
    evenly, by the recorder's clock: microseconds since 1970, UTC.
    """

    from_us: int
    to_us: int
    at_s: float
    to_s: float
    frames: int


class FootageShelfOut(BaseModel):
    """One camera's footage: its playlist (HLS) and which moment stands where in it.

    ``copies`` is the playlist of viewing copies, 觀看用轉檔，非原始影像: the same pictures, the same seconds,
    for a browser that cannot play ``codecs``. They are made as they are looked at, so it takes longer.
    No pieces, and no playlist, where there is no footage: the time line says why.
    """

    camera: int
    role: StreamRole
    playlist: str
    copies: str
    codecs: list[str]
    pieces: list[FootagePieceOut]


class FootageViewOut(BaseModel):
    """What may be looked at, under which audit row, until when."""

    audit_id: int
    expires: str
    cameras: list[FootageShelfOut]


def routes(parts: Parts) -> APIRouter:
    """``/footage/views`` and what its tickets open."""
    router = APIRouter(tags=["footage"])

    @router.post("/footage/views")
    def view_footage(body: FootageViewBody, who: Who) -> FootageViewOut:
        """Look at footage: written to the audit, then opened for two hours."""
        purpose = parts.trust.purposes.of(who.officer, body.purpose_id)
        asked_for = body.model_dump(mode="json", by_alias=True, exclude={"purpose_id"})
        with parts.trust.asking(purpose, "footage", asked_for, address=who.address) as asked:
            recorded = recorded_of(parts)
            span = span_of(body.start, body.end, parts.clock)
            if span.seconds > LONGEST_S:
                raise WrongUse("A view covers an hour of footage at most; ask hour by hour.")
            expires = parts.clock.now().plus(_HOLDS_S)
            shelves = [
                _shelf(
                    recorded,
                    Ticket(
                        _key(recorded, camera, body.role),
                        span,
                        expires,
                        who.officer.id,
                        asked.permit.audit_id,
                        case_no=purpose.case_no,
                    ),
                )
                for camera in dict.fromkeys(body.cameras)
            ]
            asked.found(sum(len(one.pieces) for one in shelves))
        return FootageViewOut(audit_id=asked.permit.audit_id, expires=str(expires), cameras=shelves)

    @router.get(
        "/footage/shelves/{ticket}/playlist.m3u8",
        response_class=Response,
        responses={200: {"content": {PLAYLIST_TYPE: {}}, "description": "The playlist, RFC 8216."}},
    )
    def read_playlist(ticket: TicketText, who: Who) -> Response:
        """The playlist that a ticket is for."""
        recorded = recorded_of(parts)
        opened = _opened(recorded, ticket, who)
        shown = recorded.playback.timeline(opened.key, opened.span, case_no=opened.case_no)
        text = copy_playlist(shown) if opened.is_copy else media_playlist(shown)
        return Response(text, media_type=PLAYLIST_TYPE, headers=_PRIVATE)

    @router.get(
        "/footage/shelves/{ticket}/{number}.mp4",
        response_class=Response,
        responses={206: {"content": {"video/mp4": {}}, "description": "The bytes asked for."}},
    )
    def read_piece(
        ticket: TicketText,
        number: Annotated[int, Path(ge=1, le=2**53 - 1)],
        who: Who,
        wanted: Annotated[str, Header(alias="Range", max_length=100)] = "",
        unchanged: Annotated[str, Header(alias="If-Range", max_length=100)] = "",
    ) -> Response:
        """One range of bytes of a recorded file: its head, or fragments that the ticket is for."""
        recorded = recorded_of(parts)
        opened = _opened(recorded, ticket, who)
        start, end = _range(wanted)
        if unchanged not in ("", _tag(number)):
            raise WrongUse(f"Files of footage never change; {unchanged!r} is no tag of file {number}.")
        data = recorded.playback.piece(opened, number, start, end + 1 - start)
        headers = {
            **_PRIVATE,
            "Accept-Ranges": "bytes",
            "Content-Range": f"bytes {start}-{end}/*",  # it may still be growing
            "ETag": _tag(number),
        }
        return Response(data, 206, headers, "video/mp4")

    @router.get(
        "/footage/shelves/{ticket}/copies/{number}/head.mp4",
        response_class=Response,
        responses={200: {"content": {"video/mp4": {}}, "description": "The head of a viewing copy."}},
    )
    def read_head_of_copy(ticket: TicketText, number: Number, who: Who) -> Response:
        """How the viewing copy of a recorded file is coded."""
        recorded = recorded_of(parts)
        data = recorded.playback.copies.head(_opened(recorded, ticket, who), number)
        return Response(data, media_type="video/mp4", headers=_PRIVATE)

    @router.get(
        "/footage/shelves/{ticket}/copies/{number}/{offset}-{size}.mp4",
        response_class=Response,
        responses={200: {"content": {"video/mp4": {}}, "description": "A group of pictures, coded anew."}},
    )
    def read_copy(
        ticket: TicketText,
        number: Number,
        offset: Annotated[int, Path(ge=0, le=2**53 - 1)],
        size: Annotated[int, Path(ge=1, le=2**31 - 1)],
        who: Who,
    ) -> Response:
        """The viewing copy of the group of pictures that has these bytes of the recorded file."""
        recorded = recorded_of(parts)
        data = recorded.playback.copies.group(_opened(recorded, ticket, who), number, offset, size)
        return Response(data, media_type="video/mp4", headers=_PRIVATE)

    @router.head("/footage/shelves/{ticket}/{number}.mp4", response_class=Response)
    def look_at_file(
        ticket: TicketText, number: Annotated[int, Path(ge=1, le=2**53 - 1)], who: Who
    ) -> Response:
        """How long a recorded file is so far, and that it is read by ranges."""
        recorded = recorded_of(parts)
        segment = recorded.playback.segment(_opened(recorded, ticket, who), number)
        headers = {
            **_PRIVATE,
            "Accept-Ranges": "bytes",
            "Content-Length": str(segment.size),
            "ETag": _tag(number),
        }
        return Response(None, 200, headers, "video/mp4")

    return router


def _key(recorded: Recorded, camera: int, role: StreamRole) -> StreamKey:
    """The stream that is wanted, or the camera's other one where that is all there is."""
    keys = [StreamKey(camera, role), *(StreamKey(camera, one) for one in StreamRole if one is not role)]
    return next((key for key in keys if recorded.catalogue.newest(key) is not None), keys[0])


def _shelf(recorded: Recorded, ticket: Ticket) -> FootageShelfOut:
    shown = recorded.playback.timeline(ticket.key, ticket.span, case_no=ticket.case_no)
    original, copies = (_address(recorded, one) for one in (ticket, replace(ticket, is_copy=True)))
    return FootageShelfOut(
        camera=ticket.key.camera,
        role=ticket.key.role,
        playlist=original if shown.parts else "",
        copies=copies if shown.parts else "",
        codecs=list(shown.codecs),
        pieces=[
            FootagePieceOut(
                from_us=part.start.us,
                to_us=part.end.us,
                at_s=part.at_s,
                to_s=part.to_s,
                frames=part.frames,
            )
            for part in shown.parts
        ],
    )


def _address(recorded: Recorded, ticket: Ticket) -> str:
    return f"/api/v1/footage/shelves/{recorded.tickets.signed(ticket)}/playlist.m3u8"


def _opened(recorded: Recorded, text: str, who: Caller) -> Ticket:
    """The ticket, if it is this officer's."""
    ticket = recorded.tickets.read(text)
    if ticket.officer != who.officer.id:
        raise TicketRefused
    return ticket


def _range(wanted: str) -> tuple[int, int]:
    """First and last byte. Raises ``WrongUse`` for none, several, and open ends."""
    found = _RANGE.fullmatch(wanted.replace(" ", ""))
    if found is None or int(found[1]) > int(found[2]):
        raise WrongUse("Footage is read by one range of bytes at a time, as its playlist names them.")
    return int(found[1]), int(found[2])


def _tag(number: int) -> str:
    """What is durable of a file is never changed, so its number is tag enough."""
    return f'"{number}"'
