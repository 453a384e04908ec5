"""What the network sees: cookies, headers, ranges, origins, sizes; over real connections where it matters."""

import gzip
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.web.conftest import ORIGIN, PASSWORD, Town, served

from trackway.web import MapSettings, Settings
from trackway.web.gate import COOKIE

SIGN_IN = {"username": "wang", "password": PASSWORD}


class TestCookie:
    def test_flags(self, stranger: TestClient) -> None:
        said = stranger.post("/api/v1/session", json=SIGN_IN).headers["set-cookie"].lower()
        parts = {part.strip().split("=")[0] for part in said.split(";")}
        assert parts == {COOKIE, "httponly", "max-age", "path", "samesite"}
        assert "samesite=lax" in said
        assert "max-age=86400" in said

    @pytest.mark.parametrize(
        ("setting", "origin", "is_secure"),
        [
            ("auto", "http://testserver", False),
            ("auto", "https://testserver", True),
            ("always", "http://testserver", True),
            ("never", "https://testserver", False),
        ],
    )
    def test_secure(self, old_town: Town, setting: str, origin: str, *, is_secure: bool) -> None:
        app = old_town.app(settings=Settings(secure_cookies=setting))  # type: ignore[arg-type]
        answer = TestClient(app, base_url=origin).post("/api/v1/session", json=SIGN_IN)
        assert ("secure" in answer.headers["set-cookie"].lower()) == is_secure

    def test_signing_in_again_ends_the_session_before(self, town: Town, wang: TestClient) -> None:
        before = wang.cookies[COOKIE]
        assert wang.post("/api/v1/session", json=SIGN_IN).status_code == 200
        assert wang.cookies[COOKIE] != before
        thief = TestClient(town.app(), base_url=ORIGIN, cookies={COOKIE: before})
        assert thief.get("/api/v1/cameras").status_code == 401


