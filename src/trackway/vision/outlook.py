"""Outlook: what is known of how a camera looks at its road."""

from dataclasses import dataclass

from trackway.model.ground import GroundView

__all__ = ["NO_OUTLOOK", "Outlook"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The ground in the camera's picture and its horizontal field of view, as far as somebody said."""

    ground: GroundView | None = None
    fov_deg: float | None = None


NO_OUTLOOK = Outlook()
