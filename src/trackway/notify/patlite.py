"""PATLITE: signal towers of the series LA6-POE and the like, over HTTP; their button over PNS.

::

    GET /api/control?alert=211001   tiers 1 to 5, then the buzzer  ──► Success. | Error.
    PNS: 41 42 47 00 00 00          ──► 15 bytes: inputs 1 to 8, mode, tiers 1 to 5, buzzer

Neither has a log-in: a network of its own keeps strangers from the lamp.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.errors import Denied, Invalid, Unavailable
from trackway.model.said import Said
from trackway.notify.channel import NotSent, Refused, Unclear
from trackway.notify.lamps import OFF, Buzzer, LampKind, LampTrouble, Light, Signal
from trackway.notify.peer import call
from trackway.notify.reach import Wire
from trackway.video.addresses import Checked, Networks, checked

__all__ = ["KIND", "Patlite", "PatliteSettings"]

_SECONDS = 4.0
"""It stands in the next room."""
_LIGHTS = {Light.OFF: 0, Light.ON: 1, Light.FLASHING: 2}
_BUZZERS = {Buzzer.OFF: 0, Buzzer.URGENT: 1, Buzzer.PLAIN: 2}
_STATUS = b"AB\x47\x00\x00\x00"
_STATUS_BYTES = 15


@dataclass(frozen=True, slots=True)
class PatliteSettings:
    """A signal tower."""

    host: Annotated[str, Field(title="位址", description="Host.", min_length=1, max_length=253)]
    port: Annotated[int, Field(title="HTTP 埠號", description="HTTP port.", ge=1, le=65535)] = 80
    red: Annotated[int, Field(title="紅燈層", description="Tier of the red light; 0: none.", ge=0, le=5)] = 1
    amber: Annotated[
        int, Field(title="黃燈層", description="Tier of the amber light; 0: none.", ge=0, le=5)
    ] = 2
    green: Annotated[
        int, Field(title="綠燈層", description="Tier of the green light; 0: none.", ge=0, le=5)
    ] = 3
    button: Annotated[
        int, Field(title="確認鈕輸入", description="Input of the button, 1 to 8; 0: none.", ge=0, le=8)
    ] = 0
    pns_port: Annotated[
        int, Field(title="PNS 埠號", description="PNS port, asked for the button.", ge=1, le=65535)
    ] = 10000


class Patlite:
    """One tower; a connection for each call, for it has eight in all."""

    def __init__(self, settings: PatliteSettings, networks: Networks) -> None:
        self._settings = settings
        self._networks = networks

    def show(self, signal: Signal) -> None:
        """Set every tier and the buzzer; tiers that have no colour stay as they are."""
        tiers = [9] * 5
        lights = ((self._settings.red, signal.red), (self._settings.amber, signal.amber))
        for tier, light in (*lights, (self._settings.green, signal.green)):
            if tier:
                tiers[tier - 1] = _LIGHTS[light]
        digits = "".join(map(str, (*tiers, _BUZZERS[signal.buzzer])))
        target = self._target(self._settings.port, f"/api/control?alert={digits}")
        try:
            answer = call(target, "GET", {}, seconds=_SECONDS)
        except (NotSent, Refused, Unclear) as error:
            raise LampTrouble(str(error)) from error
        said = answer.body.strip()[:80]
        if answer.status != 200 or said != b"Success.":
            words = said.decode("ascii", "replace")
            raise LampTrouble(f"{target.place} 未照做 does not do it: {answer.status} {words!r}.")

    def off(self) -> None:
        """Every light and the buzzer off."""
        self.show(OFF)

    def acknowledged(self) -> bool:
        """Whether its button is pressed."""
        button = self._settings.button
        if not button:
            return False
        target = self._target(self._settings.pns_port, "/")
        try:
            wire = Wire(target, _SECONDS)
        except NotSent as error:
            raise LampTrouble(str(error)) from error
        try:
            wire.send(_STATUS)
            status = wire.read(_STATUS_BYTES)
        except (OSError, EOFError) as error:
            raise LampTrouble(f"{target.place} 不回答 PNS does not answer in PNS.") from error
        finally:
            wire.close()
        return status[button - 1] == 1

    def close(self) -> None:
        """Nothing is held."""

    def _target(self, port: int, path: str) -> Checked:
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        try:
            return checked(f"http://{host}:{port}{path}", self._networks, ("http",))
        except (Denied, Invalid, Unavailable) as error:
            raise LampTrouble(str(error)) from error


KIND = LampKind("patlite", Said("PATLITE 警示燈", "PATLITE signal tower"), PatliteSettings, Patlite)
