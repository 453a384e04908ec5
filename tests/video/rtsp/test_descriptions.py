"""Session descriptions as cameras write them: what is taken of them, and the URLs asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.video.rtsp.sdps import AXIS, DAHUA, HIKVISION, ODD, REPLAY, SHAPES

from trackway.model.errors import Invalid
from trackway.video.addresses import Checked
from trackway.video.cause import Cause
from trackway.video.rtsp.messages import control_url
from trackway.video.rtsp.offer import sound_offer, video_offer
from trackway.video.rtsp.pictures import sets_of, video_track
from trackway.video.rtsp.sdp import description
from trackway.video.stream import Codec, StreamEnded

PLACE = Checked("rtsp", "cam.example", "10.0.0.9", 554, "/live?x=1")


@pytest.mark.parametrize(
    ("sdp", "codec", "size", "control", "sound"),
    [
        (HIKVISION, Codec.H264, (1280, 720),
         "rtsp://192.168.1.64:554/Streaming/Channels/101/trackID=1", "pcma"),
        (DAHUA, Codec.H265, (1920, 1080), "trackID=0", "aac"),
        (AXIS, Codec.H264, (1280, 720),
         "rtsp://192.168.0.90/axis-media/media.amp/stream=0?videocodec=h264", "aac"),
        (ODD, Codec.H264, (1280, 720), "trackID=1", ""),
    ],
)  # fmt: skip
def test_cameras_of_the_market(
    sdp: bytes, codec: Codec, size: tuple[int, int], control: str, sound: str
) -> None:
    described = description(sdp)
    video = video_offer(described, "the camera")
    track = video_track(video.coding, sets_of(video.coding, video.nals))
    assert track is not None
    assert (track.codec, (track.width, track.height), video.control) == (codec, size, control)
    heard = sound_offer(described)
    assert (heard.track.codec if heard else "") == sound


def test_parameter_sets_that_are_missing_are_no_hindrance() -> None:
    video = video_offer(description(REPLAY), "the recorder")
    assert (video.coding.codec, video.nals) == (Codec.H264, ())


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", b"\n\r\n", b" \r\n"])
def test_line_ends_are_no_matter(name: str, end: bytes) -> None:
    lines = SHAPES[name].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert description(end.join(lines)) == description(b"\n".join(lines))


def test_the_first_fit_video_and_sound_are_taken() -> None:
    sdp = (
        b"v=0\nm=video 0 RTP/AVP 26\na=control:jpeg\n"
        b"m=video 0 RTP/SAVP 96\na=rtpmap:96 H264/90000\na=control:secret\n"
        b"m=video 0 RTP/AVP 97\na=rtpmap:97 H264/90000\na=control:first\n"
        b"m=video 0 RTP/AVP 98\na=rtpmap:98 H264/90000\na=control:second\n"
        b"m=audio 0 RTP/AVP 102\na=rtpmap:102 G726-16/8000\n"
        b"m=audio 0 RTP/AVP 0\na=control:loudspeaker\na=sendonly\n"
        b"m=audio 0 RTP/AVP 103\na=rtpmap:103 MPEG4-GENERIC/8000\na=fmtp:103 mode=AAC-hbr;config=zz\n"
        b"m=audio 0 RTP/AVP 8\na=control:microphone\n"
    )
    found = description(sdp)
    assert video_offer(found, "x").control == "first"
    sound = sound_offer(found)
    assert sound is not None
    assert (sound.control, sound.track.codec, sound.track.clock_hz) == ("microphone", Codec.PCMA, 8000)


@pytest.mark.parametrize(
    ("sdp", "says"),
    [
        (b"", "only nothing"),
        (b"v=0\nm=video 0 RTP/AVP 26\na=rtpmap:26 JPEG/90000\n", "only JPEG"),
        (b"m=audio 0 RTP/AVP 0\n", "only PCMU"),
        (b"m=application 0 RTP/AVP 107\n", "only application"),
    ],
)
def test_what_we_cannot_keep_is_named(sdp: bytes, says: str) -> None:
    with pytest.raises(StreamEnded, match=says) as ended:
        video_offer(description(sdp), "rtsp://10.0.0.9:554")
    assert ended.value.cause is Cause.UNFIT


@pytest.mark.parametrize(
    ("base", "control", "url"),
    [
        ("", "", "/live?x=1"),
        ("", "*", "/live?x=1"),
        ("", "trackID=1", "/live?x=1/trackID=1"),
        ("rtsp://cam.example/live/", "trackID=1", "/live/trackID=1"),
        ("rtsp://cam.example:554/cam/realmonitor?channel=1&subtype=0/", "trackID=0",
         "/cam/realmonitor?channel=1&subtype=0/trackID=0"),
        ("rtsp://cam.example/live", "/other/track2", "/other/track2"),
        ("rtsp://127.0.0.1:8080/inner/", "t1", "/inner/t1"),
        ("rtsp://cam.example/live/", "rtsp://169.254.169.254/meta/t", "/meta/t"),
        ("rtsp://cam.example/live/", "RTSP://user:pass@evil.example:22?x", "/?x"),
        ("/live/", "t1", "/live/t1"),
        ("live/", "*", "/live/"),
    ],
)  # fmt: skip
def test_whatever_the_camera_names_the_checked_host_is_asked(base: str, control: str, url: str) -> None:
    assert control_url(PLACE, base, control) == f"rtsp://cam.example:554{url}"


@pytest.mark.parametrize("control", ["http://10.0.0.1/", "a b", "t\r\nX: y", "é", "t" * 3000, "concat:x://y"])
def test_a_control_url_that_cannot_be_sent_is_refused(control: str) -> None:
    with pytest.raises(Invalid, match="control URL"):
        control_url(PLACE, "", control)


@given(st.text(max_size=50), st.text(max_size=50))
def test_any_control_url_stays_on_the_host_or_is_refused(base: str, control: str) -> None:
    try:
        url = control_url(PLACE, base, control)
    except Invalid:
        return
    assert url.startswith("rtsp://cam.example:554/")
    assert url.isascii()
    assert url.isprintable()
