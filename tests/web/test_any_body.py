"""Whatever is sent, the answer is one of ours: never a 500, always the one shape of errors."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.web.conftest import ORIGIN, PASSWORD, Town

PATHS = (
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/first-administrator"),
    ("POST", "/api/v1/officers"),
    ("PATCH", "/api/v1/officers/lee"),
    ("POST", "/api/v1/purposes"),
    ("POST", "/api/v1/cameras/select"),
    ("POST", "/api/v1/cameras/export"),
    ("PUT", "/api/v1/cameras/HL-001/ground"),
    ("POST", "/api/v1/cameras"),
    ("PUT", "/api/v1/cameras/HL-001/streams/main"),
    ("PATCH", "/api/v1/cameras/HL-001/streams/sub"),
    ("POST", "/api/v1/streams/try"),
    ("POST", "/api/v1/passages/search"),
    ("POST", "/api/v1/passages/1/corrections"),
    ("POST", "/api/v1/trails"),
)
JSON = {"content-type": "application/json"}
FIELDS = (
    "username", "name", "password", "role", "token", "is_active", "case_no", "reason", "area", "kinds",
    "format", "purpose_id", "pattern", "from", "to", "cameras", "colours", "headings", "has_plate",
    "min_confidence", "order", "limit", "plate", "shape", "lon", "lat", "radius_m", "ring", "west",
    "kind", "seen", "points", "lanes", "outline", "x", "y", "across_m", "along_m", "height_m", "aspect",
    "id", "url", "transport", "retention", "is_recorded", "device_url", "camera_id", "heading_deg",
)  # fmt: skip

odd_text = st.text(st.characters(), max_size=20) | st.sampled_from(
    [
        "now",
        "now-1h",
        "2026-11-20T12:00:00+08:00",
        "9999-12-31T23:59:59-23:59",
        "ABC*",
        "circle",
        "polygon",
        "csv",
        "wang",
        "\ud800",
        "\x00",
        "９９",
    ]
)
odd_number = st.integers() | st.floats() | st.sampled_from([0, 1, -1, 2**31, 2**53, 2**63, 2**64, 10**400])
odd = st.recursive(
    st.none() | st.booleans() | odd_number | odd_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=12,
)
nearly_right = st.fixed_dictionaries(
    {"purpose_id": st.just(1), "from": st.just("now-1d") | odd_text, "to": st.just("now") | odd_text},
    optional={name: odd for name in FIELDS if name not in ("purpose_id", "from", "to")},
)


@pytest.fixture(scope="module")
def officer_chen(old_town: Town) -> TestClient:
    """The administrator, with a purpose of number 1."""
    client = TestClient(old_town.app(), base_url=ORIGIN)
    client.post("/api/v1/session", json={"username": "chen", "password": PASSWORD})
    client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "測試"})
    return client


@settings(max_examples=150)
@given(where=st.sampled_from(PATHS), body=nearly_right | odd)
def test_any_body(officer_chen: TestClient, where: tuple[str, str], body: object) -> None:
    answer = officer_chen.request(
        *where, content=json.dumps(body), headers={"content-type": "application/json"}
    )
    if answer.status_code in (200, 201):
        return
    assert 400 <= answer.status_code < 500, (where, body, answer.text)
    error = answer.json()["error"]
    assert set(error) == {"kind", "message"}
    assert error["message"].endswith((".", "?")), error
    assert len(error["message"]) < 2000


@settings(max_examples=60)
@given(
    path=st.sampled_from(["/api/v1/passages/", "/api/v1/pictures/", "/api/v1/map/files/", "/"]),
    rest=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    query=st.dictionaries(
        st.sampled_from(["purpose_id", "audit", "limit", "before"]),
        odd_text.filter(str.isprintable),
        max_size=3,
    ),
)
def test_any_path(officer_chen: TestClient, path: str, rest: str, query: dict[str, str]) -> None:
    answer = officer_chen.get(path + quote(rest, safe=""), params=query)
    assert answer.status_code < 500, (rest, query, answer.text)
