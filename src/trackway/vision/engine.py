"""What finds plates in a picture and reads them."""

from typing import Protocol

from trackway.model.reading import Reading
from trackway.vision.geometry import Luma

__all__ = ["Engine"]


class Engine(Protocol):
    """Finds plates in a grey picture and reads them.

    An engine holds its models and is used by one thread. It pickles as its recipe, so a worker process
    opens its own.
    """

    @property
    def model(self) -> str:
        """The engine and its weights in a word: which eyes made a reading."""
        ...

    def open(self) -> None:
        """Load all that looking takes from files, so that nothing is opened later; twice is as once."""
        ...

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """Every plate seen in the picture, surest first; boxes in its pixels.

        What fits no series is among them: it is for others to mark it, not to lose it.
        """
        ...

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """The same at less cost: one of many looks at footage, which will be voted over.

        The picture shows something that moves, or the neighbourhood of a plate that is being followed.
        """
        ...
