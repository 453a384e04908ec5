"""Playlists: a timeline as HLS, RFC 8216 with the byte ranges of the recorded files themselves.

::

    #EXT-X-DATERANGE … a gap, and why
    #EXT-X-DISCONTINUITY
    #EXT-X-MAP:URI="12.mp4",BYTERANGE="752@0"         the head of the run's first file
    #EXT-X-PROGRAM-DATE-TIME:2026-11-22T13:00:00.120Z  each fragment's own, by the station's clock
    #EXTINF:2.000000,
    #EXT-X-BYTERANGE:1028970@752
    12.mp4

Addresses are the ids of segments and nothing else, relative to the playlist's own.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from trackway.model.errors import NotFound
from trackway.model.time import Instant
from trackway.video.catalogue import Gap
from trackway.video.playback.timeline import HZ, Part, Timeline

__all__ = ["PLAYLIST_TYPE", "address_of", "master_playlist", "media_playlist"]

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
"""The media type of a playlist, RFC 8216 §10."""


def address_of(number: int) -> str:
    """The address of a segment in a playlist."""
    return f"{number}.mp4"


def media_playlist(shown: Timeline) -> str:
    """The playlist of a timeline. ``NotFound`` when there is nothing to play: its gaps say why.

    It begins at the keyframe before the span; ``EXT-X-START`` says where in it the span starts.
    """
    if not shown.parts:
        why = f"; the first gap's cause: {shown.gaps[0].cause}" if shown.gaps else ""
        raise NotFound(
            f"Camera {shown.key.camera} has no footage from {shown.span.start} to {shown.span.end}{why}."
        )
    lengths = dict(_lengths(shown.parts))
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, *(round(one / HZ + 0.5) for one in lengths.values()))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]
    if all(one.is_key for part in shown.parts for one in part.fragments):
        lines.append("#EXT-X-INDEPENDENT-SEGMENTS")
    lines.append(f"#EXT-X-START:TIME-OFFSET={shown.second_of(shown.span.start):.6f},PRECISE=YES")
    lines += [_date_range(number, gap) for number, gap in enumerate(shown.gaps)]
    for part in shown.parts:
        lines += _part(part, lengths)
    lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def master_playlist(streams: Mapping[str, Timeline]) -> str:
    """A playlist of playlists: each stream by the address of its own, for players that choose themselves."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7"]
    for address, shown in streams.items():
        if not shown.parts:
            continue
        opened = shown.parts[0].segment.opened
        rates = [one.size * 8 * HZ // max(one.duration, 1) for part in shown.parts for one in part.fragments]
        lines += [
            f'#EXT-X-STREAM-INF:BANDWIDTH={max(rates)},CODECS="{shown.codecs[0]}"'
            f",RESOLUTION={opened.width}x{opened.height}",
            address,
        ]
    return "\n".join(lines) + "\n"


def _lengths(parts: tuple[Part, ...]) -> Iterator[tuple[tuple[int, int], int]]:
    """How long each fragment is shown, by segment and offset: until the next begins, where that is joined."""
    for place, part in enumerate(parts):
        after = parts[place + 1] if place + 1 < len(parts) else None
        ends = after.at if after is not None and after.is_joined else part.to
        starts = [part.at + one.ticks - part.fragments[0].ticks for one in part.fragments] + [ends]
        for one, (low, high) in zip(part.fragments, pairwise(starts), strict=True):
            yield (part.segment.id, one.offset), max(high - low, 0)


def _part(part: Part, lengths: Mapping[tuple[int, int], int]) -> Iterator[str]:
    address = address_of(part.segment.id)
    if not part.is_joined:
        if part.at:
            yield "#EXT-X-DISCONTINUITY"
        yield f'#EXT-X-MAP:URI="{address}",BYTERANGE="{part.segment.opened.init_bytes}@0"'
    for one in part.fragments:
        yield f"#EXT-X-PROGRAM-DATE-TIME:{part.segment.at(one.ticks)}"
        yield f"#EXTINF:{lengths[part.segment.id, one.offset] / HZ:.6f},"
        yield f"#EXT-X-BYTERANGE:{one.size}@{one.offset}"
        yield address


def _date_range(number: int, gap: Gap) -> str:
    """A gap as a date range, RFC 8216 §4.3.2.7, with the cause in an attribute of our own."""
    lasts = "" if gap.end is None else f",DURATION={gap.end.since(gap.start):.6f}"
    says = "".join(letter for letter in gap.says if letter.isprintable() and letter not in '"\\')
    return (
        f'#EXT-X-DATERANGE:ID="gap-{number}",CLASS="trackway.gap",START-DATE="{_exact(gap.start)}"{lasts}'
        f',X-CAUSE="{gap.cause}",X-SAYS="{says[:200]}"'
    )


def _exact(at: Instant) -> str:
    """ISO 8601 to the microsecond: gaps and footage shall meet."""
    return at.utc().isoformat(timespec="microseconds").replace("+00:00", "Z")
