"""Which engine reads which camera's footage, and which one watches beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trackway.model.camera import Camera
from trackway.model.errors import Invalid
from trackway.vision import Engine

__all__ = ["Engines"]


@dataclass(frozen=True, slots=True)
class Engines:
    """The default engine, others by the names under which cameras ask for them, and one that only watches.

    It pickles as the engines' recipes, so that each worker process opens its own.
    """

    default: Engine
    named: Mapping[str, Engine] = field(default_factory=dict)
    beside: Engine | None = None

    @property
    def every(self) -> tuple[Engine, ...]:
        """All of them."""
        watching = () if self.beside is None else (self.beside,)
        return (self.default, *self.named.values(), *watching)

    def of(self, camera: Camera) -> Engine:
        """What reads this camera's plates. Raises ``Invalid`` when it asks for one that is not here."""
        if not camera.engine:
            return self.default
        try:
            return self.named[camera.engine]
        except KeyError:
            raise Invalid(
                f"The camera {camera.id} is to be read by the engine {camera.engine!r}, which is not at hand."
            ) from None
