"""Questions over HTTP: what is found, and the row that says who asked."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import JPEG, NOON, Town, officer

from trackway.model.errors import Unavailable
from trackway.model.passage import passage_id
from trackway.model.question import Permit, Question
from trackway.passages import Answer
from trackway.trust import Outcome

DAY = {"from": "2026-11-20T00:00:00+08:00", "to": "2026-11-21T00:00:00+08:00"}
HERE = {"shape": "circle", "lon": 121.606, "lat": 23.976, "radius_m": 500}


def rows_of(town: Town, action: str) -> list[Any]:
    return list(town.trust.audit_rows(town.trust.command_line_officer("nobody"), action=action))


Json = dict[str, Any]


def asking(client: TestClient, purpose_id: int) -> Callable[..., Json]:
    def ask(**body: object) -> Json:
        answer = client.post("/api/v1/passages/search", json={"purpose_id": purpose_id, **DAY, **body})
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    return ask


@pytest.fixture
def search(wang: TestClient, purpose_id: int) -> Callable[..., Json]:
    return asking(wang, purpose_id)


@pytest.fixture
def look(resident: TestClient) -> Callable[..., Json]:
    """The same in the old town."""
    return asking(resident, 1)


def minutes(found: Json) -> list[int]:
    order = {
        str(passage_id(NOON.plus(m * 60), c, 0)): m
        for m, c in ((0, 1), (10, 2), (20, 2), (30, 1), (50, 3), (55, 77))
    }
    return [order[row["id"]] for row in found["rows"]]


@pytest.mark.parametrize(
    ("body", "found", "cameras_asked"),
    [
        ({}, [55, 50, 30, 20, 10, 0], None),
        ({"order": "oldest"}, [0, 10, 20, 30, 50, 55], None),
        ({"pattern": "abc-1235"}, [50, 10, 0], None),
        ({"pattern": "ABC*", "area": HERE}, [10, 0], 2),
        ({"cameras": ["HL-001", "RS-001"]}, [50, 30, 0], 2),
        ({"cameras": ["HL-001", "RS-001"], "area": HERE}, [30, 0], 1),
        ({"colours": ["red"]}, [55, 20], None),
        ({"kinds": ["bus"]}, [], None),
        ({"plate_colours": ["white_red", "red_white"]}, [50, 10, 0], None),
        ({"plate_colours": ["unknown"]}, [55, 30, 20], None),
        ({"has_plate": False}, [30], None),
        ({"min_confidence": 0.5}, [55, 50, 20, 10, 0], None),
        ({"headings": ["n"], "limit": 2}, [55, 50], None),
    ],
)
def test_search(look: Callable[..., Json], body: Json, found: list[int], cameras_asked: int | None) -> None:
    answer = look(**body)
    assert minutes(answer) == found
    assert answer["cameras_asked"] == cameras_asked
    assert answer["more"] == ("limit" in body)
    assert (answer["empty_because"] is None) == bool(found)


def test_look_alikes_come_behind_what_was_asked(look: Callable[..., Json]) -> None:
    answer = look(pattern="A8C-1235")  # nothing reads so; ABC-1235 does, three times
    assert (answer["near"], answer["less_likely"], answer["near_more"]) == (3, 0, False)
    assert answer["empty_because"] is None
    assert {row["match"] for row in answer["rows"]} == {"≈"}
    row = answer["rows"][0]
    assert row["plate"]["text"] == "ABC1235"
    assert row["differs"] == [{"at": 1, "asked": "8", "read": "B"}]
    assert (row["cost"], row["by"], row["is_likely"]) == (0.17, "vote", True)
    assert 1e-5 < row["likelihood"] < 0.1
    exact = look(pattern="A8C-1235", look_alikes=0)
    assert (exact["rows"], exact["near"], exact["empty_because"]) == ([], 0, "nothing_matches")
    assert {row["match"] for row in look(pattern="ABC*")["rows"]} == {"="}
    assert {row["match"] for row in look()["rows"]} == {None}


def test_times_of_day_days_of_the_week_lanes_and_speeds(look: Callable[..., Json]) -> None:
    everything = [55, 50, 30, 20, 10, 0]  # minutes after noon of a Friday
    assert minutes(look(bands=["12:15-12:55"])) == [50, 30, 20]
    assert minutes(look(bands=["23:00-12:05", "12:55-13:00"])) == [55, 0]
    assert minutes(look(weekdays=["fri"])) == everything
    assert minutes(look(weekdays=["thu"])) == []
    assert minutes(look(weekdays=["thu"], bands=["20:00-12:15"])) == [10, 0]
    assert minutes(look(lanes=[7])) == []
    assert minutes(look(speed_from_kmh=51, speed_to_kmh=52)) == everything
    assert minutes(look(speed_from_kmh=90)) == []


def test_the_look_alikes_of_a_pattern_are_shown_before_anything_is_asked(
    town: Town, wang: TestClient
) -> None:
    asked = {"pattern": "bkp-2075", "look_alikes": 2}
    answer = wang.post("/api/v1/passages/look-alikes", json=asked).json()
    assert answer["pattern"] == "BKP2075"
    assert answer["count"] > len(answer["look_alikes"]) == 60
    assert answer["look_alikes"][0] == {
        "text": "BKP2O75",
        "display": "BKP2O75",
        "cost": 0.09,
        "differs": [{"at": 4, "asked": "0", "read": "O"}],
    }
    assert rows_of(town, "search") == []  # no passage was looked at
    stranger = TestClient(town.app())
    assert stranger.post("/api/v1/passages/look-alikes", json=asked).status_code == 401
    assert wang.post("/api/v1/passages/look-alikes", json={"pattern": "🚗"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"area": {**HERE, "lon": 120.0}}, "no_cameras_in_area"),
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}, "no_passages_in_span"),
        ({"pattern": "ZZZ9999"}, "nothing_matches"),
    ],
)
def test_an_empty_answer_says_why(look: Callable[..., Json], body: Json, why: str) -> None:
    answer = look(**body)
    assert (answer["rows"], answer["empty_because"]) == ([], why)


def test_a_row_as_the_page_gets_it(town: Town, search: Callable[..., Json]) -> None:
    answer = search(pattern="ABC1235", order="oldest", limit=1)
    (row,) = answer["rows"]
    assert row == {
        "id": str(passage_id(NOON, 1, 0)),
        "at": "2026-11-20T04:00:00.000Z",
        "clock": "camera",
        "error_s": 0.5,
        "source": "live",
        "camera": {
            "id": "HL-001",
            "number": 1,
            "name": "中山中正路口 北",
            "lon": 121.606,
            "lat": 23.976,
            "heading_deg": 0.0,
        },
        "plate": {
            "text": "ABC1235",
            "display": "ABC-1235",
            "series": row["plate"]["series"],
            "is_valid": True,
        },
        "correction": None,
        "confidence": 0.9,
        "alternatives": [],
        "looks": 2,
        "is_single_look": False,
        "kind": "sedan",
        "colour": "white",
        "kind_confidence": 0.95,
        "colour_confidence": 0.88,
        "plate_colours": "white_red",
        "heading": "n",
        "speed_kmh": 51.5,
        "speed_error_kmh": 2.5,
        "lane": 2,
        "model": "test",
        "pictures": [
            {
                "url": f"/api/v1/pictures/{town.digest}?audit={answer['audit_id']}",
                "at_s": 1.5,
                "plate_box": [10, 20, 110, 60],
            }
        ],
        "match": "=",
        "by": "vote",
        "cost": 0.0,
        "likelihood": 0.9,
        "differs": [],
        "is_likely": True,
        "is_dark": False,
    }


def test_a_camera_the_register_lost(look: Callable[..., Json]) -> None:
    (row,) = look(pattern="BKP2075", limit=1)["rows"]
    assert row["camera"] == {
        "id": "",
        "number": 77,
        "name": "#77",
        "lon": None,
        "lat": None,
        "heading_deg": None,
    }


def test_a_list_is_answered_plate_by_plate(town: Town, wang: TestClient, purpose_id: int) -> None:
    asked = {**DAY, "purpose_id": purpose_id, "plates": "車牌\nabc 1235\n王先生\nXYZ-8835\nABC-1235"}
    answer = wang.post("/api/v1/passages/several", json=asked)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    seen, never = found["plates"]
    assert (seen["plate"]["display"], seen["line"], seen["count"], seen["cameras"]) == ("ABC-1235", 2, 3, 3)
    assert (seen["first"], seen["last_camera"]["id"]) == ("2026-11-20T04:00:00.000Z", "RS-001")
    assert (never["plate"]["text"], never["count"], never["not_seen"]) == ("XYZ8835", 0, "not_in_span")
    assert [(one["line"], one["text"]) for one in found["refused"]] == [(3, "王先生")]
    assert found["repeated"] == 1
    far = {"shape": "circle", "lon": 121.606, "lat": 23.976, "radius_m": 5}
    (seen, _) = wang.post("/api/v1/passages/several", json={**asked, "area": far}).json()["plates"]
    assert (seen["count"], seen["elsewhere"], seen["not_seen"]) == (1, 2, None)
    (seen, _) = wang.post("/api/v1/passages/several", json={**asked, "cameras": []}).json()["plates"]
    assert (seen["count"], seen["elsewhere"], seen["not_seen"]) == (0, 3, "not_at_cameras")
    row = rows_of(town, "several")[-1]
    assert (row.rows_found, row.details["plates"]) == (3, asked["plates"])
    empty = wang.post("/api/v1/passages/several", json={**asked, "plates": " "})
    assert (empty.status_code, empty.json()["error"]["kind"]) == (400, "wrong_use")


def test_the_question_is_a_row(town: Town, search: Callable[..., Json], purpose_id: int) -> None:
    answer = search(pattern="ABC*", area=HERE)
    (row,) = rows_of(town, "search")
    assert row.id == answer["audit_id"]
    assert row.details == {"pattern": "ABC*", "area": HERE, **DAY}
    assert (row.username, row.case_no, row.reason) == ("wang", "1150001", "失竊車輛協尋")
    assert (row.outcome, row.rows_found, row.address) == (Outcome.DONE, 2, "testclient")


class TestWithoutPurpose:
    """No way to passages without a purpose of one's own, and no row pretends there was."""

    def test_none(self, town: Town, wang: TestClient) -> None:
        for purpose in (None, 0, -1, 999, "1x", 2**70, 1.5, ""):
            body = {**DAY, "purpose_id": purpose} if purpose is not None else DAY
            assert wang.post("/api/v1/passages/search", json=body).status_code in (403, 422)
            url = f"/api/v1/passages/{passage_id(NOON, 1, 0)}"
            assert wang.get(url, params={"purpose_id": str(purpose)}).status_code in (403, 422)
            assert wang.get(url).status_code == 422
        assert not rows_of(town, "search")
        assert not rows_of(town, "view")

    def test_anothers(self, signed_in: Callable[[str], TestClient], purpose_id: int) -> None:
        answer = signed_in("lee").post("/api/v1/passages/search", json={**DAY, "purpose_id": purpose_id})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "denied")

    def test_an_auditor(self, town: Town, signed_in: Callable[[str], TestClient]) -> None:
        lin = signed_in("lin")
        number = lin.post("/api/v1/purposes", json={"case_no": "1", "reason": "看看"}).json()["id"]
        assert lin.post("/api/v1/passages/search", json={**DAY, "purpose_id": number}).status_code == 403
        assert [(r.username, r.failed) for r in rows_of(town, "search")] == [("lin", "denied")]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"pattern": "🚗🚗🚗"}, 400, "not_a_pattern"),
        ({"pattern": ""}, 400, "not_a_pattern"),
        ({"bands": ["22:00-22:00"]}, 400, "not_a_band"),
        ({"bands": ["nights"]}, 400, "not_a_band"),
        ({"lanes": [0]}, 400, "wrong_use"),
        ({"speed_from_kmh": 90, "speed_to_kmh": 50}, 400, "wrong_use"),
        ({"from": "2026-11-20T21:00:00"}, 400, "wrong_use"),
        ({"from": "yesterday"}, 400, "wrong_use"),
        ({"to": "2020-01-01T00:00:00Z"}, 400, "wrong_use"),
        ({"cameras": ["no such camera"]}, 404, "not_found"),
        ({"area": {"shape": "circle", "lon": 23.9, "lat": 121.6, "radius_m": 5}}, 422, "invalid"),
        ({"area": {"shape": "circle", "lon": 121.6, "lat": 23.9, "radius_m": -5}}, 400, "wrong_use"),
        ({"area": {"shape": "polygon", "ring": [[0, 0], [1, 1], [0, 1], [1, 0]]}}, 400, "wrong_use"),
    ],
)
def test_a_question_that_fails_is_a_row_too(
    old_town: Town, resident: TestClient, body: Json, status: int, kind: str
) -> None:
    before = len(rows_of(old_town, "search"))
    answer = resident.post("/api/v1/passages/search", json={"purpose_id": 1, **DAY, **body})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind)
    row, *others = rows_of(old_town, "search")
    assert len(others) == before
    assert (row.outcome, row.failed, row.rows_found) == (Outcome.FAILED, kind, None)
    assert row.details == {**DAY, **body}


