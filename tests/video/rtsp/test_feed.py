"""The client against cameras on real sockets: what comes, and why it ends."""

import asyncio
import ssl
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.footage import footage
from tests.video.rtsp.camera import KEY, PPS, SPS, Told, camera, pictures
from tests.video.rtsp.fuzzing import Line
from tests.video.rtsp.packing import interleaved, rtp
from tests.video.rtsp.watching import HERE, LONG, Running, Watch, ended, refused, reset, serving, watched

from trackway.model.time import Instant, Span
from trackway.sim.cameras import LogIn, Recorded, RunningCameras, read_clip, running_cameras
from trackway.video.addresses import Networks
from trackway.video.cause import Cause
from trackway.video.rtsp import Patience, Replay, RtspFeed
from trackway.video.rtsp.wire import Wire
from trackway.video.stream import Codec, StreamAddress, StreamEnded


@contextmanager
def cameras(codec: str = "h264", audio: str = "", log_in: LogIn | None = None) -> Iterator[RunningCameras]:
    clips = [read_clip(footage(codec, audio=audio)), read_clip(footage(codec, size=(640, 360)))]
    with running_cameras(clips, clock=Running(), log_in=log_in) as running:
        yield running


def feed(url: str, patience: Patience = LONG, user: str = "", password: str = "") -> RtspFeed:
    return RtspFeed(StreamAddress(url, user, password), HERE, patience=patience)


def local(port: int, patience: Patience = LONG, replay: Replay | None = None) -> RtspFeed:
    return RtspFeed(StreamAddress(f"rtsp://127.0.0.1:{port}/live"), HERE, patience=patience, replay=replay)


# --- what comes


@pytest.mark.parametrize(
    ("codec", "audio", "heard"),
    [("h264", "", None), ("h265", "aac", Codec.AAC), ("h264", "pcm_alaw", Codec.PCMA),
     ("h264", "pcm_mulaw", Codec.PCMU)],
)  # fmt: skip
def test_a_camera_is_watched(codec: str, audio: str, heard: Codec | None) -> None:
    with cameras(codec, audio) as running:
        wanted = (60, 20 if heard else 0)
        watch = asyncio.run(
            watched(feed(running.url(1)), lambda w: len(w.of(1)) >= wanted[0] and len(w.of(2)) >= wanted[1])
        )
    (tracks,) = watch.opened_with
    assert (tracks[0].codec, tracks[0].width, tracks[0].height) == (codec, 320, 180)
    assert [track.codec for track in tracks[1:]] == ([heard] if heard else [])
    video = watch.of(1)
    clip = [one for one in read_clip(footage(codec, audio=audio)).coded if not one.is_sound]
    shift = next(i for i, one in enumerate(clip) if video[0].data == b"".join(map(_long, one.units)))
    for i, unit in enumerate(video):
        assert unit.data == b"".join(map(_long, clip[(shift + i) % len(clip)].units)), (
            "every byte as it was sent"
        )
        assert unit.is_key == clip[(shift + i) % len(clip)].is_key
    assert {b.ticks - a.ticks for a, b in pairwise(video)} == {3600}
    assert sum(unit.lost for unit in watch.units) == 0
    assert video[-1].camera_us == pytest.approx(1_795_352_400_000_000, abs=60_000_000)
    assert video[0].is_key


def _long(nal: bytes) -> bytes:
    return len(nal).to_bytes(4) + nal


@pytest.mark.parametrize("way", ["basic", "digest-md5", "digest-sha256"])
def test_log_in(way: str) -> None:
    log_in = LogIn("admin", 'pass:"word"', way)  # type: ignore[arg-type]
    with cameras(log_in=log_in) as running:
        url = running.url(1)
        watch = asyncio.run(
            watched(feed(url, user="admin", password='pass:"word"'), lambda w: len(w.units) > 2)
        )
        wrong = asyncio.run(ended(feed(url, user="admin", password="word")))
        nobody = asyncio.run(ended(feed(url)))
    assert watch.units
    assert (wrong.cause, nobody.cause) == (Cause.LOG_IN, Cause.LOG_IN)
    assert "does not take this user name" in str(wrong)
    assert "asks for a user name" in str(nobody)
    assert "word" not in str(wrong).replace("password", "")


