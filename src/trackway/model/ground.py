"""Ground: how one camera's picture lies on the road, from points marked in both, with its error.

::

    place in the picture ── homography ──► metres across and along ── origin, bearing ──► place on the map

Places in the picture are shares of its width and height, so that main and sub stream share one view. The
road is taken as flat and the lens as straight; both show in the residuals where they are not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from trackway.model.errors import Invalid
from trackway.model.homography import BadMarks, Fit, Floats, carried, fitted, slopes
from trackway.model.lane import Lane, Spot, numbered
from trackway.model.place import Point, bearing_deg, destination, distance_m

__all__ = ["GroundView", "Mark", "MarkLeft", "Reach", "ground_view", "on_map", "place_of"]

_MOST_MARKS = 200
_FARTHEST_M = 2000.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A point marked in the picture (x, y from 0 to 1) and where it is on the ground, metres.

    ``across_m`` counts to the right and ``along_m`` ahead from any zero on the road; on the map that is
    east and north of the view's origin.
    """

    x: float
    y: float
    across_m: float
    along_m: float

    def __post_init__(self) -> None:
        if not (0 <= self.x <= 1 and 0 <= self.y <= 1):
            raise BadMarks(
                f"The mark ({self.x:g}, {self.y:g}) is outside the picture, which goes from 0 to 1."
            )
        if not (abs(self.across_m) <= _FARTHEST_M and abs(self.along_m) <= _FARTHEST_M):
            raise BadMarks(
                f"The mark ({self.x:g}, {self.y:g}) lies more than {_FARTHEST_M:,.0f} m off on the ground."
            )


@dataclass(frozen=True, slots=True)
class MarkLeft:
    """What the fit leaves at a mark: metres it misses by, and how much its own error lets one expect."""

    across_m: float
    along_m: float
    expected_m: float

    @property
    def metres(self) -> float:
        """How far off the mark is."""
        return math.hypot(self.across_m, self.along_m)


@dataclass(frozen=True, slots=True)
class Reach:
    """A row of the picture: metres on the ground from the nearest mark, and the error there."""

    y: float
    along_m: float
    error_m: float


@dataclass(frozen=True, slots=True)
class GroundView:
    """A camera's picture on the ground 地面校正. Made by ``ground_view``, which fits it.

    ``aspect`` is the width of the picture over its height as people see it; ``origin`` where the metres
    count from and ``bearing_deg`` the compass bearing of "along" (``None``: nobody said); ``mark_error``
    (share of the picture) and ``ground_error_m`` are how well a point could be marked, one standard
    deviation; ``height_m`` how high the lens hangs over the road, where somebody measured it.
    """

    marks: tuple[Mark, ...]
    aspect: float
    origin: Point | None
    bearing_deg: float | None
    mark_error: float
    ground_error_m: float
    height_m: float | None
    fit: Fit = field(repr=False)
    lanes: tuple[Lane, ...] = ()

    def metres(self, spots: Sequence[Spot]) -> Floats:
        """Where on the ground these places in the picture are, (n, 2); infinite at and above the horizon."""
        return carried(self.fit.array, np.array(spots, np.float64).reshape(-1, 2))

    def spots(self, metres: Sequence[tuple[float, float]]) -> Floats:
        """Where in the picture these places on the ground are, (n, 2); infinite behind the camera."""
        back: Floats = np.asarray(np.linalg.inv(self.fit.array), np.float64)
        middle = np.array([*np.mean([(m.across_m, m.along_m) for m in self.marks], axis=0), 1.0])
        back = np.asarray(back * np.sign(back[2] @ middle), np.float64)
        return carried(back, np.array(metres, np.float64).reshape(-1, 2))

    def error_m(self, spot: Spot) -> float:
        """How wrong ``metres`` may be at a place: one standard deviation in the worse direction.

        It holds the fit's own error; infinite at and above the horizon.
        """
        at = np.array([spot], np.float64)
        if not np.isfinite(carried(self.fit.array, at)).all():
            return math.inf
        _, by_matrix = slopes(self.fit.array, at)
        spread = np.linalg.eigvalsh(by_matrix[0] @ self.fit.spread @ by_matrix[0].T)
        return math.sqrt(max(float(spread[-1]), 0.0))

    def left(self) -> tuple[MarkLeft, ...]:
        """What is left over at each mark."""
        at = np.array([(mark.x, mark.y) for mark in self.marks])
        meant = np.array([(mark.across_m, mark.along_m) for mark in self.marks])
        by_point, _ = slopes(self.fit.array, at)
        own = self.mark_error**2 * by_point @ by_point.transpose(0, 2, 1) + self.ground_error_m**2 * np.eye(2)
        expected = np.sqrt(np.trace(own, axis1=1, axis2=2))
        off = carried(self.fit.array, at) - meant
        return tuple(MarkLeft(float(x), float(y), float(e)) for (x, y), e in zip(off, expected, strict=True))

    def horizon(self) -> tuple[float, float] | None:
        """The horizon's row, share of the height, at left and right edge; ``None`` looking straight down."""
        a, b, c = self.fit.array[2]
        return None if abs(b) < 1e-9 else (float(-c / b), float(-(a + c) / b))

    def reaches(self) -> tuple[Reach, Reach, Reach]:
        """Near, middle and far: the error at the lowest mark in the picture, at the highest, and midway."""
        low, high = max(self.marks, key=lambda mark: mark.y), min(self.marks, key=lambda mark: mark.y)
        chosen = ((low.x, low.y), ((low.x + high.x) / 2, (low.y + high.y) / 2), (high.x, high.y))
        metres = self.metres(chosen)
        near, middle, far = (
            Reach(float(spot[1]), float(np.linalg.norm(at - metres[0])), self.error_m(spot))
            for spot, at in zip(chosen, metres, strict=True)
        )
        return near, middle, far


