"""Relay: lights and a buzzer on the coils of a relay with Modbus/TCP, a button on one of its inputs.

Every coil is read back after it was written. Manuals number coils from 0 or from 1, and relays answer to unit
0, 1 or 255: both are settings. A relay does not flash: what flashes elsewhere is steady here.
"""

import logging
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from trackway.model.errors import Denied, Invalid, Unavailable
from trackway.model.said import Said
from trackway.notify.lamps import OFF, Buzzer, LampKind, LampTrouble, Light, Signal
from trackway.video.addresses import Networks, checked

__all__ = ["KIND", "Relay", "RelaySettings"]

_SECONDS = 2.0
"""It stands in the next room; what has not answered by then is not there, and nothing more is asked."""
_NONE = -1
_EXCEPTIONS = {
    1: Said("不支援此功能", "it does not know the function"),
    2: Said("沒有這個位址", "it has no such address"),
    3: Said("數值不被接受", "it does not take the value"),
    4: Said("設備故障", "it has failed"),
    6: Said("設備忙碌", "it is busy"),
    10: Said("閘道路徑無法使用", "its gateway has no path"),
    11: Said("閘道後的設備無回應", "the unit behind its gateway does not answer"),
}
logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # what goes wrong is said once, by us

_Coil = Annotated[int, Field(ge=-1, le=65535)]


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """A relay. Numbers of coils and inputs as in its manual; -1 for none."""

    host: Annotated[str, Field(title="位址", description="Host.", min_length=1, max_length=253)]
    port: Annotated[int, Field(title="埠號", description="Port.", ge=1, le=65535)] = 502
    unit: Annotated[int, Field(title="設備號", description="Unit id: 0, 1 or 255 mostly.", ge=0, le=255)] = 1
    base: Annotated[
        int, Field(title="編號起點", description="The manual's first coil: 0 or 1.", ge=0, le=1)
    ] = 0
    red: Annotated[_Coil, Field(title="紅燈線圈", description="Coil of the red light.")] = 0
    amber: Annotated[_Coil, Field(title="黃燈線圈", description="Coil of the amber light.")] = 1
    green: Annotated[_Coil, Field(title="綠燈線圈", description="Coil of the green light.")] = 2
    buzzer: Annotated[_Coil, Field(title="蜂鳴器線圈", description="Coil of the buzzer.")] = 3
    button: Annotated[_Coil, Field(title="確認鈕輸入", description="Input of the button.")] = _NONE


class Relay:
    """One relay, over one connection that is kept while it answers."""

    def __init__(self, settings: RelaySettings, networks: Networks) -> None:
        self._settings = settings
        self._networks = networks
        self._client: ModbusTcpClient | None = None

    def show(self, signal: Signal) -> None:
        """Write every coil, and read it back."""
        settings = self._settings
        self._write(settings.red, is_on=signal.red is not Light.OFF)
        self._write(settings.amber, is_on=signal.amber is not Light.OFF)
        self._write(settings.green, is_on=signal.green is not Light.OFF)
        self._write(settings.buzzer, is_on=signal.buzzer is not Buzzer.OFF)

    def off(self) -> None:
        """Every coil off."""
        self.show(OFF)

    def acknowledged(self) -> bool:
        """Whether its button is pressed."""
        number = self._settings.button
        if number == _NONE:
            return False
        unit, address = self._settings.unit, self._wire(number)
        return self._bit(lambda client: client.read_discrete_inputs(address, count=1, device_id=unit), number)

    def close(self) -> None:
        """Hang up; the coils stay as they are."""
        if self._client is not None:
            self._client.close()  # type: ignore[no-untyped-call]
            self._client = None

    def _write(self, number: int, *, is_on: bool) -> None:
        if number == _NONE:
            return
        unit, address = self._settings.unit, self._wire(number)
        self._asked(lambda client: client.write_coil(address, is_on, device_id=unit), number)
        if self._bit(lambda client: client.read_coils(address, count=1, device_id=unit), number) != is_on:
            raise LampTrouble(f"{self._place} 的線圈 {number} 未照做 coil {number} does not follow.")

    def _wire(self, number: int) -> int:
        """A coil's number on the wire, which counts from 0."""
        if number < self._settings.base:
            raise LampTrouble(f"{self._place} numbers its coils from {self._settings.base}, not {number}.")
        return number - self._settings.base

    def _bit(self, ask: Callable[[ModbusTcpClient], ModbusPDU], number: int) -> bool:
        answer = self._asked(ask, number)
        if not answer.bits:
            raise LampTrouble(f"{self._place} 的回覆無法理解 answers nothing about {number}.")
        return bool(answer.bits[0])

    def _asked(self, ask: Callable[[ModbusTcpClient], ModbusPDU], number: int) -> ModbusPDU:
        client = self._connected()
        try:
            answer = ask(client)
        except (ModbusException, OSError, struct.error, IndexError) as error:
            # The latter two: its decoder trusts the lengths that a relay gives.
            self.close()
            raise LampTrouble(f"{self._place} 不回答 does not answer ({type(error).__name__}).") from error
        if answer.isError():
            code = answer.exception_code
            raise LampTrouble(f"{self._place} 拒絕 refuses {number}: {code:02X} {_EXCEPTIONS.get(code, '')}.")
        return answer

    def _connected(self) -> ModbusTcpClient:
        if self._client is None:
            settings = self._settings
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            try:
                target = checked(f"http://{host}:{settings.port}/", self._networks, ("http",))
            except (Denied, Invalid, Unavailable) as error:
                raise LampTrouble(str(error)) from error
            client = ModbusTcpClient(target.ip, port=target.port, timeout=_SECONDS, retries=0)
            if not client.connect():  # type: ignore[no-untyped-call]
                raise LampTrouble(f"{self._place} 無法連線 cannot be reached.")
            self._client = client
        return self._client

    @property
    def _place(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"


KIND = LampKind("relay", Said("Modbus/TCP 繼電器", "Relay (Modbus/TCP)"), RelaySettings, Relay)
