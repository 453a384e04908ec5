"""Playing: a stream while it comes: its tracks, the watch over it, and what keeps the camera sending."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from functools import partial

from trackway.video.cause import Cause
from trackway.video.rtsp.messages import Message
from trackway.video.rtsp.middles import run_of
from trackway.video.rtsp.offer import SoundOffer, VideoOffer
from trackway.video.rtsp.pictures import Pictures, sets_of
from trackway.video.rtsp.reception import CameraClock, Reception
from trackway.video.rtsp.reports import Bye, receiver_report, reports
from trackway.video.rtsp.sound import Sound
from trackway.video.rtsp.talk import Talk
from trackway.video.rtsp.wire import Wire
from trackway.video.stream import AccessUnit, Receiver, StreamEnded, Track

__all__ = ["Patience", "Playing"]

_REPORT_S = 5.0  # RFC 3550 §6.2
_LONGEST_KEEP_ALIVE_S = 30.0
_NO_PICTURE_S = 10.0
"""Packets without a picture for so long are no video; cameras at one picture a second are the slowest."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for the connection, each answer, the first packet, the next one.

    ``keyframe_s`` is for the first keyframe: cameras that save space send one in up to 50 s.
    """

    connect_s: float = 5.0
    answer_s: float = 10.0
    first_packet_s: float = 10.0
    silence_s: float = 2.0
    keyframe_s: float = 60.0


class Playing:
    """One stream on one wire. Everything here happens in the event loop; no packet starts a task."""

    def __init__(self, wire: Wire, talk: Talk, place: str, patience: Patience, receiver: Receiver) -> None:
        self._wire = wire
        self._talk = talk
        self._place = place
        self._patience = patience
        self._receiver = receiver
        self._video: Reception | None = None
        self._pictures: Pictures | None = None
        self._sound: Track | None = None
        self._receptions: list[tuple[Reception, int]] = []
        self._reported: dict[int, int] = {}
        self._is_open = False
        self._last_unit_ns = 0
        self._ssrc = secrets.randbits(32)
        self._timer: asyncio.TimerHandle | None = None
        self._url = ""
        self._alive_method = "GET_PARAMETER"
        self._started_ns = self._next_report_ns = self._next_alive_ns = 0

    def add_video(self, offer: VideoOffer, channels: tuple[int, int]) -> None:
        """Take video from these channels, for packets and for reports."""
        clock = CameraClock(90_000)
        pictures = Pictures(
            offer.coding, sets_of(offer.coding, offer.nals), clock, self._opened, self._picture
        )
        reception = Reception(clock, pictures, partial(offer.depacketise, pictures))
        self._pictures, self._video = pictures, reception
        self._add(reception, channels)
        self._wire.runs[channels[0]] = run_of(reception, pictures, offer.middle)

    def add_sound(self, offer: SoundOffer, channels: tuple[int, int]) -> None:
        """Take sound from these channels."""
        clock = CameraClock(offer.track.clock_hz)
        sound = Sound(offer.track, offer.packing, clock, self._heard)
        self._sound = offer.track
        self._add(Reception(clock, sound, sound.payload), channels)

    def start(self, url: str, methods: str) -> None:
        """The camera has said that it plays: watch it. ``methods`` are those it knows (``Public``)."""
        if methods and "GET_PARAMETER" not in methods.upper():
            self._alive_method = "OPTIONS"
        self._url = url
        now = time.monotonic_ns()
        self._started_ns = now
        self._next_report_ns = now + round(_REPORT_S * 1e9)
        self._next_alive_ns = now + round(self._alive_s * 1e9)
        self._tick()

    def stop(self) -> None:
        """Stop watching, and hand on the last picture if it is complete."""
        if self._timer is not None:
            self._timer.cancel()
        if self._pictures is not None and not self._pictures.is_begun:
            self._pictures.finish()

    # --- what comes

    def _add(self, reception: Reception, channels: tuple[int, int]) -> None:
        self._receptions.append((reception, channels[1]))
        self._wire.channels[channels[0]] = reception.packet
        self._wire.channels[channels[1]] = partial(self._report, reception)

    def _opened(self, track: Track) -> None:
        self._is_open = True
        self._receiver.opened((track,) if self._sound is None else (track, self._sound))

    def _picture(self, unit: AccessUnit) -> None:
        self._last_unit_ns = unit.arrived_ns
        self._receiver.take(unit)

    def _heard(self, unit: AccessUnit) -> None:
        if self._is_open:  # sound before the first picture has no place in a file
            self._receiver.take(unit)

    def _report(self, reception: Reception, view: memoryview, at: int, stop: int, now_ns: int) -> None:
        for found in reports(view[at:stop]):
            if not isinstance(found, Bye):
                reception.report(found)
                self._reported[id(reception)] = now_ns
            elif reception is self._video:
                raise StreamEnded(Cause.CAMERA_CLOSED, f"{self._place} said goodbye.")

    # --- what is watched

    @property
    def _alive_s(self) -> float:
        return min(max(self._talk.timeout_s / 2, 1.0), _LONGEST_KEEP_ALIVE_S)

    def _tick(self) -> None:
        now = time.monotonic_ns()
        why = self._what_is_wrong(now)
        if why is not None:
            self._wire.end(why)
            return
        try:
            self._speak(now)
        except StreamEnded as ended:  # in a timer nobody else would hear of it
            self._wire.end(ended)
            return
        # A quarter of the patience, so that silence is seen soon after it is too long.
        pause_s = min(0.5, self._patience.silence_s / 4)
        self._timer = asyncio.get_running_loop().call_later(pause_s, self._tick)

    def _speak(self, now_ns: int) -> None:
        """Send what is due."""
        if now_ns >= self._next_report_ns:
            self._next_report_ns = now_ns + round(_REPORT_S * 1e9)
            self._send_reports(now_ns)
        if now_ns >= self._next_alive_ns:
            self._next_alive_ns = now_ns + round(self._alive_s * 1e9)
            self._talk.tell(self._alive_method, self._url).add_done_callback(self._answered)

    def _what_is_wrong(self, now_ns: int) -> StreamEnded | None:
        patience, video = self._patience, self._video
        last_ns = 0 if video is None else video.last_ns
        if not last_ns:
            if now_ns - self._started_ns > patience.first_packet_s * 1e9:
                return self._silent(f"sends nothing although it plays since {patience.first_packet_s:g} s")
        elif now_ns - last_ns > patience.silence_s * 1e9:
            return self._silent(f"has sent no picture for {patience.silence_s:g} s")
        elif not self._is_open:
            if now_ns - self._started_ns > patience.keyframe_s * 1e9:
                return StreamEnded(
                    Cause.UNFIT,
                    f"{self._place} sent no keyframe with its parameters in {patience.keyframe_s:g} s.",
                )
        elif last_ns - self._last_unit_ns > _NO_PICTURE_S * 1e9:
            return StreamEnded(Cause.UNFIT, f"{self._place} sends packets that make up no picture.")
        return None

    def _silent(self, what: str) -> StreamEnded:
        return StreamEnded(Cause.CAMERA_SILENT, f"{self._place} {what}.")

    def _send_reports(self, now_ns: int) -> None:
        for reception, channel in self._receptions:
            if reception.ssrc < 0:
                continue
            last = (0, 0)
            if reception.sender is not None:
                ago = (now_ns - self._reported[id(reception)]) * 65_536 // 1_000_000_000
                last = (reception.sender.middle, min(ago, 0xFFFFFFFF))
            packet = receiver_report(self._ssrc, reception.ssrc, reception.lost, reception.highest, last)
            self._wire.send(b"$" + bytes((channel,)) + len(packet).to_bytes(2) + packet)

    def _answered(self, answer: asyncio.Future[Message]) -> None:
        """What the camera says to being kept awake."""
        if answer.cancelled() or answer.exception() is not None:
            return
        found = answer.result()
        self._talk.heard(found)
        if found.status == 454:
            self._wire.end(StreamEnded(Cause.REFUSED, f"{self._place} has forgotten the session."))
        elif found.status >= 400 and found.status != 401:
            self._alive_method = "OPTIONS"
