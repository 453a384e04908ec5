"""GStreamer's RTSP server in a process of its own: a second opinion on how RTSP is spoken."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import pytest
from av.bitstream import BitStreamFilterContext
from tests.footage import footage

__all__ = ["gstreamer"]

_PYTHON = "/usr/bin/python3"  # the system's, for which Debian packages gi
_FILTERS = {"h264": "h264_mp4toannexb", "h265": "hevc_mp4toannexb"}


@contextmanager
def gstreamer(codec: str, *log_in: str) -> Iterator[str]:
    """Serve two seconds of pictures over and over; gives the URL. Skips loudly where it is not installed."""
    asked = (
        subprocess.run(
            [_PYTHON, "-c", "import gi; gi.require_version('GstRtspServer', '1.0')"],
            capture_output=True,
            check=False,
        )
        if Path(_PYTHON).exists()
        else None
    )
    if asked is None or asked.returncode:
        pytest.skip(
            "GStreamer's RTSP server is not installed (apt install gir1.2-gst-rtsp-server-1.0 python3-gi)."
        )
    with TemporaryDirectory() as folder:
        clip = Path(folder) / f"clip.{codec}"
        with av.open(str(footage(codec))) as container:
            stream = container.streams.video[0]
            to_annex_b = BitStreamFilterContext(_FILTERS[codec], stream)
            clip.write_bytes(
                b"".join(bytes(p) for packet in container.demux(stream) for p in to_annex_b.filter(packet))
            )
        server = subprocess.Popen(
            [_PYTHON, str(Path(__file__).with_name("gst_server.py")), str(clip), codec, *log_in],
            stdout=subprocess.PIPE,
            stderr=sys.stderr.fileno() if hasattr(sys.__stderr__, "fileno") else None,
            text=True,
        )
        try:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            assert port.isdecimal(), "GStreamer's server says its port first."
            yield f"rtsp://127.0.0.1:{port}/live"
        finally:
            server.kill()
            server.communicate()