@pytest.mark.parametrize(
    "body",
    [
        '{"purpose_id": 1',
        "[]",
        '{"purpose_id":1,"from":"now-1h","to":"now","min_confidence":NaN}',
        '{"purpose_id":1,"from":"now-1h","to":"now","pattern":"\\ud800"}',
        '{"purpose_id":1,"from":"now-1h","to":"now","patern":"ABC"}',
        '{"purpose_id":1,"from":"now-1h","to":"now","area":{"shape":"circle","lon":Infinity,"lat":1,"radius_m":1}}',
        '{"purpose_id":1,"from":"now-1h","to":"now","limit":10001}',
        "\xff\xfe",
    ],
)
def test_malformed_bodies(resident: TestClient, body: str) -> None:
    answer = resident.post(
        "/api/v1/passages/search",
        content=body.encode("latin-1"),
        headers={"content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "invalid")


def test_the_row_is_there_before_a_store_that_fails(
    town: Town, wang: TestClient, purpose_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Outcome] = []

    def find(permit: Permit, question: Question) -> Answer:
        (row,) = rows_of(town, "search")
        assert permit.audit_id == row.id
        seen.append(row.outcome)
        raise Unavailable("The store does not answer.")

    monkeypatch.setattr(town.passages, "find", find)
    answer = wang.post("/api/v1/passages/search", json={"purpose_id": purpose_id, **DAY})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert seen == [Outcome.UNFINISHED]
    assert [row.failed for row in rows_of(town, "search")] == ["unavailable"]


class TestOpening:
    def test_with_every_look(self, town: Town, wang: TestClient, purpose_id: int) -> None:
        number = passage_id(NOON, 1, 0)
        answer = wang.get(f"/api/v1/passages/{number}", params={"purpose_id": purpose_id}).json()
        assert answer["id"] == str(number)
        (reading,) = answer["readings"]
        assert (reading["text"], reading["box"], reading["found"]) == ("ABC1235", [10, 20, 110, 60], 0.95)
        assert reading["letters"][0] == {"symbol": "A", "probability": 0.9, "rivals": [["8", 0.1]]}
        assert (reading["corners"][0], len(reading["corners"])) == ([10.5, 21.0], 4)
        assert reading["colours"] == "white_red"
        (row,) = rows_of(town, "view")
        assert (row.id, row.details, row.rows_found) == (answer["audit_id"], {"passage": str(number)}, 1)
        assert answer["pictures"][0]["url"].endswith(f"?audit={row.id}")

    def test_what_letters_colours_and_kind_say_of_one_another(
        self, resident: TestClient, look: Callable[..., Json]
    ) -> None:
        def opened(**body: object) -> Json:
            number = look(limit=1, **body)["rows"][0]["id"]
            found: Json = resident.get(f"/api/v1/passages/{number}", params={"purpose_id": 1}).json()
            return found

        swapped = opened(pattern="ABC1235")  # a private car's letters, a taxi's colours
        assert swapped["classes"] == []
        (conflict,) = swapped["conflicts"]
        assert (conflict["between"], conflict["classes"]) == ("letters_colours", ["private_car"])
        assert "not white with red characters" in conflict["says"]
        plain = opened(pattern="BKP2075")
        assert (plain["classes"], plain["conflicts"]) == (["private_car"], [])
        assert (opened(has_plate=False)["classes"], opened(has_plate=False)["conflicts"]) == ([], [])

    @pytest.mark.parametrize("number", ["1", "9223372036854775808", "9" * 19])
    def test_none(self, town: Town, wang: TestClient, purpose_id: int, number: str) -> None:
        answer = wang.get(f"/api/v1/passages/{number}", params={"purpose_id": purpose_id})
        assert answer.status_code == 404
        assert [row.failed for row in rows_of(town, "view")] == ["not_found"]

    @pytest.mark.parametrize("number", ["-1", "x", "1.5", "９", "1" * 40])
    def test_no_number(self, resident: TestClient, number: str) -> None:
        answer = resident.get(f"/api/v1/passages/{number}", params={"purpose_id": 1})
        assert answer.status_code == 422


class TestPictures:
    def test_under_ones_own_question(self, search: Callable[..., Json], wang: TestClient) -> None:
        url = search(limit=1)["rows"][0]["pictures"][0]["url"]
        answer = wang.get(url)
        assert (answer.status_code, answer.content) == (200, JPEG)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"] == "private, no-store"

    def test_not_under_anothers(
        self, search: Callable[..., Json], signed_in: Callable[[str], TestClient]
    ) -> None:
        url = search(limit=1)["rows"][0]["pictures"][0]["url"]
        for username in ("lee", "chen", "lin"):
            assert signed_in(username).get(url).status_code == 403

    def test_not_under_a_sign_in(self, town: Town, wang: TestClient) -> None:
        sign_in = next(r for r in rows_of(town, "sign_in") if r.officer_id == officer(town, "wang").id)
        answer = wang.get(f"/api/v1/pictures/{town.digest}", params={"audit": sign_in.id})
        assert answer.status_code == 403

    @pytest.mark.parametrize("digest", ["../trust.sqlite", "0" * 63, "G" * 64, "0" * 64 + ".jpg"])
    def test_only_digests(self, look: Callable[..., Json], resident: TestClient, digest: str) -> None:
        audit = look()["audit_id"]
        assert resident.get(f"/api/v1/pictures/{digest}", params={"audit": audit}).status_code in (404, 422)

    def test_one_that_is_gone(self, search: Callable[..., Json], wang: TestClient) -> None:
        audit = search()["audit_id"]
        answer = wang.get(f"/api/v1/pictures/{'0' * 64}", params={"audit": audit})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (500, "lost")

    def test_what_is_no_picture_is_not_served_as_one(
        self, town: Town, search: Callable[..., Json], wang: TestClient
    ) -> None:
        digest = town.pictures.put(b"<script>alert(1)</script>")
        answer = wang.get(f"/api/v1/pictures/{digest}", params={"audit": search()["audit_id"]})
        assert answer.status_code == 500


class TestTrails:
    def follow(self, client: TestClient, **body: object) -> Json:
        answer = client.post("/api/v1/trails", json={"purpose_id": 1, **DAY, **body})
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def test_oldest_first_with_legs_between(self, old_town: Town, resident: TestClient) -> None:
        found = self.follow(resident, plate="ａｂｃ-1235")
        assert minutes({"rows": found["passages"]}) == [0, 10, 50]
        assert (found["plate"]["text"], found["plate"]["display"]) == ("ABC1235", "ABC-1235")
        assert [leg["seconds"] for leg in found["legs"]] == [600, 2400]
        assert [leg["error_s"] for leg in found["legs"]] == [1.0, 1.0]
        assert found["legs"][1]["distance_m"] == pytest.approx(58_100, rel=0.01)
        row = rows_of(old_town, "trail")[0]
        assert (row.id, row.rows_found) == (found["audit_id"], 3)
        assert row.details == {"plate": "ａｂｃ-1235", **DAY}
        picture = resident.get(found["passages"][0]["pictures"][0]["url"])
        assert picture.content == JPEG

    def test_at_a_camera_the_register_lost(self, resident: TestClient) -> None:
        found = self.follow(resident, plate="BKP-2075")
        assert [p["camera"]["lon"] is None for p in found["passages"]] == [False, True]
        assert len(found["legs"]) == 1

    def test_never_seen(self, resident: TestClient) -> None:
        found = self.follow(resident, plate="ZZZ-9999")
        assert (found["passages"], found["legs"]) == ([], [])

    @pytest.mark.parametrize(
        ("body", "status", "kind"),
        [
            ({"plate": "🚗"}, 422, "not_a_plate"),
            ({"plate": ""}, 422, "not_a_plate"),
            ({"plate": "ABC-1235", "from": "2026-11-20 12:00"}, 400, "wrong_use"),
        ],
    )
    def test_failed(self, old_town: Town, resident: TestClient, body: Json, status: int, kind: str) -> None:
        answer = resident.post("/api/v1/trails", json={"purpose_id": 1, **DAY, **body})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind)
        assert rows_of(old_town, "trail")[0].failed == kind

    def test_without_purpose(self, old_town: Town, resident: TestClient) -> None:
        before = rows_of(old_town, "trail")
        for purpose in ({}, {"purpose_id": 99}, {"purpose_id": None}):
            answer = resident.post("/api/v1/trails", json={**DAY, "plate": "ABC1235", **purpose})
            assert answer.status_code in (403, 422)
        assert rows_of(old_town, "trail") == before
