"""Our client against a fake device, with the odd ways of real ones, over real sockets."""

import logging
from dataclasses import replace

import pytest

from trackway.model.errors import Denied, Invalid, TrackwayError
from trackway.model.time import Clock, Span
from trackway.sim.onvif import FakeProfile, Oddities, running_device
from trackway.video.addresses import Networks
from trackway.video.onvif import (
    Device,
    DeviceLogIn,
    NoAnswer,
    Refused,
    Unfit,
    Warned,
    archive_summary,
    look_at,
    profiles,
    recordings,
    snapshot,
)
from trackway.video.onvif import device as device_module
from trackway.video.onvif import http as camera_http
from trackway.video.onvif.media import chosen
from trackway.video.stream import Codec, StreamRole

from .conftest import FACTS, HERE, HOURS, JPEG, MAIN, NOON, SECRET, SUB, asker

ODD = {
    "straight": Oddities(),
    "wrong host": Oddities(wrong_host="192.168.1.64"),
    "log-in in addresses": Oddities(log_in_in_urls=True),
    "no GetServices": Oddities(no_get_services=True),
    "no Media2": Oddities(no_media2=True),
    "HTTP digest": Oddities(http_digest=True),
    "time needs log-in": Oddities(time_needs_log_in=True),
    "local time only": Oddities(local_time_only=True),
    "no namespaces": Oddities(no_namespaces=True),
    "SOAP 1.1": Oddities(soap_1_1=True),
    "all that go together": Oddities(
        wrong_host="10.0.0.9",
        no_get_services=True,
        http_digest=True,
        no_namespaces=True,
        local_time_only=True,
    ),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_a_device_is_looked_at_whatever_its_ways(odd: Oddities, running: Clock) -> None:
    # One that wants a log-in to say its time cannot be far off, or the log-in would be too old.
    facts = replace(FACTS, offset_s=1.5) if odd.time_needs_log_in else FACTS
    with running_device(facts, running, odd) as fake:
        look = look_at(fake.url, DeviceLogIn("admin", SECRET), HERE, running)
    assert (look.facts.maker, look.facts.model, look.facts.firmware) == ("示範影像", "TW-CAM-2", "1.4.2")
    assert abs(look.clock.offset_s - facts.offset_s) <= look.clock.error_s
    (lens,) = look.lenses
    assert (lens.main, lens.sub) == ("p0", "p1")
    main, sub = lens.profiles
    assert (main.url, sub.url) == (MAIN.url, SUB.url)
    assert (main.width, main.height, main.fps, main.codec, main.gop_s, main.has_audio) == (
        1920,
        1080,
        25,
        Codec.H264,
        2.0,
        True,
    )
    assert lens.warned["p0"] == ((Warned.HOST_REPLACED,) if odd.wrong_host else ())
    assert look.archive is not None
    assert look.archive.recordings == len(HOURS)
    assert "hunter2" not in repr(look)


def test_a_missing_log_in_is_one_sentence(running: Clock) -> None:
    with running_device(FACTS, running) as fake:
        for device in (asker(fake, running, "wrong"), asker(fake, running, "", "")):
            with pytest.raises(Denied, match="refuses the user name or the password") as denied:
                device.facts()
            assert "hunter2" not in str(denied.value)
        fake.odd.http_digest = True
        with pytest.raises(Denied, match="refuses the user name or the password"):
            asker(fake, running, "wrong").facts()


def test_a_password_is_never_given_away_in_the_open(running: Clock, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        running_device(FACTS, running, Oddities(basic_only=True)) as fake,
        pytest.raises(Denied, match="in the open"),
    ):
        asker(fake, running).facts()
    assert "hunter2" not in caplog.text
    assert "hunter2" not in repr(DeviceLogIn("admin", SECRET))


def test_what_is_missing_reads_as_empty(running: Clock) -> None:
    with running_device(FACTS, running, Oddities(no_facts=True)) as fake:
        assert asker(fake, running).facts().maker == ""


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("offset_s", [-4.2, 0.0, 0.7, 8 * 3600, -86_400 * 400])
def test_the_clock_offset_holds_within_its_error(running: Clock, offset_s: float, samples: int) -> None:
    with running_device(replace(FACTS, offset_s=offset_s), running) as fake:
        told = asker(fake, running).clock_offset(samples)
    assert abs(told.offset_s - offset_s) <= told.error_s


def test_more_samples_narrow_the_error(running: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_module, "_APART_S", 0.3)
    with running_device(FACTS, running) as fake:
        device = asker(fake, running)
        one, many = device.clock_offset(1), device.clock_offset(4)
    # One answer in whole seconds cannot be better than half of one; four a third apart can.
    assert one.error_s >= 0.5
    assert many.error_s < one.error_s


def test_profiles_of_media_and_of_media2(running: Clock) -> None:
    h265 = FakeProfile("p2", "H.265", "rtsp://127.0.0.1/3", "H265", 2560, 1440)
    with running_device(replace(FACTS, profiles=(MAIN, SUB, h265)), running) as fake:
        assert [one.codec for one in profiles(asker(fake, running))] == [Codec.H264, Codec.H264, Codec.H265]
        fake.odd.no_media2 = True
        assert [one.codec for one in profiles(asker(fake, running))] == [Codec.H264, Codec.H264]


def test_what_is_wrong_with_a_stream_is_said(running: Clock) -> None:
    told = (
        replace(MAIN, gop=250),
        replace(SUB, encoding="H265", gop=0),
        replace(SUB, token="j", encoding="JPEG", width=800, height=600),
    )
    with running_device(replace(FACTS, profiles=told), running) as fake:
        (lens,) = look_at(fake.url, DeviceLogIn("admin", SECRET), HERE, running).lenses
    assert lens.warned == {
        "p0": (Warned.LONG_GOP,),
        "p1": (Warned.GOP_UNKNOWN, Warned.SUB_IS_H265),
        "j": (Warned.CODEC_UNFIT,),
    }
    assert (lens.main, lens.sub) == ("p0", "p1")


def test_channels_of_a_recorder_are_told_apart(running: Clock) -> None:
    channels = tuple(
        replace(one, token=f"{one.token}-{n}", source=f"ch{n}") for n in range(1, 4) for one in (MAIN, SUB)
    )
    with running_device(replace(FACTS, profiles=channels), running) as fake:
        look = look_at(fake.url, DeviceLogIn("admin", SECRET), HERE, running)
    assert [(lens.source, lens.main, lens.sub) for lens in look.lenses] == [
        (f"ch{n}", f"p0-{n}", f"p1-{n}") for n in range(1, 4)
    ]


@pytest.mark.parametrize(
    ("sizes", "main", "sub"),
    [
        ([(1920, 1080), (640, 360)], 0, 1),
        ([(640, 360), (1920, 1080)], 1, 0),
        ([(1920, 1080)], 0, None),
        ([(1920, 1080), (1600, 900)], 0, None),  # too alike to be worth a second stream
        ([(1920, 1080), (160, 90)], 0, None),  # too small to see anything
        ([(3840, 2160), (1920, 1080), (704, 480)], 0, 2),
        ([(1920, 1080), (1920, 1080), (640, 480)], 0, 2),
    ],
)
def test_main_and_sub_are_chosen_by_size(
    sizes: list[tuple[int, int]], main: int, sub: int | None, running: Clock
) -> None:
    told = tuple(
        replace(MAIN, token=str(n), width=width, height=height) for n, (width, height) in enumerate(sizes)
    )
    with running_device(replace(FACTS, profiles=told), running) as fake:
        roles = chosen(profiles(asker(fake, running)))
    assert roles[StreamRole.MAIN].token == str(main)
    assert (roles[StreamRole.SUB].token if StreamRole.SUB in roles else None) == (
        None if sub is None else str(sub)
    )


def test_a_snapshot_is_a_jpeg_or_refused(running: Clock) -> None:
    with running_device(FACTS, running) as fake:
        assert snapshot(asker(fake, running), "p0") == JPEG
    with (
        running_device(replace(FACTS, snapshot=b"<html>"), running) as fake,
        pytest.raises(Unfit, match="no JPEG"),
    ):
        snapshot(asker(fake, running), "p0")


@pytest.mark.parametrize("odd", [Oddities(), Oddities(tracks_only=True), Oddities(never_completed=True)])
def test_recordings_of_a_span_are_found_by_the_devices_clock(odd: Oddities, running: Clock) -> None:
    # True times; the device is 4.2 s slow, so its first recording began at 12:00:04.2.
    asked = Span(NOON.plus(3600 * 1.5), NOON.plus(3600 * 3))
    with running_device(FACTS, running, odd) as fake:
        archive = recordings(asker(fake, running), asked)
        summary = archive_summary(asker(fake, running))
    assert [one.token for one in archive.found] == ["R1", "R2"]
    first, last = archive.found
    assert first.url == HOURS[1].url
    assert abs(first.held.start.since(asked.start) + 4.2) <= archive.clock.error_s + 0.01
    assert first.held.end == HOURS[1].held.end
    assert abs(last.held.end.since(asked.end) + 4.2) <= archive.clock.error_s + 0.01
    assert summary.held == Span(NOON, NOON.plus(5 * 3600))


def test_a_device_without_recordings_says_so(running: Clock) -> None:
    with running_device(replace(FACTS, recordings=()), running) as fake:
        with pytest.raises(Refused, match="no search service"):
            recordings(asker(fake, running), Span(NOON, NOON.plus(1)))
        assert look_at(fake.url, DeviceLogIn("admin", SECRET), HERE, running).archive is None


def test_addresses_outside_the_networks_are_refused(running: Clock) -> None:
    for url in ("http://127.0.0.1/", "169.254.169.254", "http://8.8.8.8/onvif/device_service"):
        with pytest.raises(Denied):
            Device(url, DeviceLogIn(), Networks(), running)
    for url in ("ftp://127.0.0.1/", "file:///etc/passwd", "http://[::1", "http://a@127.0.0.1/"):
        with pytest.raises(TrackwayError):
            Device(url, DeviceLogIn(), HERE, running)


def test_redirects_are_not_followed(running: Clock) -> None:
    with running_device(FACTS, running) as aim, running_device(FACTS, running) as fake:
        fake.odd.redirects_to = aim.url
        with pytest.raises(Unfit, match="HTTP 302"):
            asker(fake, running).facts()
        assert aim.asked == []


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (b" ", Unfit),
        (b"<html>hello</html>", Unfit),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', Unfit),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', Unfit),
        (b"<a>" * 5000 + b"</a>" * 5000, Unfit),
        (b"<Envelope><Body>" + b"<a/>" * 200_000 + b"</Body></Envelope>", Unfit),
        (b"<Envelope><Body>" + b"x" * (3 << 20), NoAnswer),
        (b"<Envelope><Body/></Envelope>", Unfit),
        (
            b"<Envelope><Body><Fault><Reason><Text>\x1b[31mno\nway</Text></Reason></Fault></Body></Envelope>",
            Unfit,
        ),
        (b"<Envelope><Body><Fault><Reason><Text>no\nway</Text></Reason></Fault></Body></Envelope>", Refused),
        (
            b"<Envelope><Body><UTCDateTime><Date><Year>99999</Year></Date></UTCDateTime></Body></Envelope>",
            Unfit,
        ),
    ],
)
def test_hostile_answers_end_in_one_sentence(says: bytes, error: type[Invalid], running: Clock) -> None:
    with running_device(FACTS, running, Oddities(says=says)) as fake:
        with pytest.raises(error) as raised:
            asker(fake, running).clock_offset()
        said = str(raised.value)
        assert len(said.splitlines()) == 1
        assert said.isprintable()


def test_a_device_that_drips_is_left_in_time(running: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = dict(camera_http.request.__kwdefaults__ or {})
    monkeypatch.setattr(camera_http.request, "__kwdefaults__", {**defaults, "seconds": 0.5})
    with (
        running_device(FACTS, running, Oddities(drips=True)) as fake,
        pytest.raises(NoAnswer, match="does not answer within"),
    ):
        asker(fake, running).facts()


def test_nobody_there_is_one_sentence(running: Clock) -> None:
    with running_device(FACTS, running) as fake:
        url = fake.url
    with pytest.raises(NoAnswer, match="does not answer"):
        Device(url, DeviceLogIn(), HERE, running).facts()


def test_a_device_is_found_by_its_host_alone(running: Clock) -> None:
    device = Device("127.0.0.1:8000", DeviceLogIn(), HERE, running)
    assert device.target.url == "http://127.0.0.1:8000/onvif/device_service"
