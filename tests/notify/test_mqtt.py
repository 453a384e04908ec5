"""MQTT against a real broker."""

import queue
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from tests.conftest import FakeClock
from tests.notify.listening import HERE, free_port, message, picture, server_context

from trackway.model.errors import Invalid
from trackway.notify import Channel, NotSent, Refused, Unclear
from trackway.notify.mqtt import KIND, MqttSettings
from trackway.notify.told import Told

BROKER = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
pytestmark = pytest.mark.skipif(
    BROKER is None, reason="!!! no mosquitto on this machine: MQTT is NOT tested; install mosquitto."
)
TOPIC = "trackway/alerts"


@contextmanager
def broker(folder: Path, *lines: str, at: int = 0) -> Iterator[int]:
    """A broker on this machine; its port.

    One started by root would become another user, who may not read the test's folder.
    """
    port = at or free_port()
    config = folder / "mosquitto.conf"
    config.write_text(
        "\n".join([f"listener {port} 127.0.0.1", "persistence false", "user root", *lines]) + "\n"
    )
    assert BROKER is not None
    with (folder / "mosquitto.log").open("wb") as log:
        process = subprocess.Popen([BROKER, "-c", str(config)], stderr=log, stdout=log)
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "mosquitto.log").read_text()
                    assert time.monotonic() < until
                    time.sleep(0.02)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@contextmanager
def listening(port: int, topic: str = TOPIC) -> Iterator["queue.Queue[paho.MQTTMessage]"]:
    """What arrives on a topic."""
    found: queue.Queue[paho.MQTTMessage] = queue.Queue()
    ready: queue.Queue[None] = queue.Queue()
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.on_message = lambda _, __, one: found.put(one)
    client.on_subscribe = lambda *_: ready.put(None)
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.subscribe(topic, qos=1)
    try:
        ready.get(timeout=60)
        yield found
    finally:
        client.disconnect()
        client.loop_stop()


def open_to(port: int, clock: FakeClock, **settings: object) -> Channel:
    return KIND.make(MqttSettings("127.0.0.1", port, is_encrypted=False, **settings), HERE, clock)  # type: ignore[arg-type]


def test_publishes_json_at_least_once_and_keeps_nothing(tmp_path: Path, clock: FakeClock) -> None:
    clock.advance(800)
    with broker(tmp_path, "allow_anonymous true") as port, listening(port) as heard:
        channel = open_to(port, clock, with_picture=True)
        channel.send(message(picture=picture()), KIND.check(TOPIC))
        one = heard.get(timeout=60)
        told = msgspec.json.decode(one.payload, type=Told)
        assert (told.key, told.priority) == ("a7-1-duty", 1)
        assert told.picture
        assert (one.qos, one.retain) == (1, False)
        properties = one.properties
        assert properties is not None
        found = properties.json()  # type: ignore[no-untyped-call]
        assert found["ContentType"] == "application/json"
        assert 990 <= found["MessageExpiryInterval"] <= 1000
        with listening(port) as later:
            assert later.empty()
        assert channel.send(message(), "trackway/nobody").says == "No matching subscribers"


def test_log_in_and_rights(tmp_path: Path, clock: FakeClock) -> None:
    passwords = tmp_path / "passwords"
    tool = shutil.which("mosquitto_passwd") or "/usr/bin/mosquitto_passwd"
    subprocess.run([tool, "-b", "-c", str(passwords), "duty", "geheim"], check=True, capture_output=True)
    rights = tmp_path / "rights"
    rights.write_text("user duty\ntopic write trackway/#\n")
    with broker(tmp_path, f"password_file {passwords}", f"acl_file {rights}") as port:
        channel = open_to(port, clock, username="duty", password="geheim")
        channel.send(message(), TOPIC)
        with pytest.raises(Refused):
            channel.send(message(), "other/topic")
        with pytest.raises(Refused) as caught:
            open_to(port, clock, username="duty", password="wrong!").send(message(), TOPIC)
        assert "wrong!" not in str(caught.value)


def test_tls_proves_the_name(tmp_path: Path, clock: FakeClock) -> None:
    _, pem = server_context(tmp_path)
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    with broker(tmp_path, f"certfile {cert}", f"keyfile {key}", "allow_anonymous true") as port:
        KIND.make(MqttSettings("localhost", port, authorities=pem), HERE, clock).send(message(), TOPIC)
        for wrong in (MqttSettings("127.0.0.1", port, authorities=pem), MqttSettings("localhost", port)):
            with pytest.raises(NotSent, match="prove"):
                KIND.make(wrong, HERE, clock).send(message(), TOPIC)


def test_nobody_listens(clock: FakeClock) -> None:
    with pytest.raises(NotSent):
        open_to(free_port(), clock).send(message(), TOPIC)


def test_a_broker_that_dies_before_it_acknowledges_leaves_it_unclear(clock: FakeClock) -> None:
    """A greeting, then the end of the connection behind the message."""

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            with listener.accept()[0] as sock:
                sock.recv(4096)
                sock.sendall(bytes([0x20, 3, 0, 0, 0]))  # CONNACK, success, no properties
                sock.recv(65536)

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(Unclear):
            open_to(listener.getsockname()[1], clock).send(message(), TOPIC)
        thread.join()


def test_too_late_is_not_sent(clock: FakeClock) -> None:
    clock.advance(3600)
    with pytest.raises(Refused):
        open_to(free_port(), clock).send(message(), TOPIC)


@pytest.mark.parametrize("wrong", ["", "a/+/b", "a/#", "$SYS/x", "a\x00b", "x" * 1001])
def test_topics(wrong: str) -> None:
    with pytest.raises(Invalid):
        KIND.check(wrong)
