"""Playing recorded footage: the right pictures at the right second, and nothing that was not asked for."""

from dataclasses import replace
from io import BytesIO

import av
import numpy as np
import pytest
from tests.conftest import FakeClock
from tests.footage import code_of
from tests.video.playback.pages import moment_of
from tests.video.playback.shelf import KEY, START, Shelf
from tests.video.playback.strict import read

from trackway.model.errors import Denied, Lost, NotFound, TrackwayError, WrongUse
from trackway.model.time import Instant, Span
from trackway.video.catalogue import Footage, Gap
from trackway.video.cause import Cause
from trackway.video.playback import (
    Playback,
    Ticket,
    TicketRefused,
    Tickets,
    media_playlist,
    timeline,
)
from trackway.video.stream import StreamKey, StreamRole

SECRET = bytes(range(32))


def span(first: float, last: float) -> Span:
    return Span(START.plus(first), START.plus(last))


def ticket(first: float, last: float) -> Ticket:
    return Ticket(KEY, span(first, last), START.plus(7200), 3, 41)


def pictures(data: bytes) -> list[int]:
    """The numbers of the pictures in a file."""
    with av.open(BytesIO(data), "r") as container:
        found = []
        for frame in container.decode(video=0):
            luma = np.frombuffer(memoryview(frame.planes[0]), np.uint8).reshape(-1, frame.planes[0].line_size)
            found.append(code_of(luma[: frame.height, : frame.width]))
    return found


def played(playback: Playback, first: float, last: float) -> list[int]:
    """What a player that follows the playlist decodes, a file for each stretch that is joined."""
    pass_ = ticket(first, last)
    found: list[int] = []
    stretch = b""
    for entry in read(media_playlist(playback.timeline(KEY, pass_.span))).entries:
        assert entry.head is not None
        if entry.is_discontinuous or not stretch:
            found += pictures(stretch) if stretch else []
            stretch = playback.piece(pass_, int(entry.head[0].removesuffix(".mp4")), 0, entry.head[1])
        stretch += playback.piece(pass_, int(entry.uri.removesuffix(".mp4")), entry.offset, entry.size)
    return found + pictures(stretch)


def test_a_day_with_gaps(shelf: Shelf) -> None:
    shelf.record(6)
    shelf.record(4)
    shelf.catalogue.open_gap(KEY, shelf.at, Cause.CAMERA_SILENT, 'nothing came for 5 s, "really"\n')
    shelf.at = shelf.at.plus(5)
    shelf.record(10, is_new_run=True)
    shelf.record(10, is_new_run=True)
    shown = Playback(shelf.catalogue).timeline(KEY, span(0, 35))
    assert [(one.at_s, one.to_s, one.is_joined, one.frames) for one in shown.parts] == [
        (0, 6, False, 150), (6, 10, True, 100), (10, 20, False, 250), (20, 30, False, 250),
    ]  # fmt: skip
    assert shown.gaps == (
        Gap(KEY, START.plus(10), START.plus(15), Cause.CAMERA_SILENT, 'nothing came for 5 s, "really"\n'),
    )
    listed = read(media_playlist(shown))
    assert listed.is_independent
    assert [i for i, one in enumerate(listed.entries) if one.is_discontinuous] == [10, 20]
    assert [one.at_us for one in listed.entries[:11]] == [
        START.plus(i + 5 * (i >= 10)).us for i in range(11)
    ]  # fmt: skip
    assert [one.head for one in listed.entries[5:7]] == [listed.entries[0].head] * 2
    (hole,) = listed.holes
    assert (hole.start_us, hole.lasts, hole.cause) == (START.plus(10).us, 5.0, "camera_silent")
    assert hole.says == "nothing came for 5 s, really"
    assert played(Playback(shelf.catalogue), 0, 35) == [*range(50)] * 15


