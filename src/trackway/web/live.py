"""Live footage over a WebSocket: what a camera sends now, as soon as it is durable.

::

    officer ─► audit row ─► {"what": "tracks"} + head ─► {"what": "fragment"} + bytes ─► …
                                                     └─► {"what": "gap"} … {"what": "end"}

Text says what the bytes behind it are. The row stays unfinished while somebody watches, and says how many
fragments they were shown when they have gone.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from trackway.model.errors import Conflict, TrackwayError, Unavailable
from trackway.model.question import Officer
from trackway.trust import Asked, Trust
from trackway.video.mp4 import for_browser
from trackway.video.recorder import LiveFragment, LiveGap, LiveMessage, LiveOpened, watch_live
from trackway.video.stream import StreamKey, StreamRole
from trackway.web.footage import CameraNumber, recorded_of
from trackway.web.gate import session_token
from trackway.web.parts import OFFICER, Parts
from trackway.web.purposes import PurposeId

__all__ = ["Behind", "routes"]

_LOOK_S = 5.0
"""A session that ended shows nothing for longer than this."""
_SEND_S = 15.0
"""A browser that takes nothing for so long is gone, or too slow to be called live."""
_MOST_EACH = 18
"""Live pictures of one officer: two windows of nine."""
_MOST = 200
"""Live pictures of all: 4 Mbit/s each fill the gigabit that a centre has."""


class Behind(Unavailable):
    """This browser does not keep up with live footage; its network is too slow."""


def routes(parts: Parts) -> APIRouter:
    """``/footage/{camera}/live``."""
    router = APIRouter(tags=["footage"])
    watching: Counter[int] = Counter()

    @router.websocket("/footage/{camera}/live")
    async def watch_camera(
        socket: WebSocket,
        camera: CameraNumber,
        purpose_id: Annotated[PurposeId, Query()],
        role: StreamRole = StreamRole.MAIN,
    ) -> None:
        """What a camera sends now, for as long as the officer watches and is signed in."""
        officer = socket.scope[OFFICER]
        await socket.accept()
        watching[officer.id] += 1
        try:
            _check_count(watching, officer)
            await _watch(parts, socket, officer, StreamKey(camera, role), purpose_id)
        except WebSocketDisconnect:
            return
        except TrackwayError as error:
            with suppress(WebSocketDisconnect, RuntimeError):  # it may have gone meanwhile
                await _text(
                    socket, what="end", kind=error.kind, message=str(error), now_us=parts.clock.now().us
                )
                await socket.close()
        finally:
            watching[officer.id] -= 1

    return router


def _check_count(watching: Counter[int], officer: Officer) -> None:
    if watching[officer.id] > _MOST_EACH:
        raise Conflict(f"{officer.username} watches {_MOST_EACH} cameras live already; close some first.")
    if watching.total() > _MOST:
        raise Unavailable(f"{_MOST} live pictures are being watched already; try again later.")


async def _watch(parts: Parts, socket: WebSocket, officer: Officer, key: StreamKey, purpose_id: int) -> None:
    recorded = recorded_of(parts)
    if recorded.live is None:
        raise Unavailable("This centre has no recorder at work, so there is nothing live to watch.")
    purpose = parts.trust.purposes.of(officer, purpose_id)
    address = socket.client.host if socket.client else ""
    details = {"camera": key.camera, "role": key.role.value}
    with parts.trust.asking(purpose, "live", details, address=address) as asked:
        asked.found(0)
        ended = await _first_of(
            _show(parts, socket, recorded.live, key, asked),
            _gone(socket),
            _signed_out(parts.trust, session_token(socket.headers)),
        )
        if ended and not asked.rows:
            raise ended  # nothing was shown: the row says why
    if ended:
        raise ended


async def _first_of(*waiting: Coroutine[object, object, None]) -> TrackwayError | None:
    """Until the first of them ends; the others are called off. What was wrong, if anything."""
    tasks = [asyncio.ensure_future(one) for one in waiting]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        try:
            task.result()
        except WebSocketDisconnect:
            continue
        except TrackwayError as error:
            return error
    return None


async def _show(parts: Parts, socket: WebSocket, live: Path, key: StreamKey, asked: Asked) -> None:
    shown = 0
    async with aclosing(watch_live(live, key)) as messages:
        async for message in messages:
            try:
                async with asyncio.timeout(_SEND_S):
                    await _send(parts, socket, message)
            except TimeoutError:
                raise Behind from None
            shown += isinstance(message, LiveFragment)
            asked.found(shown)


async def _gone(socket: WebSocket) -> None:
    """Until the browser leaves; it has nothing to say."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _signed_out(trust: Trust, token: str) -> None:
    """Until the session has ended. Raises ``NotSignedIn`` then."""
    while True:
        await asyncio.sleep(_LOOK_S)
        await run_in_threadpool(trust.officer_of, token)


async def _send(parts: Parts, socket: WebSocket, message: LiveMessage) -> None:
    now_us = parts.clock.now().us
    match message:
        case LiveOpened():
            await _text(socket, what="tracks", codecs=message.codecs, now_us=now_us)
            await socket.send_bytes(for_browser(message.init))
        case LiveFragment():
            await _text(
                socket, what="fragment", from_us=message.start_us, to_us=message.end_us, now_us=now_us
            )
            await socket.send_bytes(message.data)
        case LiveGap():
            await _text(
                socket,
                what="gap",
                from_us=message.start_us,
                cause=message.cause,
                says=message.says,
                now_us=now_us,
            )


async def _text(socket: WebSocket, **message: object) -> None:
    await socket.send_text(json.dumps(message, ensure_ascii=False))
