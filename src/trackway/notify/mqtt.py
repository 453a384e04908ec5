"""MQTT 5: a message as JSON on a topic, QoS 1, never retained; a connection for each message.

QoS 1 means at least once: who listens drops a ``key`` it has seen. Retained messages would tell of an alert
to whoever subscribes next year.
"""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from pydantic import Field

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, NotSent, Receipt, Refused, Unclear
from trackway.notify.message import Message
from trackway.notify.peer import tls, why
from trackway.notify.reach import host_and_port
from trackway.notify.told import told_json
from trackway.notify.urls import check_host
from trackway.video.addresses import Networks

__all__ = ["KIND", "Mqtt", "MqttSettings"]

_PATIENCE_S = 20.0
"""For connecting and again for the acknowledgement; brokers answer within milliseconds."""
_LONGEST_TOPIC = 1000
_LATER = {0x88, 0x89, 0x8B, 0x97, 0x9F}
"""Reasons that pass: unavailable, busy, shutting down, quota exceeded, connection rate (MQTT 5 §2.4)."""


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """The broker."""

    host: Annotated[str, Field(title="伺服器", description="Host name of the MQTT broker.")]
    port: Annotated[
        int, Field(title="連接埠", description="8883 with TLS, 1883 without.", ge=1, le=65535)
    ] = 8883
    is_encrypted: Annotated[bool, Field(title="TLS 加密", description="Speak TLS to the broker.")] = True
    username: Annotated[str, Field(title="帳號", description="User name; empty where none is asked for.")] = (
        ""
    )
    password: Annotated[str, Field(title="密碼", description="Password.")] = ""
    with_picture: Annotated[
        bool, Field(title="附上照片", description="Send the picture along, in base64.")
    ] = False
    authorities: Annotated[
        str, Field(title="憑證機構", description="PEM certificates trusted besides the machine's own.")
    ] = ""

    def __post_init__(self) -> None:
        check_host(self.host)


class Mqtt:
    """Publishes to topics of one broker."""

    def __init__(self, settings: MqttSettings, networks: Networks, clock: Clock) -> None:
        self._settings, self._networks, self._clock = settings, networks, clock

    def send(self, message: Message, address: str) -> Receipt:
        """Publish it and wait until the broker has acknowledged it."""
        left_s = message.good_until.since(self._clock.now())
        if left_s < 1:
            raise Refused("The message is of no use any more.")
        body = told_json(message, with_picture=self._settings.with_picture)
        session = _Session(self._settings, self._networks)
        try:
            session.connect()
            return session.publish(address, body, int(left_s))
        finally:
            session.close()

    def close(self) -> None:
        """Nothing is kept open."""


class _Session:
    """One connection, driven by whoever calls: no threads."""

    def __init__(self, settings: MqttSettings, networks: Networks) -> None:
        self._place = f"{settings.host}:{settings.port}"
        self._target = host_and_port(
            settings.host, settings.port, networks, is_encrypted=settings.is_encrypted
        )
        client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, reconnect_on_failure=False)
        if settings.username:
            client.username_pw_set(settings.username, settings.password)
        if settings.is_encrypted:
            client.tls_set_context(tls(settings.host, settings.authorities))
        client.connect_timeout = _PATIENCE_S
        client.on_connect = self._on_connect
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect
        self._client = client
        self._greeted: ReasonCode | None = None
        self._taken: ReasonCode | None = None
        self._ended: ReasonCode | None = None

    def connect(self) -> None:
        """Raises ``NotSent``, or ``Refused`` when the broker will not have us."""
        try:
            self._client.connect(self._target.ip, self._target.port, keepalive=int(_PATIENCE_S))
        except ssl.SSLCertVerificationError as error:
            raise NotSent(f"{self._place} cannot prove who it is ({error.verify_message}).") from error
        except OSError as error:
            raise NotSent(f"{self._place} does not answer: {why(error)}.") from error
        self._drive(lambda: self._greeted is not None)
        if self._greeted is None:
            raise NotSent(f"{self._place} does not answer as an MQTT broker.")
        if self._greeted.is_failure:
            raise self._error(self._greeted)

    def publish(self, topic: str, body: bytes, left_s: int) -> Receipt:
        """Raises ``Refused`` or ``NotSent`` when the broker says so, ``Unclear`` when it says nothing."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.ContentType = "application/json"
        properties.PayloadFormatIndicator = 1  # UTF-8
        properties.MessageExpiryInterval = left_s
        self._client.publish(topic, body, qos=1, retain=False, properties=properties)
        self._drive(lambda: self._taken is not None)
        if self._taken is None:
            raise Unclear(f"{self._place} had the message and did not acknowledge it.")
        if self._taken.is_failure:
            raise self._error(self._taken)
        return Receipt(says=str(self._taken))

    def close(self) -> None:
        """Say goodbye and close."""
        self._client.disconnect()
        self._client.loop(0.0)

    def _drive(self, is_done: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE_S
        while not is_done() and self._ended is None and (left := until - time.monotonic()) > 0:
            if self._client.loop(min(left, 1.0)) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return

    def _error(self, reason: ReasonCode) -> Refused | NotSent:
        said = f"{self._place} refuses: {reason}."
        return NotSent(said) if reason.value in _LATER else Refused(said)

    def _on_connect(self, *given: object) -> None:
        self._greeted = _reason(given)

    def _on_publish(self, *given: object) -> None:
        self._taken = _reason(given)

    def _on_disconnect(self, *given: object) -> None:
        self._ended = _reason(given)


def _reason(given: tuple[object, ...]) -> ReasonCode:
    return next(one for one in given if isinstance(one, ReasonCode))


def _topic(written: str) -> str:
    wanted = written.strip()
    if not wanted or len(wanted.encode()) > _LONGEST_TOPIC or not wanted.isprintable():
        raise Invalid(f"A topic has 1 to {_LONGEST_TOPIC} bytes of printable text.")
    if any(c in "+#" for c in wanted) or wanted.startswith("$"):
        raise Invalid("A topic to publish on has no + and no #, and does not begin with $.")
    return wanted


KIND = ChannelKind(
    name="mqtt",
    title=Said("MQTT 系統介接", "MQTT"),
    settings=MqttSettings,
    address=Said("主題(例 trackway/alerts)", "The topic, such as trackway/alerts"),
    check=_topic,
    make=Mqtt,
    secrets=frozenset({"password"}),
    is_idempotent=True,
)
