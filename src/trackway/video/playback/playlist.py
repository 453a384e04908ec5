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

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from trackway.model.errors import NotFound
from trackway.model.time import Instant
from trackway.video.catalogue import Gap
from trackway.video.playback.groups import groups_of
from trackway.video.playback.timeline import HZ, Part, Timeline

__all__ = ["PLAYLIST_TYPE", "copy_playlist", "media_playlist"]

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
"""The media type of a playlist, RFC 8216 §10."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One address that a player fetches; ``head`` and ``piece`` are tags behind its start and its length."""

    address: str
    head: str
    piece: str
    at: Instant
    length: int
    is_key: bool


def media_playlist(shown: Timeline) -> str:
    """The playlist of a timeline. ``NotFound`` when there is nothing to play: its gaps say why.

    It begins at the keyframe before the span; ``EXT-X-START`` says where in it the span starts. A segment's
    address is ``NUMBER.mp4``.
    """
    return _playlist(
        shown, [list(_originals(part, _end(shown.parts, i))) for i, part in enumerate(shown.parts)]
    )


def copy_playlist(shown: Timeline) -> str:
    """The playlist of viewing copies of a timeline: the same pictures at the same seconds.

    Addresses are ``copies/NUMBER/head.mp4`` and ``copies/NUMBER/OFFSET-SIZE.mp4``: the group of pictures
    that has these bytes in the original.
    """
    return _playlist(shown, [list(_copies(part, _end(shown.parts, i))) for i, part in enumerate(shown.parts)])


def _playlist(shown: Timeline, entries: list[list[_Entry]]) -> str:
    if not shown.parts:
        why = f"; the first gap's cause: {shown.gaps[0].cause}" if shown.gaps else ""
        camera, span = shown.key.camera, shown.span
        raise NotFound(f"Camera {camera} has no footage from {span.start} to {span.end}{why}.")
    longest = max(one.length for part in entries for one in part)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, -(-longest // HZ))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]
    if all(one.is_key for part in entries for one in part):
        lines.append("#EXT-X-INDEPENDENT-SEGMENTS")
    lines.append(f"#EXT-X-START:TIME-OFFSET={shown.second_of(shown.span.start):.6f},PRECISE=YES")
    lines += [_date_range(number, gap) for number, gap in enumerate(shown.gaps)]
    for part, within in zip(shown.parts, entries, strict=True):
        if not part.is_joined:
            lines += ["#EXT-X-DISCONTINUITY"] * bool(part.at) + [within[0].head]
        for one in within:
            lines += [f"#EXT-X-PROGRAM-DATE-TIME:{one.at}", f"#EXTINF:{one.length / HZ:.6f},"]
            lines += [one.piece] * bool(one.piece) + [one.address]
    lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def _end(parts: tuple[Part, ...], place: int) -> int:
    """Where the last picture of a part gives way to what is joined to it, or ends."""
    after = parts[place + 1] if place + 1 < len(parts) else None
    return after.at if after is not None and after.is_joined else parts[place].to


def _originals(part: Part, end: int) -> Iterator[_Entry]:
    address = f"{part.segment.id}.mp4"
    head = f'#EXT-X-MAP:URI="{address}",BYTERANGE="{part.segment.opened.init_bytes}@0"'
    starts = [*(part.at + one.ticks - part.fragments[0].ticks for one in part.fragments), end]
    for one, (low, high) in zip(part.fragments, pairwise(starts), strict=True):
        piece, at = f"#EXT-X-BYTERANGE:{one.size}@{one.offset}", part.segment.at(one.ticks)
        yield _Entry(address, head, piece, at, max(high - low, 0), one.is_key)


def _copies(part: Part, end: int) -> Iterator[_Entry]:
    number = part.segment.id
    groups = groups_of(part.fragments)
    starts = [*(part.at + one[0].ticks - part.fragments[0].ticks for one in groups), end]
    for one, (low, high) in zip(groups, pairwise(starts), strict=True):
        size = one[-1].offset + one[-1].size - one[0].offset
        address = f"copies/{number}/{one[0].offset}-{size}.mp4"
        head, at = f'#EXT-X-MAP:URI="copies/{number}/head.mp4"', part.segment.at(one[0].ticks)
        yield _Entry(address, head, "", at, max(high - low, 0), is_key=True)


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
