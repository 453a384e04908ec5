"""Offer: which of the tracks that a camera describes are taken: the first fit video and sound."""

from dataclasses import dataclass

from trackway.model.errors import Invalid
from trackway.video.cause import Cause
from trackway.video.rtsp.coding import H264, H265, Coding
from trackway.video.rtsp.middles import H264_MIDDLE, H265_MIDDLE, Middle
from trackway.video.rtsp.nals import Depacketise, h264_payload, h265_payload, h265_payload_with_order
from trackway.video.rtsp.sdp import Description, Media
from trackway.video.rtsp.sound import AacPacking, G711Packing, Packing, aac_config
from trackway.video.stream import Codec, StreamEnded, Track

__all__ = ["SoundOffer", "VideoOffer", "sound_offer", "video_offer"]


@dataclass(frozen=True, slots=True)
class VideoOffer:
    """Video that we can keep: how it is coded and packed, and the NAL units that the description holds."""

    control: str
    coding: Coding
    depacketise: Depacketise
    middle: Middle
    nals: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SoundOffer:
    """Sound that we can keep."""

    control: str
    track: Track
    packing: Packing


def video_offer(described: Description, place: str) -> VideoOffer:
    """The first video in H.264 or H.265. Raises ``StreamEnded`` (unfit) when there is none."""
    for media in described.media:
        if media.kind != "video" or "SAVP" in media.protocol:
            continue
        if media.coding == "H264" or "sprop-parameter-sets" in media.parameters:
            return VideoOffer(media.control, H264, h264_payload, H264_MIDDLE, media.sets())
        if media.coding in {"H265", "HEVC"} or "sprop-sps" in media.parameters:
            has_order = media.parameters.get("sprop-max-don-diff", "0") not in {"", "0"}
            payload = h265_payload_with_order if has_order else h265_payload
            return VideoOffer(media.control, H265, payload, H265_MIDDLE, media.sets())
    codings = sorted({media.coding or media.kind or "?" for media in described.media}) or ["nothing"]
    raise StreamEnded(
        Cause.UNFIT,
        f"{place} offers no video in H.264 or H.265, only {', '.join(codings)[:80]}; set the camera.",
    )


def sound_offer(described: Description) -> SoundOffer | None:
    """The first sound in AAC or G.711, if the camera offers any; its loudspeaker (``sendonly``) is none."""
    for media in described.media:
        if media.kind == "audio" and media.direction != "sendonly" and "SAVP" not in media.protocol:
            found = _g711(media) or _aac(media)
            if found is not None:
                return found
    return None


def _g711(media: Media) -> SoundOffer | None:
    codec = {"PCMA": Codec.PCMA, "PCMU": Codec.PCMU}.get(media.coding)
    if codec is None or not 0 < media.clock_hz <= 192_000:
        return None
    track = Track(2, codec, media.clock_hz, channels=min(max(media.channels, 1), 8))
    return SoundOffer(media.control, track, G711Packing())


def _aac(media: Media) -> SoundOffer | None:
    given = media.parameters
    if media.coding != "MPEG4-GENERIC" or not 0 < media.clock_hz <= 192_000:
        return None
    if given.get("mode", "AAC-hbr").lower() not in {"aac-hbr", "aac-lbr", ""}:
        return None
    try:
        config = bytes.fromhex(given.get("config", ""))[:64]
        read = aac_config(config)
        size_bits = int(given.get("sizelength") or 13)
        index_bits = int(given.get("indexlength") or 3)
    except (Invalid, ValueError):
        return None
    if not (1 <= size_bits <= 16 and 0 <= index_bits <= 16):
        return None
    step = read.samples * media.clock_hz // read.rate_hz
    channels = read.channels or min(max(media.channels, 1), 8)
    track = Track(2, Codec.AAC, media.clock_hz, (config,), channels=channels)
    return SoundOffer(media.control, track, AacPacking((size_bits, index_bits), step))