def test_new_parameter_sets_open_the_stream_anew() -> None:
    with cameras() as running:

        async def change(watch: Watch) -> None:
            while len(watch.units) < 5:
                await asyncio.sleep(0.01)
            running.faults(1).clip = 1

        watch = asyncio.run(
            watched(feed(running.url(1)), lambda w: len(w.opened_with) == 2 and w.order[-1] == "unit", change)
        )
    assert [tracks[0].width for tracks in watch.opened_with] == [320, 640]
    again = watch.order.index("opened", 1)
    assert watch.order[again + 1] == "key"


def test_losses_are_counted_and_no_unit_is_empty() -> None:
    with cameras() as running:
        running.faults(1).loss = 0.2
        watch = asyncio.run(watched(feed(running.url(1)), lambda w: sum(u.lost for u in w.units) >= 10))
    assert all(unit.data for unit in watch.units)


def test_recorded_footage_is_fetched_with_the_time_of_each_picture() -> None:
    clip = read_clip(footage("h264", seconds=2))
    start = Instant(1_795_300_000_000_000)
    span = Span(start.plus(2.0), start.plus(6.0))
    with running_cameras(clock=Running(), recordings={"/rec": Recorded(clip, start, 5)}) as running:
        address = StreamAddress(f"rtsp://127.0.0.1:{running.port}/rec")
        replay = Replay(span, is_onvif=True)
        watch = Watch(lambda _watch: False)
        why = asyncio.run(ended(RtspFeed(address, HERE, patience=LONG, replay=replay), watch))
    assert why.cause in {Cause.CAMERA_CLOSED, Cause.CAMERA_SILENT}
    times = [unit.camera_us for unit in watch.units]
    assert len(times) == 100
    for i, us in enumerate(times):
        assert us == pytest.approx(span.start.us + i * 40_000, abs=2_000)


