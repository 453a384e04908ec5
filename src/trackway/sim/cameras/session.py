"""Session: one RTSP connection to a fake camera (RFC 2326), from DESCRIBE to the end of the stream."""

import asyncio
import base64
import re
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from trackway.model.time import Clock, Instant
from trackway.sim.cameras.clip import Clip
from trackway.sim.cameras.log_in import LogIn
from trackway.sim.cameras.packets import VIDEO_HZ, Packed, packed, round_of
from trackway.sim.cameras.playing import NTP_EPOCH_S, Playing, sender_report
from trackway.sim.cameras.recorded import Recorded
from trackway.sim.cameras.stream import Stream

__all__ = ["House", "Session"]

_CHUNK = 256 * 1024
_SECONDS_OF_NPT = re.compile(r"npt=([\d.]+)-([\d.]*)")
_CLOCK_RANGE = re.compile(r"clock=(\d{8}T\d{6}(?:\.\d+)?Z)-(\d{8}T\d{6}(?:\.\d+)?Z)?")


class House(Protocol):
    """What a session needs of the server."""

    clock: Clock
    log_in: LogIn | None
    playing: dict["Session", Playing]
    zone_s: float

    def stream(self, path: str) -> Stream | None:
        """The live stream of a path."""
        ...

    def recorded(self, path: str) -> Recorded | None:
        """The recording of a path."""
        ...


