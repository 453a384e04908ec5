"""What `trackway bench search` asks: one line each in ``CASES``.

A case asks once and says how many rows came; it is given the n-th time, to ask for something else each
time, and does everything through ``asking.store`` with ``asking.permit``. ::

    "new question": Case(lambda asking, n: len(my_question(asking.store, asking.permit, ...)), goal_s=0.5),
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trackway.model.band import Band, Weekday
from trackway.model.camera import Camera, CameraKind
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.question import Order, Permit, Question
from trackway.model.time import Span
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import PassageStore
from trackway.trails import trail

__all__ = ["CASES", "Asking", "Case"]

DAY_S = 86_400


@dataclass(frozen=True)
class Asking:
    """A store that can be asked, and what is asked of it."""

    store: PassageStore
    permit: Permit
    place: Path
    span: Span
    """From a year before the last passage to just after it."""
    plates: Sequence[Plate]
    """Seen as often as most, on the last day."""
    busiest: Plate
    """Seen more often than any other, on the last day."""
    cameras: Mapping[int, Camera]
    """The county's, by number."""

    def plate(self, n: int) -> str:
        """One of the plates, each time another."""
        return self.plates[n % len(self.plates)].text

    def last(self, days: float, back_days: float = 0) -> Span:
        """So many days, up to the last passage or so many days before."""
        end = self.span.end.plus(-back_days * DAY_S)
        return Span(end.plus(-days * DAY_S), end)

    def area(self, n: int, sites: int = 10) -> frozenset[int]:
        """The plate cameras of so many sites beside one another, each time others."""
        numbers = sorted(c.number for c in self.cameras.values() if c.kind is CameraKind.PLATE)
        first = n * 4 % max(1, len(numbers) - sites * 4)
        return frozenset(numbers[first : first + sites * 4])

    def count(self, question: Question) -> int:
        """How many rows a question gives, those that fit by look-alikes too."""
        answer = self.store.find(self.permit, question)
        return len(answer.rows) + len(answer.near)


@dataclass(frozen=True)
class Case:
    """Asks once, the n-th time, and says how many rows came; and the seconds it may take, if any."""

    ask: Callable[[Asking, int], int]
    goal_s: float | None = None


def _pattern(text: str, asking: Asking, span: Span, **said: object) -> int:
    return asking.count(Question(span, pattern=PlatePattern(text), **said))  # type: ignore[arg-type]


def _one_plate(asking: Asking, n: int) -> int:
    return _pattern(asking.plate(n), asking, asking.span)


def _history(asking: Asking, n: int) -> int:
    return len(asking.store.history(asking.permit, asking.plate(n), asking.last(365)))


def _history_busiest(asking: Asking, n: int) -> int:
    return len(asking.store.history(asking.permit, asking.busiest.text, asking.last(30, n)))


def _prefix(asking: Asking, n: int) -> int:
    return _pattern(f"{asking.plate(n)[:4]}*", asking, asking.span)


def _any_start(asking: Asking, n: int) -> int:
    return _pattern(f"?{asking.plate(n)[1:3]}*", asking, asking.span)


def _look_alikes(asking: Asking, n: int) -> int:
    return _pattern(f"{asking.plate(n)[:3]}*", asking, asking.last(30), look_alikes=1)


def _wildcard_colour(asking: Asking, n: int) -> int:
    return _pattern(
        f"*{asking.plate(n)[-2:]}", asking, asking.last(7), colours=frozenset({Colour.WHITE}), look_alikes=1
    )


def _area_half_hour(asking: Asking, n: int) -> int:
    start = asking.last(1 + n % 20).start.plus(3600 * (n % 24))
    return asking.count(Question(Span(start, start.plus(1800)), cameras=asking.area(n)))


def _area_six_hours(asking: Asking, n: int) -> int:
    start = asking.last(1 + n % 20).start
    white = frozenset({Colour.WHITE})
    span = Span(start, start.plus(6 * 3600))
    return asking.count(Question(span, cameras=asking.area(n, sites=60), colours=white, limit=5000))


def _newest(asking: Asking, n: int) -> int:
    return asking.count(Question(Span(asking.span.start, asking.span.end.plus(-3600 * n))))


def _rare(asking: Asking, n: int) -> int:
    question = Question(
        asking.last(7, n % 20),
        colours=frozenset({Colour.PURPLE}),
        kinds=frozenset({VehicleKind.COACH}),
        headings=frozenset({list(Heading)[1 + n % 8]}),
        has_plate=False,
    )
    return asking.count(question)


def _night_weekend(asking: Asking, n: int) -> int:
    question = Question(
        asking.last(30),
        cameras=asking.area(n),
        bands=frozenset({Band(23 * 60, 4 * 60)}),
        weekdays=frozenset({Weekday.SAT, Weekday.SUN}),
        kinds=frozenset({VehicleKind.SCOOTER}),
        order=Order.OLDEST,
    )
    return asking.count(question)


def _many_plates(asking: Asking, n: int) -> int:
    plates = [f"{asking.plate(n)[:3]}{number:04d}" for number in range(10_000)]
    found = asking.store.histories(asking.permit, plates, asking.last(0.5, n % 20))
    return sum(map(len, found.values()))


def _several(asking: Asking, n: int) -> int:
    start = asking.last(1, n % 5).start
    rows = asking.store.find(
        asking.permit, Question(Span(start, start.plus(DAY_S)), cameras=asking.area(n, sites=20), limit=2000)
    ).rows
    return len(asking.store.several(asking.permit, [row.id for row in rows]))


def _trail(asking: Asking, n: int) -> int:
    plate = asking.plates[n % len(asking.plates)]
    return len(trail(asking.store, asking.cameras, asking.permit, plate, asking.last(30)).passages)


CASES: dict[str, Case] = {
    "find one plate": Case(_one_plate, 0.2),
    "history of a plate, a year": Case(_history, 0.2),
    "history of the busiest, 30 days": Case(_history_busiest, 0.2),
    "10,000 pasted plates, half a day": Case(_many_plates),
    "prefix ABC-1*": Case(_prefix, 0.2),
    "pattern ?BC*": Case(_any_start, 0.2),
    "pattern ABC*, look-alikes, 30 days": Case(_look_alikes, 0.5),
    "pattern *12, look-alikes, colour, a week": Case(_wildcard_colour, 0.5),
    "area, 30 min": Case(_area_half_hour, 0.2),
    "60 sites, 6 h, white": Case(_area_six_hours, 0.5),
    "newest page": Case(_newest, 0.2),
    "no plate, rare, a week": Case(_rare, 0.5),
    "area, weekend nights, 30 days": Case(_night_weekend, 0.5),
    "find 2,000 and open them by identity": Case(_several),
    "trail, 30 days": Case(_trail),
}
"""What is asked, and the seconds it may take (docs/explanation/scale.md)."""
