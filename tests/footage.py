"""Small footage as cameras code it: H.264 and H.265 without B-frames, one keyframe at each turn of a GOP.

Each picture carries its number in cells of black and white along the top, so that a test can tell which
picture it looks at after any journey through packets, files and browsers. The encoders are for tests only.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray

__all__ = ["CODE_BITS", "code_of", "footage", "picture"]

CODE_BITS = 16
_HZ = {"aac": 16_000, "pcm_alaw": 8_000, "pcm_mulaw": 8_000}
_ENCODERS = {"h264": "libx264", "h265": "libx265"}
_OPTIONS = {
    "h264": {"preset": "ultrafast", "tune": "zerolatency", "bf": "0", "sc_threshold": "0"},
    "h265": {"preset": "ultrafast", "x265-params": "log-level=error:bframes=0:scenecut=0:pools=1"},
}


def picture(number: int, width: int = 320, height: int = 180) -> NDArray[np.uint8]:
    """The picture of that number as YUV 4:2:0 planes, with a bar that moves to the right."""
    luma = np.full((height, width), 96, np.uint8)
    left = number * 4 % width
    luma[height // 3 : 2 * height // 3, left : left + width // 8] = 200
    cell = width // CODE_BITS
    for bit in range(CODE_BITS):
        luma[: height // 10, bit * cell : (bit + 1) * cell] = 235 if number >> bit & 1 else 16
    return np.concatenate([luma, np.full((height // 2, width), 128, np.uint8)])


def code_of(luma: NDArray[np.uint8]) -> int:
    """The number that is written in a picture."""
    height, width = luma.shape
    cell, row = width / CODE_BITS, luma[height // 20]
    return sum((int(row[int((bit + 0.5) * cell)]) > 128) << bit for bit in range(CODE_BITS))


@cache
def footage(
    codec: str = "h264",
    *,
    seconds: float = 2.0,
    fps: int = 25,
    gop: int = 25,
    size: tuple[int, int] = (320, 180),
    audio: str = "",
    bit_rate: int = 300_000,
) -> Path:
    """A file of numbered pictures, with a tone of ``audio`` if wanted; the same file for the same arguments.

    Coded as ``h264`` or ``h265``; sound as ``aac``, ``pcm_alaw`` or ``pcm_mulaw``.
    """
    path = Path(mkdtemp(prefix="footage-")) / f"clip.{'mov' if audio.startswith('pcm') else 'mp4'}"
    with av.open(str(path), "w") as container:
        video = container.add_stream(_ENCODERS[codec], rate=fps, options=_OPTIONS[codec])
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.gop_size, video.bit_rate = gop, bit_rate
        sound = container.add_stream(audio, rate=_HZ[audio], layout="mono") if audio else None
        for number in range(round(seconds * fps)):
            frame = av.VideoFrame.from_ndarray(picture(number, *size), format="yuv420p")
            frame.pts = number
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if sound is not None:
            assert isinstance(sound, AudioStream)
            for chunk in _tone(audio, seconds):
                container.mux(sound.encode(chunk))
            container.mux(sound.encode(None))
    return path


def _tone(audio: str, seconds: float) -> Iterator[av.AudioFrame]:
    """440 Hz in frames as long as the coder wants them."""
    hz, step = _HZ[audio], 1024 if audio == "aac" else 320
    tone = np.sin(np.arange(round(seconds * hz)) * 2 * np.pi * 440 / hz) / 4
    for at in range(0, len(tone) - step + 1, step):
        block = np.ascontiguousarray(tone[None, at : at + step])
        if audio == "aac":
            chunk = av.AudioFrame.from_ndarray(block.astype(np.float32), format="fltp", layout="mono")
        else:
            chunk = av.AudioFrame.from_ndarray((block * 32767).astype(np.int16), format="s16", layout="mono")
        chunk.sample_rate, chunk.pts = hz, at
        yield chunk
