"""Viewing copies: made by a confined process, the same pictures at the same time, marked as what they are."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from tests.footage import code_of
from tests.video.playback.shelf import KEY, START, Shelf

from trackway.model.errors import Unavailable
from trackway.model.time import Span
from trackway.video.mp4 import codecs, scan
from trackway.video.playback import (
    COPY_LABEL,
    Copies,
    CopyFailed,
    Playback,
    Ticket,
    TicketRefused,
    copy_playlist,
)
from trackway.video.stream import Codec


@pytest.fixture
def copies(shelf: Shelf) -> Iterator[Copies]:
    made = Playback(shelf.catalogue).copies
    yield made
    made.close()


def ticket(first: float, last: float) -> Ticket:
    return Ticket(KEY, Span(START.plus(first), START.plus(last)), START.plus(7200), 3, 41, is_copy=True)


def addresses(shelf: Shelf, what: Ticket) -> list[tuple[int, int, int]]:
    """Which groups the playlist of copies names."""
    text = copy_playlist(Playback(shelf.catalogue).timeline(what.key, what.span))
    return [
        (int(a), int(b), int(c))
        for a, b, c in re.findall(r"^copies/(\d+)/(\d+)-(\d+)\.mp4$", text, re.MULTILINE)
    ]


def test_copies_show_the_same_pictures_at_the_same_time(shelf: Shelf, copies: Copies) -> None:
    shelf.codec, shelf.audio = "h265", "aac"
    shelf.record(2, split=5)
    number = shelf.record(2, split=5)
    what = ticket(2, 4)
    groups = addresses(shelf, what)
    assert [one[0] for one in groups] == [number] * 2
    data = copies.head(what, number) + b"".join(copies.group(what, *one) for one in groups)
    found = scan(BytesIO(data))
    assert found.damage == ""
    assert [one.codec for one in found.tracks] == [Codec.VP9, Codec.AAC]
    assert (found.first_ticks, [one.duration for one in found.fragments]) == (180_000, [90_000, 90_000])
    assert codecs(found.tracks) == "vp09.00.11.08,mp4a.40.2"
    assert COPY_LABEL.encode() in data
    with av.open(BytesIO(data), "r") as container:
        assert container.streams.video[0].codec_context.name == "vp9"
        assert container.streams.video[0].metadata["handler_name"] == COPY_LABEL
        shown = []
        for frame in container.decode(video=0):
            luma = np.frombuffer(memoryview(frame.planes[0]), np.uint8).reshape(-1, frame.planes[0].line_size)
            assert frame.time is not None
            shown.append((round(frame.time * 25), code_of(luma[: frame.height, : frame.width])))
    assert shown == [(50 + i, i) for i in range(50)]
    # The second time it is remembered: the same bytes, also when the original is gone.
    shelf.catalogue.file_of(shelf.catalogue.segment(number)).unlink()
    assert copies.group(what, *groups[0]) in data


def test_large_pictures_become_smaller(shelf: Shelf, copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackway.video.playback.copies._HEIGHT", 90)
    number = shelf.record(1)
    what = ticket(0, 1)
    data = copies.head(what, number) + copies.group(what, *addresses(shelf, what)[0])
    (track,) = scan(BytesIO(data)).tracks
    assert (track.width, track.height) == (160, 90)
    with av.open(BytesIO(data), "r") as container:
        assert [(one.width, one.height) for one in container.decode(video=0)] == [(160, 90)] * 25


def test_footage_that_cannot_be_decoded_is_said_to_be_so(shelf: Shelf, copies: Copies) -> None:
    number = shelf.record(3)
    what = ticket(0, 3)
    segment = shelf.catalogue.segment(number)
    path: Path = shelf.catalogue.file_of(segment)
    spoiled = bytearray(path.read_bytes())
    first, second = segment.fragments[:2]
    at = spoiled.index(b"mdat", first.offset) + 4
    spoiled[at : first.offset + first.size] = b"\xff" * (first.offset + first.size - at)
    path.write_bytes(spoiled)
    with pytest.raises(CopyFailed, match="cannot be decoded"):
        copies.group(what, number, first.offset, first.size)
    assert copies.group(what, number, second.offset, second.size)


def test_only_whole_groups_that_the_ticket_is_for(shelf: Shelf, copies: Copies) -> None:
    number = shelf.record(4, split=2)
    fragments = shelf.catalogue.segment(number).fragments
    first, second, third = fragments[:3]
    whole = (first.offset, first.size + second.size)
    last = fragments[6]
    for what, offset, size in (
        (replace(ticket(0, 4), is_copy=False), *whole),
        (ticket(0, 4), second.offset, second.size),
        (ticket(0, 4), first.offset, first.size + 1),
        (ticket(0, 4), first.offset, third.offset + third.size - first.offset),
        (ticket(0, 2), last.offset, last.size),
        (ticket(0, 4), 0, 10),
    ):
        with pytest.raises(TicketRefused):
            copies.group(what, number, offset, size)
    with pytest.raises(TicketRefused):
        copies.head(replace(ticket(0, 4), is_copy=False), number)


def test_a_process_that_died_is_replaced(shelf: Shelf, copies: Copies) -> None:
    number = shelf.record(3)
    what = ticket(0, 3)
    first, second, third = addresses(shelf, what)
    assert copies.group(what, *first)
    copies._idle[0]._process.kill()
    copies._idle[0]._process.join()
    with pytest.raises(Unavailable, match="viewing copies"):
        copies.group(what, *second)
    assert copies.group(what, *third)
    copies.close()
    assert copies.group(what, *first)
    assert number == first[0]
