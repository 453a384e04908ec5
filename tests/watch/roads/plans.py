"""A stretch and roads that are watched in the tests."""

from tests.watch.roads.conftest import NIGHT

from trackway.model.band import Band
from trackway.model.time import Span
from trackway.watch.roads import RoadPlan, RoadTest

__all__ = ["RACING", "STRETCH"]

_FORCE = Span(NIGHT.plus(-86_400), NIGHT.plus(7 * 86_400))

STRETCH = RoadPlan(
    "台9線 示範路段",
    RoadTest.STRETCH,
    _FORCE,
    90.0,
    "夜間超速",
    "道路交通管理處罰條例",
    "示範字第1號",
    one_end=frozenset({1}),
    other_end=frozenset({2}),
    length_m=4_200.0,
)
RACING = RoadPlan(
    "夜間飆車",
    RoadTest.RACING,
    _FORCE,
    100.0,
    "民眾陳情",
    "道路交通管理處罰條例",
    "示範字第2號",
    bands=frozenset({Band(21 * 60, 6 * 60)}),
)
