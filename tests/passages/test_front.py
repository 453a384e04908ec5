"""The owner's HTTP front: the official client as it comes, and what else may knock."""

import http.client
import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import clickhouse_connect
import pyarrow as pa
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError

from trackway.passages import open_passages
from trackway.passages.bodies import MAX_BODY_BYTES
from trackway.passages.places import USER, Endpoint, Places


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder: Path = tmp_path_factory.mktemp("front") / "passages"
    with open_passages(folder):
        found = Places(folder).endpoint()
        assert found is not None
        yield found


@pytest.fixture(scope="module")
def client(front: Endpoint) -> Iterator[Client]:
    """The official client with nothing but address, user and password."""
    with clickhouse_connect.get_client(
        host="127.0.0.1", port=front.port, username=USER, password=front.token
    ) as found:
        found.command(
            "create table numbered (a UInt32, b String, c Array(String)) engine = MergeTree order by a"
        )
        yield found


@pytest.fixture
def numbered(client: Client) -> Client:
    client.command("truncate table numbered")
    return client


class Caller:
    """A caller that speaks plain HTTP."""

    def __init__(self, front: Endpoint) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=30)
        self._welcome = {"Authorization": f"Basic {b64encode(f'{USER}:{front.token}'.encode()).decode()}"}

    def __call__(
        self, body: bytes | Iterator[bytes] = b"", path: str = "/", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        given = self._welcome if headers is None else headers
        self._connection.request("POST", path, body, given, encode_chunked=not isinstance(body, bytes))
        response = self._connection.getresponse()
        return response.status, response.read(), dict(response.headers)

    def welcome(self, **more: str) -> dict[str, str]:
        return self._welcome | {name.replace("_", "-"): value for name, value in more.items()}

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def call(front: Endpoint) -> Iterator[Caller]:
    caller = Caller(front)
    yield caller
    caller.close()


def test_the_official_client_inserts_and_asks(numbered: Client) -> None:
    numbered.insert("numbered", [[1, "café 車", ["x", "y"]], [2, "", []]], column_names=["a", "b", "c"])
    assert numbered.query("select a, b, c from numbered order by a").result_rows == [
        (1, "café 車", ["x", "y"]),
        (2, "", []),
    ]
    assert numbered.ping()


def test_the_official_client_with_arrow(numbered: Client) -> None:
    rows = pa.table({"a": pa.array(range(1000), pa.uint32()), "b": ["x"] * 1000})
    numbered.insert_arrow("numbered", rows)
    assert numbered.query_arrow("select sum(a) as s, count() as n from numbered").to_pylist() == [
        {"s": 499_500, "n": 1000}
    ]


@pytest.mark.parametrize("compress", [False, "lz4", "gzip"])
def test_packed_inserts(front: Endpoint, numbered: Client, compress: bool | str) -> None:
    with clickhouse_connect.get_client(
        host="127.0.0.1", port=front.port, username=USER, password=front.token, compress=compress
    ) as packer:
        packer.insert("numbered", [[n, "x" * 50, []] for n in range(2000)], column_names=["a", "b", "c"])
    assert numbered.command("select count() from numbered") == 2000


def test_values_travel_apart_from_statements(numbered: Client) -> None:
    evil = "x'; drop table numbered; --"
    answer = numbered.query(
        "select {text:String} as t, {many:Array(UInt32)} as m",
        parameters={"text": evil, "many": list(range(9000))},
    )
    assert answer.result_rows == [(evil, list(range(9000)))]


def test_settings_are_for_one_question(numbered: Client) -> None:
    with pytest.raises(DatabaseError) as refused:
        numbered.query("select sum(number) from numbers(1000000)", settings={"max_rows_to_read": 10})
    assert refused.value.code == 158
    assert numbered.command("select sum(number) from numbers(1000)") == 499_500


def test_an_endless_question_is_ended(numbered: Client) -> None:
    with pytest.raises(DatabaseError) as refused:
        numbered.query(
            "select count() from numbers(1e15) where sipHash64(number) = 1",
            settings={"max_execution_time": 1},
        )
    assert refused.value.code == 159


def test_an_insert_that_fails_says_so_and_leaves_nothing(numbered: Client) -> None:
    numbered.command(
        "create table small (a UInt32, constraint below check a < 5) engine = MergeTree order by a"
    )
    with pytest.raises(DatabaseError) as refused:
        numbered.insert("small", [[1], [9]], column_names=["a"])
    assert refused.value.code == 469
    assert numbered.command("select count() from small") == 0


def test_errors_carry_clickhouse_s_code(call: Caller) -> None:
    status, body, headers = call(b"select 1 from nowhere")
    assert (status, headers["X-ClickHouse-Exception-Code"]) == (404, "60")
    assert b"nowhere" in body
    assert call(b"select")[0] == 400
    assert call(b"select 1")[:2] == (200, b"1\n")  # the connection goes on


def test_the_summary_says_what_was_read(call: Caller, numbered: Client) -> None:
    numbered.insert("numbered", [[n] for n in range(1000)], column_names=["a"])
    _, _, headers = call(b"select count() from numbered where b != 'x' format TSV")
    assert json.loads(headers["X-ClickHouse-Summary"])["read_rows"] == "1000"
    assert headers["X-ClickHouse-Format"] == "TSV"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic bm9ib2R5Og=="},
        {"Authorization": f"Basic {b64encode(f'{USER}:'.encode()).decode()}"},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic \u00e9"},
    ],
)
def test_others_are_refused_before_anything_is_read(call: Caller, headers: dict[str, str]) -> None:
    status, body, answered = call(b"select 1", headers=headers)
    assert (status, answered["X-ClickHouse-Exception-Code"]) == (401, "516")
    assert b"1\n" not in body


