"""What channels talk to in tests: a message, a web server that keeps what it is sent and answers in turn."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.notify import Message
from trackway.video.addresses import Networks

HERE = Networks(("127.0.0.0/8", "::1/128"))
NOON = Instant(1_795_352_400_000_000)
"""Where the tests' clock stands."""


def message(**changes: object) -> Message:
    """A message of an invented vehicle."""
    usual = Message(
        key="a7-1-duty",
        alert=7,
        priority=1,
        title=Said("比中失竊車輛", "Stolen vehicle seen"),
        brief=Said("警示 7 號", "Alert 7"),
        text=Said("車牌 ABC-1234 於中山路往北。\n請先核對照片。", "ABC-1234 on Zhongshan Rd, north."),
        made=NOON,
        good_until=NOON.plus(1800),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def picture(width: int = 320, height: int = 200, seed: int = 1) -> bytes:
    """A JPEG with something on it."""
    pixels = np.random.default_rng(seed).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    large = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC)
    return bytes(cv2.imencode(".jpg", large)[1])


@dataclass(frozen=True)
class Seen:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """One answer; ``closes`` breaks off without any."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    closes: bool = False


class WebServer:
    """Answers in the order of ``answers``, the last again and again."""

    def __init__(self, port: int) -> None:
        self.seen: list[Seen] = []
        self.answers: list[Reply] = [Reply()]
        self.decide: Callable[[Seen], Reply] | None = None
        self.port = port

    def answer(self, seen: Seen) -> Reply:
        self.seen.append(seen)
        if self.decide is not None:
            return self.decide(seen)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def web_server(context: ssl.SSLContext | None = None, port: int = 0) -> Iterator[WebServer]:
    """A server on this machine; any free port where none is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = scripted.answer(Seen(self.command, self.path, headers, body))
            self.close_connection = True
            if said.closes:
                return
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Tests say what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = False
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scripted = WebServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def certificate(folder: Path, host: str = "localhost") -> tuple[Path, Path, str]:
    """A certificate for a host, signed by itself: its file, its key's file, and it as PEM text."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(Instant(1_600_000_000_000_000).utc())
        .not_valid_after(Instant(4_000_000_000_000_000).utc())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem", pem.decode()


def server_context(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, str]:
    """TLS for a server, and the certificate to trust."""
    cert, key, pem = certificate(folder, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, pem
