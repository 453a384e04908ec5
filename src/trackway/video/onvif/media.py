"""Media: a device's profiles, which of them are the main and the sub stream, and what is wrong with them.

ONVIF Media Service (ver10), and Media2 (ver20) where a device has it, which alone knows H.265.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from xml.etree.ElementTree import Element

from trackway.model.errors import Denied
from trackway.video.onvif.device import Device
from trackway.video.onvif.http import NoAnswer
from trackway.video.onvif.soap import Refused, Unfit, every, first, text, tidy
from trackway.video.stream import Codec, StreamRole

__all__ = ["Profile", "Warned", "chosen", "profiles", "snapshot", "warnings"]

_MOST_PROFILES = 64
"""A recorder of 32 channels has 64; each costs a question."""
_LONGEST_GOP_S = 2.0
"""What is lost in a power cut, and what a seek wastes, is one group of pictures."""
_LEAST_SUB = (320, 180)
"""Below it a vehicle across the road is a handful of pixels."""


class Warned(StrEnum):
    """What is wrong with a stream. The page has the words for it."""

    LONG_GOP = "long_gop"
    """Its groups of pictures are longer than 2 s."""
    GOP_UNKNOWN = "gop_unknown"
    """The device does not say how long they are."""
    SUB_IS_H265 = "sub_is_h265"
    """A sub stream in H.265, which most browsers do not play."""
    CODEC_UNFIT = "codec_unfit"
    """Neither H.264 nor H.265: it cannot be recorded."""
    NO_ADDRESS = "no_address"
    """The device does not say where the stream is had."""
    HOST_REPLACED = "host_replaced"
    """The device named another host than the one it was reached at; that one is used."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One way a device sends its picture; numbers are 0 where it does not say. ``url`` has no log-in in it.

    ``codec`` is ``None`` for what we do not record; ``encoding`` is what the device calls it. ``gop`` counts
    pictures. ``source`` tells the lenses of one device, or the channels of a recorder, apart.
    """

    token: str
    name: str
    source: str
    encoding: str
    codec: Codec | None
    width: int
    height: int
    fps: float
    gop: int
    kbps: int
    has_audio: bool
    url: str = ""
    is_host_replaced: bool = False

    @property
    def gop_s(self) -> float:
        """How long a group of pictures is, seconds; 0 where nobody says."""
        return self.gop / self.fps if self.fps else 0.0

    @property
    def pixels(self) -> int:
        """How large its picture is."""
        return self.width * self.height


def profiles(device: Device) -> tuple[Profile, ...]:
    """Every profile with a picture, and where each is had. Raises what ``Device`` raises."""
    found: list[Profile] = []
    is_second = device.has("media2")
    if is_second:
        try:
            answer = device.ask("media2", "tr2:GetProfiles", "<tr2:Type>All</tr2:Type>")
            found = list(_profiles(answer))
        except (Refused, Unfit):
            is_second = False
    if not found:
        is_second = False
        found = list(_profiles(device.ask("media", "trt:GetProfiles")))
    return tuple(_addressed(device, profile, is_second=is_second) for profile in found[:_MOST_PROFILES])


def snapshot(device: Device, token: str) -> bytes:
    """A still picture of a profile, as the device sends it: a JPEG, or what claims to be one."""
    inside = f"<trt:ProfileToken>{_plain(token)}</trt:ProfileToken>"
    answer = device.ask("media", "trt:GetSnapshotUri", inside)
    content = device.fetch(device.ours(text(answer, "Uri"), ("http", "https")))
    if not content.startswith(b"\xff\xd8\xff"):
        raise Unfit(f"{device.place} sends a snapshot that is no JPEG.")
    return content


def chosen(found: Sequence[Profile]) -> dict[StreamRole, Profile]:
    """The main and the sub stream among the profiles of one source, by size.

    The sub stream has at most half the main's pixels, is in H.264 where one is, and nearest 640 × 360.
    """
    fit = [one for one in found if one.codec is not None and one.url]
    if not fit:
        return {}
    main = max(fit, key=lambda one: (one.pixels, one.fps, one.kbps))
    small = [
        one
        for one in fit
        if one is not main
        and one.pixels * 2 <= main.pixels
        and one.width >= _LEAST_SUB[0]
        and one.height >= _LEAST_SUB[1]
    ]
    roles = {StreamRole.MAIN: main}
    if small:
        roles[StreamRole.SUB] = min(
            small, key=lambda one: (one.codec is not Codec.H264, abs(one.pixels - 640 * 360))
        )
    return roles


def warnings(profile: Profile, role: StreamRole | None) -> tuple[Warned, ...]:
    """What is wrong with a profile, in that role."""
    said = []
    if profile.codec is None:
        said.append(Warned.CODEC_UNFIT)
    elif not profile.gop_s:
        said.append(Warned.GOP_UNKNOWN)
    elif profile.gop_s > _LONGEST_GOP_S + 0.05:  # 61 pictures at 30 a second are meant to be 2 s
        said.append(Warned.LONG_GOP)
    if profile.codec is Codec.H265 and role is StreamRole.SUB:
        said.append(Warned.SUB_IS_H265)
    if not profile.url:
        said.append(Warned.NO_ADDRESS)
    if profile.is_host_replaced:
        said.append(Warned.HOST_REPLACED)
    return tuple(said)


def _profiles(answer: Element) -> Iterator[Profile]:
    for element in every(answer, "Profiles"):
        # Media2 has a configuration called VideoEncoder where Media has VideoEncoderConfiguration.
        video = first(element, "VideoEncoderConfiguration")
        if video is None:
            video = first(element, "Configurations", "VideoEncoder")
        token = _attribute(element, "token")
        if video is None or not token:
            continue
        source = text(element, "VideoSourceConfiguration", "SourceToken")
        source = source or text(element, "Configurations", "VideoSource", "SourceToken")
        encoding = text(video, "Encoding")
        has_audio = (
            first(element, "AudioEncoderConfiguration") is not None
            or first(element, "Configurations", "AudioEncoder") is not None
        )
        yield Profile(
            token=token,
            name=text(element, "Name") or token,
            source=source,
            encoding=encoding,
            codec=_codec(encoding),
            width=_whole(text(video, "Resolution", "Width")),
            height=_whole(text(video, "Resolution", "Height")),
            fps=_number(text(video, "RateControl", "FrameRateLimit")),
            gop=_whole(text(video, "GovLength") or _attribute(video, "GovLength")),
            kbps=_whole(text(video, "RateControl", "BitrateLimit")),
            has_audio=has_audio,
        )


def _addressed(device: Device, profile: Profile, *, is_second: bool) -> Profile:
    token = _plain(profile.token)
    try:
        if is_second:
            inside = f"<tr2:Protocol>RTSP</tr2:Protocol><tr2:ProfileToken>{token}</tr2:ProfileToken>"
            answer = device.ask("media2", "tr2:GetStreamUri", inside)
        else:
            inside = (
                "<trt:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP"
                f"</tt:Protocol></tt:Transport></trt:StreamSetup><trt:ProfileToken>{token}</trt:ProfileToken>"
            )
            answer = device.ask("media", "trt:GetStreamUri", inside)
        said = text(answer, "Uri")
        ours = device.ours(said, ("rtsp", "rtsps"))
    except (Refused, Unfit, NoAnswer):
        return profile
    except Denied:
        # Where profiles may be listed but streams may not, none has an address: the log-in is what is wrong.
        raise
    names_us = f"//{ours.host}" in said.lower() or f"@{ours.host}" in said.lower() or ours.ip in said
    return replace(profile, url=ours.url, is_host_replaced=not names_us)


def _codec(encoding: str) -> Codec | None:
    plain = encoding.upper().replace(".", "").replace("-", "").replace("+", "")
    if plain.startswith(("H264", "AVC")):
        return Codec.H264
    if plain.startswith(("H265", "HEVC")):
        return Codec.H265
    return None


def _attribute(element: Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return tidy(value, 200)
    return ""


def _plain(token: str) -> str:
    return token.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _whole(said: str) -> int:
    return round(_number(said))


def _number(said: str) -> float:
    """A number that can be one: not negative, not beyond what any camera has; else 0."""
    try:
        number = float(said)
    except ValueError:
        return 0.0
    return number if 0 <= number <= 1e6 else 0.0
