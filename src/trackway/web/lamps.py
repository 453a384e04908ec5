"""Warning lamps over HTTP: set up and tried by administrators, seen and muted by whoever is on duty."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from trackway.model.question import Role
from trackway.notify.lamps import Buzzer, GivenLamp, Light, SetLamp
from trackway.web.parts import Parts, Who, need
from trackway.web.report_json import SaidOut

__all__ = ["routes"]

Number = Annotated[int, Path(ge=1, le=2**53 - 1)]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=200)]


class LampKindOut(BaseModel):
    """A kind of lamp. ``settings`` is a JSON Schema: titles 正體中文, descriptions English."""

    name: str
    title: SaidOut
    settings: dict[str, Any]


class LampKindsOut(BaseModel):
    """Every kind of lamp that can be set up."""

    kinds: list[LampKindOut]


class LampSignalOut(BaseModel):
    """What a lamp shows. Without green nobody is watching."""

    red: Light
    amber: Light
    green: Light
    buzzer: Buzzer


class LampOut(BaseModel):
    """A lamp that is set up.

    ``signal`` is what it showed last, and ``reached`` when it did as told; ``trouble`` is why it does not
    since, empty while it does. ``pressed`` is when its button was pressed last.
    """

    id: int
    name: str
    kind: str
    settings: dict[str, Any]
    groups: list[str]
    stations: list[str]
    priority: int
    is_enabled: bool
    changed: str
    changed_by: str
    signal: LampSignalOut | None
    reached: str | None
    pressed: str | None
    trouble: str


class LampsOut(BaseModel):
    """Every lamp, by name."""

    lamps: list[LampOut]


class LampBody(BaseModel):
    """A lamp as it is to be.

    It shows alerts told to these ``groups`` (none: to any) of cameras of these ``stations`` (none: of any),
    down to this ``priority``.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    kind: str = Field(max_length=40)
    settings: dict[str, Any] = Field(default={}, max_length=50)
    groups: Names = []
    stations: Names = []
    priority: int = Field(default=3, ge=1, le=5)
    is_enabled: bool = True


class LampTrialBody(BaseModel):
    """What to show for some seconds."""

    model_config = ConfigDict(extra="forbid")

    show: Literal["red", "amber", "green", "buzzer", "down"]


def routes(parts: Parts) -> APIRouter:
    """``/lamps``."""
    router = APIRouter(tags=["lamps"])

    @router.get("/lamps/kinds")
    def list_lamp_kinds(who: Who) -> LampKindsOut:
        """Every kind of lamp, with what it must be told."""
        need(who, Role.ADMINISTRATOR, Role.AUDITOR)
        return LampKindsOut(
            kinds=[
                LampKindOut(
                    name=kind.name,
                    title=SaidOut(zh=kind.title.zh, en=kind.title.en),
                    settings=TypeAdapter(kind.settings).json_schema(),
                )
                for kind in parts.watching.lamps.kinds.values()
            ]
        )

    @router.get("/lamps")
    def list_lamps(who: Who) -> LampsOut:
        """Every lamp, what it shows and how it is doing."""
        del who  # signed in is enough: it hangs on the wall for all to see
        return LampsOut(lamps=[_out(parts, lamp) for lamp in parts.watching.lamps.all()])

    @router.post("/lamps", status_code=201)
    def add_lamp(body: LampBody, who: Who) -> LampOut:
        """Set a lamp up."""
        need(who, Role.ADMINISTRATOR)
        lamp = parts.watching.lamps.add(_given(body), who.officer.username)
        parts.trust.note(who.officer, "lamp_added", _noted(lamp), address=who.address)
        return _out(parts, lamp)

    @router.put("/lamps/{number}")
    def change_lamp(number: Number, body: LampBody, who: Who) -> LampOut:
        """Set a lamp up anew."""
        need(who, Role.ADMINISTRATOR)
        lamp = parts.watching.lamps.change(number, _given(body), who.officer.username)
        parts.trust.note(who.officer, "lamp_changed", _noted(lamp), address=who.address)
        return _out(parts, lamp)

    @router.delete("/lamps/{number}", status_code=204, response_class=Response)
    def remove_lamp(number: Number, who: Who) -> None:
        """Turn a lamp off and take it away."""
        need(who, Role.ADMINISTRATOR)
        lamp = parts.watching.lamps.one(number)
        parts.watching.lamps.remove(number)
        parts.trust.note(who.officer, "lamp_removed", _noted(lamp), address=who.address)

    @router.post("/lamps/{number}/test")
    def test_lamp(number: Number, body: LampTrialBody, who: Who) -> LampOut:
        """Show something for eight seconds, at once; 503 says why it does not."""
        need(who, Role.ADMINISTRATOR)
        lamp = parts.watching.lamps.one(number)
        details = {"lamp": lamp.name, "show": body.show}
        parts.trust.note(who.officer, "lamp_tested", details, address=who.address)
        parts.watching.lamps.try_out(number, body.show)
        return _out(parts, lamp)

    @router.post("/lamps/{number}/mute")
    def mute_lamp(number: Number, who: Who) -> LampOut:
        """Silence its buzzer for what is open now; the next alert sounds again."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        lamp = parts.watching.lamps.mute(number)
        parts.trust.note(who.officer, "lamp_muted", {"lamp": lamp.name}, address=who.address)
        return _out(parts, lamp)

    return router


def _given(body: LampBody) -> GivenLamp:
    return GivenLamp(
        body.name,
        body.kind,
        body.settings,
        tuple(body.groups),
        tuple(body.stations),
        body.priority,
        body.is_enabled,
    )


def _noted(lamp: SetLamp) -> dict[str, object]:
    return {
        "lamp": lamp.name,
        "kind": lamp.kind,
        "settings": dict(lamp.settings),
        "groups": list(lamp.groups),
        "stations": list(lamp.stations),
        "priority": lamp.priority,
        "is_enabled": lamp.is_enabled,
    }


def _out(parts: Parts, lamp: SetLamp) -> LampOut:
    state = parts.watching.lamps.state(lamp.id)
    signal = state.signal
    return LampOut(
        id=lamp.id,
        name=lamp.name,
        kind=lamp.kind,
        settings=dict(lamp.settings),
        groups=list(lamp.groups),
        stations=list(lamp.stations),
        priority=lamp.priority,
        is_enabled=lamp.is_enabled,
        changed=str(lamp.changed),
        changed_by=lamp.changed_by,
        signal=None
        if signal is None
        else LampSignalOut(red=signal.red, amber=signal.amber, green=signal.green, buzzer=signal.buzzer),
        reached=None if state.reached is None else str(state.reached),
        pressed=None if state.pressed is None else str(state.pressed),
        trouble=state.trouble,
    )
