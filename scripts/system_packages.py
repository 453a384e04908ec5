"""Install what the tests need from the system's packages, or say loudly what will be skipped.

Only Debian's own packages, only as root, only what is missing: Chromium for the browser tests, a CJK font
so that 正體中文 shows as letters and not as boxes, and GStreamer's RTSP server and ffmpeg for the recorder's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_GSTREAMER = (
    "gir1.2-gst-rtsp-server-1.0",
    "python3-gi",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "gstreamer1.0-plugins-ugly",
)


def _missing() -> dict[str, str]:
    wanted = {}
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        wanted["chromium"] = "the browser tests"
    if not Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists():
        wanted["fonts-noto-cjk"] = "正體中文 in screenshots"
    if not list(Path("/usr/lib").glob("*/girepository-1.0/GstRtspServer-1.0.typelib")):
        wanted.update(dict.fromkeys(_GSTREAMER, "recording from a second, independent RTSP server"))
    if not shutil.which("ffmpeg"):
        wanted["ffmpeg"] = "the yardstick of trackway bench record"
    if not Path("/usr/sbin/mosquitto").exists():
        wanted["mosquitto"] = "a real broker for alerts by MQTT"
    return wanted


def main() -> int:
    """Install what is missing, or explain; never fail the run."""
    wanted = _missing()
    if not wanted:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        print(f"Installing from the system's packages: {', '.join(wanted)} …", flush=True)
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
        subprocess.run(  # type: ignore[call-overload]
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted], check=False, **quiet
        )
        wanted = _missing()
    for package, why in wanted.items():
        print(
            f"!!! {package} is not installed: {why} will be SKIPPED. Install it to run them.", file=sys.stderr
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
