"""News of alerts as server-sent events: every step, on the page within a third of a second of being on disk.

::

    alert_events ──► one poller for all pages ──► per page: what its officer may see ──► text/event-stream

Each step has its number as ``id``; a browser that was away asks for what came after it (``Last-Event-ID``).
Pages hear something every few seconds, so that they can say when they do not.
Source: WHATWG HTML, 9.2 Server-sent events.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from trackway.model.errors import Conflict, Denied, NotSignedIn, TrackwayError, Unavailable
from trackway.model.question import Officer, Role
from trackway.watch.alerts import News
from trackway.web.alert_desk import AlertDesk
from trackway.web.alert_json import alert_out, step_out
from trackway.web.gate import session_token
from trackway.web.parts import Parts, Who, need

__all__ = ["routes"]

_GLANCE_S = 0.1
"""How often the poller looks: another process's step wakes nobody, and a look costs some 50 µs."""
_AGAIN_S = 1.0
"""After an error: the file may be locked for a moment."""
_BEAT_S = 10.0
"""A page that hears nothing for three of these says so; proxies give up after 30 s and more."""
_LOOK_S = 5.0
"""A session that ended is shown nothing for longer than this."""
_PAGE = 500
_MOST_MISSED = 20_000
"""Who is behind by more numbers than these, some 4,500 steps, starts over with the list: that is quicker."""
_MOST_WAITING = 1_000
"""Frames that one page may be behind; a browser that takes none is cut off and asks again."""
_MOST_EACH = 12
"""Streams of one officer: tabs and devices. Browsers open six connections to one house anyway."""
_MOST = 600
_NUMBER = re.compile(r"[0-9]{1,16}")
_ENDED = b"event: end\ndata: {}\n\n"