def certificate(folder: Path) -> ssl.SSLContext:
    """A camera's own certificate, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "camera")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start.replace(year=2036))
    pem = folder / "camera.pem"
    pem.write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_camera_is_watched_over_tls_and_identified_where_that_is_wanted(tmp_path: Path) -> None:
    server = certificate(tmp_path)

    async def run() -> tuple[Watch, StreamEnded, StreamEnded]:
        async with serving(camera(sends=pictures(400)), server) as port:
            address = StreamAddress(f"rtsps://127.0.0.1:{port}/live")
            watch = await watched(RtspFeed(address, HERE, patience=LONG), lambda w: len(w.units) >= 398)
            strict = RtspFeed(address, HERE, patience=LONG, tls=ssl.create_default_context())
            return watch, await ended(strict), await ended(local(port, Patience(30, 0.5, 30, 30, 60)))

    watch, unknown, plain = asyncio.run(run())
    assert {unit.lost for unit in watch.units} == {0}
    assert unknown.cause is Cause.UNREACHABLE
    assert plain.cause in {Cause.CAMERA_CLOSED, Cause.CAMERA_SILENT, Cause.NETWORK_RESET}


# --- the conversation


def test_a_session_is_kept_awake_and_taken_leave_of() -> None:
    told = Told()

    async def run() -> Watch:
        async with serving(camera(sends=pictures(5), told=told)) as port:

            async def kept_awake(_watch: Watch) -> None:
                while "GET_PARAMETER" not in told.methods:
                    await asyncio.sleep(0.02)

            return await watched(local(port), lambda w: len(w.units) >= 3, kept_awake)

    asyncio.run(run())
    assert told.methods[:4] == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"]
    assert told.methods[-1] == "TEARDOWN"
    assert "Session: 12345678\r\n" in told.text("GET_PARAMETER")
    assert "interleaved=0-1" in told.text("SETUP")
    assert "/live/trackID=1 " in told.text("SETUP")
    assert "User-Agent: Trackway" in told.text("OPTIONS")


def test_a_camera_without_get_parameter_is_kept_awake_by_options() -> None:
    told = Told()

    async def run() -> None:
        script = camera({"GET_PARAMETER": b"501 Not Implemented\r\n\r\n"}, pictures(5), told)
        async with serving(script) as port:

            async def twice(_watch: Watch) -> None:
                while told.methods.count("OPTIONS") < 2:
                    await asyncio.sleep(0.02)

            await watched(local(port), lambda w: len(w.units) >= 3, twice)

    asyncio.run(run())
    assert "GET_PARAMETER" in told.methods


@pytest.mark.parametrize("says", [", stale=TRUE", ""])
def test_a_nonce_that_runs_out_is_no_wrong_password(says: str) -> None:
    nonces = iter(("1", "2", "3", "4"))
    asked: list[str] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonce, is_stale = next(nonces), False
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            asked.append(head)
            number = head.split("CSeq: ")[1].split("\r\n")[0]
            if f'nonce="{nonce}"' not in head or (head.startswith("SETUP") and nonce == "1"):
                if head.startswith("SETUP"):
                    nonce, is_stale = next(nonces), True
                stale = says if is_stale else ""
                challenge = f'Digest realm="c", nonce="{nonce}", qop="auth"{stale}'
                writer.write(
                    f"RTSP/1.0 401 No\r\nCSeq: {number}\r\nWWW-Authenticate: {challenge}\r\n\r\n".encode()
                )
                continue
            line = f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\nSession: 1\r\n"
            sdp = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n" if head.startswith("DESCRIBE") else ""
            writer.write(f"{line}Content-Length: {len(sdp)}\r\n\r\n{sdp}".encode())
            if head.startswith("PLAY"):
                writer.write(pictures(4))

    async def run() -> None:
        async with serving(script) as port:
            address = StreamAddress(f"rtsp://127.0.0.1:{port}/live", "admin", "12345")
            await watched(RtspFeed(address, HERE, patience=LONG), lambda w: len(w.units) >= 3)

    asyncio.run(run())
    counts = [head.split("nc=")[1][:8] for head in asked if 'nonce="2"' in head]
    assert counts == [f"{n + 1:08x}" for n in range(len(counts))]
    assert len(counts) >= 2


def test_channels_that_the_camera_chooses_are_listened_to() -> None:
    other = pictures(4).replace(b"$\x00", b"$\x0a")
    setup = b"200 OK\r\nSession: 1\r\nTransport: RTP/AVP/TCP;interleaved=10-11\r\n\r\n"

    async def run() -> Watch:
        async with serving(camera({"SETUP": setup}, other)) as port:
            return await watched(local(port), lambda w: len(w.units) >= 3)

    assert asyncio.run(run()).units


def test_sound_that_is_refused_is_done_without() -> None:
    sdp = b"m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:v\nm=audio 0 RTP/AVP 8\na=control:a\n"
    answers: dict[str, bytes | list[bytes]] = {
        "DESCRIBE": b"200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(sdp), sdp),
        "SETUP": [b"200 OK\r\nSession: 1\r\n\r\n", b"404 Not Found\r\n\r\n"],
    }
    told = Told()

    async def run() -> Watch:
        async with serving(camera(answers, pictures(4), told)) as port:
            return await watched(local(port), lambda w: len(w.units) >= 3)

    watch = asyncio.run(run())
    assert [track.codec for track in watch.opened_with[0]] == [Codec.H264]
    assert told.methods.count("SETUP") == 2


@pytest.mark.parametrize("error", [KeyError("mine"), OSError(28, "No space left on device")])
def test_what_a_receiver_raises_ends_the_stream_as_it_is(error: Exception) -> None:
    said: list[object] = []
    told = Told()

    class Failing(Watch):
        def take(self, unit: object) -> None:
            raise error

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: said.append(context))
        async with serving(camera(sends=pictures(4), told=told)) as port:
            try:
                await local(port).run(Failing(lambda _watch: False))
            finally:
                async with asyncio.timeout(60):
                    while "TEARDOWN" not in told.methods:
                        await asyncio.sleep(0.01)

    with pytest.raises(type(error)) as raised:
        asyncio.run(run())
    assert raised.value is error
    assert not said, "it is raised, not logged"


def test_an_answer_may_come_byte_by_byte() -> None:
    """And is complete with its last byte, not with the next."""

    async def run(answer: bytes) -> bytes:
        wire, line = Wire(), Line()
        wire.connection_made(line)  # type: ignore[arg-type]
        waiting = wire.answer(3)
        for i in range(len(answer)):
            assert not waiting.done()
            wire.get_buffer(-1)[:1] = answer[i : i + 1]
            wire.buffer_updated(1)
        return waiting.result().body

    head = b"\r\nRTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Length: 5\r\n\r\n"
    assert asyncio.run(run(head + b"hello")) == b"hello"


# --- why it ends


@pytest.mark.parametrize(
    ("answers", "cause", "says"),
    [
        ({"DESCRIBE": b"404 Not Found\r\n\r\n"}, Cause.REFUSED, "answers DESCRIBE with 404 Not Found"),
        ({"DESCRIBE": b"403 Forbidden\r\n\r\n"}, Cause.REFUSED, "403"),
        ({"DESCRIBE": b"302 Moved\r\nLocation: rtsp://127.0.0.1:1/\r\n\r\n"}, Cause.REFUSED, "not followed"),
        ({"OPTIONS": b"401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n"}, Cause.LOG_IN, "asks for"),
        ({"DESCRIBE": b"200 OK\r\n\r\n"}, Cause.UNFIT, "no video in H.264"),
        ({"SETUP": b"461 Unsupported Transport\r\n\r\n"}, Cause.REFUSED, "library_udp"),
        ({"SETUP": b"200 OK\r\nTransport: RTP/AVP;client_port=1-2;server_port=3-4\r\n\r\n"},
         Cause.REFUSED, "UDP only"),
        ({"SETUP": b"200 OK\r\nTransport: RTP/AVP/TCP;interleaved=999-1\r\n\r\n"}, Cause.UNFIT, "channels"),
        ({"SETUP": b"200 OK\r\nSession: " + b"x" * 300 + b"\r\n\r\n"}, Cause.UNFIT, "too long"),
        ({"PLAY": b"455 Not Now\r\n\r\n"}, Cause.REFUSED, "answers PLAY with 455"),
        ({"DESCRIBE": b"!RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 9000}, Cause.UNFIT, "header that does not end"),
        ({"DESCRIBE": b"200 OK\r\nContent-Length: 99999999\r\n\r\n"}, Cause.UNFIT, "99999999 bytes"),
        ({"OPTIONS": b"!" + bytes(1 << 19)}, Cause.UNFIT, "neither RTSP nor RTP"),
        ({"OPTIONS": b"!" + b"\r\n" * (1 << 18)}, Cause.UNFIT, "neither RTSP nor RTP"),
        ({"OPTIONS": b"!HTTP/1.1 400 Bad Request\r\n\r\n"}, Cause.CAMERA_SILENT, "did not answer OPTIONS"),
        ({"DESCRIBE": b"!"}, Cause.CAMERA_SILENT, "did not answer DESCRIBE within 1.5 s"),
        ({"PLAY": b"!REDIRECT * RTSP/1.0\r\nCSeq: 1\r\n\r\n"}, Cause.CAMERA_CLOSED, "REDIRECT"),
    ],
)  # fmt: skip
def test_what_a_camera_answers_becomes_a_cause_and_a_sentence(
    answers: dict[str, bytes | list[bytes]], cause: Cause, says: str
) -> None:
    async def run() -> StreamEnded:
        async with serving(camera(answers)) as port:
            silent = "did not answer" in says
            return await ended(local(port, Patience(30, 1.5 if silent else 30, 30, 30, 60)))

    why = asyncio.run(run())
    assert says in str(why)
    assert why.cause is cause


def test_a_camera_that_falls_silent() -> None:
    async def run() -> tuple[StreamEnded, Watch, float]:
        watch = Watch(lambda _watch: False)
        async with serving(camera(sends=pictures(5))) as port:
            why = await ended(local(port, Patience(30, 30, 30, 0.5, 60)), watch)
        return why, watch, (time.monotonic_ns() - watch.units[-1].arrived_ns) / 1e9

    why, watch, waited_s = asyncio.run(run())
    assert (why.cause, len(watch.units)) == (Cause.CAMERA_SILENT, 5)
    assert "has sent no picture for 0.5 s" in str(why)
    assert waited_s >= 0.5


def test_a_camera_that_plays_nothing() -> None:
    async def run() -> StreamEnded:
        async with serving(camera()) as port:
            return await ended(local(port, Patience(30, 30, 0.4, 30, 60)))

    why = asyncio.run(run())
    assert why.cause is Cause.CAMERA_SILENT
    assert "sends nothing although it plays" in str(why)


@pytest.mark.parametrize("junk", [b"\x41" + bytes(50), b"\xff" * 50])
def test_a_camera_that_never_sends_a_keyframe(junk: bytes) -> None:
    """Neither pictures that need others nor packets of unknown kind are video."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def flood() -> None:
            for number in range(10_000):
                writer.write(interleaved(0, rtp(junk, number, number * 3600, marker=True)))
                await asyncio.sleep(0.02)

        flooding = asyncio.create_task(flood())
        try:
            await camera()(reader, writer)
        finally:
            flooding.cancel()

    async def run() -> StreamEnded:
        async with serving(script) as port:
            return await ended(local(port, Patience(30, 30, 1.0, 30, 0.6)))

    assert asyncio.run(run()).cause in {Cause.UNFIT, Cause.CAMERA_SILENT}


