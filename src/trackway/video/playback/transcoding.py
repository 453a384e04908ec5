"""Transcoding: a group of pictures decoded and coded anew as VP9, in a process that can do nothing else.

::

    Job (track, coded pictures) ─► decode ─► smaller, if it is large ─► VP9 ─► Copied (coded pictures)

VP9 because every browser plays it and its encoder is free (docs/adr/0013). Every job starts with a keyframe
and stands alone: whatever a hostile stream does to the decoder ends with it.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from multiprocessing.connection import Connection

import av
import msgspec
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from trackway.model.errors import Invalid
from trackway.video.sandbox import Limits, confine

__all__ = ["Copied", "Job", "Shown", "work"]

_MEMORY_BYTES = 3 << 29
"""1.5 GiB of address space: the libraries take some 0.4, decoding 4K H.265 another 0.4."""
_MOST_PIXELS = 8192 * 4352
"""The largest picture of H.265 level 6.2; larger ones are no camera's."""
_POLITE = 10
"""Recording and searching come first."""
_BITS_PER_PIXEL = 0.065
"""1.5 Mbit/s at 720p and 25 a second: letters on plates stay as legible as the smaller picture allows."""
_DECODERS = {"h264": "h264", "h265": "hevc", "vp9": "vp9"}
_HZ = Fraction(1, 90_000)


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """One coded picture; ``decoded`` when, and ``delay`` how much later it is shown, in 1/90,000 s."""

    decoded: int
    delay: int
    is_key: bool
    data: bytes


class Job(msgspec.Struct, frozen=True, array_like=True):
    """A group of pictures to be copied, beginning with a keyframe; ``width`` and ``height`` of the copy."""

    codec: str
    setup: bytes
    width: int
    height: int
    pictures: list[Shown]


class Copied(msgspec.Struct, frozen=True, array_like=True):
    """The copy; ``says`` is why there is none, if there is none."""

    pictures: list[Shown]
    says: str = ""


def work(pipe: Connection) -> None:
    """Take jobs from the pipe and answer each, until it closes. Run in a process of its own."""
    with suppress(OSError):
        os.nice(_POLITE)
    _warm_up()
    confined = confine(Limits(_MEMORY_BYTES))
    jobs, answers = msgspec.msgpack.Decoder(Job), msgspec.msgpack.Encoder()
    pipe.send_bytes(b"sound" if confined.is_sound else str(confined).encode())
    while True:
        try:
            job = jobs.decode(pipe.recv_bytes())
        except EOFError:
            return
        try:
            answer = copied(job)
        except (av.error.FFmpegError, Invalid, MemoryError, ValueError) as error:
            answer = Copied([], f"The footage cannot be decoded: {error}")
        pipe.send_bytes(answers.encode(answer))


def copied(job: Job) -> Copied:
    """The pictures of a job as VP9, each shown when it was."""
    decoder = CodecContext.create(_DECODERS[job.codec], "r")
    assert isinstance(decoder, VideoCodecContext)  # noqa: S101  as the codecs above are
    decoder.extradata = job.setup or None
    decoder.thread_count = 1
    encoder: VideoCodecContext | None = None
    scaled = VideoReformatter()
    found: list[Shown] = []
    for frame in _frames(decoder, job.pictures):
        if frame.width * frame.height > _MOST_PIXELS:
            raise Invalid(f"a picture of {frame.width} x {frame.height} pixels")
        if encoder is None:
            encoder = _encoder(job.width, job.height, len(job.pictures))
        small = scaled.reformat(frame, job.width, job.height, "yuv420p", threads=1)
        small.pts, small.time_base = frame.pts, _HZ
        found += [_shown(packet) for packet in encoder.encode(small)]
    if encoder is None:
        raise Invalid("none of its pictures can be decoded")
    found += [_shown(packet) for packet in encoder.encode(None)]
    return Copied(found)


def _frames(decoder: VideoCodecContext, pictures: list[Shown]) -> Iterator[VideoFrame]:
    for one in pictures:
        packet = av.Packet(one.data)
        packet.dts, packet.pts, packet.time_base = one.decoded, one.decoded + one.delay, _HZ
        with suppress(av.error.InvalidDataError):
            yield from decoder.decode(packet)
    with suppress(av.error.InvalidDataError):
        yield from decoder.decode(None)


def _encoder(width: int, height: int, pictures: int) -> VideoCodecContext:
    made = CodecContext.create("libvpx-vp9", "w")
    assert isinstance(made, VideoCodecContext)  # noqa: S101  as libvpx-vp9 is
    made.width, made.height, made.pix_fmt = width, height, "yuv420p"
    made.time_base, made.framerate = _HZ, Fraction(25)
    made.bit_rate = round(width * height * 25 * _BITS_PER_PIXEL)
    made.gop_size, made.thread_count = pictures + 1, 1
    # The fastest settings of libvpx; no hidden pictures, so that one picture in is one picture out.
    made.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "auto-alt-ref": "0"}
    return made


def _shown(packet: "av.Packet[VideoStream]") -> Shown:
    return Shown(packet.pts or 0, 0, packet.is_keyframe, bytes(packet))


def _warm_up() -> None:
    """Have everything loaded that a decoder and an encoder load when they are first used."""
    encoder = _encoder(64, 64, 1)
    frame = VideoFrame(64, 64, "yuv420p")
    frame.pts = 0
    [*encoder.encode(frame), *encoder.encode(None)]
    VideoReformatter().reformat(frame, 32, 32, "yuv420p", threads=1)
