"""Mitake and every8d on this machine: their answers byte for byte as public clients' tests have them."""

import socket
import uuid
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.notify.faulty import Fault, Faulty


@dataclass(frozen=True)
class Request:
    """One HTTP request as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    form: dict[str, str]
    raw: bytes


def read_request(sock: socket.socket) -> Request | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        part = sock.recv(65536)
        if not part:
            return None
        raw += part
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        body += sock.recv(65536)
    method, target, _ = lines[0].split(" ")
    parts = urlsplit(target)
    form = {k: v[0] for k, v in parse_qs(body.decode("ascii"), keep_blank_values=True).items()}
    return Request(method, parts.path, parts.query, headers, form, head + b"\r\n\r\n" + body)


@dataclass
class HttpGateway(Faulty):
    """Answers one request for each connection."""

    at: int = 0
    status: int = 200
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        Faulty.__init__(self, port=self.at)

    def serve(self, sock: socket.socket) -> None:
        request = read_request(sock)
        if request is None:
            return
        self.requests.append(request)
        fault = self.fault()
        body = b"" if fault is Fault.EMPTY else self.body(request)
        head = f"HTTP/1.1 {self.status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.answer(sock, head.encode() + body, fault)

    def body(self, request: Request) -> bytes:
        raise NotImplementedError


@dataclass
class MitakeServer(HttpGateway):
    """One account, what it sent, and the twelve hours in which it sends no ``clientid`` twice."""

    site: str = "/api/mtk"
    username: str = "trackway"
    password: str = "not-a-real-one"
    points: int = 100
    code: str = "1"
    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    by_client: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.site}"

    def body(self, request: Request) -> bytes:
        form = request.form
        if (form.get("username"), form.get("password")) != (self.username, self.password):
            return "statuscode=e\r\nError=帳號、密碼錯誤\r\n".encode(self.encoding)
        if request.path == f"{self.site}/SmSend":
            return self._send(form)
        if request.path == f"{self.site}/SmQuery":
            return self._query(form)
        return b""

    def _send(self, form: dict[str, str]) -> bytes:
        client = form["clientid"]
        if client in self.by_client:
            number = self.by_client[client]
            return f"[1]\r\nmsgid={number}\r\nstatuscode=1\r\nDuplicate=Y\r\n".encode()
        if self.code not in "0124":
            return f"[1]\r\nstatuscode={self.code}\r\nError=錯誤\r\n".encode(self.encoding)
        number = f"{10698913 + len(self.sent):010d}"
        self.sent[number] = form
        self.by_client[client] = number
        self.points -= 1
        self.states[number] = "2"
        return f"[1]\r\nmsgid={number}\r\nstatuscode={self.code}\r\nAccountPoint={self.points}\r\n".encode()

    def _query(self, form: dict[str, str]) -> bytes:
        if "msgid" not in form:
            return f"AccountPoint={self.points}\r\n".encode()
        lines = [
            f"{n}\t{self.states[n]}\t20261122210107" for n in form["msgid"].split(",") if n in self.states
        ]
        return "\r\n".join(lines).encode()


@dataclass
class Every8dServer(HttpGateway):
    """One account and its batches."""

    username: str = "trackway"
    password: str = "not-a-real-one"
    credit: float = 80.0
    unsent: int = 0
    refusal: str = ""
    batches: dict[str, dict[str, str]] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/API21/HTTP"

    def body(self, request: Request) -> bytes:  # noqa: PLR0911  one for each thing it can say
        form = request.form
        if self.refusal:
            return self.refusal.encode()
        if form.get("UID") != self.username:
            return "-100,無此帳號".encode()
        if form.get("PWD") != self.password:
            return "-101,密碼錯誤".encode()
        match request.path.rpartition("/")[2]:
            case "sendSMS.ashx":
                batch = str(uuid.UUID(int=len(self.batches) + 1))
                self.batches[batch] = form
                self.states[batch] = ["0"]
                self.credit -= 1
                return f"{self.credit},1,1.0,{self.unsent},{batch}".encode()
            case "getCredit.ashx":
                return f"{self.credit}".encode()
            case "getDeliveryStatus.ashx":
                states = self.states.get(form["BID"], [])
                rows = [
                    f"\t+886{self.batches[form['BID']]['DEST'][1:]}\t2026/11/22 21:01:07\t1\t{state}"
                    for state in states
                ]
                return "\n".join([str(len(rows)), *rows]).encode()
        return b""