@pytest.mark.parametrize(
    ("moment", "second"), [(0, 0), (3.5, 3.5), (10, 10), (12, 10), (15, 10), (16.5, 11.5)]
)
def test_seconds_and_the_wall_clock(shelf: Shelf, moment: float, second: float) -> None:
    shelf.record(10)
    shelf.at = shelf.at.plus(5)
    shelf.record(10, is_new_run=True)
    shown = Playback(shelf.catalogue).timeline(KEY, span(0, 25))
    assert shown.second_of(START.plus(moment)) == pytest.approx(second)
    if moment not in {10, 12}:
        assert moment_of(shown, second).since(START) == pytest.approx(moment, abs=1e-5)


def test_a_slewed_clock_is_exact_at_both_ends(shelf: Shelf) -> None:
    shelf.record(10, slew=1.0005)
    shelf.record(10)
    shown = Playback(shelf.catalogue).timeline(KEY, span(0, 20))
    assert moment_of(shown, 10) == START.plus(10.005)
    assert shown.second_of(START.plus(10.005)) == pytest.approx(10)
    assert shown.second_of(START.plus(5.0025)) == pytest.approx(5)


def test_a_span_within_a_group_begins_at_its_keyframe(shelf: Shelf) -> None:
    shelf.record(10, split=5)
    shown = Playback(shelf.catalogue).timeline(KEY, span(3.7, 5.2))
    assert (shown.parts[0].start, shown.parts[0].end) == (START.plus(3), START.plus(5.2))
    assert shown.second_of(shown.span.start) == pytest.approx(0.7)
    listed = read(media_playlist(shown))
    assert listed.start == pytest.approx(0.7)
    assert not listed.is_independent
    assert played(Playback(shelf.catalogue), 3.7, 5.2) == [*range(25, 50), *range(25), *range(25, 30)]


def test_a_file_that_is_gone_becomes_a_gap(shelf: Shelf) -> None:
    ids = [shelf.record(4) for _ in range(3)]
    shelf.catalogue.file_of(shelf.catalogue.segment(ids[1])).unlink()
    shown = Playback(shelf.catalogue).timeline(KEY, span(0, 12))
    assert [one.segment.id for one in shown.parts] == [ids[0], ids[2]]
    assert [one.is_joined for one in shown.parts] == [False, False]
    (gap,) = shown.gaps
    assert (gap.start, gap.end, gap.cause) == (START.plus(4), START.plus(8), Cause.FILE_MISSING)
    assert played(Playback(shelf.catalogue), 0, 12) == [*range(50)] * 4


def test_a_fragment_that_is_damaged_is_left_out(shelf: Shelf) -> None:
    number = shelf.record(6, split=5)
    segment = shelf.catalogue.segment(number)
    kept = tuple(one for place, one in enumerate(segment.fragments) if place not in {6, 15})
    lacking = replace(segment, fragments=kept)
    found = timeline(Footage(KEY, span(0, 6), (lacking,), (), None))
    # After a missing piece of a group there is nothing to show until the next keyframe.
    assert [(one.start.since(START), one.end.since(START)) for one in found.parts] == [
        (0, 1.2), (2, 3), (4, 6),
    ]  # fmt: skip


def test_what_no_browser_plays_is_hidden(shelf: Shelf) -> None:
    shelf.audio = "pcm_alaw"
    number = shelf.record(2)
    playback = Playback(shelf.catalogue)
    init = shelf.catalogue.segment(number).opened.init_bytes
    raw = shelf.catalogue.file_of(shelf.catalogue.segment(number)).read_bytes()
    assert b"soun" in raw[:init]
    assert b"soun" not in playback.piece(ticket(0, 2), number, 0, init)