class TestOrigin:
    """Cross-site request forgery, from every side a browser allows."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://testserver.evil.example"},
            {"Origin": "http://testserver:8081"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
            {"Origin": ""},
        ],
    )
    def test_foreign(self, resident: TestClient, headers: dict[str, str]) -> None:
        for method, path in (
            ("POST", "/api/v1/purposes"),
            ("DELETE", "/api/v1/session"),
            ("PATCH", "/api/v1/officers/wang"),
            ("POST", "/api/v1/session"),
        ):
            answer = resident.request(method, path, headers=headers, content=b"{}")
            assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "cross_origin")
        assert resident.get("/api/v1/cameras", headers=headers).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": ORIGIN},
            {"Origin": "http://TESTSERVER"},
            {"Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "none"},
        ],
    )
    def test_our_own(self, resident: TestClient, headers: dict[str, str]) -> None:
        body = {"case_no": "1150009", "reason": "測試"}
        assert resident.post("/api/v1/purposes", json=body, headers=headers).status_code == 201

    def test_behind_a_real_server(self, real: httpx2.Client) -> None:
        body = {"case_no": "1150009", "reason": "測試"}
        here = f"http://{urlsplit(str(real.base_url)).netloc}"
        assert real.post("/api/v1/purposes", json=body, headers={"Origin": here}).status_code == 201
        assert (
            real.post("/api/v1/purposes", json=body, headers={"Origin": "http://127.0.0.1"}).status_code
            == 403
        )


class TestHeaders:
    def test_on_every_kind_of_answer(
        self, old_town: Town, resident: TestClient, passer_by: TestClient
    ) -> None:
        for answer in (
            resident.get("/api/v1/cameras"),
            resident.get("/"),
            resident.get("/assets/main-abc123.js"),
            resident.get("/missing.js"),
            passer_by.get("/api/v1/cameras"),
            resident.post("/api/v1/purposes", headers={"Origin": "http://evil.example"}),
            resident.post("/api/v1/purposes", content=b"x" * (1 << 20) + b"xx"),
        ):
            policy = answer.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy
            assert "script-src 'self';" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-frame-options"] == "DENY"

    def test_only_configured_hosts(self, old_town: Town) -> None:
        plain = TestClient(old_town.app()).get("/").headers["content-security-policy"]
        assert "googleapis" not in plain
        maps = MapSettings(google_maps_key="k", extra_tile_hosts=("tiles.example.tw", "http://10.0.0.5:8090"))
        policy = (
            TestClient(old_town.app(settings=Settings(map=maps))).get("/").headers["content-security-policy"]
        )
        directives = {d.split()[0]: d.split()[1:] for d in policy.split("; ")}
        hosts = {
            "https://wmts.nlsc.gov.tw",
            "https://tile.openstreetmap.org",
            "https://tile.googleapis.com",
            "https://tiles.example.tw",
            "http://10.0.0.5:8090",
        }
        assert set(directives["img-src"]) == {"'self'", "data:", "blob:", *hosts}
        assert set(directives["connect-src"]) == {"'self'", *hosts}

    def test_an_error_nobody_foresaw(
        self, town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken() -> None:
            raise ZeroDivisionError("inside")

        client = TestClient(town.app(), base_url=ORIGIN, raise_server_exceptions=False)
        client.post("/api/v1/session", json=SIGN_IN)
        monkeypatch.setattr(town.registry, "cameras", broken)
        answer = client.get("/api/v1/cameras")
        assert (answer.status_code, answer.json()["error"]["kind"]) == (500, "internal")
        assert "inside" not in answer.text
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]

    def test_the_api_is_kept_by_nobody(self, resident: TestClient) -> None:
        assert resident.get("/api/v1/purposes").headers["cache-control"] == "no-store"


class TestSizes:
    def test_too_large_as_declared(self, resident: TestClient) -> None:
        answer = resident.post("/api/v1/purposes", content=b" " * ((1 << 20) + 1))
        assert (answer.status_code, answer.json()["error"]["kind"]) == (413, "too_large")

    def test_too_large_as_it_comes(self, real: httpx2.Client) -> None:
        def chunks() -> Iterator[bytes]:
            for _ in range(17):
                yield b" " * (1 << 16)

        answer = real.post("/api/v1/purposes", content=chunks(), headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (413, "too_large")

    @pytest.mark.parametrize("length", ["-1", "x", "٣"])
    def test_odd_lengths(self, resident: TestClient, length: str) -> None:
        headers = [(b"content-length", length.encode())]
        assert resident.post("/api/v1/purposes", content=b"{}", headers=headers).status_code == 413


class TestPacking:
    def test_cameras_are_packed_and_known_again(self, town: Town, real: httpx2.Client) -> None:
        more = [replace(town.registry.camera("RS-001"), id=f"RS-{n:03}", number=n) for n in range(100, 130)]
        town.registry.save(cameras=more)
        with real.stream("GET", "/api/v1/cameras", headers={"Accept-Encoding": "gzip"}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert len(json.loads(gzip.decompress(raw))["cameras"]) == 33
        etag = answer.headers["etag"]
        again = real.get("/api/v1/cameras", headers={"If-None-Match": f'"x", {etag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert real.get("/api/v1/cameras", headers={"If-None-Match": 'W/"other"'}).status_code == 200

    def test_another_register_another_tag(self, town: Town, wang: TestClient) -> None:
        before = wang.get("/api/v1/cameras").headers["etag"]
        town.registry.retire(["RS-001"])
        assert wang.get("/api/v1/cameras", headers={"If-None-Match": before}).status_code == 200


class TestMapFiles:
    CONTENT = bytes(range(256)) * 40

    @pytest.fixture
    def client(self, town: Town) -> Iterator[httpx2.Client]:
        (town.folder / "map" / "county.pmtiles").write_bytes(self.CONTENT)
        (town.folder / "map" / "secret.txt").write_text("secret")
        (town.folder / "map" / "link.pmtiles").symlink_to(town.folder / "trust.sqlite")
        with served(town.app()) as address, httpx2.Client(base_url=address) as client:
            client.post("/api/v1/session", json=SIGN_IN)
            yield client

    def test_ranges(self, client: httpx2.Client) -> None:
        url, size = "/api/v1/map/files/county.pmtiles", len(self.CONTENT)

        def part(wanted: str) -> httpx2.Response:
            return client.get(url, headers={"Range": wanted, "Accept-Encoding": "gzip"})

        whole = client.get(url)
        assert (whole.status_code, whole.content) == (200, self.CONTENT)
        assert whole.headers["accept-ranges"] == "bytes"
        assert "content-encoding" not in whole.headers
        for wanted, start, end in (
            ("bytes=0-126", 0, 127),
            ("bytes=100-4195", 100, 4196),
            (f"bytes={size - 1}-", size - 1, size),
            ("bytes=-16", size - 16, size),
            (f"bytes=10-{size * 9}", 10, size),
        ):
            answer = part(wanted)
            assert (answer.status_code, answer.content) == (206, self.CONTENT[start:end])
            assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
            assert answer.headers["etag"] == whole.headers["etag"]
            assert "content-encoding" not in answer.headers
        beyond = part(f"bytes={size}-")
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
        changed = client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
        assert (changed.status_code, changed.content) == (200, self.CONTENT)

    @pytest.mark.parametrize(
        "name",
        [
            "secret.txt",
            "link.pmtiles",
            "missing.pmtiles",
            "..%2ftrust.sqlite",
            "../trust.sqlite",
            "%2e%2e%2ftrust.pmtiles",
            ".pmtiles",
            "a/b.pmtiles",
            "county.pmtiles%00.geojson",
            "",
        ],
    )
    def test_other_names(self, client: httpx2.Client, name: str) -> None:
        answer = client.get(f"/api/v1/map/files/{name}")
        assert answer.status_code in (404, 422) or answer.text.startswith("<!doctype html>")


class TestPage:
    @pytest.mark.parametrize("path", ["/", "/map", "/passages/12", "/audit"])
    def test_views_are_the_page(self, passer_by: TestClient, path: str) -> None:
        answer = passer_by.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        assert "車行軌跡" in answer.text

    def test_files(self, passer_by: TestClient) -> None:
        script = passer_by.get("/assets/main-abc123.js")
        assert "immutable" in script.headers["cache-control"]
        assert script.headers["content-type"].startswith("text/javascript")
        towns = passer_by.get("/basemap/towns.json")
        assert towns.headers["cache-control"] == "no-cache"
        same = passer_by.get("/basemap/towns.json", headers={"If-None-Match": towns.headers["etag"]})
        assert same.status_code == 304

    @pytest.mark.parametrize(
        "path",
        [
            "/missing.js",
            "/assets/missing.js",
            "/..%2ftrust.sqlite",
            "/assets/../../trust.sqlite",
            "/%2e%2e/trust.sqlite",
        ],
    )
    def test_nothing_else(self, passer_by: TestClient, path: str) -> None:
        assert passer_by.get(path).status_code == 404

    def test_only_read(self, passer_by: TestClient) -> None:
        assert passer_by.post("/").status_code == 405

    def test_not_built(self, town: Town, stranger: TestClient) -> None:
        (town.folder / "static" / "index.html").unlink()
        answer = stranger.get("/")
        assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")
        assert "make ui" in answer.json()["error"]["message"]


def test_no_secret_in_any_log(town: Town, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Sign in, fail to, search for a plate: nothing of it is in a log at any level."""
    caplog.set_level(logging.DEBUG)
    settings = Settings(map=MapSettings(google_maps_key="AIza-owner-key"))
    with served(town.app(settings=settings)) as address, httpx2.Client(base_url=address) as client:
        client.post("/api/v1/session", json={**SIGN_IN, "password": "wrong horse 88"})
        client.post("/api/v1/session", json=SIGN_IN)
        token = client.cookies[COOKIE]
        case = client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "失竊"}).json()["id"]
        body = {"purpose_id": case, "pattern": "ABC-1235", "from": "now-1d", "to": "now"}
        assert client.post("/api/v1/passages/search", json=body).json()["rows"]
        client.post("/api/v1/passages/search", json={**body, "pattern": "ABC-1235 XX!"})
        assert client.get("/api/v1/map/layers").status_code == 200
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("httpx2", "httpcore2")))
    for secret in (token, PASSWORD, "wrong horse 88", "ABC1235", "ABC-1235", "AIza-owner-key", "1150001"):
        assert secret not in ours
    assert "AIza-owner-key" not in repr(settings)


