"""Road watches over HTTP and at the command line: asked for by one, approved by another, audited."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient
from tests.conftest import FakeClock
from tests.watch.roads.conftest import CAMERAS, NIGHT

from trackway.cli import run
from trackway.corrections import Corrections
from trackway.model.question import Officer, Role
from trackway.node.trackway_house import TrackwayHouse
from trackway.node.watching import opened_watch
from trackway.passages import MemoryPassages, Pictures
from trackway.registry import Registry
from trackway.trails.saved import Saved
from trackway.trust import Passwords, Trust
from trackway.web import Settings, create_app

_PASSWORD = "correct horse 88"
_STRETCH = {
    "name": "台9線 示範路段",
    "test": "stretch",
    "least_kmh": 90,
    "starts": "2026-11-22T00:00+08:00",
    "ends": "2026-12-01T00:00+08:00",
    "reason": "夜間超速",
    "legal_basis": "道路交通管理處罰條例",
    "case_no": "示範字第1號",
    "one_end": ["R-1"],
    "other_end": ["R-2"],
    "length_m": 4200,
    "bands": ["22:00-05:00"],
    "leave_out": ["BKP-2075"],
}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Callable[[str], TestClient]]:
    """Signs an officer in."""
    clock = FakeClock(NIGHT)
    with (
        Registry(tmp_path / "registry.sqlite") as registry,
        Trust(tmp_path / "trust.sqlite", clock, passwords=Passwords(PasswordHasher(1, 8, 1))) as trust,
        Corrections(tmp_path / "corrections.sqlite", clock) as corrections,
        closing(Saved(tmp_path / "saved.sqlite", clock)) as saved,
        opened_watch(tmp_path, clock) as watch,
    ):
        registry.save(cameras=[replace(one, site_id=None) for one in CAMERAS.values()])
        chief = trust.command_line_officer("nobody")
        for name, role in (("wang", Role.INVESTIGATOR), ("lee", Role.INVESTIGATOR), ("lin", Role.AUDITOR)):
            trust.officers.add(chief, name, name, _PASSWORD, role)
        app = create_app(
            registry=registry,
            passages=MemoryPassages(),
            corrections=corrections,
            saved=saved,
            pictures=Pictures(tmp_path / "pictures"),
            trust=trust,
            clock=clock,
            map_folder=tmp_path,
            demo=None,
            static=tmp_path,
            settings=Settings(),
            watch=watch,
        )

        def signed_in(name: str) -> TestClient:
            client = TestClient(app, base_url="http://testserver", headers={"origin": "http://testserver"})
            answer = client.post("/api/v1/session", json={"username": name, "password": _PASSWORD})
            assert answer.status_code == 200
            return client

        yield signed_in


def test_one_asks_and_another_approves(page: Callable[[str], TestClient]) -> None:
    wang, lee = page("wang"), page("lee")
    added = wang.post("/api/v1/road-watches", json=_STRETCH)
    assert added.status_code == 201, added.text
    number = added.json()["id"]
    assert added.json()["state"] == "waiting"
    assert added.json()["leave_out"] == ["BKP-2075"]
    assert wang.post(f"/api/v1/road-watches/{number}/approve").status_code == 403
    assert lee.post(f"/api/v1/road-watches/{number}/approve").json()["state"] == "in_force"
    assert lee.get("/api/v1/road-watches").json()["watches"][0]["approved_by"] == "lee"
    assert wang.post(f"/api/v1/road-watches/{number}/end").json()["state"] == "over"
    acts = [row["action"] for row in lee.get("/api/v1/audit").json()["rows"]]
    assert {"road_watch_approved"} <= set(acts)


def test_auditors_change_nothing_and_nonsense_is_refused(page: Callable[[str], TestClient]) -> None:
    assert page("lin").post("/api/v1/road-watches", json=_STRETCH).status_code == 403
    wang = page("wang")
    assert wang.post("/api/v1/road-watches", json={**_STRETCH, "one_end": ["nowhere"]}).status_code == 404
    wrong = wang.post("/api/v1/road-watches", json={**_STRETCH, "length_m": 5})
    assert wrong.status_code == 422
    assert "not between 200 m" in wrong.json()["error"]["message"]
    assert wang.post("/api/v1/road-watches/7/approve").status_code == 404


def test_the_same_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with Registry(data / "registry.sqlite") as registry:
        registry.save(cameras=list(CAMERAS.values()))

    def trackway(*words: str) -> tuple[int, str]:
        code = run(TrackwayHouse(), ["road-watches", *words, "--data", str(data)])
        said = capsys.readouterr()
        return code, said.out + said.err

    why = ("--reason", "陳情", "--legal-basis", "道交條例", "--case", "示範字第2號")
    end = ("--to", "2099-01-01T00:00+08:00")
    code, said = trackway("racing", "海岸路", *end, *why)
    assert code == 1, "nobody watches a road for seventy years"
    assert "a year at most" in said
    soon = "2026-12-20T00:00+08:00"
    code, said = trackway("racing", "海岸路", "--from", "2026-12-01T00:00+08:00", "--to", soon, *why)
    assert code == 0, said
    assert "路段監控 1" in said
    ends = ("--one-end", "R-1", "--other-end", "R-2", "--length-m", "4200", "--least-kmh", "90")
    code, said = trackway("stretch", "台9線", *ends, "--from", "2026-12-01T00:00+08:00", "--to", soon, *why)
    assert code == 0, said
    code, said = trackway("approve", "2")
    assert code == 1, "whoever asked for it under this account cannot approve it under the same"
    assert "須由另一人核准" in said
    with opened_watch(data, FakeClock(NIGHT)) as rooms:
        number = rooms.roads.add(Officer(9, "lee", "lee", Role.INVESTIGATOR), rooms.roads.one(2).plan).id
    assert trackway("approve", str(number))[0] == 0
    assert trackway("end", "1", "--officer", "lee")[0] == 0
    code, said = trackway("list", "--json")
    assert code == 0
    assert '"requester":"lee"' in said.replace(" ", "")
