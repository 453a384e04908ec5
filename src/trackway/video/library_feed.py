"""LibraryFeed: a stream fetched by FFmpeg's client, over TCP or UDP, for cameras that ours cannot talk to.

::

    our client asks first ─► FFmpeg opens, in a thread ─► packets ─► batches ─► event loop ─► access units
    ─► Receiver

Our client asks for the description before FFmpeg does: it says why a camera does not give the stream, which
FFmpeg does not, and it refuses to be sent elsewhere, which FFmpeg would follow. What is left is a camera
that sends FFmpeg elsewhere a moment later, to an address of RTSP.
"""

import asyncio
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from urllib.parse import quote

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from trackway.model.errors import Invalid
from trackway.video.addresses import Checked, Networks
from trackway.video.cause import Cause
from trackway.video.rtsp import (
    H264,
    H265,
    CameraClock,
    Patience,
    Pictures,
    RtspFeed,
    aac_config,
    reachable,
    sets_of,
)
from trackway.video.stream import (
    AccessUnit,
    Codec,
    Receiver,
    StreamAddress,
    StreamEnded,
    Track,
    Transport,
)

__all__ = ["LibraryFeed"]

_CODINGS = {"h264": H264, "hevc": H265}
_SOUNDS = {"aac": Codec.AAC, "pcm_alaw": Codec.PCMA, "pcm_mulaw": Codec.PCMU}
_START = b"\x00\x00\x01"
_WAITING_BYTES = 32 << 20
"""What may wait for the event loop; a loop that is so far behind gets no more until it has caught up."""
_WATCH_S = 0.5
_LATER_S = 1.0
"""So much later FFmpeg gives up on a silent camera: what it held back then comes out with a wrong time."""
_PAUSE_S = 0.5
"""Cameras that have just let go of our own client may need so long until they take another."""
_VIDEO_HZ = 90_000  # of RTP, and so of FFmpeg's time base for it (RFC 6184 §8.2.1)
_ALONE = True  # every frame of sound can be decoded by itself
_QUICK = {"analyzeduration": "0", "probesize": "32"}
"""Opens in 0.08 s instead of 2 where the description holds the parameter sets; the default comes second."""


@dataclass(frozen=True, slots=True)
class _Packet:
    """What is kept of FFmpeg's packet; ``track`` 1 for video, 2 for sound."""

    track: int
    ticks: int
    data: bytes
    arrived_ns: int
    camera_us: int | None


class LibraryFeed:
    """A stream of one camera, fetched once: a ``Feed``.

    Lost packets are not counted, and pictures come one later than from our own client, for FFmpeg holds each
    until the next begins.
    """

    def __init__(
        self,
        address: StreamAddress,
        allowed: Networks,
        *,
        transport: Transport = Transport.LIBRARY_TCP,
        user_agent: str = "Trackway",
        patience: Patience | None = None,
    ) -> None:
        self._address = address
        self._allowed = allowed
        self._agent = user_agent
        self._patience = patience or Patience()
        self._is_udp = transport is Transport.LIBRARY_UDP

    async def run(self, receiver: Receiver) -> None:
        """Fetch until it breaks off, then raise ``StreamEnded``; cancelled, the thread takes leave."""
        place = await reachable(self._address.url, self._allowed, self._patience.connect_s)
        await self._ask(place)
        reading = _Reading(asyncio.get_running_loop(), receiver, self._patience)
        url, options = self._open(place)
        # FFmpeg may need ten seconds to let go of a silent camera. Nobody waits for that: the thread is
        # thrown away.
        threading.Thread(
            target=reading.read, args=(place.place, url, options), name="library-feed", daemon=True
        ).start()
        try:
            await reading.hand_on(place.place)
        finally:
            reading.stop()

    async def _ask(self, place: Checked) -> None:
        """Ask for the description by our own client, at the very address that was checked."""
        address = replace(self._address, url=place.ip_url)
        asking = RtspFeed(address, self._allowed, user_agent=self._agent, patience=self._patience)
        try:
            await asking.describe()
        except StreamEnded as refused:
            # A log-in or an answer that we do not understand is what FFmpeg is there for.
            if refused.cause not in {Cause.LOG_IN, Cause.UNFIT} or not self._address.username:
                raise

    def _open(self, place: Checked) -> tuple[str, dict[str, str]]:
        """The URL and options for FFmpeg: nothing but RTSP and what carries it, to the checked address."""
        username, password = (
            quote(text, safe="") for text in (self._address.username, self._address.password)
        )
        log_in = f"{username}:{password}@" if username else ""
        scheme, _, rest = place.ip_url.partition("://")
        return f"{scheme}://{log_in}{rest}", {
            "rtsp_transport": "udp" if self._is_udp else "tcp",
            "timeout": str(round(self._patience.answer_s * 1e6)),
            "protocol_whitelist": "rtsp,rtp,tcp,udp,tls",
            "allowed_media_types": "video+audio",
        }


