"""NatsJournal: the journal of several machines, a stream of NATS JetStream (extra ``nats``).

A message is a page of passages. A position is the message's number and how many of its passages are behind
it. JetStream acknowledges once the message is in its file; for that to outlive a power cut the server runs
with ``sync_interval: always`` in its ``jetstream`` block, or as several servers with replicas.
"""

import asyncio
import threading
import uuid
from collections.abc import Coroutine, Sequence
from concurrent.futures import TimeoutError as TooLate
from types import TracebackType
from typing import Any, Self, TypeVar

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import RawStreamMsg, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import KeyNotFoundError, KeyWrongLastSequenceError, NotFoundError

from trackway.journal.journal import MOST_AT_ONCE, START, Page, Position, waited
from trackway.journal.packing import pack, unpack
from trackway.model.errors import Lost, Unavailable, WrongUse
from trackway.model.passage import Passage
from trackway.model.time import Clock, Instant

__all__ = ["NatsJournal"]

_STREAM, _SUBJECT, _READERS = "TRACKWAY_JOURNAL", "trackway.journal", "TRACKWAY_READERS"
_PASSAGES, _AT, _ONCE = "Trackway-Passages", "Trackway-At", "Nats-Msg-Id"
_BITS = 13
"""A page holds at most 5,000 passages, so 13 bits say how many of them are behind a position."""
_ALL = (1 << _BITS) - 1
"""All passages of the page are behind it."""
_ANSWER_S = 10.0
"""An answer takes a millisecond; a server that elects a leader some seconds."""
_AT_ONCE = 64
"""Pages asked for together: a round trip is paid once for all of them."""
_TRIES = 3

T = TypeVar("T")


