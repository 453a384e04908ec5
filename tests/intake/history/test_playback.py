"""Playback from Hikvision and Dahua recorders over RTSP: what is asked for, when, and how true its times are.

Ten seconds of numbered pictures with a keyframe every two, from noon by the recorder's clock, 100 s ahead.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from tests.conftest import FakeClock
from tests.intake.history.parts import PERMIT
from tests.intake.history.pictured import pictured
from tests.intake.history.playing import LOG_IN, OURS, Playing, around, playing

from trackway.intake.history import (
    Carrier,
    Desks,
    Fetched,
    Jobs,
    NotHeld,
    Parcels,
    Unreached,
    Wanted,
    estimated,
)
from trackway.model.errors import Denied
from trackway.model.time import Span


@pytest.fixture(params=["hikvision", "dahua"])
def one(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[Playing]:
    """A recorder that refuses every download."""
    with ExitStack() as stack:
        made = playing(request.param, clock, stack)
        made.recorder.odd.refuses_downloads = 403
        yield made


@pytest.fixture
def hikvision(clock: FakeClock) -> Iterator[Playing]:
    with ExitStack() as stack:
        yield playing("hikvision", clock, stack)


def numbers(fetched: Fetched) -> dict[int, float]:
    """The numbers of the pictures with how far their times are off the truth, in seconds."""
    seen = [pair for piece in fetched.main for pair in pictured(piece)]
    return {number: at.since(OURS.plus(number / 10)) for number, at in seen}


def test_a_recorder_that_refuses_downloads_plays(one: Playing, tmp_path: Path) -> None:
    part = one.whole().cut(around(4.5, 7))
    fetched = one.fetched(part, tmp_path / "files")
    seen = numbers(fetched)
    assert set(range(45, 70)) <= set(seen)
    assert min(seen) > 10, "only what is wanted is played, from the keyframe before"
    assert max(map(abs, seen.values())) < 0.15
    assert "does not allow" in fetched.says
    assert "Played back over RTSP" in fetched.says
    assert fetched.error_s == pytest.approx(2.0), "it cannot be told apart from a start within the group"
    assert one.recorder.sent == 0


def test_a_small_part_of_a_file_is_played_not_downloaded(hikvision: Playing, tmp_path: Path) -> None:
    wanted = around(5, 6.9)
    found = hikvision.source.find(wanted, hikvision.source.clock())
    (offer,) = found.offers
    assert found.unclear == ("Of 1 of 1 files a small part is wanted: it is played back, not downloaded.",)
    fetched = hikvision.fetched(offer.cut(wanted), tmp_path / "files")
    seen = numbers(fetched)
    assert min(seen) == 40, "from the keyframe before"
    assert set(range(50, 69)) <= set(seen)
    assert max(map(abs, seen.values())) < 0.15, "the lead is found by the length of what was played"
    assert fetched.error_s == pytest.approx(1.0)
    assert hikvision.recorder.sent == 0
    larger = hikvision.source.find(around(5, 8), hikvision.source.clock())
    assert (larger.unclear, [o.is_whole for o in larger.offers]) == ((), [True])


def test_times_in_urls_are_those_of_the_zone(clock: FakeClock, tmp_path: Path) -> None:
    with ExitStack() as stack:
        one = playing("hikvision", clock, stack, zone="UTC")
        one.recorder.odd.refuses_downloads = 501
        seen = numbers(one.fetched(one.whole().cut(around(4, 6)), tmp_path / "files"))
    assert set(range(40, 60)) <= set(seen)
    assert max(map(abs, seen.values())) < 0.15


def test_a_recorder_that_ends_early_leaves_a_gap_that_is_told(
    one: Playing, tmp_path: Path, clock: FakeClock
) -> None:
    one.recorder.odd.claims_more_s = 30
    with Jobs(tmp_path / "history.sqlite", clock) as jobs:
        parcels = Parcels(tmp_path / "parcels", 10_000_000)
        job = jobs.add(Wanted((1,), around(0, 30), PERMIT))
        carrier = Carrier(jobs, lambda where: one.source, lambda _: "model", parcels, clock, Desks())
        while carrier.step():
            pass
        (camera,) = jobs.progress(job.id)
    assert camera.failed == 0
    assert camera.short_s == pytest.approx(20, abs=1.1)
    assert "less than it listed" in camera.says
    assert "Played back over RTSP" in camera.says
    assert "further off" in camera.says


def test_a_recorder_that_does_not_play_is_downloaded_from(hikvision: Playing, tmp_path: Path) -> None:
    hikvision.recordings.clear()
    wanted = around(5, 6.9)
    (offer,) = hikvision.source.find(wanted, hikvision.source.clock()).offers
    fetched = hikvision.fetched(offer.cut(wanted), tmp_path / "files")
    assert set(numbers(fetched)) == set(range(100))
    assert fetched.error_s == 0
    assert "playback did not work" in fetched.says
    assert hikvision.recorder.sent == 1


def test_where_neither_works_both_are_told(one: Playing, tmp_path: Path) -> None:
    one.recordings.clear()
    one.recorder.odd.refuses_downloads = 404
    with pytest.raises(NotHeld, match=r"404.*Played back: .*404 Not Found"):
        one.fetched(one.whole(), tmp_path / "files")


def test_a_wrong_password_is_not_tried_over_rtsp_too(clock: FakeClock, tmp_path: Path) -> None:
    with ExitStack() as stack:
        one = playing("hikvision", clock, stack, password="another word")
        wanted = around(5, 6.9)
        (offer,) = one.source.find(wanted, one.source.clock()).offers
        with pytest.raises(Denied, match="does not take this user name") as refused:
            one.fetched(offer.cut(wanted), tmp_path / "files")
    assert LOG_IN.password not in str(refused.value)
    assert one.recorder.sent == 0


@pytest.mark.parametrize("port", ["0", "70000", "x", "554/../x", "-1"])
def test_a_port_for_playback_that_is_none(port: str, hikvision: Playing, tmp_path: Path) -> None:
    address = f"{hikvision.recorder.url.partition('?')[0]}?rtsp={port}"
    hikvision.source = replace(hikvision.source, where=replace(hikvision.source.where, address=address))
    hikvision.recorder.odd.refuses_downloads = 403
    with pytest.raises(Denied, match="port for playback"):
        hikvision.fetched(hikvision.whole(), tmp_path / "files")


def test_a_connection_that_breaks_is_tried_again_later(hikvision: Playing, tmp_path: Path) -> None:
    hikvision.recorder.odd.breaks_off_after = 1000
    with pytest.raises(Unreached, match=r"broke off|does not answer"):
        hikvision.fetched(hikvision.whole(), tmp_path / "files")


def test_an_estimate_counts_the_bytes_that_travel(
    hikvision: Playing, tmp_path: Path, clock: FakeClock
) -> None:
    with Jobs(tmp_path / "history.sqlite", clock) as jobs:
        jobs.sources.put(hikvision.source.where)

        def ask(span: Span) -> Mapping[str, object]:
            found = estimated(
                jobs, (1,), span, open_source=lambda _: hikvision.source, model_of=lambda _: "m", clock=clock
            )
            (camera,) = found.cameras
            return {"bytes": camera.bytes, "told": len(camera.unclear), "found_s": camera.found_s}

        all_, some = ask(around(0, 10)), ask(around(4, 6))
    assert (all_["told"], all_["found_s"]) == (0, 10.0)
    assert (some["told"], some["found_s"]) == (1, 2.0)
    assert some["bytes"] == pytest.approx(int(str(all_["bytes"])) / 5, rel=0.01)


@pytest.mark.parametrize("kind", ["hikvision", "dahua"])
def test_a_recorder_that_does_not_stop_is_stopped(kind: str, clock: FakeClock, tmp_path: Path) -> None:
    with ExitStack() as stack:
        one = playing(kind, clock, stack)
        one.recorder.odd.refuses_downloads = 403
        ((path, kept),) = one.recordings.items()
        one.recordings[path] = replace(kept, plays_on=True)
        fetched = one.fetched(one.whole().cut(around(3, 5)), tmp_path / "files")
    seen = numbers(fetched)
    assert set(range(30, 50)) <= set(seen)
    assert max(seen) < 75, "no more is taken than the first group of pictures may have been early"
    assert max(map(abs, seen.values())) < fetched.error_s + 0.15


@pytest.mark.parametrize(("reports", "error_s"), [("taken", 0.0), ("sent", 1.0)])
def test_sender_reports_are_believed_where_they_tell_of_the_past(
    reports: Literal["taken", "sent"], error_s: float, clock: FakeClock, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        one = playing("dahua", clock, stack)
        one.recorder.odd.refuses_downloads = 403
        ((path, kept),) = one.recordings.items()
        one.recordings[path] = replace(kept, reports=reports)
        fetched = one.fetched(one.whole().cut(around(3, 5)), tmp_path / "files")
    assert len(fetched.main) == 1
    seen = numbers(fetched)
    assert set(range(30, 50)) <= set(seen)
    assert max(map(abs, seen.values())) < 0.15
    assert fetched.error_s == pytest.approx(error_s)
