"""Replay: asking a recorder for what was, instead of what is (RFC 2326 §3.7, §12.29)."""

from dataclasses import dataclass

from trackway.model.errors import WrongUse
from trackway.model.time import Instant, Span

__all__ = ["Replay"]

_FASTEST = 64  # times real time; recorders deliver eight at the most


@dataclass(frozen=True, slots=True)
class Replay:
    """What to play: a span, or what the address itself names (Hikvision and Dahua write times into the URL).

    With ``is_onvif`` the recorder is asked as ONVIF's Streaming Specification §6 says: as fast as the
    connection takes it, each picture with the time at which it was taken. Otherwise ``speed`` asks for more
    than real time by the headers that RFC 2326 has for it, ``Scale`` and ``Speed``; a recorder may take no
    notice.
    """

    span: Span | None = None
    speed: float = 1.0
    is_onvif: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.speed <= _FASTEST:
            raise WrongUse(f"Footage can be fetched at most {_FASTEST} times as fast as it was recorded.")

    def set_up(self) -> dict[str, str]:
        """What stands in SETUP."""
        return {"Require": "onvif-replay"} if self.is_onvif else {}

    def play(self) -> dict[str, str]:
        """What stands in PLAY."""
        headers = {"Range": "npt=0.000-"}
        if self.span is not None:
            headers = {"Range": f"clock={_clock(self.span.start)}-{_clock(self.span.end)}"}
        if self.is_onvif:
            headers |= {"Require": "onvif-replay", "Rate-Control": "no", "Immediate": "yes"}
        elif self.speed != 1.0:
            headers |= {"Scale": f"{self.speed:.3f}", "Speed": f"{self.speed:.3f}"}
        return headers


def _clock(at: Instant) -> str:
    """As RFC 2326 §3.7 writes UTC."""
    return at.utc().strftime("%Y%m%dT%H%M%S.") + f"{at.us // 1000 % 1000:03d}Z"
