"""Footage of any busyness: scenes are rendered and coded once, then put together group by group.

::

    scenes ─► rendered ─► main stream, H.264 and H.265, 1080p25 ─┐ groups of pictures
                     └──► sub stream, H.264, 640 x 360, 10 a second ─┴─► in another order ─► files of 60 s

Every group begins with a picture that needs none before it, so groups may follow one another in any order, as
in footage of a camera that nobody sat waiting for. Coded without B-frames, as cameras do. The encoders are
x264 and x265: for measuring only, the product has none.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bench.importing.scenes import FPS, GOP_S, Scene, is_active
from trackway.model.errors import WrongUse
from trackway.model.time import Instant
from trackway.sim.clips import rendered
from trackway.sim.clips.sensor import exposed
from trackway.video import Piece, Reel

__all__ = ["FILE_GROUPS", "MAIN_BIT_RATES", "Coded", "Group", "coded", "put_together"]

SUB_SIZE, SUB_FPS = (640, 360), 10
MAIN_BIT_RATES = {"libx264": 4_000_000, "libx265": 2_000_000}
SUB_BIT_RATE = 384_000
FILE_GROUPS = 30
"""60 s, as the recorder cuts its files."""
_NOISE = 3.0
"""Grey levels, one deviation: a sensor by day, after its own smoothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Two seconds of a scene as coded: packets of the main stream by codec, and of the sub stream."""

    main: dict[str, tuple[bytes, ...]]
    sub: tuple[bytes, ...]
    active_s: float


@dataclass(frozen=True, slots=True)
class Coded:
    """A scene's groups in order, and how many vehicles are in it."""

    groups: tuple[Group, ...]
    vehicles: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.groups) * GOP_S

    @property
    def active_s(self) -> float:
        """For how long somebody is there."""
        return sum(group.active_s for group in self.groups)


class _Encoder:
    """An encoder whose groups are all of one length and stand alone."""

    def __init__(self, codec: str, size: tuple[int, int], fps: int, bit_rate: int) -> None:
        context = av.CodecContext.create(codec, "w")
        if not isinstance(context, av.VideoCodecContext):
            raise WrongUse(f"The encoder {codec} makes no pictures.")
        self._context = context
        length = round(GOP_S * fps)
        self._context.width, self._context.height = size
        self._context.pix_fmt, self._context.bit_rate = "yuv420p", bit_rate
        self._context.time_base, self._context.framerate = Fraction(1, fps), Fraction(fps, 1)
        self._context.gop_size = length
        shape = f"keyint={length}:min-keyint={length}:scenecut=0:bframes=0:repeat-headers=1:annexb=1"
        rate = f"vbv-maxrate={bit_rate // 1000}:vbv-bufsize={bit_rate // 500}"
        name = "x265-params" if codec == "libx265" else "x264-params"
        # One thread: shared work makes the same scenes come out otherwise on a busy machine.
        more = ":open-gop=0:log-level=error:pools=1:frame-threads=1" if codec == "libx265" else ":threads=1"
        self._context.options = {
            "preset": "ultrafast" if codec == "libx265" else "veryfast",
            name: f"{shape}:{rate}{more}",
        }
        self._count = 0
        self.packets: list[tuple[bool, bytes]] = []

    def write(self, planes: NDArray[np.uint8]) -> None:
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, self._count = self._count, self._count + 1
        self._keep(self._context.encode(frame))

    def groups(self) -> list[tuple[bytes, ...]]:
        """All groups; the encoder is done with after it."""
        self._keep(self._context.encode(None))
        out: list[list[bytes]] = []
        for is_key, content in self.packets:
            if is_key:
                out.append([])
            out[-1].append(content)
        return [tuple(group) for group in out]

    def _keep(self, packets: Iterable["av.Packet[VideoStream]"]) -> None:
        self.packets += [(bool(packet.is_keyframe), bytes(packet)) for packet in packets]


def coded(scenes: Sequence[Scene], codecs: Sequence[str]) -> list[Coded]:
    """The scenes, rendered and coded one after another."""
    size = scenes[0].size
    mains = {codec: _Encoder(codec, size, FPS, MAIN_BIT_RATES[codec]) for codec in codecs}
    sub = _Encoder("libx264", SUB_SIZE, SUB_FPS, SUB_BIT_RATE)
    rng = np.random.default_rng(5)
    active: list[bool] = []
    for scene in scenes:
        for i, (picture, seen) in enumerate(rendered(scene.script)):
            planes = exposed(picture, _NOISE, rng)
            for encoder in mains.values():
                encoder.write(planes)
            if _is_of_sub(i):
                sub.write(_smaller(planes))
            active.append(is_active([look for _, look in seen], size))
    by_codec = {codec: encoder.groups() for codec, encoder in mains.items()}
    subs = sub.groups()
    per_group = round(GOP_S * FPS)
    out, at = [], 0
    for scene in scenes:
        groups = tuple(
            Group(
                {codec: by_codec[codec][n] for codec in codecs},
                subs[n],
                sum(active[n * per_group : (n + 1) * per_group]) / FPS,
            )
            for n in range(at, at + round(scene.script.seconds / GOP_S))
        )
        at += len(groups)
        out.append(Coded(groups, scene.vehicles))
    return out


def put_together(
    groups: Sequence[Group], codec: str, folder: Path, start: Instant, file_groups: int = FILE_GROUPS
) -> Reel:
    """A reel of files of the main and of the sub stream, of these groups in this order."""
    folder.mkdir(parents=True, exist_ok=True)
    every = range(round(GOP_S * FPS))
    sampled = [i for i in every if _is_of_sub(i)]
    main, sub = [], []
    for n in range(0, len(groups), file_groups):
        some = groups[n : n + file_groups]
        at, seconds = start.plus(n * GOP_S), len(some) * GOP_S
        main.append(Piece(folder / f"main-{n:05}.mp4", at, seconds))
        sub.append(Piece(folder / f"sub-{n:05}.mp4", at, seconds))
        _mux(main[-1].path, codec, [group.main[codec] for group in some], every)
        _mux(sub[-1].path, "libx264", [group.sub for group in some], sampled)
    return Reel(tuple(main), tuple(sub))


def _mux(path: Path, codec: str, groups: Sequence[tuple[bytes, ...]], places: Sequence[int]) -> None:
    """Groups into a fragmented MP4; ``places`` are its pictures' places among the main stream's."""
    name = {"libx264": "h264", "libx265": "hevc"}[codec]
    tick = Fraction(1, FPS)
    with (
        av.open(io.BytesIO(b"".join(groups[0])), format=name) as source,
        av.open(str(path), "w", options={"movflags": "frag_keyframe+empty_moov+default_base_moof"}) as target,
    ):
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.time_base = tick
        for n, group in enumerate(groups):
            for i, content in enumerate(group):
                packet = av.Packet(content)
                packet.pts = packet.dts = n * round(GOP_S * FPS) + places[i]
                packet.time_base, packet.stream, packet.is_keyframe = tick, stream, i == 0
                target.mux(packet)


def _is_of_sub(i: int) -> bool:
    """Whether the i-th picture of 25 a second is one of the 10 that the sub stream shows."""
    return int((i + 1) * SUB_FPS / FPS) > int(i * SUB_FPS / FPS)


def _smaller(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    bgr = cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420)
    small = cv2.resize(bgr, SUB_SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)
