"""Front: ClickHouse's HTTP protocol over the engine, as much of it as the official client speaks.

Loopback only, one token, nothing logged (statements hold plates). A thread per connection, a bounded
number of them; how many work at once is the engine's matter.
"""

import base64
import hmac
import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from trackway.model.errors import Invalid
from trackway.passages.bodies import TooLarge, form_fields, read_body, unpacked
from trackway.passages.engine import Busy, Engine, Refused, Result
from trackway.passages.places import USER

__all__ = ["Front"]

MAX_CONNECTIONS = 128
"""More than the engine lets wait; idle ones of a client's pool count too."""
_IDLE_S = 120.0
"""A connection nobody uses, or a body that does not come, is given up after this."""
_INSERT = re.compile(rb"\s*(INSERT\s+INTO\b[^;'\"]*?)\s+FORMAT\s+(\w+)[ \t]*(?:\r?\n|$)", re.IGNORECASE)
_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*(?:SETTINGS\b[^;]*)?;?\s*$", re.IGNORECASE)
_TRANSPORT = {
    *("query", "query_id", "default_format", "session_id", "session_timeout", "session_check"),
    *("user", "password", "role", "quota_key", "compress", "decompress", "buffer_size"),
    *("wait_end_of_query", "client_protocol_version", "enable_http_compression"),
    *("send_progress_in_http_headers", "http_headers_progress_interval_ms"),
    "cancel_http_readonly_queries_on_client_close",
}
"""Parameters of a request that are not settings of the engine."""
_STATUS_OF_CODE = {
    60: HTTPStatus.NOT_FOUND,  # unknown table
    62: HTTPStatus.BAD_REQUEST,  # syntax error
    159: HTTPStatus.REQUEST_TIMEOUT,  # took too long
}
_TOO_MANY, _WRONG_PASSWORD, _BAD_REQUEST = 202, 516, 36


_Caller = socket.socket | Any
"""The connection; the standard library's own signature allows datagrams too."""


@dataclass(frozen=True, slots=True)
class _Insert:
    """Rows for a table: ``INSERT INTO table (columns)``, their format, themselves."""

    into: str
    form: str
    rows: bytes


@dataclass(frozen=True, slots=True)
class _Request:
    """What a request asks: a statement, or rows to insert; values, settings."""

    statement: str
    insert: "_Insert | None"
    values: Mapping[str, str]
    settings: Mapping[str, str]


class Front(ThreadingHTTPServer):
    """The listening socket on 127.0.0.1, a free port. ``serve_forever`` until ``finish``."""

    daemon_threads = True
    block_on_close = False  # idle connections would keep it; what is running is waited for by the engine
    request_queue_size = 64
    allow_reuse_address = False

    def __init__(self, engine: Engine, token: str) -> None:
        self.engine = engine
        self.credentials = base64.b64encode(f"{USER}:{token}".encode())
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._running = 0
        self._quiet = threading.Condition()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def finish(self, within_s: float) -> None:
        """Take no more connections; wait until the requests at work have their answers."""
        self.shutdown()
        self.server_close()
        with self._quiet:
            self._quiet.wait_for(lambda: not self._running, timeout=within_s)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """One request being served."""
        with self._quiet:
            self._running += 1
        try:
            yield
        finally:
            with self._quiet:
                self._running -= 1
                self._quiet.notify_all()

    def process_request(self, request: _Caller, client_address: object) -> None:
        """Give a connection its thread, or turn it away when there are too many."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            request.sendall(
                b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            self.shutdown_request(request)

    def process_request_thread(self, request: _Caller, client_address: object) -> None:
        """Serve a connection until its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: _Caller, client_address: object) -> None:
        """A caller that went away is its own affair."""


class _Handler(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.1"
    server_version = "Trackway"
    sys_version = ""
    timeout = _IDLE_S
    disable_nagle_algorithm: ClassVar[bool] = True
    wbufsize = -1

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a statement may hold a plate, and plates are never logged."""

    def do_GET(self) -> None:
        if self.path == "/ping":
            self._answer(HTTPStatus.OK, b"Ok.\n")
        else:
            self.do_POST()

    def do_POST(self) -> None:
        with self.server.at_work():
            self._serve()

    def _serve(self) -> None:
        if not self._is_welcome():
            self.close_connection = True
            self._fail(HTTPStatus.UNAUTHORIZED, _WRONG_PASSWORD, "Authentication failed.")
            return
        try:
            request = self._request()
        except (Invalid, TimeoutError) as error:
            self.close_connection = True  # what is left of the body would be taken for the next request
            too_large = isinstance(error, TooLarge)
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST
            self._fail(status, _BAD_REQUEST, str(error))
            return
        try:
            result = self._run(request)
        except Busy as error:
            self._fail(HTTPStatus.SERVICE_UNAVAILABLE, _TOO_MANY, str(error))
        except Refused as error:
            status = _STATUS_OF_CODE.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)
            self._fail(status, error.code, str(error))
        else:
            self._give(request, result)

    def _is_welcome(self) -> bool:
        given = self.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), b"Basic " + self.server.credentials)

    def _request(self) -> _Request:
        fields = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        headers = self.headers
        body = read_body(self.rfile, headers.get("Content-Length"), headers.get("Transfer-Encoding"))
        body = unpacked(body, headers.get("Content-Encoding"))
        kind = headers.get("Content-Type", "")
        if kind.lower().startswith("multipart/form-data"):
            fields.update(form_fields(body, kind))
            body = b""
        asked = fields.get("query", "").encode()
        insert = _insert(asked, body)
        try:
            statement = "" if insert else b"\n".join(part for part in (asked, body) if part).decode()
        except UnicodeDecodeError:
            raise Invalid("The statement is not UTF-8.") from None
        if not statement.strip() and insert is None:
            raise Invalid("The request holds no statement.")
        return _Request(
            statement=statement,
            insert=insert,
            values={k.removeprefix("param_"): v for k, v in fields.items() if k.startswith("param_")},
            settings={k: v for k, v in fields.items() if k not in _TRANSPORT and not k.startswith("param_")},
        )

    def _run(self, request: _Request) -> Result:
        engine, insert = self.server.engine, request.insert
        if insert is None:
            return engine.run(request.statement, "TabSeparated", request.values, request.settings)
        return engine.insert(insert.into, insert.form, insert.rows, request.settings)

    def _give(self, request: _Request, result: Result) -> None:
        summary = {
            "read_rows": str(result.read_rows),
            "read_bytes": str(result.read_bytes),
            "written_rows": str(result.written_rows),
            "elapsed_ns": str(int(result.elapsed_s * 1e9)),
        }
        headers = {"X-ClickHouse-Summary": json.dumps(summary)}
        if result.body:
            named = _FORMAT.search(request.statement)
            headers["X-ClickHouse-Format"] = named.group(1) if named else "TabSeparated"
        self._answer(HTTPStatus.OK, result.body, headers)

    def _fail(self, status: HTTPStatus, code: int, message: str) -> None:
        self._answer(status, message.encode(), {"X-ClickHouse-Exception-Code": str(code)})

    def _answer(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _insert(asked: bytes, body: bytes) -> _Insert | None:
    """The insert a request is, if it has rows in a format; its statement is in the address or before them."""
    found = _INSERT.match(asked or body)
    if found is None:
        return None
    rows = body if asked else body[found.end() :]
    return _Insert(found.group(1).decode(errors="replace"), found.group(2).decode(), rows)
