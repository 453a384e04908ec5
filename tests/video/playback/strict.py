"""A small strict reader of media playlists, written from RFC 8216 and not from our writer."""

import re
from dataclasses import dataclass
from datetime import datetime

_EXACT = {
    "#EXTM3U": r"",
    "#EXT-X-VERSION": r":7",
    "#EXT-X-TARGETDURATION": r":(?P<target>[1-9]\d*)",
    "#EXT-X-MEDIA-SEQUENCE": r":0",
    "#EXT-X-PLAYLIST-TYPE": r":VOD",
    "#EXT-X-INDEPENDENT-SEGMENTS": r"",
    "#EXT-X-START": r":TIME-OFFSET=(?P<start>\d+\.\d+),PRECISE=YES",
    "#EXT-X-DATERANGE": (
        r':ID="(?P<id>[^"\n]+)",CLASS="trackway\.gap",START-DATE="(?P<date>[^"\n]+)"'
        r'(?:,DURATION=(?P<lasts>\d+\.\d+))?,X-CAUSE="(?P<cause>[a-z_]+)",X-SAYS="(?P<says>[^"\n]*)"'
    ),
    "#EXT-X-DISCONTINUITY": r"",
    "#EXT-X-MAP": r':URI="(?P<uri>[^"\n/]+)",BYTERANGE="(?P<size>[1-9]\d*)@(?P<offset>\d+)"',
    "#EXT-X-PROGRAM-DATE-TIME": r":(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",
    "#EXTINF": r":(?P<length>\d+\.\d+),",
    "#EXT-X-BYTERANGE": r":(?P<size>[1-9]\d*)@(?P<offset>\d+)",
    "#EXT-X-ENDLIST": r"",
}
_PER_SEGMENT = {
    "#EXT-X-DISCONTINUITY",
    "#EXT-X-MAP",
    "#EXT-X-PROGRAM-DATE-TIME",
    "#EXTINF",
    "#EXT-X-BYTERANGE",
}
_ONCE = set(_EXACT) - _PER_SEGMENT - {"#EXT-X-DATERANGE"}


@dataclass(frozen=True)
class Entry:
    uri: str
    offset: int
    size: int
    at_us: int
    length: float
    is_discontinuous: bool
    head: tuple[str, int] | None


@dataclass(frozen=True)
class Hole:
    start_us: int
    lasts: float | None
    cause: str
    says: str


@dataclass(frozen=True)
class Playlist:
    entries: tuple[Entry, ...]
    holes: tuple[Hole, ...]
    start: float
    is_independent: bool


def us(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond


def read(text: str) -> Playlist:
    """The playlist, or ``AssertionError`` at the first line that is not as the standard wants it."""
    assert text.endswith("#EXT-X-ENDLIST\n")
    lines = text.split("\n")[:-1]
    assert lines[0] == "#EXTM3U"
    entries: list[Entry] = []
    holes: list[Hole] = []
    seen: set[str] = set()
    tags: dict[str, re.Match[str]] = {}
    head: tuple[str, int] | None = None
    target = start = 0.0
    for line in lines:
        if not line.startswith("#"):
            assert re.fullmatch(r"[1-9]\d*\.mp4", line), line
            assert {"#EXT-X-PROGRAM-DATE-TIME", "#EXTINF", "#EXT-X-BYTERANGE"} <= set(tags)
            assert head is not None
            length = float(tags["#EXTINF"]["length"])
            assert round(length) <= target
            piece = tags["#EXT-X-BYTERANGE"]
            entries.append(
                Entry(
                    line, int(piece["offset"]), int(piece["size"]),
                    us(tags["#EXT-X-PROGRAM-DATE-TIME"]["at"]), length, "#EXT-X-DISCONTINUITY" in tags, head,
                )
            )  # fmt: skip
            tags = {}
            continue
        name = line.split(":", 1)[0]
        found = re.fullmatch(_EXACT[name], line[len(name) :])
        assert found, line
        assert name not in _ONCE or name not in seen, line
        assert name not in tags, line
        seen.add(name)
        if name in _PER_SEGMENT:
            tags[name] = found
        if name == "#EXT-X-MAP":
            head = (found["uri"], int(found["size"]))
        elif name == "#EXT-X-TARGETDURATION":
            target = float(found["target"])
        elif name == "#EXT-X-START":
            start = float(found["start"])
        elif name == "#EXT-X-DATERANGE":
            lasts = None if found["lasts"] is None else float(found["lasts"])
            holes.append(Hole(us(found["date"]), lasts, found["cause"], found["says"]))
    assert not tags
    return Playlist(tuple(entries), tuple(holes), start, "#EXT-X-INDEPENDENT-SEGMENTS" in seen)
