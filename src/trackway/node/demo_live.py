"""The demonstration's traffic going on while it is served, with wanted vehicles in it: alerts come of it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from trackway.intake.filing import Filing
from trackway.model.errors import TrackwayError
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.time import Clock
from trackway.model.vehicle import Colour
from trackway.passages import Pictures
from trackway.sim import LiveTraffic, Truth, county, pictured
from trackway.watch import Act, Category, Expected, ListKind, Rooms, Terms, WatchList
from trackway.watch.lists import Draft, EntryState, Lists, PageAsked

__all__ = ["traffic_going_on"]

_STEP_S = 1.0
_WANTED, _SOON_S = 5, 1800.0
"""So many of those that pass most often in the next half hour are wanted: an alert every few minutes."""
_PICTURED = 20
"""Every so many-th passage of the others has a picture: drawing one takes a third of a second."""
_LIST = "示範失竊車輛"
_log = logging.getLogger(__name__)


@contextmanager
def traffic_going_on(
    filing: Filing, pictures: Pictures, rooms: Rooms, clock: Clock, officers: tuple[str, str]
) -> Iterator[None]:
    """Simulated passages filed as the clock moves, until the block ends.

    ``officers`` are who asks for the wanted vehicles' entries and who approves them.
    """
    stop = threading.Event()

    def work() -> None:
        traffic = LiveTraffic(county(), clock.now())
        wanted = traffic.busiest(_WANTED, _SOON_S)
        _watch_for(wanted, rooms.lists, clock, *officers)
        plates = {truth.plate.text for truth in wanted}
        passed = 0
        while not stop.wait(_STEP_S):
            batch: list[Passage] = []
            for shown in traffic.until(clock.now()):
                passed += 1
                if shown.truth.plate.text in plates or passed % _PICTURED == 0:
                    passage, jpeg = pictured(shown)
                    pictures.put(jpeg)
                    batch.append(passage)
                else:
                    batch.append(shown.passage)
            try:
                filing.accept(batch)
            except TrackwayError:
                _log.exception("demo.traffic_lost")

    thread = threading.Thread(target=work, name="demo traffic")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _watch_for(wanted: tuple[Truth, ...], lists: Lists, clock: Clock, requester: str, approver: str) -> None:
    """Entries for a day. Of the last another colour is expected: its alerts show how the gate stops them."""
    terms = Terms(Category.STOLEN_VEHICLE, priority=1, act=Act.DISPATCH)
    now = clock.now()
    known = [one for one in lists.lists(requester) if one.name == _LIST]
    made = WatchList(0, _LIST, ListKind.WATCH, requester, terms, now, sound="", colour="#c62828")
    list_id = (known[0] if known else lists.make_list(made, requester)).id
    earlier = PageAsked(list_id, frozenset({EntryState.IN_FORCE}))
    for shown in lists.page(earlier, requester).entries:  # of the last time it was served
        lists.withdraw(shown.entry.id, requester)
    for number, truth in enumerate(wanted, start=1):
        is_last = number == len(wanted)
        other = Colour.WHITE if truth.colour is not Colour.WHITE else Colour.BLACK
        expected = Expected(frozenset({truth.kind}), frozenset({other if is_last else truth.colour}))
        draft = Draft(
            PlatePattern(truth.plate.text),
            now,
            now.plus(86_400),
            reason="示範：失竊車輛協尋 Demonstration: stolen vehicle",
            legal_basis="警察職權行使法第 10 條",
            case_no=f"示範失竊字第 {number} 號",
            expected=expected,
        )
        lists.approve(lists.add(list_id, draft, requester).id, approver)