class Session(asyncio.Protocol):
    """One client."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._task: asyncio.Task[None] | None = None
        self.stream: Stream | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client came."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # TCP has no other
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """A client went."""
        self._house.playing.pop(self, None)
        if self._task is not None:
            self._task.cancel()
        self._may_write.set()

    def pause_writing(self) -> None:
        """The network takes no more."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """It does again."""
        self._may_write.set()

    def abort(self) -> None:
        """Break the connection (RST)."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Requests, and RTCP between them, which nobody needs."""
        self._buffer += data
        while self._buffer:
            if self._buffer[0] == 0x24:
                if len(self._buffer) < 4:
                    return
                size = 4 + int.from_bytes(self._buffer[2:4])
                if len(self._buffer) < size:
                    return
                del self._buffer[:size]
                continue
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end].decode("utf-8", "replace")
            found = re.search(r"(?im)^content-length:\s*(\d+)", head)
            size = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < size:
                return
            del self._buffer[:size]
            self._answer(head)

    def _answer(self, head: str) -> None:
        lines = head.split("\r\n")
        method, url, *_ = [*lines[0].split(" "), "", ""]
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (one.partition(":") for one in lines[1:])
        }
        number = headers.get("cseq", "0")
        parts = urlsplit(url)
        path = re.sub(r"/track\d$", "", parts.path).rstrip("/")
        live, recorded = self._house.stream(path), self._house.recorded(path)
        if live is not None and live.faults.is_refusing:
            self._say(number, "503 Service Unavailable")
            return
        log_in = self._house.log_in
        if (
            log_in is not None
            and method != "OPTIONS"
            and not log_in.admits(method, headers.get("authorization", ""))
        ):
            self._say(number, "401 Unauthorized", f"WWW-Authenticate: {log_in.challenge()}")
            return
        if live is None and recorded is None and method not in {"OPTIONS", "TEARDOWN", "GET_PARAMETER"}:
            self._say(number, "404 Not Found")
            return
        match method:
            case "OPTIONS":
                self._say(
                    number, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, TEARDOWN"
                )
            case "DESCRIBE":
                clip = (
                    live.clips[live.faults.clip % len(live.clips)]
                    if live
                    else recorded.clip
                    if recorded
                    else None
                )
                assert clip is not None  # noqa: S101  # one of the two is there
                self._say(
                    number,
                    "200 OK",
                    "Content-Type: application/sdp",
                    f"Content-Base: {url}/",
                    body=_sdp(clip),
                )
            case "SETUP":
                self._setup(number, headers.get("transport", ""))
            case "PLAY" if live is not None:
                self._say(number, "200 OK", "Session: 1;timeout=60", "Range: npt=0.000-")
                self._play(live)
            case "PLAY" if recorded is not None:
                self._replay(number, recorded, headers, parse_qs(parts.query))
            case "GET_PARAMETER" | "PAUSE":
                self._say(number, "200 OK", "Session: 1;timeout=60")
            case "TEARDOWN":
                self._say(number, "200 OK")
                self._house.playing.pop(self, None)
                if self._transport is not None:
                    self._transport.close()
            case _:
                self._say(number, "501 Not Implemented")

    def _setup(self, number: str, transport: str) -> None:
        found = re.search(r"interleaved=(\d+)-(\d+)", transport)
        if "TCP" not in transport or found is None:
            self._say(number, "461 Unsupported Transport")
            return
        channels = f"interleaved={found[1]}-{found[2]}"
        self._say(number, "200 OK", f"Transport: RTP/AVP/TCP;unicast;{channels}", "Session: 1;timeout=60")

    def _play(self, stream: Stream) -> None:
        if self._transport is None:
            return
        self.stream = stream
        now_s = asyncio.get_running_loop().time()
        self._house.playing[self] = Playing(self._transport, stream, self._house.clock, now_s)

    def _replay(
        self, number: str, recorded: Recorded, headers: dict[str, str], query: dict[str, list[str]]
    ) -> None:
        start, end = _wanted(recorded, headers.get("range", ""), query, self._house.zone_s)
        coded = recorded.between(start, end)
        if not coded:
            self._say(number, "457 Invalid Range")
            return
        self._say(number, "200 OK", "Session: 1;timeout=60")
        is_fast = headers.get("rate-control", "").lower() == "no"
        scale = float(headers.get("scale") or headers.get("speed") or "1") if not is_fast else 0.0
        has_times = "onvif-replay" in headers.get("require", "")
        whole = packed(recorded.clip, tuple(coded), has_times=has_times)
        ntp = ((recorded.start.us // 1_000_000 + NTP_EPOCH_S) << 32) + (
            recorded.start.us % 1_000_000
        ) * 2**32 // 10**6
        data = round_of(whole, 0, ntp_start=ntp if has_times else None)
        report = b""
        if recorded.reports:
            at_s = next(one.at_s for one in coded if not one.is_sound)
            taken_us = recorded.start.plus(at_s).us
            wall_us = taken_us if recorded.reports == "taken" else self._house.clock.now().us
            report = sender_report(0, wall_us, round(at_s * VIDEO_HZ))
        self._task = asyncio.get_running_loop().create_task(self._send(data, whole, scale, report))

    async def _send(self, data: bytes, whole: Packed, scale: float, report: bytes) -> None:
        loop = asyncio.get_running_loop()
        began_s, base_s = loop.time(), whole.due_s[0]
        assert self._transport is not None  # noqa: S101  # it was there when PLAY came
        for unit, due_s in enumerate(whole.due_s):
            if scale:
                await asyncio.sleep(max(0.0, began_s + (due_s - base_s) / scale - loop.time()))
            await self._may_write.wait()
            if self._transport.is_closing():
                return
            self._transport.write(data[whole.at[whole.units[unit]] : whole.at[whole.units[unit + 1]]])
            if unit == 2 and report and self._transport is not None:  # after some pictures, as cameras do
                self._transport.write(report)
            await asyncio.sleep(0)
        goodbye = b"\x81\xcb\x00\x01\x00\xc0\xff\xee"  # RTCP BYE (RFC 3550, 6.6): the range is over
        self._transport.write(b"\x24\x01" + len(goodbye).to_bytes(2) + goodbye)

    def _say(self, number: str, status: str, *headers: str, body: str = "") -> None:
        if self._transport is None:
            return
        lines = [f"RTSP/1.0 {status}", f"CSeq: {number}", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())


def _sdp(clip: Clip) -> str:
    """How the clip is coded (RFC 8866)."""
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=camera", "c=IN IP4 0.0.0.0", "t=0 0", "a=control:*"]
    sets = [base64.b64encode(one).decode() for one in clip.sets]
    lines.append("m=video 0 RTP/AVP 96")
    if clip.codec == "h264":
        profile = clip.sets[0][1:4].hex() if clip.sets else "640028"
        lines.append("a=rtpmap:96 H264/90000")
        lines.append(
            f"a=fmtp:96 packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={','.join(sets)}"
        )
    else:
        names = ("sprop-vps", "sprop-sps", "sprop-pps")
        pairs = ";".join(f"{name}={one}" for name, one in zip(names, sets, strict=False))
        lines += ["a=rtpmap:96 H265/90000", f"a=fmtp:96 {pairs}"]
    lines += [f"a=framerate:{clip.fps:g}", "a=control:track1"]
    match clip.audio:
        case "aac":
            lines += [
                "m=audio 0 RTP/AVP 97",
                f"a=rtpmap:97 mpeg4-generic/{clip.audio_hz}/{clip.audio_channels}",
                "a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;"
                f"indexdeltalength=3;config={clip.audio_config.hex()}",
                "a=control:track2",
            ]
        case "pcma" | "pcmu":
            lines += ["m=audio 0 RTP/AVP 97", f"a=rtpmap:97 {clip.audio.upper()}/8000", "a=control:track2"]
    return "\r\n".join(lines) + "\r\n"


def _wanted(
    recorded: Recorded, given: str, query: dict[str, list[str]], zone_s: float
) -> tuple[Instant, Instant]:
    """The range asked for, by the header or, as Hikvision and Dahua do, in the URL."""
    start, end = recorded.start, recorded.end
    if "starttime" in query:
        start = _from_digits(query["starttime"][0], zone_s)
        end = _from_digits(query["endtime"][0], zone_s) if "endtime" in query else end
    if found := _CLOCK_RANGE.search(given):
        start = _from_digits(found[1], 0.0)
        end = _from_digits(found[2], 0.0) if found[2] else end
    elif (found := _SECONDS_OF_NPT.search(given)) and "starttime" not in query:
        begin = recorded.start
        start = begin.plus(float(found[1]))
        end = begin.plus(float(found[2])) if found[2] else end
    return start, end


def _from_digits(text: str, zone_s: float) -> Instant:
    """``20261122T210000Z`` is UTC; ``2026_11_22_21_00_00`` and the like are the recorder's local time."""
    digits = re.sub(r"\D", "", text.split(".", maxsplit=1)[0])
    at = Instant.of(datetime.strptime(digits[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    # Base URLs end in a slash, which then stands behind the time.
    return at if text.rstrip("/").endswith("Z") else at.plus(-zone_s)