class _Reading:
    """FFmpeg reading in a thread, and what it reads coming out in the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receiver: Receiver, patience: Patience) -> None:
        self._loop = loop
        self._receiver = receiver
        self._patience = patience
        self._waiting: deque[_Packet] = deque()
        self._taken_bytes = self._handed_bytes = 0  # each written by one side only
        self._news = asyncio.Event()
        self._is_called = False
        self._is_stopped = False
        self._why: StreamEnded | None = None
        self._clock = CameraClock(_VIDEO_HZ)
        self._pictures: Pictures | None = None
        self._sound: Track | None = None
        self._is_open = False
        self._last_ns = 0

    # --- in the event loop

    async def hand_on(self, place: str) -> None:
        """Hand on what comes until the end, and do not trust FFmpeg to notice that."""
        patience = self._patience
        began_ns = time.monotonic_ns()
        opening_s = (
            2 * (patience.connect_s + patience.answer_s) + patience.first_packet_s
        )  # it may open twice
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(_WATCH_S, patience.silence_s / 4)):
                    await self._news.wait()
            self._news.clear()
            self._is_called = False
            why = self._why
            while self._waiting:
                self._hand_on(self._waiting.popleft())
            if why is not None:
                raise why
            silent_s = (time.monotonic_ns() - (self._last_ns or began_ns)) / 1e9
            if silent_s > (patience.silence_s if self._last_ns else opening_s):
                raise StreamEnded(Cause.CAMERA_SILENT, f"{place} has sent nothing for {silent_s:.0f} s.")

    def stop(self) -> None:
        """Take nothing any more."""
        self._is_stopped = True

    def _hand_on(self, packet: _Packet) -> None:
        pictures = self._pictures
        self._handed_bytes += len(packet.data)
        self._last_ns = packet.arrived_ns
        if packet.track == 2:
            if self._is_open:
                self._receiver.take(AccessUnit(2, packet.ticks, _ALONE, packet.data, packet.arrived_ns))
        elif pictures is not None:
            if packet.camera_us is not None:
                self._clock.says(packet.ticks, packet.camera_us)
            if packet.ticks != pictures.ticks:
                pictures.starts(packet.ticks)
            pictures.arrived_ns = packet.arrived_ns
            for nal in _nals(packet.data):
                pictures.whole(memoryview(nal))
            pictures.check()
            pictures.marked()  # not always so: FFmpeg cuts a picture in two before repeated parameter sets

    def _opened(self, track: Track) -> None:
        self._is_open = True
        self._receiver.opened((track,) if self._sound is None else (track, self._sound))

    # --- in the thread

    def read(self, place: str, url: str, options: dict[str, str]) -> None:
        """Open and read until it ends or is stopped; say why before FFmpeg takes its time to close."""
        with ExitStack() as held:
            try:
                container = held.enter_context(self._container(url, options))
                self._demux(container, place)
                self._why = StreamEnded(Cause.CAMERA_CLOSED, f"{place} ended the stream.")
            except StreamEnded as ended:
                self._why = ended
            except (av.error.FFmpegError, OSError) as error:
                self._why = _said(place, error, was_reading=self._taken_bytes > 0)
            self._call()

    def _demux(self, container: InputContainer, place: str) -> None:
        video = next((one for one in container.streams.video if one.codec_context.name in _CODINGS), None)
        if video is None:
            raise StreamEnded(Cause.UNFIT, f"{place} sends no video in H.264 or H.265.")
        coding = _CODINGS[video.codec_context.name]
        heard = _heard(container)
        self._sound = heard[1] if heard else None
        sets = sets_of(coding, tuple(_nals(video.codec_context.extradata or b"")))
        self._pictures = Pictures(coding, sets, self._clock, self._opened, self._receiver.take)
        chosen: list[Stream] = [video, heard[0]] if heard else [video]
        last = dict.fromkeys((one.index for one in chosen), 0)
        for packet in container.demux(chosen):
            if self._is_stopped:
                return
            if packet.size:
                self._take(packet, 1 if packet.stream_index == video.index else 2, last)

    def _container(self, url: str, options: dict[str, str]) -> InputContainer:
        patience = self._patience
        waits = (patience.connect_s + patience.answer_s, patience.silence_s + _LATER_S)
        try:
            container = av.open(url, "r", options=options | _QUICK, timeout=waits)
        except (av.error.InvalidDataError, av.error.HTTPServerError):
            time.sleep(_PAUSE_S)
            return av.open(url, "r", options=options, timeout=waits)
        if any(one.codec_context.name in _CODINGS for one in container.streams.video):
            return container
        container.close()
        return av.open(url, "r", options=options, timeout=waits)

    def _take(self, packet: "Packet[Stream]", track: int, last: dict[int, int]) -> None:
        """Put a packet among those that wait; the event loop is called once for all that wait."""
        stamp = packet.pts if packet.pts is not None else packet.dts
        # One without a time stamp belongs to the picture before, or to the first, which is at 0.
        ticks = stamp if stamp is not None else last[packet.stream_index]
        last[packet.stream_index] = ticks
        told = bytes(packet.get_sidedata("prft")) if track == 1 and packet.has_sidedata("prft") else b""
        # AVProducerReferenceTime: microseconds UTC first.
        camera_us = struct.unpack_from("<q", told)[0] if len(told) >= 8 else None
        # Counted from above zero, as our own client does: FFmpeg may begin below it.
        kept = _Packet(track, ticks + (1 << 32), bytes(packet), time.monotonic_ns(), camera_us)
        self._waiting.append(kept)
        self._taken_bytes += len(kept.data)
        if not self._is_called:
            self._is_called = True
            self._call()
        while self._taken_bytes - self._handed_bytes > _WAITING_BYTES and not self._is_stopped:
            time.sleep(0.01)

    def _call(self) -> None:
        """Wake the event loop, if it still runs."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._news.set)


