"""Viewing copies over HTTP: for whoever may look at the footage, and marked as what they are."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from tests.recorded_day import DAY, RecordedDay
from tests.web.conftest import ORIGIN, PASSWORD, built

from trackway.trust import Passwords
from trackway.video.playback import COPY_LABEL


@pytest.fixture
def opened(tmp_path_factory: pytest.TempPathFactory, cheap: Passwords) -> Iterator[tuple[TestClient, str]]:
    """Somebody signed in, and the playlist of copies of ten seconds of H.265 and a gap before ten more."""
    with built(tmp_path_factory.mktemp("copies"), cheap) as town:
        day = RecordedDay(town.folder, town.clock)
        day.record(1, DAY[:2], codec="h265")
        with day.catalogue:
            recorded = day.parts()
            client = TestClient(town.app(recorded=recorded), base_url=ORIGIN)
            client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
            purpose = client.post("/api/v1/purposes", json={"case_no": "1", "reason": "x"}).json()["id"]
            hour = {"from": "2026-11-20T08:00:00+08:00", "to": "2026-11-20T09:00:00+08:00"}
            body = {"purpose_id": purpose, "cameras": [1], **hour}
            shelf = client.post("/api/v1/footage/views", json=body).json()["cameras"][0]
            assert shelf["codecs"][0].startswith("hvc1.")
            yield client, shelf["copies"]
            recorded.playback.copies.close()


def test_copies_are_played_like_the_original(opened: tuple[TestClient, str]) -> None:
    client, address = opened
    playlist = client.get(address)
    assert playlist.headers["content-type"].startswith("application/vnd.apple.mpegurl")
    assert (playlist.text.count("#EXTINF:"), playlist.text.count("#EXT-X-DISCONTINUITY")) == (20, 1)
    base = address.removesuffix("playlist.m3u8")
    names = re.findall(r"copies/[^\"\n]+", playlist.text)
    head, first = client.get(base + names[0]), client.get(base + names[1])
    assert COPY_LABEL.encode() in head.content
    assert b"vp09" in head.content
    assert first.content[4:8] == b"moof"
    for answer in (head, first):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
        assert answer.headers["cache-control"] == "private, no-store"
    offset, size = map(int, names[1].removesuffix(".mp4").split("/")[2].split("-"))
    for name in (f"copies/1/{offset}-{size + 1}.mp4", f"copies/1/{offset + 1}-{size}.mp4"):
        assert client.get(base + name).json()["error"]["kind"] == "ticket_refused"
    assert client.get(base + "copies/99/head.mp4").status_code == 404
    assert client.get(base + "copies/x/head.mp4").status_code == 422
    stranger = TestClient(client.app, base_url=ORIGIN)
    assert stranger.get(base + names[1]).status_code == 401


def test_a_ticket_for_the_original_makes_no_copies(opened: tuple[TestClient, str]) -> None:
    client, address = opened
    purpose = client.get("/api/v1/purposes").json()["purposes"][0]["id"]
    hour = {"from": "2026-11-20T08:00:00+08:00", "to": "2026-11-20T09:00:00+08:00"}
    body = {"purpose_id": purpose, "cameras": [1], **hour}
    original = client.post("/api/v1/footage/views", json=body).json()["cameras"][0]["playlist"]
    answer = client.get(original.replace("playlist.m3u8", "copies/1/head.mp4"))
    assert answer.json()["error"]["kind"] == "ticket_refused"
    assert address != original