def test_a_wrong_password_is_refused_to_the_official_client(front: Endpoint) -> None:
    with pytest.raises((DatabaseError, OperationalError)):
        clickhouse_connect.get_client(host="127.0.0.1", port=front.port, username=USER, password="guess")


def test_a_body_that_is_too_large_is_refused_unread(call: Caller) -> None:
    said = call.welcome(Content_Length=str(MAX_BODY_BYTES + 1))
    status, body, _ = call(b"", headers=said)
    assert status == 413
    assert b"64 MiB" in body


def test_chunks_that_are_too_large_in_sum_are_refused(front: Endpoint) -> None:
    caller = Caller(front)
    caller._connection.putrequest("POST", "/")
    for name, value in caller.welcome(Transfer_Encoding="chunked").items():
        caller._connection.putheader(name, value)
    caller._connection.endheaders()
    caller._connection.send(b"%x\r\n" % (MAX_BODY_BYTES + 1))
    assert caller._connection.getresponse().status == 413
    caller.close()


def test_a_small_body_that_unpacks_to_a_large_one_is_refused(call: Caller) -> None:
    import gzip  # noqa: PLC0415

    bomb = gzip.compress(b" " * (MAX_BODY_BYTES + 10), 9)
    assert call(bomb, headers=call.welcome(Content_Encoding="gzip"))[0] == 413


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (b"", {}),
        (b"\xff\xfe select", {}),
        (b"x", {"Content_Encoding": "br"}),
        (b"not gzip", {"Content_Encoding": "gzip"}),
        (b"select 1", {"Content_Length": "many"}),
        (b"x", {"Content_Type": "multipart/form-data"}),
    ],
)
def test_what_cannot_be_read_is_refused(call: Caller, body: bytes, more: dict[str, str]) -> None:
    status, _, headers = call(body, headers=call.welcome(**more))
    assert (status, headers["X-ClickHouse-Exception-Code"]) == (400, "36")


def test_an_insert_in_chunks_with_its_statement_in_the_address(call: Caller, numbered: Client) -> None:
    query = urlencode({"query": "INSERT INTO numbered (a) FORMAT CSV"}, quote_via=quote)
    chunks = iter([b"1\n2", b"2\n", b"333\n"])
    assert call(chunks, path=f"/?{query}")[0] == 200
    assert numbered.query("select a from numbered order by a").result_columns == [[1, 22, 333]]


def test_when_too_many_wait_the_next_is_told(front: Endpoint) -> None:
    told: list[int] = []
    start = threading.Barrier(90)

    def ask() -> None:
        caller = Caller(front)
        start.wait()
        try:
            told.append(caller(b"select sleep(0.2)")[0])
        finally:
            caller.close()

    threads = [threading.Thread(target=ask) for _ in range(90)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(told) == {200, 503}
    assert told.count(200) >= 68


def test_ping_needs_no_password_and_says_nothing(front: Endpoint) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=30)
    connection.request("GET", "/ping")
    assert connection.getresponse().read() == b"Ok.\n"
    connection.close()


def test_each_caller_has_the_database_it_asks_for(front: Endpoint, client: Client) -> None:
    client.command("create database apart")
    with clickhouse_connect.get_client(
        host="127.0.0.1", port=front.port, username=USER, password=front.token, database="apart"
    ) as other:
        other.command("create table mine (a UInt8) engine = MergeTree order by a")
        other.insert("mine", [[1]], column_names=["a"])
        assert other.command("select currentDatabase()") == "apart"
        assert client.command("select currentDatabase()") == "default"
        assert client.command("select count() from apart.mine") == 1
    with pytest.raises(DatabaseError):
        client.command("select count() from mine")
