"""The clip that every camera sends: 1080p25, H.264 at 4 Mbit/s, a keyframe every two seconds, no B-frames.

Encoded with x264, which only measurements may do (ADR 6).
"""

from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream

from trackway.model.errors import Unavailable

__all__ = ["BIT_RATE", "bench_clip"]

BIT_RATE = 4_000_000
_SECONDS, _FPS = 10, 25
_SIZE = (1920, 1080)


def bench_clip(folder: Path) -> Path:
    """The clip in this folder; made when it is not there."""
    path = folder / "1080p25-4mbit.mp4"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.mp4")
    random = np.random.default_rng(1)
    width, height = _SIZE
    noise = random.integers(0, 12, (height + 64, width + 64), dtype=np.uint8)
    scene = np.kron(random.integers(40, 200, (27, 48)), np.ones((40, 40))).astype(np.uint8)
    with av.open(str(part), "w", format="mp4") as container:
        options = {"preset": "ultrafast", "tune": "zerolatency", "bf": "0", "sc_threshold": "0"}
        options |= {"maxrate": str(BIT_RATE), "bufsize": str(BIT_RATE), "minrate": str(BIT_RATE)}
        video = container.add_stream("libx264", rate=_FPS, options=options)
        if not isinstance(video, VideoStream):
            raise Unavailable("This FFmpeg has no x264.")
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.bit_rate, video.gop_size = BIT_RATE, 2 * _FPS
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        for number in range(_SECONDS * _FPS):
            x, y = random.integers(0, 64, 2)
            planes[:height] = scene + noise[y : y + height, x : x + width]
            planes[300:600, number * 6 : number * 6 + 400] = 220
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = number
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    part.rename(path)
    return path
