"""Log-in: the examples of the RFCs, and challenges as cameras write them."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Denied
from trackway.video.digest import authorization, challenges, is_stale


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def fields(header: str) -> dict[str, str]:
    """A Digest answer taken apart by a rule of its own: quoted values keep no quotes."""
    assert header.startswith("Digest ")
    found = re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^", ]+))', header)
    return {name: re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in found}


def test_basic_is_what_rfc_7617_says() -> None:
    assert authorization(['Basic realm="x"'], "GET", "/", "Aladdin", "open sesame") == (
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    )


def test_digest_without_qop_is_what_a_camera_of_2005_wants() -> None:
    """Worked by hand from RFC 2069 §2.4's formula."""
    nonce = "8b84903496c0c7b0f7bd8a1ff7c9d8a4"
    header = f'Digest realm="IP Camera(C1234)", nonce="{nonce}", stale="FALSE"'
    uri = "rtsp://10.0.0.1:554/Streaming/Channels/101"
    got = fields(authorization([header], "DESCRIBE", uri, "admin", "12345"))
    first, second = md5("admin:IP Camera(C1234):12345"), md5(f"DESCRIBE:{uri}")
    assert got["response"] == md5(f"{first}:{nonce}:{second}")
    assert set(got) == {"username", "realm", "nonce", "uri", "response"}


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_with_qop_is_the_example_of_rfc_7616(
    algorithm: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 7616 §3.9.1, with its client nonce."""
    monkeypatch.setattr("secrets.token_hex", lambda _size: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    header = (
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    got = fields(authorization([header], "GET", "/dir/index.html", "Mufasa", "Circle of Life"))
    assert got["response"] == expected
    assert (got["qop"], got["nc"], got["algorithm"]) == ("auth", "00000001", algorithm)
    assert got["opaque"] == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"


def test_each_answer_to_one_nonce_is_counted() -> None:
    header = ['Digest realm="r", nonce="n", qop="auth"']
    assert fields(authorization(header, "PLAY", "/", "u", "p", count=26))["nc"] == "0000001a"
    one, two = (fields(authorization(header, "PLAY", "/", "u", "p"))["cnonce"] for _ in "12")
    assert one != two


@pytest.mark.parametrize(
    ("headers", "algorithm"),
    [
        (['Basic realm="a"', 'Digest realm="a", nonce="1"'], None),
        (['Digest realm="a",nonce="1",algorithm=MD5, Digest nonce="2",algorithm=SHA-256'], "SHA-256"),
        (['Digest realm="a", nonce="2", algorithm="sha-256", Basic realm="a"'], "sha-256"),
        (['Negotiate, Digest realm="a",nonce="1",algorithm=MD5'], "MD5"),
        (['Digest realm="a", nonce="1", algorithm=SHA-512-256', 'Digest realm="a", nonce="1"'], None),
        (['Digest realm="a", nonce="1", algorithm=MD5-sess, qop=auth'], "MD5-sess"),
    ],
)  # fmt: skip
def test_the_strongest_known_way_is_taken(headers: list[str], algorithm: str | None) -> None:
    assert fields(authorization(headers, "OPTIONS", "*", "u", "p")).get("algorithm") == algorithm


@pytest.mark.parametrize(
    "written",
    [
        'Digest realm="Login to 3K0", nonce="ab", stale=FALSE',
        'digest Realm = "Login to 3K0" , Nonce = "ab"',
        "Digest realm='Login to 3K0', nonce='ab'",
        'Digest realm="Login to 3K0" nonce="ab"',
        'Digest realm="Login to 3K0"; nonce=ab',
        'Digest\trealm="Login to 3K0",,nonce="ab',
        'Digest nonce="ab", realm="Login to 3K0", realm="another"',
    ],
)
def test_odd_cameras_are_understood(written: str) -> None:
    (one,) = challenges([written])
    assert one.scheme == "digest"
    assert (one.parameters["realm"], one.parameters["nonce"]) == ("Login to 3K0", "ab")


def test_quotes_in_a_realm_are_hashed_bare_and_sent_escaped() -> None:
    header = authorization([r'Digest realm="a \"b\" \\c", nonce="1"'], "GET", "/", "u", "p")
    assert r'realm="a \"b\" \\c"' in header
    assert fields(header)["realm"] == 'a "b" \\c'


@pytest.mark.parametrize(
    "headers",
    [[], [""], ["NTLM"], ['Digest realm="a"'], ['Digest realm="a", nonce="1", qop="auth-int"'], ["\x00"],
     ['Digest realm="a", nonce="1", algorithm=MD4']],
)  # fmt: skip
def test_a_log_in_that_is_not_known_is_refused(headers: list[str]) -> None:
    with pytest.raises(Denied, match="not known here"):
        authorization(headers, "GET", "/", "u", "secret")


@pytest.mark.parametrize(("username", "password"), [("a\r\nX: y", "p"), ("u", "a\nb"), ("u\x00", "p")])
def test_control_characters_never_reach_a_header(username: str, password: str) -> None:
    for header in ('Digest realm="a", nonce="1"', 'Basic realm="a"'):
        with pytest.raises(Denied, match="cannot be sent"):
            authorization([header], "GET", "/", username, password)


def test_a_colon_in_the_user_name_cannot_be_sent_by_basic() -> None:
    with pytest.raises(Denied, match="colon"):
        authorization(['Basic realm="a"'], "GET", "/", "a:b", "p")
    assert fields(authorization(['Digest realm="a", nonce="1"'], "GET", "/", "a:b", "p"))["username"] == "a:b"


def test_names_of_all_scripts_log_in() -> None:
    header = authorization(['Basic realm="a"'], "GET", "/", "管理員", "密碼")
    assert base64.b64decode(header.removeprefix("Basic ")).decode() == "管理員:密碼"


def test_a_stale_nonce_is_told_from_a_wrong_password() -> None:
    assert is_stale(['Digest realm="a", nonce="2", stale=TRUE'])
    assert not is_stale(['Digest realm="a", nonce="2", stale="false"', 'Basic realm="a"'])


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_a_challenge_or_none(headers: list[str]) -> None:
    for one in challenges(headers):
        assert one.scheme == one.scheme.lower()
    try:
        header = authorization(headers, "GET", "/", "u", "p")
    except Denied:
        return
    assert "\n" not in header
    assert "\r" not in header