def test_throttled_over_http(stranger: TestClient) -> None:
    for _ in range(5):
        wrong = stranger.post("/api/v1/session", json={**SIGN_IN, "password": "wrong horse 88"})
        assert (wrong.status_code, wrong.json()["error"]["kind"]) == (401, "wrong_password")
    answer = stranger.post("/api/v1/session", json=SIGN_IN)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert answer.json()["error"]["kind"] == "too_many_tries"


def test_health(passer_by: TestClient) -> None:
    assert passer_by.get("/api/v1/health").json() == {"status": "ok"}


def test_many_at_once_over_one_house(town: Town) -> None:
    """Sixteen questions at the same time, each with its own row."""
    with served(town.app()) as address, httpx2.Client(base_url=address) as client:
        client.post("/api/v1/session", json=SIGN_IN)
        case = client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "失竊"}).json()["id"]
        body = {"purpose_id": case, "from": "now-1d", "to": "now"}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: client.post("/api/v1/passages/search", json=body), range(16)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.json()["audit_id"] for a in answers}) == 16


class TestProxies:
    """A browser's address is what the network says, or what a trusted proxy says."""

    FORWARDED: ClassVar = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}

    @pytest.mark.parametrize(
        ("trusted", "address", "is_secure"), [((), "127.0.0.1", False), (("127.0.0.1",), "203.0.113.9", True)]
    )
    def test_whose_word(self, town: Town, trusted: tuple[str, ...], address: str, *, is_secure: bool) -> None:
        settings = Settings(trusted_proxies=trusted)
        with served(town.app(settings=settings), settings) as url, httpx2.Client(base_url=url) as client:
            answer = client.post("/api/v1/session", json=SIGN_IN, headers=self.FORWARDED)
            assert ("Secure" in answer.headers["set-cookie"]) == is_secure
            assert "server" not in answer.headers
        (row,) = town.trust.audit_rows(town.trust.command_line_officer("nobody"), action="sign_in")
        assert row.address == address
