"""Footage over HTTP: what there is, why not, and pictures for those who say what for."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.recorded_day import DAY, RecordedDay, at
from tests.web.conftest import ORIGIN, PASSWORD, Town, built

from trackway.model.time import Span
from trackway.trust import Passwords
from trackway.video.catalogue import Keeper, Promises
from trackway.video.cause import Cause
from trackway.video.playback import Ticket
from trackway.video.stream import StreamKey

HOUR = {"from": "2026-11-20T08:00:00+08:00", "to": "2026-11-20T09:00:00+08:00"}
DAY_LONG = {"from": "2026-11-20T00:00:00+08:00", "to": "2026-11-21T00:00:00+08:00"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, cheap: Passwords) -> Iterator[tuple[Town, RecordedDay]]:
    """A town whose camera 1 was recorded on a day with three gaps, and whose recorder is not at work."""
    with built(tmp_path_factory.mktemp("footage_town"), cheap) as town:
        day = RecordedDay(town.folder, town.clock)
        day.record(1)
        with day.catalogue:
            yield town, day


SignIn = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def as_(place: tuple[Town, RecordedDay]) -> SignIn:
    town, day = place
    app = town.app(recorded=day.parts())

    def client_of(username: str) -> TestClient:
        client = TestClient(app, base_url=ORIGIN)
        assert client.post("/api/v1/session", json={"username": username, "password": PASSWORD}).is_success
        return client

    return client_of


@pytest.fixture(scope="module")
def wang(as_: SignIn) -> TestClient:
    client = as_("wang")
    client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "失竊車輛協尋"})
    return client


def view(client: TestClient, **changes: object) -> Response:
    purpose = client.get("/api/v1/purposes").json()["purposes"][0]["id"]
    body = {"purpose_id": purpose, "cameras": [1], **HOUR, **changes}
    return client.post("/api/v1/footage/views", json=body)


def test_a_centre_without_a_recorder_says_so_in_one_sentence(town: Town) -> None:
    client = TestClient(town.app(), base_url=ORIGIN)
    client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
    purpose = client.post("/api/v1/purposes", json={"case_no": "1", "reason": "x"}).json()["id"]
    assert client.get("/api/v1/footage/cameras").json()["has_recorder"] is False
    for answer in (
        client.get("/api/v1/footage/1/timeline", params=HOUR),
        client.get("/api/v1/footage/1/days", params={"month": "2026-11"}),
        client.post("/api/v1/footage/views", json={"purpose_id": purpose, "cameras": [1], **HOUR}),
    ):
        assert answer.status_code == 503
        assert (
            answer.json()["error"]["message"] == "This centre has no recorder, so it has no footage to play."
        )


def test_cameras_say_how_their_recording_is(wang: TestClient) -> None:
    found = wang.get("/api/v1/footage/cameras").json()
    assert (found["has_recorder"], found["has_live"]) == (True, False)
    (camera,) = found["cameras"]
    assert (camera["camera"], camera["id"], camera["name"]) == (1, "HL-001", "中山中正路口 北")
    (stream,) = camera["streams"]
    assert stream["is_recording"] is False
    assert stream["cause"] == "not_asked"
    assert stream["last_us"] == at("08:17:10").us
    assert (stream["promised_days"], stream["width"]) == (30, 320)
    assert stream["codecs"].startswith("avc1.")


def test_a_timeline_is_footage_and_gaps_and_together_the_whole_day(wang: TestClient) -> None:
    found = wang.get("/api/v1/footage/1/timeline", params=DAY_LONG).json()
    assert [(one["from_us"], one["to_us"]) for one in found["stretches"]] == [
        (take.start.us, take.start.plus(take.seconds).us) for take in DAY
    ]
    assert [gap["cause"] for gap in found["gaps"]] == [
        "not_asked", "network_reset", "disk_full", "camera_silent", "not_asked",
    ]  # fmt: skip
    known = sorted(
        [(one["from_us"], one["to_us"]) for one in found["stretches"]]
        + [(one["from_us"], one["to_us"]) for one in found["gaps"]]
    )
    assert known[0][0] == found["from_us"]
    assert all(one[1] == after[0] for one, after in pairwise(known))
    assert known[-1][1] == at("13:00:00").us  # now: what comes after is not known yet


def test_a_timeline_is_cut_at_its_ends(wang: TestClient) -> None:
    span = {"from": "2026-11-20T08:15:04+08:00", "to": "2026-11-20T08:15:21+08:00"}
    found = wang.get("/api/v1/footage/1/timeline", params=span).json()
    assert [(one["from_us"], one["to_us"]) for one in found["stretches"]] == [
        (at("08:15:04").us, at("08:15:10").us),
        (at("08:15:20").us, at("08:15:21").us),
    ]
    assert [(one["from_us"], one["to_us"]) for one in found["gaps"]] == [
        (at("08:15:10").us, at("08:15:20").us)
    ]


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("timeline", {"from": "now-9d", "to": "now"}, 422),
        ("timeline", {"from": "now", "to": "now-1h"}, 400),
        ("timeline", {"from": "08:15", "to": "now"}, 400),
        ("days", {"month": "2026-13"}, 422),
        ("days", {"month": "2026-11-01"}, 422),
    ],
)
def test_what_cannot_be_asked(wang: TestClient, path: str, params: dict[str, str], status: int) -> None:
    assert wang.get(f"/api/v1/footage/1/{path}", params=params).status_code == status


def test_days_with_footage(wang: TestClient) -> None:
    def days(camera: int, month: str) -> list[str]:
        answer = wang.get(f"/api/v1/footage/{camera}/days", params={"month": month})
        return list(answer.json()["days"])

    assert days(1, "2026-11") == ["2026-11-20"]
    assert days(1, "2026-10") == days(2, "2026-11") == []


def test_a_view_is_an_audit_row_then_pictures(place: tuple[Town, RecordedDay], wang: TestClient) -> None:
    town, _ = place
    answer = view(wang, cameras=[1, 2]).json()
    first, second = answer["cameras"]
    assert (second["pieces"], second["playlist"]) == ([], "")
    assert [one["from_us"] for one in first["pieces"]] == [
        take.start.plus(done).us for take in DAY for done in (0, 5)
    ]
    assert first["pieces"][-1]["to_s"] == 40.0
    assert sum(one["frames"] for one in first["pieces"]) == 1000
    lin = town.trust.officers.account("lin").officer
    row = next(row for row in town.trust.audit_rows(lin, limit=9) if row.id == answer["audit_id"])
    assert (row.action, row.case_no, row.rows_found) == ("footage", "1150001", 8)
    assert row.details["cameras"] == [1, 2]

    playlist = wang.get(first["playlist"])
    assert playlist.headers["content-type"].startswith("application/vnd.apple.mpegurl")
    assert playlist.text.count("#EXTINF:") == 40
    name, size, offset = re.search(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\d+\.mp4)", playlist.text).group(3, 1, 2)  # type: ignore[union-attr]
    address = first["playlist"].replace("playlist.m3u8", name)
    end = int(offset) + int(size) - 1
    piece = wang.get(address, headers={"Range": f"bytes={offset}-{end}"})
    assert (piece.status_code, len(piece.content)) == (206, int(size))
    assert piece.headers["content-range"] == f"bytes {offset}-{end}/*"
    assert piece.headers["cache-control"] == "private, no-store"
    assert piece.headers["content-type"] == "video/mp4"
    same = {"Range": f"bytes={offset}-{end}", "If-Range": piece.headers["etag"]}
    assert wang.get(address, headers=same).content == piece.content
    head = wang.head(address)
    assert (head.status_code, head.headers["accept-ranges"], head.content) == (200, "bytes", b"")
    assert int(head.headers["content-length"]) > end


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Range": "bytes=0-"}, 400),
        ({"Range": "bytes=-500"}, 400),
        ({"Range": "bytes=9-3"}, 400),
        ({"Range": "bytes=0-99,200-299"}, 400),
        ({"Range": "lines=0-9"}, 400),
        ({"Range": "bytes=1-99999999"}, 403),
        ({"Range": "bytes=0-999999999999999999"}, 403),
        ({"Range": "bytes=0-10", "If-Range": '"another"'}, 400),
    ],
)
def test_no_other_bytes(wang: TestClient, headers: dict[str, str], status: int) -> None:
    shelf = view(wang).json()["cameras"][0]["playlist"].removesuffix("playlist.m3u8")
    answer = wang.get(f"{shelf}1.mp4", headers=headers)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])


def test_a_ticket_is_for_one_officer_one_stream_and_two_hours(
    place: tuple[Town, RecordedDay], wang: TestClient, as_: SignIn
) -> None:
    town, _ = place
    playlist = view(wang).json()["cameras"][0]["playlist"]
    assert wang.get(playlist).status_code == 200
    lee = as_("lee")
    assert lee.get(playlist).json()["error"]["kind"] == "ticket_refused"
    stranger = TestClient(town.app(), base_url=ORIGIN)
    assert stranger.get(playlist).status_code == 401
    forged = playlist[:40] + ("A" if playlist[40] != "A" else "B") + playlist[41:]
    assert wang.get(forged).status_code == 403
    assert wang.get(playlist.replace("/shelves/", "/shelves/../")).status_code in (400, 403, 404, 422)
    began = town.clock.at
    town.clock.advance(2 * 3600 + 1)
    assert wang.get(playlist).json()["error"]["kind"] == "ticket_refused"
    town.clock.at = began


def test_pictures_are_not_shown_without_a_purpose_or_to_auditors(wang: TestClient, as_: SignIn) -> None:
    assert view(wang, purpose_id=999).status_code in (403, 404)
    lin = as_("lin")  # the auditor
    assert lin.get("/api/v1/footage/cameras").status_code == 200
    stated = lin.post("/api/v1/purposes", json={"case_no": "1", "reason": "x"}).json()["id"]
    body = {"purpose_id": stated, "cameras": [1], **HOUR}
    assert lin.post("/api/v1/footage/views", json=body).status_code == 403


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"cameras": []}, 422),
        ({"cameras": list(range(1, 11))}, 422),
        ({"cameras": [0]}, 422),
        ({"to": "2026-11-20T09:00:01+08:00"}, 400),
        ({"role": "third"}, 422),
        ({"path": "/etc/passwd"}, 422),
    ],
)
def test_views_that_cannot_be_asked(wang: TestClient, changes: dict[str, object], status: int) -> None:
    assert view(wang, **changes).status_code == status


def test_a_file_that_is_gone_is_a_gap_not_a_failure(
    tmp_path_factory: pytest.TempPathFactory, cheap: Passwords
) -> None:
    with built(tmp_path_factory.mktemp("gone"), cheap) as town:
        day = RecordedDay(town.folder, town.clock)
        day.record(1, DAY[:1])
        with day.catalogue:
            client = TestClient(town.app(recorded=day.parts()), base_url=ORIGIN)
            client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
            client.post("/api/v1/purposes", json={"case_no": "1", "reason": "x"})
            opened = view(client).json()["cameras"][0]
            lost = day.catalogue.segment(1)
            day.catalogue.file_of(lost).unlink()
            again = view(client).json()["cameras"][0]
            assert (len(opened["pieces"]), len(again["pieces"])) == (2, 1)
            shelf = opened["playlist"].removesuffix("playlist.m3u8")
            head = {"Range": f"bytes=0-{lost.opened.init_bytes - 1}"}
            answer = client.get(f"{shelf}1.mp4", headers=head)
            assert (answer.status_code, answer.json()["error"]["kind"]) == (500, "lost")
            assert client.get(f"{shelf}2.mp4", headers=head).status_code == 206


def test_what_is_held_beyond_its_time_is_for_its_case_alone(
    tmp_path_factory: pytest.TempPathFactory, cheap: Passwords
) -> None:
    with built(tmp_path_factory.mktemp("held"), cheap) as town:
        day = RecordedDay(town.folder, town.clock)
        day.record(1)
        with day.catalogue:
            recorded = day.parts()
            wang = town.trust.officers.account("wang").officer
            held = town.trust.purposes.state(wang, "1150001", "失竊車輛協尋").purpose
            span = Span(DAY[1].start, DAY[1].start.plus(5))
            with town.trust.asking(held, "hold", {}) as asked:
                day.catalogue.holds.place(
                    asked.permit, {1}, span, approver="陳主任", until=town.clock.at.plus(90 * 86_400)
                )
            town.clock.advance(40 * 86_400)
            proofs = town.folder / "proofs"
            Keeper(day.catalogue, Promises(), proofs=proofs, note=lambda *_: None).tidy(town.clock.at)
            client = TestClient(town.app(recorded=recorded), base_url=ORIGIN)
            client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
            own, other = (
                client.post("/api/v1/purposes", json={"case_no": case, "reason": "協尋"}).json()["id"]
                for case in ("1150001", "1150002")
            )

            def stretches(**purpose: int) -> list[tuple[int, int]]:
                answer = client.get("/api/v1/footage/1/timeline", params={**HOUR, **purpose}).json()
                is_gap = any(
                    gap["cause"] == "expired"
                    and gap["from_us"] <= span.start.us
                    and gap["to_us"] >= span.end.us
                    for gap in answer["gaps"]
                )
                found = [(one["from_us"], one["to_us"]) for one in answer["stretches"]]
                assert is_gap is (found == [])
                return found

            assert stretches() == stretches(purpose_id=other) == []
            assert stretches(purpose_id=own) == [(span.start.us, span.end.us)]
            assert (
                client.get("/api/v1/footage/1/timeline", params={**HOUR, "purpose_id": 999}).status_code
                == 403
            )

            (shelf,) = view(client, purpose_id=other).json()["cameras"]
            assert (shelf["pieces"], shelf["playlist"], shelf["copies"]) == ([], "", "")
            (shelf,) = view(client, purpose_id=own).json()["cameras"]
            assert [one["from_us"] for one in shelf["pieces"]] == [span.start.us]
            playlist = client.get(shelf["playlist"]).text
            name, head = re.search(r'EXT-X-MAP:URI="(\d+)\.mp4",BYTERANGE="(\d+)@0"', playlist).groups()  # type: ignore[union-attr]
            wanted = {"Range": f"bytes=0-{int(head) - 1}"}
            assert client.get(
                shelf["playlist"].replace("playlist.m3u8", f"{name}.mp4"), headers=wanted
            ).is_success

            # The same file with a ticket that is good, but of another case.
            ends = town.clock.at.plus(600)
            for is_copy, what in ((False, f"{name}.mp4"), (True, f"copies/{name}/head.mp4")):
                forged = Ticket(StreamKey(1), span, ends, wang.id, 1, is_copy=is_copy, case_no="1150002")
                shelves = f"/api/v1/footage/shelves/{recorded.tickets.signed(forged)}"
                answer = client.get(f"{shelves}/{what}", headers=wanted)
                assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_the_page_has_words_for_every_cause(language: str) -> None:
    texts = json.loads((Path(__file__).parents[2] / f"ui/src/texts/{language}.json").read_text("utf-8"))
    assert [cause for cause in Cause if not texts.get(f"cause.{cause}")] == []