def test_only_what_the_ticket_is_for(shelf: Shelf) -> None:
    number = shelf.record(10)
    other = Shelf(shelf.catalogue, shelf.volume, key=StreamKey(7, StreamRole.SUB)).record(4)
    later = shelf.record(4)
    playback = Playback(shelf.catalogue)
    segment = shelf.catalogue.segment(number)
    init, (first, second, *_), last = segment.opened.init_bytes, segment.fragments, segment.fragments[-1]
    fifth = segment.fragments[5]
    assert len(playback.piece(ticket(0, 10), number, first.offset, first.size)) == first.size
    assert len(playback.piece(ticket(0, 10), number, second.offset + 5, 10)) == 10
    assert len(playback.piece(ticket(0, 10), number, first.offset, first.size + second.size)) > first.size
    refused = [
        (ticket(0, 10), other, 0, init),
        (ticket(0, 10), later, 0, init),
        (ticket(0, 10), number, 0, init - 1),
        (ticket(0, 10), number, 0, init + first.size),
        (ticket(0, 10), number, init - 1, 2),
        (ticket(0, 10), number, first.offset, 0),
        (ticket(0, 10), number, first.offset, -1),
        (ticket(0, 10), number, -1, 5),
        (ticket(0, 10), number, last.offset, last.size + 1),
        (ticket(0, 10), number, 1 << 60, 1),
        (ticket(0, 10), number, 0, 1 << 40),
        (ticket(0, 3), number, fifth.offset, fifth.size),
        (ticket(5.5, 10), number, first.offset, first.size),
    ]
    for what, which, offset, size in refused:
        with pytest.raises(TicketRefused):
            playback.piece(what, which, offset, size)
    with pytest.raises(NotFound):
        playback.piece(ticket(0, 10), 4711, 0, init)
    path = shelf.catalogue.file_of(segment)
    path.write_bytes(path.read_bytes()[: last.offset + 1])
    with pytest.raises(Lost):
        playback.piece(ticket(0, 10), number, last.offset, last.size)
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(Lost):
        playback.piece(ticket(0, 10), number, 0, init)


def test_nothing_to_play_is_said(shelf: Shelf) -> None:
    shelf.record(4)
    playback = Playback(shelf.catalogue)
    with pytest.raises(NotFound, match=r"Camera 7 has no footage from .* not_asked"):
        media_playlist(playback.timeline(KEY, span(-100, -50)))
    with pytest.raises(WrongUse, match="hour"):
        playback.timeline(KEY, span(0, 3601))


def test_tickets_come_back_as_they_were(clock: FakeClock) -> None:
    clock.at = START
    tickets = Tickets(SECRET, clock)
    for role in StreamRole:
        key, case_no = StreamKey(65535, role), "花" * 100
        given = Ticket(key, span(0, 3600), START.plus(600), 7, 1 << 40, is_copy=True, case_no=case_no)
        assert tickets.read(tickets.signed(given)) == given
    text = tickets.signed(given)
    assert text.replace("-", "a").replace("_", "a").isalnum()
    clock.advance(599)
    tickets.read(text)
    clock.advance(1)
    with pytest.raises(TicketRefused):
        tickets.read(text)
    with pytest.raises(WrongUse):
        tickets.signed(Ticket(KEY, span(0, 1), clock.at.plus(1e6), 1, 1))
    with pytest.raises(WrongUse):
        tickets.signed(Ticket(KEY, span(0, 1), clock.at, 1, 1, case_no="花" * 134))
    with pytest.raises(WrongUse):
        Tickets(b"short", clock)


def test_a_ticket_cannot_be_changed_or_made(clock: FakeClock) -> None:
    clock.at = START
    tickets = Tickets(SECRET, clock)
    text = tickets.signed(ticket(0, 60))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place in range(len(text)):
        for letter in "AZ_":
            forged = text[:place] + letter + text[place + 1 :]
            same = letters.index(letter) >> 4 == letters.index(text[place]) >> 4
            if forged != text and not (place == len(text) - 1 and same):
                with pytest.raises(Denied):
                    tickets.read(forged)
    for forged in ("", "A", "=", "é" * 20, "A" * 5000, text + "A", text[:-1], "../../etc/passwd"):
        with pytest.raises(Denied):
            tickets.read(forged)
    with pytest.raises(TrackwayError):
        Tickets(bytes(32), clock).read(text)
    assert Instant(0) < tickets.read(text).expires
