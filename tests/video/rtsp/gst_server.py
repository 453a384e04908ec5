"""GStreamer's RTSP server, for the tests: run by the system's python3, where ``gi`` lives. Not imported.

    python3 gst_server.py CLIP CODEC [USER PASSWORD basic|digest]

prints its port, then plays the clip's access units round and round at 25 a second.
"""

# mypy: ignore-errors
# gi is not on the index of packages, and has no types.
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

STEP = Gst.SECOND // 25


def main() -> None:
    """Serve one clip at /live."""
    Gst.init(None)
    clip, codec, *log_in = sys.argv[1:]
    units, caps = parsed(clip, codec)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    if log_in:
        server.set_auth(guard(*log_in))
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(
        f'( appsrc name=source is-live=true format=time caps="{caps}" ! '
        f"rtp{codec}pay name=pay0 pt=96 config-interval=-1 )"
    )
    factory.set_shared(True)
    factory.connect("media-configure", lambda _factory, media: play(media, units))
    if log_in:
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_permission_for_role("camera", "media.factory.access", True)
        permissions.add_permission_for_role("camera", "media.factory.construct", True)
        factory.set_permissions(permissions)
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    sys.stdout.write(f"{server.get_bound_port()}\n")
    sys.stdout.flush()
    GLib.MainLoop().run()


def parsed(clip: str, codec: str) -> tuple[list[bytes], str]:
    """The clip's access units and what they are."""
    line = Gst.parse_launch(
        f'filesrc location="{clip}" ! {codec}parse config-interval=-1 ! '
        f"video/x-{codec},stream-format=byte-stream,alignment=au ! appsink name=sink sync=false"
    )
    sink = line.get_by_name("sink")
    line.set_state(Gst.State.PLAYING)
    units, caps = [], ""
    while (sample := sink.emit("pull-sample")) is not None:
        buffer = sample.get_buffer()
        units.append(buffer.extract_dup(0, buffer.get_size()))
        caps = sample.get_caps().to_string()
    line.set_state(Gst.State.NULL)
    return units, caps.replace('"', '\\"')


def play(media: object, units: list[bytes]) -> None:
    """Push the units at their pace for as long as somebody watches."""
    source = media.get_element().get_by_name("source")
    at = 0

    def push() -> bool:
        nonlocal at
        buffer = Gst.Buffer.new_wrapped(units[at % len(units)])
        buffer.pts = buffer.dts = at * STEP
        buffer.duration = STEP
        at += 1
        return source.emit("push-buffer", buffer) == Gst.FlowReturn.OK

    GLib.timeout_add(40, push)


def guard(user: str, password: str, way: str) -> object:
    """Let one user in."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "camera")
    if way == "basic":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, token)
    return auth


main()