def routes(parts: Parts) -> APIRouter:
    """``/alerts/events``."""
    router = APIRouter(tags=["alerts"])
    feed = _Feed(parts)

    @router.get(
        "/alerts/events",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Steps as they are made."}},
    )
    async def follow_alerts(
        request: Request,
        who: Who,
        after: Annotated[int | None, Query(ge=0, le=2**53 - 1)] = None,
        last_event_id: Annotated[str, Header(max_length=32)] = "",
    ) -> StreamingResponse:
        """Every step of alerts after the one named, then as they come, while the session holds."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        start = int(last_event_id) if _NUMBER.fullmatch(last_event_id) else after
        feed.check(who.officer)
        await run_in_threadpool(
            parts.trust.note, who.officer, "alerts_followed", {"after": start}, address=who.address
        )
        stream = _Stream(who.officer, session_token(request.headers))
        return StreamingResponse(
            feed.frames(stream, start),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return router


class _Stream:
    """One page that listens."""

    def __init__(self, officer: Officer, token: str) -> None:
        self.officer = officer
        self.token = token
        self.waiting: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue(_MOST_WAITING)
        self.is_over = asyncio.Event()

    def offer(self, number: int, frame: bytes) -> None:
        """Give it something to send; one that does not keep up is over."""
        try:
            self.waiting.put_nowait((number, frame))
        except asyncio.QueueFull:
            self.is_over.set()


class _Feed:
    """The poller, and the pages it works for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._desk = AlertDesk(parts)
        self._streams: set[_Stream] = set()
        self._poller: asyncio.Task[None] | None = None
        self._position = 0

    def check(self, officer: Officer) -> None:
        """Refuse what would be too many. Raises ``Conflict``, ``Unavailable``."""
        if sum(stream.officer.id == officer.id for stream in self._streams) >= _MOST_EACH:
            raise Conflict(f"{officer.username} follows alerts on {_MOST_EACH} pages; close some first.")
        if len(self._streams) >= _MOST:
            raise Unavailable(f"{_MOST} pages follow alerts already; try again later.")

    async def frames(self, stream: _Stream, after: int | None) -> AsyncIterator[bytes]:
        """What one page is sent, until it has gone or its session has ended."""
        async with self._listening(stream):
            yield b"retry: 1000\n\n"
            # Listening since before this, so that nothing falls between what is read here and what comes.
            reached = await run_in_threadpool(self._desk.alerts.last_event)
            start = reached if after is None else after
            yield _frame("hello", {"last": start, "now": str(self._parts.clock.now())})
            if reached - start > _MOST_MISSED:
                yield _frame("reset", {"last": reached})
                start = reached
            while start < reached:
                news, start = await run_in_threadpool(self._missed, stream.officer, start)
                for _, frame in news:
                    yield frame
                if not start:
                    break
            async for number, frame in _taken(stream):
                if number == 0 or number > reached:
                    yield frame
            yield _ENDED

    @asynccontextmanager
    async def _listening(self, stream: _Stream) -> AsyncIterator[None]:
        if not self._is_polling():
            position = await run_in_threadpool(self._desk.alerts.last_event)
            if not self._is_polling():  # somebody else may have begun meanwhile
                self._streams.clear()
                self._position = position
                self._poller = asyncio.create_task(self._poll(), name="alert news")
        self._streams.add(stream)
        try:
            yield
        finally:
            self._streams.discard(stream)

    def _is_polling(self) -> bool:
        poller = self._poller
        return poller is not None and not poller.done() and poller.get_loop() is asyncio.get_running_loop()

    async def _poll(self) -> None:
        """Look for steps and hand them out, as long as anybody listens; when it ends, they ask again."""
        try:
            await self._look_on()
        finally:
            for stream in self._streams:
                stream.is_over.set()

    async def _look_on(self) -> None:
        loop = asyncio.get_running_loop()
        beaten = looked = loop.time()
        idle = 0.0
        while self._streams or idle < _LOOK_S:
            idle = 0.0 if self._streams else idle + _GLANCE_S
            try:
                await self._hand_out()
                if loop.time() - looked >= _LOOK_S:
                    looked = loop.time()
                    await self._end_sessions()
            except TrackwayError:
                await asyncio.sleep(_AGAIN_S)
            if loop.time() - beaten >= _BEAT_S:
                beaten = loop.time()
                beat = _frame("beat", {"now": str(self._parts.clock.now())})
                for stream in self._streams:
                    stream.offer(0, beat)
            await asyncio.sleep(_GLANCE_S)

    async def _hand_out(self) -> None:
        streams = tuple(self._streams)
        news, position = await run_in_threadpool(self._new, streams, self._position)
        self._position = position
        for stream, frames in news:
            for number, frame in frames:
                stream.offer(number, frame)

    async def _end_sessions(self) -> None:
        for stream in await run_in_threadpool(self._ended, tuple(self._streams)):
            stream.is_over.set()

    # On a thread

    def _new(
        self, streams: Sequence[_Stream], after: int
    ) -> tuple[list[tuple[_Stream, list[tuple[int, bytes]]]], int]:
        """What is new for each page, and up to where."""
        news = self._desk.alerts.news(after, _PAGE)
        if not news:
            return [], after
        frames = self._frames_of(news)
        return [(one, self._for(one.officer, news, frames)) for one in streams], news[-1].event.id

    def _missed(self, officer: Officer, after: int) -> tuple[list[tuple[int, bytes]], int]:
        """A page of what an officer missed, and up to where; 0 where nothing follows."""
        news = self._desk.alerts.news(after, _PAGE)
        if not news:
            return [], 0
        return self._for(officer, news, self._frames_of(news)), news[-1].event.id

    def _for(
        self, officer: Officer, news: Sequence[News], frames: Sequence[bytes]
    ) -> list[tuple[int, bytes]]:
        may = {scope: self._desk.alerts.may_know(officer, scope) for scope in {one.scope for one in news}}
        return [(one.event.id, frame) for one, frame in zip(news, frames, strict=True) if may[one.scope]]

    def _frames_of(self, news: Iterable[News]) -> list[bytes]:
        cameras = self._parts.registry.snapshot().by_number
        return [
            _frame(
                "step",
                {
                    "step": step_out(one.event).model_dump(mode="json"),
                    "alert": alert_out(one.alert, cameras, one.watch_list).model_dump(mode="json"),
                },
                one.event.id,
            )
            for one in news
        ]

    def _ended(self, streams: Iterable[_Stream]) -> list[_Stream]:
        """Those whose session does not hold any more, or whose officer may not see alerts any more."""
        ended: list[_Stream] = []
        for stream in streams:
            try:
                officer = self._parts.trust.officer_of(stream.token)
                if officer.role is Role.AUDITOR:
                    raise Denied
                stream.officer = officer
            except (NotSignedIn, Denied):
                ended.append(stream)
        return ended


async def _taken(stream: _Stream) -> AsyncIterator[tuple[int, bytes]]:
    """What a page is handed, until it is over."""
    over = asyncio.ensure_future(stream.is_over.wait())
    taking = asyncio.ensure_future(stream.waiting.get())
    try:
        while True:
            await asyncio.wait({taking, over}, return_when=asyncio.FIRST_COMPLETED)
            if over.done():
                return
            taken, taking = taking.result(), asyncio.ensure_future(stream.waiting.get())
            yield taken
    finally:
        # Also when the page goes while nothing comes: neither may be left waiting.
        over.cancel()
        taking.cancel()


def _frame(event: str, data: object, number: int | None = None) -> bytes:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
