"""The worst: errors worth looking at, each with its piece of the picture."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from bench.reading.picture import Bgr, Known, Rectangle
from bench.reading.running import Source
from bench.reading.saying import Said
from bench.reading.scoring import Tally

__all__ = ["Worst", "cut_out", "worst"]

_ROOM = 1.6
"""How much of the surroundings is shown, in widths of the plate to either side."""
_WIDE = 300


@dataclass(frozen=True, slots=True)
class Worst:
    """One error: in which set and picture, what is true (``None``: nothing), what was said (or nothing)."""

    set: str
    name: str
    known: Known | None
    said: Said | None

    @property
    def box(self) -> Rectangle | None:
        """Where it happened, if anything tells."""
        if self.said is not None:
            return self.said.box
        return self.known.box if self.known else None


def worst(sets: Mapping[str, Tally], count: int) -> list[Worst]:
    """So many errors: of each set in turn, what was stated surest first and what was not found last."""
    found: list[Worst] = []
    for name, tally in sets.items():
        found += sorted(_errors(name, tally), key=lambda one: -(one.said.confidence if one.said else 0.0))
        if len(found) >= count:
            break
    return found[:count]


def _errors(name: str, tally: Tally) -> Iterator[Worst]:
    for outcome in tally.outcomes:
        for known, said in outcome.pairs:
            if said is None or not known.is_text(said.text):
                yield Worst(name, outcome.name, known, said)


def cut_out(picture: Bgr, box: Rectangle | None) -> str:
    """The piece around the box as a ``data:`` address; all of the picture without one."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = box or (0, 0, width, height)
    room = 0.0 if box is None else _ROOM * (x1 - x0) / 2
    left, top = max(0, int(x0 - room)), max(0, int(y0 - room))
    piece = picture[top : int(y1 + room) + 1, left : int(x1 + room) + 1]
    scale = _WIDE / piece.shape[1]
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    drawn = cv2.resize(piece, None, fx=scale, fy=scale, interpolation=how)
    _, content = cv2.imencode(".jpg", np.asarray(drawn, np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 82])
    return "data:image/jpeg;base64," + base64.b64encode(content.tobytes()).decode("ascii")


def shown(found: Sequence[Worst], sources: Mapping[tuple[str, str], Source]) -> Iterator[tuple[Worst, str]]:
    """Each error with its piece of the picture, made again."""
    for one in found:
        made = sources[one.set, one.name].made()
        if made is not None:
            yield one, cut_out(made.picture, one.box)
