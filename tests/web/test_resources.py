"""Cameras, officers, purposes, audit, maps, demo: each resource as the page uses it."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import NOON, ORIGIN, PASSWORD, Town

from trackway.intake.maps import MapLayer
from trackway.trust import Trust
from trackway.web import FootageProgress, MapSettings, Settings

HERE = {"shape": "circle", "lon": 121.606, "lat": 23.976, "radius_m": 500}
AROUND = {"shape": "polygon", "ring": [[121.3, 23.4], [121.5, 23.4], [121.5, 23.6], [121.3, 23.6]]}
CSV = "編號,名稱,經度,緯度\nNEW-1,新設鏡頭,121.61,23.98\nNEW-2,壞掉的,23.98,999\n"


class TestCameras:
    def test_everything(self, resident: TestClient) -> None:
        found = resident.get("/api/v1/cameras").json()
        assert [c["id"] for c in found["cameras"]] == ["HL-001", "HL-002", "RS-001"]
        assert found["cameras"][0] == {
            "id": "HL-001",
            "number": 1,
            "name": "中山中正路口 北",
            "kind": "plate",
            "lon": 121.606,
            "lat": 23.976,
            "heading_deg": 0.0,
            "fov_deg": 40.0,
            "site_id": "S1",
            "station_id": "ST1",
            "model": "示範",
            "installed_year": 2020,
            "engine": "",
        }
        (station,) = found["stations"]
        assert station == {
            "id": "ST1",
            "name": "中山派出所",
            "precinct": "花蓮分局",
            "lon": 121.605,
            "lat": 23.98,
        }
        assert found["sites"] == [{"id": "S1", "name": "中山中正路口", "lon": 121.606, "lat": 23.976}]

    @pytest.mark.parametrize(
        ("body", "ids"),
        [
            ({"area": HERE}, ["HL-001", "HL-002"]),
            ({"area": HERE, "kinds": ["ordinary"]}, []),
            ({"area": AROUND}, ["RS-001"]),
            (
                {"area": {"shape": "rectangle", "west": 121, "south": 23, "east": 122, "north": 24}},
                ["HL-001", "HL-002", "RS-001"],
            ),
        ],
    )
    def test_select(self, resident: TestClient, body: dict[str, Any], ids: list[str]) -> None:
        found = resident.post("/api/v1/cameras/select", json=body).json()
        assert (found["cameras"], found["count"]) == (ids, len(ids))
        counted = {"id": "ST1", "name": "中山派出所", "precinct": "花蓮分局", "count": 1}
        assert found["stations"] == ([counted] if "HL-001" in ids else [])

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({}, 422),
            ({"area": {"shape": "star"}}, 422),
            ({"area": {"shape": "polygon", "ring": [[1, 2]]}}, 400),
            ({"area": {**HERE, "kinds": ["boat"]}, "kinds": ["boat"]}, 422),
            ({"area": {**HERE, "lat": 200}}, 422),
        ],
    )
    def test_odd_areas(self, resident: TestClient, body: dict[str, Any], status: int) -> None:
        assert resident.post("/api/v1/cameras/select", json=body).status_code == status

    def test_export(self, town: Town, wang: TestClient) -> None:
        csv = wang.post("/api/v1/cameras/export", json={"format": "csv", "area": HERE})
        assert csv.content.startswith(b"\xef\xbb\xbf")
        assert csv.headers["content-type"] == "text/csv; charset=utf-8"
        assert csv.headers["content-disposition"] == 'attachment; filename="cameras-20261120-1300.csv"'
        assert ("HL-001" in csv.text, "RS-001" in csv.text) == (True, False)
        whole = wang.post("/api/v1/cameras/export", json={"format": "geojson", "kinds": ["ordinary"]})
        assert [f["id"] for f in whole.json()["features"]] == ["RS-001"]
        rows = town.trust.audit_rows(town.trust.command_line_officer("nobody"), action="cameras_exported")
        assert [r.details["cameras"] for r in rows] == [1, 2]
        assert wang.post("/api/v1/cameras/export", json={"format": "exe"}).status_code == 422


class TestImport:
    def test_dry_run_then_for_good(self, town: Town, chen: TestClient) -> None:
        def bring(**form: str) -> dict[str, Any]:
            file = {"file": ("../清冊.csv", CSV.encode(), "text/csv")}
            answer = chen.post("/api/v1/cameras/import", files=file, data=form)
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

        def noted() -> list[Any]:
            chief = town.trust.command_line_officer("nobody")
            return [r.details for r in town.trust.audit_rows(chief, action="cameras_imported")]

        dry = bring(dry_run="true")
        assert (dry["new"], dry["refused"], dry["is_dry_run"]) == (["NEW-1"], 1, True)
        assert (len(town.registry.cameras()), noted()) == (3, [])
        done = bring(kind="plate")
        assert (done["new"], done["is_dry_run"], done["file_name"]) == (["NEW-1"], False, "清冊.csv")
        assert town.registry.camera("NEW-1").kind == "plate"
        (details,) = noted()
        assert (details["file"], details["new"], details["refused"]) == ("清冊.csv", 1, 1)
        assert town.registry.imports()[0].by == "chen"

    def test_only_administrators(self, wang: TestClient) -> None:
        answer = wang.post("/api/v1/cameras/import", files={"file": ("a.csv", CSV.encode())})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "denied")

    @pytest.mark.parametrize(
        ("files", "form", "status"),
        [
            ({}, {}, 422),
            ({"file": ("a.csv", b"")}, {}, 422),
            ({"file": ("a.csv", b"\x89PNG\r\n\x1a\n000")}, {}, 422),
            ({"file": ("a.csv", CSV.encode())}, {"crs": "mars"}, 400),
            ({"file": ("a.csv", CSV.encode())}, {"mapping": "{"}, 400),
            ({"file": ("a.csv", CSV.encode())}, {"mapping": "[1]"}, 400),
        ],
    )
    def test_bad_files(
        self, chen: TestClient, files: dict[str, Any], form: dict[str, str], status: int
    ) -> None:
        answer = chen.post("/api/v1/cameras/import", files=files, data=form)
        assert (answer.status_code, set(answer.json())) == (status, {"error"})


class TestOfficers:
    def test_their_life(self, town: Town, chen: TestClient, signed_in: Callable[[str], TestClient]) -> None:
        body = {"username": "Huang", "name": "黃 巡佐", "password": PASSWORD, "role": "investigator"}
        made = chen.post("/api/v1/officers", json=body)
        assert made.status_code == 201
        assert made.json() == {
            "username": "huang",
            "name": "黃 巡佐",
            "role": "investigator",
            "is_active": True,
            "created_at": str(town.clock.now()),
        }
        assert chen.post("/api/v1/officers", json=body).status_code == 409
        names = [o["username"] for o in chen.get("/api/v1/officers").json()["officers"]]
        assert names == ["chen", "huang", "lee", "lin", "wang"]
        huang = signed_in("huang")
        changed = chen.patch(
            "/api/v1/officers/huang", json={"role": "auditor", "password": "battery staple 99"}
        )
        assert changed.json()["role"] == "auditor"
        assert huang.get("/api/v1/cameras").status_code == 401
        again = chen.patch("/api/v1/officers/huang", json={"is_active": False})
        assert again.json()["is_active"] is False
        sign_in = {"username": "huang", "password": "battery staple 99"}
        assert huang.post("/api/v1/session", json=sign_in).status_code == 401

    @pytest.mark.parametrize(
        ("path", "body", "status"),
        [
            ("chen", {"is_active": False}, 409),
            ("chen", {"role": "auditor"}, 409),
            ("ghost", {"is_active": False}, 404),
            ("wang", {}, 400),
            ("wang", {"password": "short"}, 422),
            ("wang", {"role": "king"}, 422),
        ],
    )
    def test_refused(self, chen: TestClient, path: str, body: dict[str, Any], status: int) -> None:
        assert chen.patch(f"/api/v1/officers/{path}", json=body).status_code == status

    def test_a_refused_password_is_not_said_back(self, chen: TestClient) -> None:
        for password in ("hunter2", ["hunter2"]):
            answer = chen.patch("/api/v1/officers/wang", json={"password": password})
            assert answer.status_code == 422
            assert "hunter2" not in answer.text

    @pytest.mark.parametrize("username", ["wang", "lin"])
    def test_only_administrators(self, signed_in: Callable[[str], TestClient], username: str) -> None:
        client = signed_in(username)
        body = {"username": "x1", "name": "x", "password": PASSWORD, "role": "administrator"}
        assert client.get("/api/v1/officers").status_code == 403
        assert client.post("/api/v1/officers", json=body).status_code == 403
        assert client.patch(f"/api/v1/officers/{username}", json={"role": "administrator"}).status_code == 403


class TestFirstAdministrator:
    @pytest.fixture
    def empty(self, town: Town, tmp_path: Path) -> Town:
        """A house without officers."""
        trust = Trust(tmp_path / "fresh.sqlite", town.clock)
        return replace(town, trust=trust)

    def test_two_at_once_one_wins(self, empty: Town) -> None:
        app = empty.app()
        token = empty.trust.first_administrator_link(empty.trust.command_line_officer("nobody"))
        first = TestClient(app, base_url=ORIGIN)
        assert first.get("/api/v1/session").json()["needs_first_administrator"] is True
        barrier = threading.Barrier(2)
        answers: dict[str, Any] = {}

        def use(name: str) -> None:
            client = TestClient(app, base_url=ORIGIN)
            body = {"token": token, "username": name, "name": name, "password": PASSWORD}
            barrier.wait()
            answers[name] = client.post("/api/v1/first-administrator", json=body)

        threads = [threading.Thread(target=use, args=(name,)) for name in ("first", "second")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(a.status_code for a in answers.values()) == [200, 403]
        (winner,) = (a for a in answers.values() if a.status_code == 200)
        (loser,) = (a for a in answers.values() if a.status_code == 403)
        assert winner.json()["officer"]["role"] == "administrator"
        assert winner.json()["needs_first_administrator"] is False
        assert loser.json()["error"]["kind"] == "link_spent"
        assert "set-cookie" not in loser.headers
        empty.trust.close()

    def test_a_guess(self, empty: Town) -> None:
        client = TestClient(empty.app(), base_url=ORIGIN)
        body = {"token": "x" * 43, "username": "evil", "name": "evil", "password": PASSWORD}
        assert client.post("/api/v1/first-administrator", json=body).status_code == 403
        empty.trust.close()


class TestPurposes:
    def test_ones_own(self, wang: TestClient, chen: TestClient) -> None:
        first = wang.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "失竊"}).json()
        assert first == {"id": first["id"], "case_no": "1150001", "reason": "失竊"}
        assert wang.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "失竊"}).json() == first
        assert wang.get("/api/v1/purposes").json() == {"purposes": [first]}
        assert chen.get("/api/v1/purposes").json() == {"purposes": []}

    @pytest.mark.parametrize(
        ("case_no", "reason", "status"),
        [("", "失竊", 403), ("1150001", "  ", 403), ("x" * 101, "失竊", 422), ("1\ud800", "失竊", 422)],
    )
    def test_refused(self, resident: TestClient, case_no: str, reason: str, status: int) -> None:
        body = json.dumps({"case_no": case_no, "reason": reason})
        headers = {"content-type": "application/json"}
        assert resident.post("/api/v1/purposes", content=body, headers=headers).status_code == status


class TestAudit:
    def test_own_and_all(
        self, wang: TestClient, chen: TestClient, signed_in: Callable[[str], TestClient]
    ) -> None:
        wang.post("/api/v1/cameras/export", json={"format": "csv"})
        own = wang.get("/api/v1/audit").json()["rows"]
        assert {row["officer"]["username"] for row in own} == {"wang"}
        for reader in (chen, signed_in("lin")):
            rows = reader.get("/api/v1/audit", params={"officer": "wang", "limit": 1}).json()["rows"]
            assert [row["action"] for row in rows] == ["audit_read"]
        (row,) = chen.get("/api/v1/audit", params={"action": "cameras_exported"}).json()["rows"]
        assert row == {
            "id": row["id"],
            "at": "2026-11-20T05:00:00.000Z",
            "officer": {"username": "wang", "name": "王小明"},
            "role": "investigator",
            "action": "cameras_exported",
            "case_no": None,
            "reason": None,
            "details": {"cameras": 3, "format": "csv"},
            "origin": "web",
            "address": "testclient",
            "outcome": "noted",
            "rows_found": None,
            "failed": None,
            "finished_at": None,
        }
        before = chen.get("/api/v1/audit", params={"before": row["id"]}).json()["rows"]
        assert all(other["id"] < row["id"] for other in before)

    @pytest.mark.parametrize("params", [{"limit": "0"}, {"limit": "1001"}, {"before": "x"}, {"before": "0"}])
    def test_odd_pages(self, resident: TestClient, params: dict[str, str]) -> None:
        assert resident.get("/api/v1/audit", params=params).status_code == 422


class TestMaps:
    def layers(self, town: Town, key: str = "") -> list[dict[str, Any]]:
        settings = Settings(map=MapSettings(google_maps_key=key))
        client = TestClient(town.app(settings=settings), base_url=ORIGIN)
        client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
        found: list[dict[str, Any]] = client.get("/api/v1/map/layers").json()["layers"]
        return found

    def test_the_list(self, town: Town) -> None:
        layer = MapLayer("花蓮路網", "geojson", "花蓮路網.geojson", "© OSM", 22, "a.osm", "0" * 64, "now")
        (town.folder / "map" / "花蓮路網.json").write_text(
            json.dumps({f: getattr(layer, f) for f in layer.__struct_fields__})
        )
        (town.folder / "map" / "花蓮路網.geojson").write_text('{"type":"FeatureCollection","features":[]}')
        found = {layer["id"]: layer for layer in self.layers(town)}
        assert list(found) == [
            "schematic",
            "map-花蓮路網",
            "nlsc-emap",
            "nlsc-emap8",
            "nlsc-photo2",
            "openstreetmap",
        ]
        assert found["nlsc-emap"]["url"] == "https://wmts.nlsc.gov.tw/wmts/EMAP/default/EPSG:3857/{z}/{y}/{x}"
        assert "國土測繪中心" in found["nlsc-emap"]["attribution"]
        assert [i for i, layer in found.items() if not layer["needs_internet"]] == [
            "schematic",
            "map-花蓮路網",
        ]
        client = TestClient(town.app(), base_url=ORIGIN)
        client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
        file = client.get(found["map-花蓮路網"]["url"])
        assert (file.status_code, file.headers["content-type"]) == (200, "application/geo+json")

    def test_google_only_with_a_key(self, town: Town) -> None:
        assert "google" not in {layer["kind"] for layer in self.layers(town)}
        google = self.layers(town, "AIza-owner-key")[-1]
        assert google["kind"] == "google"
        assert google["url"].endswith("{z}/{x}/{y}?session={session}&key=AIza-owner-key")


class TestDemo:
    STORY: ClassVar[dict[str, Any]] = {
        "incidents": [
            {
                "id": "stolen",
                "kind": "stolen_car",
                "title_zh": "失竊車縱貫全縣",
                "title_en": "A stolen car crosses the county",
                "story_zh": "…",
                "story_en": "…",
                "plates": ["ABC1235"],
                "from": str(NOON),
                "to": str(NOON.plus(3600)),
                "link": "/?incident=stolen",
            }
        ]
    }

    def client(self, town: Town, demo: Path) -> TestClient:
        client = TestClient(town.app(demo=demo), base_url=ORIGIN)
        client.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
        return client

    def test_its_story(self, town: Town) -> None:
        demo = town.folder / "demo.json"
        demo.write_text(json.dumps(self.STORY), "utf-8")
        client = self.client(town, demo)
        assert client.get("/api/v1/demo").json() == self.STORY
        assert client.get("/api/v1/session").json()["demo"] is True

    @pytest.mark.parametrize("text", ["", "{}", '{"incidents": [{"id": 1}]}'])
    def test_a_damaged_story(self, town: Town, text: str) -> None:
        demo = town.folder / "demo.json"
        demo.write_text(text)
        answer = self.client(town, demo).get("/api/v1/demo")
        assert (answer.status_code, answer.json()["error"]["kind"]) == (500, "lost")

    def test_none(self, resident: TestClient) -> None:
        assert resident.get("/api/v1/demo").status_code == 404


def test_imports(town: Town, resident: TestClient) -> None:
    assert resident.get("/api/v1/imports").json() == {"files": []}
    files = [
        FootageProgress("/nas/a.mp4", "HL-001", "running", 61.5, 3600.0, 12),
        FootageProgress("/nas/b.mp4", "HL-002", "failed", 0.0, None, 0, "b.mp4 is no footage."),
    ]
    client = TestClient(town.app(imports=lambda: files), base_url=ORIGIN)
    client.post("/api/v1/session", json={"username": "lin", "password": PASSWORD})
    assert client.get("/api/v1/imports").json() == {"files": [asdict(one) for one in files]}