def test_a_connection_that_is_closed_and_one_that_breaks() -> None:
    async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await camera(sends=pictures(5), is_open=False)(reader, writer)

    async def breaking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await camera(sends=pictures(5), is_open=False)(reader, writer)
        reset(writer)

    async def run() -> list[StreamEnded]:
        found = []
        for script in (closing, breaking):
            async with serving(script) as port:
                found.append(await ended(local(port)))
        return found

    closed, broken = asyncio.run(run())
    assert (closed.cause, broken.cause) == (Cause.CAMERA_CLOSED, Cause.NETWORK_RESET)


def test_a_camera_that_says_goodbye() -> None:
    bye = interleaved(1, struct.pack(">BBHI", 0x81, 203, 1, 0x5EED))
    watch = Watch(lambda _watch: False)

    async def run() -> StreamEnded:
        async with serving(camera(sends=pictures(5) + bye)) as port:
            return await ended(local(port), watch)

    assert "said goodbye" in str(asyncio.run(run()))
    assert len(watch.units) == 5


def test_a_picture_without_end_is_refused() -> None:
    piece = b"\x7c\x05" + bytes(65_000)
    start = interleaved(0, rtp(SPS, 0, 0)) + interleaved(0, rtp(b"\x7c\x85" + bytes(9), 1, 0))
    endless = b"".join(interleaved(0, rtp(piece, number, 0)) for number in range(2, 600))

    async def run() -> StreamEnded:
        async with serving(camera(sends=start + endless)) as port:
            return await ended(local(port))

    why = asyncio.run(run())
    assert why.cause is Cause.UNFIT
    assert "more than 16 MB" in str(why)


