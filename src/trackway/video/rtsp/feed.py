"""RtspFeed: a stream fetched from a camera by our own client, RTP interleaved in the RTSP connection.

::

    checked address ─► TCP (TLS) ─► OPTIONS DESCRIBE SETUP … PLAY ─► packets ─► access units ─► Receiver
                                                             └─► keep-alive, receiver reports ─► TEARDOWN
"""

import asyncio
import re
import ssl
from contextlib import suppress

from trackway.model.errors import Invalid, TrackwayError
from trackway.video.addresses import Checked, Networks, checked, is_numeric
from trackway.video.cause import Cause
from trackway.video.rtsp.messages import control_url
from trackway.video.rtsp.offer import SoundOffer, sound_offer, video_offer
from trackway.video.rtsp.playing import Patience, Playing
from trackway.video.rtsp.replay import Replay
from trackway.video.rtsp.sdp import description
from trackway.video.rtsp.talk import Talk
from trackway.video.rtsp.wire import Wire
from trackway.video.stream import Receiver, StreamAddress, StreamEnded

__all__ = ["RtspFeed", "reachable"]

_GOODBYE_S = 0.5  # for the answer to TEARDOWN: a courtesy, on which nobody shall wait long
_INTERLEAVED = re.compile(r"interleaved\s*=\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?", re.IGNORECASE)


class RtspFeed:
    """A stream of one camera, fetched once: a ``Feed``.

    ``replay`` asks a recorder for what was instead of what is. ``tls`` is for ``rtsps``; without one the
    connection is encrypted and the camera not identified, for cameras sign their own certificates.
    """

    def __init__(
        self,
        address: StreamAddress,
        allowed: Networks,
        *,
        user_agent: str = "Trackway",
        patience: Patience | None = None,
        replay: Replay | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._address = address
        self._allowed = allowed
        self._agent = user_agent
        self._patience = patience or Patience()
        self._replay = replay
        self._tls = tls

    async def run(self, receiver: Receiver) -> None:
        """Fetch until it breaks off, then raise ``StreamEnded``; cancelled, it says goodbye to the camera.

        Whatever else the receiver raises ends the stream and is raised as it is.
        """
        place, wire = await self._connected()
        talk = Talk(wire, place, self._address, self._agent, self._patience.answer_s)
        playing = Playing(wire, talk, place.place, self._patience, receiver)
        url = place.url
        try:
            try:
                url = await self._play(place, wire, talk, playing)
                await asyncio.shield(wire.ended)
            finally:
                playing.stop()
                await _goodbye(wire, talk, url)
        finally:
            wire.close()

    async def describe(self) -> Checked:
        """Ask for the description and leave: is the camera there, does it let us in, and here?"""
        place, wire = await self._connected()
        try:
            talk = Talk(wire, place, self._address, self._agent, self._patience.answer_s)
            await talk.get("DESCRIBE", place.url, {"Accept": "application/sdp"})
        finally:
            wire.close()
        return place

    async def _connected(self) -> tuple[Checked, Wire]:
        place = await reachable(self._address.url, self._allowed, self._patience.connect_s)
        context = (self._tls or _unverified()) if place.is_encrypted else None
        try:
            async with asyncio.timeout(self._patience.connect_s):
                _, wire = await asyncio.get_running_loop().create_connection(
                    Wire, place.ip, place.port, ssl=context, server_hostname=place.host if context else None
                )
        except TimeoutError as error:
            raise StreamEnded(
                Cause.UNREACHABLE, f"{place.place} does not answer within {self._patience.connect_s:g} s."
            ) from error
        except OSError as error:
            raise StreamEnded(
                Cause.UNREACHABLE, f"{place.place} cannot be connected to: {error.strerror or error}."
            ) from error
        return place, wire

    async def _play(self, place: Checked, wire: Wire, talk: Talk, playing: Playing) -> str:
        """Ask for the stream until the camera plays it; says what it is asked for by."""
        options = await talk.ask("OPTIONS", place.url)
        answer = await talk.get("DESCRIBE", place.url, {"Accept": "application/sdp"})
        described = description(answer.body)
        base = answer.header("content-base") or answer.header("content-location")
        try:
            whole = control_url(place, base, described.control)
            video = video_offer(described, place.place)
            playing.add_video(video, await self._set_up(talk, control_url(place, base, video.control), 0))
            sound = sound_offer(described)
            if sound is not None:
                await self._add_sound(talk, playing, sound, control_url(place, base, sound.control))
        except Invalid as error:
            raise StreamEnded(Cause.UNFIT, f"{place.place}: {error}") from error
        headers = (self._replay or Replay()).play()
        await talk.get("PLAY", whole, headers)
        playing.start(whole, options.header("public"))
        return whole

    async def _set_up(self, talk: Talk, url: str, first: int) -> tuple[int, int]:
        """Set one track up on two channels of the connection; says which they became (RFC 2326 §10.4)."""
        headers = {"Transport": f"RTP/AVP/TCP;unicast;interleaved={first}-{first + 1}"}
        answer = await talk.get("SETUP", url, headers | (self._replay or Replay()).set_up())
        talk.joined(answer)
        transport = answer.header("transport")
        found = _INTERLEAVED.search(transport)
        if found is None:
            if "server_port" in transport.lower():
                raise StreamEnded(
                    Cause.REFUSED, "The camera sends over UDP only; choose the transport library_udp for it."
                )
            return first, first + 1
        packets = int(found.group(1))
        reports = int(found.group(2)) if found.group(2) else packets + 1
        if not 0 <= packets < 256 or not 0 <= reports < 256 or packets == reports:
            raise StreamEnded(Cause.UNFIT, "The camera names channels that do not exist.")
        return packets, reports

    async def _add_sound(self, talk: Talk, playing: Playing, sound: SoundOffer, url: str) -> None:
        """Take the sound too; pictures without sound are better than none, so a refusal is no matter."""
        try:
            channels = await self._set_up(talk, url, 2)
        except StreamEnded as refused:
            if refused.cause is not Cause.REFUSED:
                raise
        else:
            playing.add_sound(sound, channels)


async def reachable(url: str, allowed: Networks, within_s: float) -> Checked:
    """The checked address of a stream; ``StreamEnded`` (unreachable) for one not to be connected to."""
    try:
        if is_numeric(url):  # most are, and do not wait behind the names that a dead name server holds up
            return checked(url, allowed)
        async with asyncio.timeout(within_s):
            return await asyncio.to_thread(checked, url, allowed)
    except TimeoutError as error:
        raise StreamEnded(Cause.UNREACHABLE, "The camera's name is not resolved in time.") from error
    except TrackwayError as error:
        raise StreamEnded(Cause.UNREACHABLE, str(error)) from error


async def _goodbye(wire: Wire, talk: Talk, url: str) -> None:
    """Tell the camera that nobody listens any more: many give out only a few sessions."""
    if wire.is_closed or not talk.session:
        return
    with suppress(StreamEnded, TimeoutError):
        answer = talk.tell("TEARDOWN", url)
        if not wire.ended.done():  # else nobody listens for an answer
            async with asyncio.timeout(_GOODBYE_S):
                await answer


def _unverified() -> ssl.SSLContext:
    """TLS with whoever answers at the checked address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
