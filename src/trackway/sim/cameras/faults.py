"""Faults: what may be wrong with a camera or the way to it; changed while it sends."""

from dataclasses import dataclass

__all__ = ["Faults"]


@dataclass(slots=True)
class Faults:
    """Of one camera. All of it may be set from another thread at any moment."""

    is_silent: bool = False
    """The connection stands, nothing comes; time goes on."""
    is_refusing: bool = False
    """Answers every request with 503, and ends what plays."""
    loss: float = 0.0
    """Share of RTP packets that never leave."""
    rtp_shift_s: float = 0.0
    """Added to the time stamps from now on: a jump."""
    ntp_shift_s: float = 0.0
    """Added to the camera's wall clock in its sender reports: a step."""
    has_reports: bool = True
    clip: int = 0
    """Which of the clips it shows: another one brings other parameter sets."""
    rate: float = 1.0
    """How fast its own clock runs: 1.001 gains a second in a thousand."""