def test_a_forgotten_session_ends_the_stream() -> None:
    async def run() -> StreamEnded:
        answers: dict[str, bytes | list[bytes]] = {"GET_PARAMETER": b"454 Session Not Found\r\n\r\n"}
        async with serving(camera(answers, pictures(2))) as port:
            return await ended(local(port))

    assert asyncio.run(run()).cause is Cause.REFUSED


def test_a_muddled_stream_is_found_back_into() -> None:
    """Bytes that belong to nothing between packets cost those packets only."""
    sends = pictures(3) + b"\x00garbage $$ \x24\x07" + pictures(3, first=3) + b"\r\n" + pictures(3, first=6)

    async def run() -> Watch:
        async with serving(camera(sends=sends)) as port:
            return await watched(local(port), lambda w: len(w.units) >= 9)

    watch = asyncio.run(run())
    assert {unit.data for unit in watch.units} == {b"".join(map(_long, (SPS, PPS, KEY)))}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("rtsp://192.168.77.1/", "none of the networks"),
        ("rtsp://[::ffff:169.254.169.254]/", "link-local"),
        ("http://127.0.0.1/", "must begin with rtsp://"),
        ("rtsp://user:secret@127.0.0.1/", "in their own fields"),
    ],
)
def test_an_address_that_may_not_be_connected_to(url: str, says: str) -> None:
    why = asyncio.run(ended(RtspFeed(StreamAddress(url), Networks(("127.0.0.1",)))))
    assert why.cause is Cause.UNREACHABLE
    assert says in str(why)
    assert "secret" not in str(why)


def test_nobody_at_home() -> None:
    why = asyncio.run(ended(local(refused())))
    assert why.cause is Cause.UNREACHABLE
    assert "cannot be connected to" in str(why)
