"""Deny by default: nothing of the API answers a stranger, whatever route is added."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, cast

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from tests.web.conftest import PASSWORD, Town

import trackway.web
from trackway.web.gate import COOKIE, OPEN

FILLED = {
    "digest": "0" * 64,
    "passage_id": "1",
    "username": "wang",
    "name": "roads.pmtiles",
    "number": "1",
    "alert_id": "1",
    "camera_id": "HL-001",
    "camera": "1",
    "role": "main",
    "search_id": "1",
    "ticket": "A" * 40,
    "offset": "1",
    "size": "1",
    "day": "2026-11-20",
    "away": "wang",
    "list_id": "1",
    "import_id": "1",
    "source_id": "1",
    "entry_id": "1",
    "allowed": "1",
}


def doors(town: Town) -> Iterator[tuple[str, str]]:
    """Every method and path the app answers, parameters filled in."""
    for route in town.app().routes:
        if isinstance(route, Mount):
            assert route.name == "page"
            continue
        # An included router makes its routes when they are asked for.
        nested = getattr(route, "effective_route_contexts", None)
        for one in nested() if nested else [cast("Route", route)]:
            path = re.sub(r"\{(\w+)\}", lambda m: FILLED[m[1]], one.path)
            yield from ((method, path) for method in sorted(one.methods or ()))


def test_a_stranger_gets_401_everywhere_but_at_the_open_doors(town: Town, stranger: TestClient) -> None:
    found = set(doors(town))
    assert len(found) >= 20
    assert found >= OPEN
    assert all(path.startswith("/api/v1/") for _, path in found)
    for method, path in sorted(found - OPEN):
        answer = stranger.request(method, path, content=b"{ this is no JSON")
        assert (method, path, answer.status_code) == (method, path, 401)
        if method != "HEAD":
            assert answer.json()["error"]["kind"] == "not_signed_in"


def test_the_open_doors_are_five() -> None:
    assert {
        ("GET", "/api/v1/session"),
        ("POST", "/api/v1/session"),
        ("POST", "/api/v1/first-administrator"),
        ("GET", "/api/v1/health"),
        ("POST", "/api/v1/acknowledgements"),
    } == OPEN


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1", "/api", "/api/v1/cameras/", "/apix"])
def test_what_is_not_there_is_closed_too(passer_by: TestClient, path: str) -> None:
    assert passer_by.get(path).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "//api/v1/cameras",
        "/./api/v1/cameras",
        "/x/../api/v1/cameras",
        "/%2e/api/v1/cameras",
        "/API/v1/cameras",
        "/api%2fv1/cameras",
    ],
)
def test_no_way_around(passer_by: TestClient, path: str) -> None:
    answer = passer_by.get(path)
    assert answer.status_code in (401, 404) or answer.text.startswith("<!doctype html>")
    assert "HL-001" not in answer.text


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "é", 'a="b', "\x00", "trackway_session", "A" * 5000, "; ;=", "trackway_session=a; b=["],
)
def test_odd_cookies_are_nobody(passer_by: TestClient, cookie: str) -> None:
    raw = f"{COOKIE}={cookie}".encode()
    assert passer_by.get("/api/v1/cameras", headers=[(b"cookie", raw)]).status_code == 401


def test_open_to_officers(town: Town, wang: TestClient) -> None:
    for path in (
        "/api/v1/cameras",
        "/api/v1/purposes",
        "/api/v1/audit",
        "/api/v1/map/layers",
        "/api/v1/openapi.json",
    ):
        assert wang.get(path).status_code == 200, path
    assert wang.get("/api/v1/nothing").json()["error"]["kind"] == "not_found"


def test_disabled_while_signed_in(town: Town, wang: TestClient) -> None:
    town.trust.officers.activate(town.trust.command_line_officer("nobody"), "wang", is_active=False)
    assert wang.get("/api/v1/cameras").status_code == 401


def test_the_page_is_open(passer_by: TestClient) -> None:
    for path in ("/", "/map", "/passages/123", "/assets/main-abc123.js", "/basemap/towns.json"):
        assert passer_by.get(path).status_code == 200, path


class TestSources:
    """What the source must keep to, read rather than run."""

    sources: ClassVar = {
        path.stem: ast.parse(path.read_text("utf-8"))
        for path in Path(inspect.getfile(trackway.web)).parent.glob("*.py")
    }

    def test_the_store_is_asked_only_inside_trust_asking(self) -> None:
        """Every call of a method of the store stands in a ``with trust.asking(…)`` block.

        What officers said of passages is told there too; sums over a camera need no purpose.
        """
        methods = {"find", "get", "several", "history", "histories", "usual", "table", "add"}
        methods |= {"standing", "of_passage"}
        stores = {"store", "passages", "corrections"}
        calls = 0
        for name, tree in self.sources.items():
            guarded = {
                id(inner)
                for block in ast.walk(tree)
                if isinstance(block, ast.With)
                and any(
                    isinstance(item.context_expr, ast.Call)
                    and ast.unparse(item.context_expr.func).endswith("trust.asking")
                    for item in block.items
                )
                for inner in ast.walk(block)
            }
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call):
                    continue
                called = ast.unparse(node.func).split(".")
                asks = called[-1] in methods and called[-2:-1] and called[-2] in stores
                if asks or called in (["trail"], ["analysis", "ask"]):
                    calls += 1
                    assert id(node) in guarded, f"web/{name}.py:{node.lineno}"
        assert calls == 16

    def test_pictures_are_read_only_after_permit_again(self) -> None:
        reads = [
            ast.unparse(function)
            for tree in self.sources.values()
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            and "pictures.get(" in ast.unparse(function)
            and function.name != "routes"
        ]
        assert len(reads) == 1
        assert reads[0].index("permit_again(") < reads[0].index("pictures.get(")

    def test_nothing_logs_and_no_base_http_middleware(self) -> None:
        for name, tree in self.sources.items():
            text = ast.unparse(tree)
            assert "BaseHTTPMiddleware" not in text, name
            assert "logging" not in text, name


def test_sign_in_opens_and_sign_out_closes(stranger: TestClient) -> None:
    assert stranger.get("/api/v1/session").json() == {
        "officer": None,
        "needs_first_administrator": False,
        "demo": False,
        "is_watched": False,
    }
    answer = stranger.post("/api/v1/session", json={"username": "wang", "password": PASSWORD})
    assert answer.json()["officer"] == {"username": "wang", "name": "王小明", "role": "investigator"}
    assert stranger.get("/api/v1/session").json() == answer.json()
    kept = stranger.cookies[COOKIE]
    assert stranger.delete("/api/v1/session").status_code == 204
    assert COOKIE not in stranger.cookies
    stranger.cookies.set(COOKIE, kept)
    assert stranger.get("/api/v1/cameras").status_code == 401
