"""Road watches: four eyes, ends, and what is refused at once."""

from dataclasses import replace

import pytest
from tests.watch.roads.conftest import LEE, NIGHT, WANG
from tests.watch.roads.plans import RACING, STRETCH

from trackway.model.area import Circle
from trackway.model.errors import Conflict, Denied, Invalid, NotFound
from trackway.model.place import Point
from trackway.model.plate import Plate
from trackway.model.time import Span
from trackway.watch import Terms
from trackway.watch.roads import RoadWatches


def test_a_watch_holds_when_another_officer_approved_it_until_its_end(watches: RoadWatches) -> None:
    watch = watches.add(WANG, STRETCH)
    assert watch.rule == f"road:{watch.id}"
    assert not watch.holds(NIGHT), "nobody has approved it"
    with pytest.raises(Denied, match="須由另一人核准"):
        watches.approve(WANG, watch.id)
    watch = watches.approve(LEE, watch.id)
    assert watch.approval
    assert watch.approval.by == "lee"
    assert watch.holds(NIGHT)
    assert not watch.holds(STRETCH.force.end)
    with pytest.raises(Conflict):
        watches.approve(LEE, watch.id)
    ended = watches.end(WANG, watch.id)
    assert ended.ended
    assert not ended.holds(NIGHT)
    with pytest.raises(Conflict):
        watches.end(LEE, watch.id)


def test_an_emergency_holds_for_a_day(watches: RoadWatches) -> None:
    watch = watches.add(WANG, STRETCH, emergency=True)
    assert watch.holds(NIGHT)
    assert not watch.holds(watch.added.plus(24 * 3600))


def test_plans_come_back_whole_and_each_change_is_seen(watches: RoadWatches) -> None:
    plan = replace(
        RACING,
        area=Circle(Point(121.6, 23.6), 30_000.0),
        leave_out=frozenset({Plate("ABC1234")}),
        certified="標檢局 示範第 1 號",
    )
    before = watches.version()
    one, two = watches.add(WANG, plan), watches.add(LEE, STRETCH)
    assert (one.plan, two.plan) == (plan, STRETCH)
    assert watches.all() == (two, one)
    assert watches.version() > before
    with pytest.raises(NotFound):
        watches.one(99)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"one_end": frozenset[int]()}, "cameras at either end"),
        ({"other_end": frozenset({1})}, "none of them at both"),
        ({"length_m": 50.0}, "not between 200 m"),
        ({"least_kmh": 20.0}, "not between 40 and 250"),
        ({"name": " "}, "needs a name"),
        ({"case_no": ""}, "needs a case no"),
        ({"terms": Terms(covert=True)}, "watched openly"),
        ({"force": Span(NIGHT, NIGHT.plus(400 * 86_400))}, "a year at most"),
    ],
)
def test_what_cannot_be_a_stretch_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        replace(STRETCH, **change)  # type: ignore[arg-type]
