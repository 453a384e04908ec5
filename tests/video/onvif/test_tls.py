"""Devices behind HTTPS, with certificates of their own making as they all have."""

import datetime
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from trackway.model.time import Clock
from trackway.sim.onvif import FakeDevice, Oddities
from trackway.video.onvif import Device, DeviceLogIn, NoAnswer

from .conftest import FACTS, HERE


def certificate(folder: Path) -> Path:
    """A key and a certificate that nobody signed, for another name, long expired."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "camera.local")])
    start = datetime.datetime(2015, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    path = folder / "camera.pem"
    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def served(device: FakeDevice, context: ssl.SSLContext | None) -> Iterator[str]:
    class Answering(BaseHTTPRequestHandler):
        timeout = 20

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            content = device.answer("GetSystemDateAndTime", "")
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}/onvif/device_service"
        finally:
            server.shutdown()
            thread.join()


def test_a_device_behind_tls_is_asked(running: Clock, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    with served(FakeDevice(FACTS, Oddities(), running), context) as url:
        told = Device(url, DeviceLogIn(), HERE, running).clock_offset(2)
    assert abs(told.offset_s - FACTS.offset_s) <= told.error_s


def test_tls_where_none_is_spoken_is_one_sentence(running: Clock) -> None:
    with (
        served(FakeDevice(FACTS, Oddities(), running), None) as url,
        pytest.raises(NoAnswer, match="TLS cannot be spoken"),
    ):
        Device(url, DeviceLogIn(), HERE, running).clock_offset(1)
