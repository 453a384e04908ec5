"""Clip: coded pictures and sound read from a file, ready to be put into RTP packets."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import av
from av.bitstream import BitStreamFilterContext

from trackway.model.errors import Invalid

__all__ = ["Clip", "Coded", "read_clip"]

VideoCodec = Literal["h264", "h265"]
AudioCodec = Literal["", "aac", "pcma", "pcmu"]
_FILTERS = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}
_FRAME_S = 0.13
"""The longest frame of sound (1,024 samples at 8 kHz): one that reaches into the next round is left out."""
_AUDIO: dict[str, AudioCodec] = {"aac": "aac", "pcm_alaw": "pcma", "pcm_mulaw": "pcmu"}


@dataclass(frozen=True, slots=True)
class Coded:
    """One picture (its NAL units) or one frame of sound (one block), when it is due, and whether decoding may
    begin here."""

    at_s: float
    units: tuple[bytes, ...]
    is_key: bool
    is_sound: bool = False


@dataclass(frozen=True, slots=True)
class Clip:
    """What a camera shows, over and over. ``sets`` are the parameter sets, ``audio_config`` that of AAC."""

    codec: VideoCodec
    fps: float
    width: int
    height: int
    sets: tuple[bytes, ...]
    coded: tuple[Coded, ...]
    audio: AudioCodec = ""
    audio_hz: int = 0
    audio_channels: int = 0
    audio_config: bytes = b""

    @property
    def seconds(self) -> float:
        """How long it runs before it begins again."""
        return sum(not one.is_sound for one in self.coded) / self.fps


def read_clip(path: Path) -> Clip:
    """A file with H.264 or H.265 without B-frames, and if it has any, AAC or G.711 sound.

    Raises ``Invalid`` for other codecs.
    """
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        name = video.codec_context.name
        if name not in _FILTERS:
            raise Invalid(f"{path} is coded as {name}; a camera here sends H.264 or H.265.")
        sound = container.streams.audio[0] if container.streams.audio else None
        audio = _AUDIO.get(sound.codec_context.name, "") if sound else ""
        wanted = [video, sound] if sound and audio else [video]
        to_annex_b = BitStreamFilterContext(_FILTERS[name], video)
        fps = float(video.average_rate or 25)
        coded, count = [], 0
        for packet in container.demux(wanted):
            if packet.dts is None:
                continue
            if packet.stream is sound:
                at_s = float((packet.pts or 0) * (packet.time_base or 0))
                coded.append(Coded(at_s, (bytes(packet),), is_key=False, is_sound=True))
                continue
            for filtered in to_annex_b.filter(packet):
                units = _nal_units(bytes(filtered))
                coded.append(Coded(count / fps, units, bool(filtered.is_keyframe)))
                count += 1
        codec: VideoCodec = "h264" if name == "h264" else "h265"
        first = next(one for one in coded if one.is_key)
        extra = sound.codec_context.extradata if sound and audio else b""
        return Clip(
            codec,
            fps,
            video.codec_context.width,
            video.codec_context.height,
            tuple(unit for unit in first.units if _is_set(codec, unit)),
            tuple(
                one
                for one in sorted(coded, key=lambda one: one.at_s)
                if one.at_s < count / fps - _FRAME_S * one.is_sound
            ),
            audio,
            int(sound.codec_context.sample_rate) if sound and audio else 0,
            int(sound.codec_context.channels) if sound and audio else 0,
            bytes(extra or b""),
        )


def _nal_units(annex_b: bytes) -> tuple[bytes, ...]:
    """The NAL units between start codes (ITU-T H.264 annex B)."""
    pieces = annex_b.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return tuple(piece for piece in pieces if piece)


def _is_set(codec: VideoCodec, unit: bytes) -> bool:
    if codec == "h264":
        return unit[0] & 0x1F in {7, 8}
    return (unit[0] >> 1) & 0x3F in {32, 33, 34}
