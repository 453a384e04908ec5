"""Reading: what one look at one plate gave, letter by letter, each with its doubt."""

from dataclasses import dataclass

from trackway.model.plate_colours import PlateColours

__all__ = ["Box", "Letter", "Reading"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the full-size frame: left, top, right, bottom; right and bottom excluded."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, x then y, in pixels."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def overlap(self, other: "Box") -> float:
        """Intersection over union, 0 to 1."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.width * self.height + other.width * other.height - shared)


@dataclass(frozen=True, slots=True)
class Letter:
    """One place on the plate: the likeliest character, its probability, and the rivals, best first."""

    symbol: str
    probability: float
    rivals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at one plate.

    ``found`` is how sure the finder was that this is a plate at all; ``box`` where, in pixels of the
    frame; ``at_s`` seconds from the start of the footage (0 for a photograph); ``model`` names the
    engine and weights that read it; ``seen_split`` is how many letters stand before the dot or hyphen
    where one was seen (0: none was). ``corners`` are the plate's own, clockwise from its top left, in
    pixels of the frame (empty: the engine gives none); ``colours`` those of the plate.
    """

    letters: tuple[Letter, ...]
    found: float
    box: Box
    at_s: float
    model: str
    seen_split: int = 0
    corners: tuple[tuple[float, float], ...] = ()
    colours: PlateColours = PlateColours.UNKNOWN

    @property
    def text(self) -> str:
        """The likeliest characters in a row, normal form (no hyphen)."""
        return "".join(letter.symbol for letter in self.letters)

    @property
    def confidence(self) -> float:
        """The weakest letter decides: one doubtful character makes the plate doubtful."""
        return min((letter.probability for letter in self.letters), default=0.0)