def ground_view(
    marks: Sequence[Mark],
    *,
    aspect: float = 16 / 9,
    origin: Point | None = None,
    bearing_deg: float | None = None,
    mark_error: float = 0.002,
    ground_error_m: float = 0.3,
    height_m: float | None = None,
    lanes: Sequence[Lane] = (),
) -> GroundView:
    """The view that these marks say. Raises ``BadMarks`` where they say none, ``Invalid`` for odd figures."""
    if len(marks) > _MOST_MARKS:
        raise BadMarks(f"{len(marks)} points are marked; at most {_MOST_MARKS} are taken.")
    if not 0.2 <= aspect <= 5:
        raise Invalid(f"A picture {aspect:g} times as wide as high is none of a road camera.")
    if not 1e-5 <= mark_error <= 0.1:
        raise Invalid(f"Marks good to {mark_error:g} of the picture: give 0.00001 to 0.1.")
    if not 0.001 <= ground_error_m <= 50:
        raise Invalid(f"Places good to {ground_error_m:g} m: give 0.001 to 50.")
    if height_m is not None and not 0.5 <= height_m <= 100:
        raise Invalid(f"A lens {height_m:g} m over the road: give 0.5 to 100, or leave it out.")
    if bearing_deg is not None and not 0 <= bearing_deg < 360:
        raise Invalid(f"The bearing {bearing_deg:g} is not in [0, 360) degrees.")
    fit = fitted(
        np.array([(mark.x, mark.y) for mark in marks], np.float64).reshape(-1, 2),
        np.array([(mark.across_m, mark.along_m) for mark in marks], np.float64).reshape(-1, 2),
        mark_error,
        ground_error_m,
    )
    view = GroundView(
        tuple(marks), aspect, origin, bearing_deg, mark_error, ground_error_m, height_m, fit, numbered(lanes)
    )
    _check_worth(view)
    return view


def _check_worth(view: GroundView) -> None:
    """Refuse a fit that knows the marks' middle no better than that it lies somewhere among them."""
    count = len(view.marks)
    error = view.error_m((sum(m.x for m in view.marks) / count, sum(m.y for m in view.marks) / count))
    reach = max(
        math.hypot(mark.across_m - view.marks[0].across_m, mark.along_m - view.marks[0].along_m)
        for mark in view.marks
    )
    if not error < reach / 2:
        raise BadMarks(
            f"The marks lie within {reach:.3g} m and would leave an error of {error:.3g} m; "
            "mark points farther apart."
        )


def on_map(pairs: Sequence[tuple[Spot, Point]]) -> tuple[tuple[Mark, ...], Point]:
    """Marks from places in the picture and on the map, and the origin their metres count from (bearing 0)."""
    if not pairs:
        raise BadMarks("No points are marked; at least 4 are needed.")
    count = len(pairs)
    origin = Point(sum(p.lon for _, p in pairs) / count, sum(p.lat for _, p in pairs) / count)
    marks = []
    for (x, y), place in pairs:
        away, turn = distance_m(origin, place), math.radians(bearing_deg(origin, place))
        if away > _FARTHEST_M:
            raise BadMarks(
                f"The place {place.lon:.6f}, {place.lat:.6f} lies {away:,.0f} m from the others' middle."
            )
        marks.append(Mark(x, y, away * math.sin(turn), away * math.cos(turn)))
    return tuple(marks), origin


def place_of(view: GroundView, metres: tuple[float, float]) -> Point:
    """Where on the map so many metres across and along are. Raises ``Invalid`` for a view on no map."""
    if view.origin is None or view.bearing_deg is None:
        raise Invalid("This camera's ground was measured on the road only; nobody said where on the map.")
    across, along = metres
    turn = view.bearing_deg + math.degrees(math.atan2(across, along))
    return destination(view.origin, turn, math.hypot(across, along))