class NatsJournal:
    """The journal on NATS JetStream. Many processes on many machines append and read."""

    def __init__(self, url: str, clock: Clock, *, credentials: str = "", replicas: int = 1) -> None:
        self._clock = clock
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="nats", daemon=True)
        self._thread.start()
        try:
            self._client, self._stream = self._answer(_connected(url, credentials, replicas))
            self._readers = self._answer(self._stream.key_value(_READERS))
        except BaseException:
            self._end_loop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the server."""
        try:
            self._answer(self._client.close())
        finally:
            self._end_loop()

    def append(self, passages: Sequence[Passage]) -> Position:
        """Publish passages as one message, under a number that the server takes once however often sent."""
        if len(passages) > MOST_AT_ONCE:
            raise WrongUse(f"{len(passages):,} passages at once are more than {MOST_AT_ONCE:,}.")
        if not passages:
            return self.end()
        headers = {
            _PASSAGES: str(len(passages)),
            _AT: str(self._clock.now().us),
            _ONCE: str(uuid.uuid4()),
        }
        return self._answer(self._published(pack(passages), headers))

    def read(self, after: Position, most: int = MOST_AT_ONCE, until: Position | None = None) -> Page:
        """What follows a position: pages that are asked for many at once."""
        bound = self.end() if until is None else min(until, self.end())
        found: list[Passage] = []
        end, appended, missed = after, None, 0
        while len(found) < most and end < bound:
            page, passed = _parts(end)
            first = max(page + (passed == _ALL), 1)
            last = min(_parts(bound)[0], first + min(_AT_ONCE, most - len(found)) - 1)
            if last < first:
                break
            for message in self._answer(self._messages(first, last)):
                if message is None:  # forgotten meanwhile
                    missed, first, passed, end = missed + 1, first + 1, 0, Position(first << _BITS | _ALL)
                    continue
                passages = unpack(message.data or b"")
                skip = passed if first == page and passed != _ALL else 0
                stop = _parts(bound)[1] if first == _parts(bound)[0] else len(passages)
                fresh = passages[skip : min(stop, skip + most - len(found))]
                found += fresh
                passed = skip + len(fresh)
                end = Position(first << _BITS | (_ALL if passed == len(passages) else passed))
                appended = _at(message)
                first += 1
                if len(found) >= most:
                    break
        return Page(tuple(found), end, appended, missed)

    def wait(self, after: Position, seconds: float) -> bool:
        """Look again and again until something follows."""
        return waited(self.end, after, seconds)

    def end(self) -> Position:
        """The position after the newest passage."""
        last = self._answer(self._stream.stream_info(_STREAM)).state.last_seq
        return Position(last << _BITS | _ALL) if last else START

    def since(self, at: Instant) -> Position:
        """The position before the first page that was appended at or after a moment, by halving."""
        state = self._answer(self._stream.stream_info(_STREAM)).state
        low, high = state.first_seq, state.last_seq + 1
        while low < high:
            middle = (low + high) // 2
            (message,) = self._answer(self._messages(middle, middle))
            if message is None or _at(message) < at:
                low = middle + 1
            else:
                high = middle
        return Position((low - 1) << _BITS | _ALL) if low > 1 else START

    def reached(self, reader: str, position: Position) -> None:
        """Note how far a reader is."""
        self._answer(self._noted(reader, position))

    def position(self, reader: str) -> Position:
        """How far a reader is."""
        return self._answer(self._position(reader))[0]

    def forget(self, before: Instant) -> int:
        """Destroy old pages that every reader is through; with no reader, none."""
        names = self._answer(self._names())
        through = min((self.position(name) for name in names), default=START)
        page, passed = _parts(min(through, self.since(before)))
        keep = page + (passed == _ALL)
        first = self._answer(self._stream.stream_info(_STREAM)).state.first_seq
        gone = 0
        for start in range(first, keep, _AT_ONCE):
            messages = self._answer(self._messages(start, min(start + _AT_ONCE, keep) - 1))
            gone += sum(int((m.headers or {})[_PASSAGES]) for m in messages if m is not None)
        if keep > first:
            self._answer(self._stream.purge_stream(_STREAM, seq=keep))
        return gone

    async def _published(self, packed: bytes, headers: dict[str, str]) -> Position:
        for tried in range(1, _TRIES + 1):
            try:
                ack = await self._stream.publish(
                    _SUBJECT, packed, timeout=_ANSWER_S / _TRIES, headers=headers
                )
            except NatsError:
                if tried == _TRIES:
                    raise
            else:
                return Position(ack.seq << _BITS | _ALL)
        raise AssertionError

    async def _messages(self, first: int, last: int) -> list[RawStreamMsg | None]:
        return await asyncio.gather(*(self._message(number) for number in range(first, last + 1)))

    async def _message(self, number: int) -> RawStreamMsg | None:
        try:
            return await self._stream.get_msg(_STREAM, number, direct=True)
        except NotFoundError:
            return None

    async def _position(self, reader: str) -> tuple[Position, int]:
        try:
            entry = await self._readers.get(reader)
        except KeyNotFoundError:
            return START, 0
        return Position(int(entry.value or b"0")), entry.revision or 0

    async def _noted(self, reader: str, position: Position) -> None:
        while True:
            known, revision = await self._position(reader)
            if revision and known >= position:
                return
            try:
                await self._readers.update(reader, str(position).encode(), last=revision)
            except KeyWrongLastSequenceError:
                continue  # somebody noted meanwhile; look again
            return

    async def _names(self) -> list[str]:
        status = await self._readers.status()
        return await self._readers.keys() if status.values else []

    def _answer(self, asked: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(asked, self._loop)
        try:
            return future.result(_ANSWER_S)
        except (NatsError, OSError, TooLate) as error:
            future.cancel()
            says = str(error) or type(error).__name__
            raise Unavailable(f"The journal's NATS server does not answer: {says}.") from error

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _connected(url: str, credentials: str, replicas: int) -> tuple[Client, JetStreamContext]:
    client = await nats.connect(
        url,
        name="trackway",
        user_credentials=credentials or None,
        allow_reconnect=True,
        max_reconnect_attempts=1,  # of a server that is not there at all; once connected, for ever
        reconnect_time_wait=0.2,
        connect_timeout=2,
    )
    client.options["max_reconnect_attempts"] = -1
    stream = client.jetstream(timeout=_ANSWER_S / _TRIES)
    config = StreamConfig(
        name=_STREAM,
        subjects=[_SUBJECT],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        num_replicas=replicas,
        allow_direct=True,
        duplicate_window=120.0,
    )
    await stream.add_stream(config)
    await stream.create_key_value(bucket=_READERS, storage=StorageType.FILE, replicas=replicas)
    return client, stream


def _parts(position: int) -> tuple[int, int]:
    return position >> _BITS, position & _ALL


def _at(message: RawStreamMsg) -> Instant:
    try:
        return Instant(int((message.headers or {})[_AT]))
    except (KeyError, ValueError) as error:
        raise Lost(
            "A message of the journal's stream is not ours: it does not say when it was sent."
        ) from error