def _nals(annex_b: bytes) -> Iterator[bytes]:
    """The NAL units between start codes (H.264 Annex B)."""
    for piece in annex_b.split(_START):
        nal = piece.rstrip(b"\x00")
        if nal:
            yield nal


def _heard(container: InputContainer) -> tuple[Stream, Track] | None:
    """The first sound that we can keep, with its track."""
    for stream in container.streams.audio:
        codec = _SOUNDS.get(stream.codec_context.name)
        if codec is None or stream.time_base is None or stream.time_base.numerator != 1:
            continue
        config = bytes(stream.codec_context.extradata or b"")
        sets: tuple[bytes, ...] = ()
        if codec is Codec.AAC:
            try:
                aac_config(config)
            except Invalid:
                continue
            sets = (config,)
        hz = stream.time_base.denominator
        return stream, Track(2, codec, hz, sets, channels=max(stream.codec_context.channels, 1))
    return None


def _said(place: str, error: OSError | av.error.FFmpegError, *, was_reading: bool) -> StreamEnded:
    """FFmpeg's error in our words. Its own text holds the URL and so the password: the reason is taken."""
    if isinstance(error, av.error.HTTPUnauthorizedError):
        return StreamEnded(Cause.LOG_IN, f"{place} does not take this user name and password.")
    if isinstance(error, av.error.ExitError | av.error.TimeoutError):
        return StreamEnded(Cause.CAMERA_SILENT, f"{place} has sent nothing for too long.")
    why = error.strerror or type(error).__name__
    if isinstance(error, av.error.InvalidDataError):
        return StreamEnded(Cause.UNFIT, f"{place} sends what FFmpeg cannot read: {why}.")
    if isinstance(error, av.error.HTTPError | av.error.HTTPClientError | av.error.HTTPServerError):
        return StreamEnded(Cause.REFUSED, f"{place} does not give the stream: {why}.")
    return StreamEnded(
        Cause.NETWORK_RESET if was_reading else Cause.UNREACHABLE, f"The connection to {place} failed: {why}."
    )
