"""A text message gateway on this machine that takes everything, and when it took what."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

__all__ = ["Gateway", "gateway"]


class Gateway:
    """What came, by the plate that its text names."""

    def __init__(self, port: int) -> None:
        self.site = f"http://127.0.0.1:{port}/api/mtk"
        self.taken_s: dict[str, float] = {}
        self.sent: list[tuple[str, str]] = []
        """Each text with the number by which the gateway would know it again."""

    def take(self, body: bytes, at_s: float) -> None:
        fields = parse_qs(body.decode())
        text = fields["smbody"][0]
        self.sent.append((text, fields["clientid"][0]))
        for plate in re.findall(r"[A-Z0-9]{2,4}-[A-Z0-9]{2,4}", text):
            self.taken_s.setdefault(plate.replace("-", ""), at_s)


@contextmanager
def gateway() -> Iterator[Gateway]:
    """Answers as Mitake does (docs/reference/text-message-gateways.md)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            at_s = time.monotonic()
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if "SmSend" in self.path:
                taking.take(body, at_s)
                answer = b"[1]\r\nmsgid=0000000001\r\nstatuscode=1\r\nAccountPoint=100000\r\n"
            elif b"msgid" in body:
                answer = b"0000000001\t4\t20261123120000\r\n"
            else:
                answer = b"AccountPoint=100000\r\n"
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    taking = Gateway(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield taking
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
