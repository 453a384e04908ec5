"""Seeing: what the cameras make of the vehicles that pass, with all that goes wrong.

::

    passings ──► camera and lane ──► clock ──► plate read, misread or not ──► looks, speed ──► Seen
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trackway.model.look_alikes import LOOK_ALIKES
from trackway.model.passage import Source
from trackway.model.time import ClockOwner
from trackway.model.vehicle import Heading, VehicleKind
from trackway.sim.county import County
from trackway.sim.traffic.eyes import Eyes
from trackway.sim.traffic.faults import Clocks, Outage, clocks
from trackway.sim.traffic.fleet import Fleet
from trackway.sim.traffic.looks import COLOURS, KINDS, PLATE_COLOURS, codes, looked_at
from trackway.sim.traffic.passing import Passings

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["HEADINGS", "Fate", "Seen", "see"]

HEADINGS = tuple(Heading)
_MISREAD = 0.03
_UNREAD_DAY, _UNREAD_NIGHT, _UNREAD_SCOOTER = 0.025, 0.06, 0.04
_NO_SPEED = 0.2
_SINGLE_LOOK = 0.04
_SPEED_ERROR_KMH, _SPEED_ERROR_SHARE = 1.0, 0.03
_UNMEASURED_EVERY = 5
"""At one site in so many nobody measured the road, and the error of a speed is not known."""
_ITS_ONE_LANE = 1
"""A plate camera looks at one lane."""
_DAYLIGHT_S = (6.1 * 3600, 17.4 * 3600)
"""When it is light in November, seconds after midnight in Taipei."""
_TAIPEI_AHEAD_US = 8 * 3_600_000_000
_DAY_US = 24 * 3_600_000_000
_MOST_AT_ONCE = 64


class Fate(IntEnum):
    """What happens to a plate that passes: whatever chance brings, or as a script wants it."""

    CHANCE = 0
    READ = 1
    UNREAD = 2
    MISREAD = 3
    """Taken for a look-alike, where it has one."""
    MISSED = 4
    """The camera records nothing at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was recorded, columns of n in order of recorded time, and beside it the truth.

    ``plate`` indexes ``texts`` (index 0 is "", no plate read); ``kind``, ``colour``,
    ``plate_colours`` and ``heading`` index ``KINDS``, ``COLOURS``, ``PLATE_COLOURS`` and ``HEADINGS``;
    ``speed``, ``speed_error`` and ``error_s`` are NaN where nothing was measured.
    True are ``vehicle`` (of the fleet), ``true_us`` and ``passing`` (the row it came from).
    """

    texts: tuple[str, ...]
    at_us: NDArray[np.int64]
    camera: NDArray[np.uint16]
    sequence: NDArray[np.uint8]
    plate: NDArray[np.int32]
    confidence: NDArray[np.float32]
    looks: NDArray[np.uint16]
    kind: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    kind_confidence: NDArray[np.float32]
    colour_confidence: NDArray[np.float32]
    plate_colours: NDArray[np.uint8]
    heading: NDArray[np.uint8]
    speed: NDArray[np.float32]
    speed_error: NDArray[np.float32]
    lane: NDArray[np.uint8]
    error_s: NDArray[np.float32]
    vehicle: NDArray[np.int32]
    true_us: NDArray[np.int64]
    passing: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.at_us)

    def table(self, rows: slice | NDArray[np.bool_] = slice(None)) -> "pa.Table":
        """Some of the rows with the columns that a store of passages takes."""
        import pyarrow as pa  # noqa: PLC0415  half a second that only writers spend

        def words(codes: NDArray[np.uint8], names: tuple[str, ...]) -> "pa.Array":
            return pa.DictionaryArray.from_arrays(codes.astype(np.int8), [str(name) for name in names])

        count = len(self.at_us[rows])
        same = np.zeros(count, np.uint8)
        return pa.table(
            {
                "at": self.at_us[rows],
                "camera": self.camera[rows],
                "sequence": self.sequence[rows],
                "plate": pa.DictionaryArray.from_arrays(self.plate[rows], list(self.texts)),
                "confidence": self.confidence[rows],
                "looks": self.looks[rows],
                "kind": words(self.kind[rows], KINDS),
                "colour": words(self.colour[rows], COLOURS),
                "kind_confidence": self.kind_confidence[rows],
                "colour_confidence": self.colour_confidence[rows],
                "plate_colours": words(self.plate_colours[rows], PLATE_COLOURS),
                "heading": words(self.heading[rows], HEADINGS),
                "speed": pa.array(self.speed[rows], from_pandas=True),
                "speed_error": pa.array(self.speed_error[rows], from_pandas=True),
                "lane": self.lane[rows],
                "source": words(same, (Source.SIMULATED,)),
                "clock": words(same, (ClockOwner.SIMULATED,)),
                "error_s": pa.array(self.error_s[rows], from_pandas=True),
            }
        )


def see(
    county: County,
    vehicles: Fleet,
    passed: Passings,
    rng: np.random.Generator,
    *,
    fate: NDArray[np.int8] | None = None,
    down: tuple[Outage, ...] = (),
    never: frozenset[str] = frozenset(),
    at: Clocks | None = None,
    through: Eyes | None = None,
) -> Seen:
    """What the plate cameras record of these passings.

    ``fate`` says of each row what happens to its plate (a ``Fate``), chance when left out; ``down`` are
    cameras that were out; ``never`` are plates that no misreading may come out as. ``at`` are the sites'
    clocks, the county's own when left out; ``through`` says how well each camera sees, all alike when
    left out.
    """
    n = len(passed)
    fates = np.zeros(n, np.int8) if fate is None else fate
    sure = np.isin(fates, [Fate.READ, Fate.UNREAD])
    site, direction = passed.gate // 2, passed.gate % 2
    kind = codes(vehicles.kind, KINDS)[passed.vehicle]
    is_two_wheeled = np.isin(
        kind, [KINDS.index(VehicleKind.SCOOTER), KINDS.index(VehicleKind.HEAVY_MOTORCYCLE)]
    )
    outer = rng.random(n, np.float32) < np.where(is_two_wheeled, 0.85, 0.5).astype(np.float32)
    camera = (site * 4 + direction * 2 + outer + 1).astype(np.uint16)
    since_midnight = (passed.at_us + _TAIPEI_AHEAD_US) % _DAY_US / 1e6
    is_night = (since_midnight < _DAYLIGHT_S[0]) | (since_midnight > _DAYLIGHT_S[1])
    at = clocks(county) if at is None else at
    at_us = at.shown_us(site, passed.at_us)
    unread = np.where(is_night, _UNREAD_NIGHT, _UNREAD_DAY) + np.where(is_two_wheeled, _UNREAD_SCOOTER, 0.0)
    misread: NDArray[np.float64] | float = _MISREAD
    if through is not None:
        unread = unread * through.unread_times[camera - 1]
        misread = through.misread_chance(camera, passed.vehicle, is_night)
    chance = np.choose(fates, [unread, 0.0, 1.0, 0.0, 0.0]), np.choose(fates, [misread, 0.0, 0.0, 1.0, 0.0])
    texts, plate, is_misread = _read(
        vehicles, passed.vehicle, camera, chance, rng, never=never, through=through
    )
    # What was added later draws from a generator of its own, so that the traffic stays what it was.
    later = rng.spawn(1)[0]
    confidence, looks = _confidence(plate, is_misread, is_night, rng), _looks(plate, sure, rng)
    appears = looked_at(vehicles, passed.vehicle, (is_night, sure, plate > 0), rng, later)
    has_speed = rng.random(n, np.float32) >= _NO_SPEED
    speed, speed_error = _speeds(passed.kmh, has_speed, site, later)
    seen = Seen(
        texts=texts,
        at_us=at_us,
        camera=camera,
        sequence=np.zeros(n, np.uint8),
        plate=plate,
        confidence=confidence,
        looks=looks,
        kind=appears.kind,
        colour=appears.colour,
        kind_confidence=appears.kind_confidence,
        colour_confidence=appears.colour_confidence,
        plate_colours=appears.plate_colours,
        heading=_headings(county)[passed.gate],
        speed=speed,
        speed_error=speed_error,
        lane=np.full(n, _ITS_ONE_LANE, np.uint8),
        error_s=at.bound_s.astype(np.float32)[site],
        vehicle=passed.vehicle.astype(np.int32),
        true_us=passed.at_us,
        passing=np.arange(n),
    )
    lost = _was_down(camera, at_us, down) | (fates == Fate.MISSED)
    if through is not None:
        lost |= (later.random(n, np.float32) < through.missed[camera - 1]) & (fates == Fate.CHANCE)
    return _ordered(seen, ~lost)


def _speeds(
    kmh: NDArray[np.float32], has_speed: NDArray[np.bool_], site: NDArray[np.int16], rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Speeds as measured, as wrong as their standard deviations say; NaN where none was measured."""
    deviation = _SPEED_ERROR_KMH + _SPEED_ERROR_SHARE * kmh
    measured = np.maximum(kmh + deviation * rng.standard_normal(len(kmh), np.float32), 0)
    is_known = has_speed & (site % _UNMEASURED_EVERY != 0)
    none = np.float32(np.nan)
    return (
        np.where(has_speed, np.round(measured, 1), none).astype(np.float32),
        np.where(is_known, np.round(deviation, 1), none).astype(np.float32),
    )


def _read(
    vehicles: Fleet,
    vehicle: NDArray[np.intp],
    camera: NDArray[np.uint16],
    chance: tuple[NDArray[np.float64], NDArray[np.float64]],
    rng: np.random.Generator,
    *,
    never: frozenset[str],
    through: Eyes | None,
) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.bool_]]:
    """The texts, which of them each row shows, and which rows show a wrong one.

    ``chance`` of each row to be left unread, and to be misread.
    """
    unread, misread = chance
    draw = rng.random(len(vehicle), np.float32)
    is_misread = draw > 1 - misread
    texts = ["", *vehicles.plate.tolist()]
    plate = np.where(draw < unread, 0, vehicle + 1).astype(np.int32)
    rows = np.flatnonzero(is_misread)
    places: dict[str, int] = {}
    for row, u, v in zip(rows.tolist(), rng.random(len(rows)), rng.random(len(rows)), strict=True):
        right = texts[vehicle[row] + 1]
        if through is None:
            wrong = _misread(right, u, v)
        else:
            worn = through.worn[vehicle[row]]
            wrong = through.misread_as(right, int(camera[row]), u if np.isnan(worn) else worn, v)
        if wrong == right or wrong in never:
            is_misread[row] = False
        else:
            plate[row] = places.setdefault(wrong, len(texts) + len(places))
    return (*texts, *places), plate, is_misread


def _rivals() -> dict[str, list[str]]:
    """For each character what it is misread as, likelier ones repeated."""
    found: dict[str, list[str]] = {}
    for table in LOOK_ALIKES.values():
        for symbol, others in table.items():
            for other, cost in others.items():
                found.setdefault(symbol, []).extend([other] * max(1, round(6 * (0.4 - cost) / 0.4)))
    return found


_RIVALS = _rivals()


def _misread(text: str, where: float, what: float) -> str:
    """The text with one character taken for another; the two numbers in [0, 1) choose which."""
    start = int(where * len(text))
    for place in (*range(start, len(text)), *range(start)):
        rivals = _RIVALS.get(text[place])
        if rivals:
            return text[:place] + rivals[int(what * len(rivals))] + text[place + 1 :]
    return text


def _confidence(
    plate: NDArray[np.int32],
    is_misread: NDArray[np.bool_],
    is_night: NDArray[np.bool_],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Of the weakest letter: high by day, lower at night, lower still where the reading is wrong."""
    doubt = rng.standard_exponential(len(plate), np.float32)
    scale = np.where(is_misread, 0.2, np.where(is_night, 0.055, 0.03)).astype(np.float32)
    confidence = np.clip(0.995 - doubt * scale, 0.31, 0.99)
    return np.where(plate == 0, 0.0, np.floor(confidence * 100) / 100).astype(np.float32)


def _looks(plate: NDArray[np.int32], sure: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.uint16]:
    looks = rng.integers(3, 12, len(plate)).astype(np.uint16)
    looks[(rng.random(len(plate), np.float32) < _SINGLE_LOOK) & ~sure] = 1
    looks[plate == 0] = 0
    return looks


def _headings(county: County) -> NDArray[np.uint8]:
    """The eighth of the compass that traffic goes at each gate."""
    return np.array(
        [
            HEADINGS.index(Heading.of(county.cameras[at.number(direction, 0) - 1].heading_deg))
            for at in county.plate_sites
            for direction in (0, 1)
        ],
        np.uint8,
    )


def _was_down(
    camera: NDArray[np.uint16], at_us: NDArray[np.int64], down: tuple[Outage, ...]
) -> NDArray[np.bool_]:
    lost = np.zeros(len(camera), bool)
    for outage in down:
        lost |= (
            np.isin(camera, outage.cameras) & (at_us >= outage.span.start.us) & (at_us < outage.span.end.us)
        )
    return lost


def _ordered(seen: Seen, keep: NDArray[np.bool_]) -> Seen:
    """In order of recorded millisecond and camera, those in the same one told apart by their sequence."""
    key = seen.at_us // 1000 << 16 | seen.camera
    order = np.argsort(key, kind="stable")
    order = order[keep[order]]
    key = key[order]
    fresh = np.concatenate([[True], key[1:] != key[:-1]]) if len(key) else np.zeros(0, bool)
    first = np.maximum.accumulate(np.where(fresh, np.arange(len(key)), 0))
    sequence = np.arange(len(key)) - first
    order, sequence = order[sequence < _MOST_AT_ONCE], sequence[sequence < _MOST_AT_ONCE]
    columns = {name.name: getattr(seen, name.name) for name in fields(Seen) if name.name != "texts"}
    kept = {name: column[order] for name, column in columns.items()}
    return Seen(texts=seen.texts, **kept | {"sequence": sequence.astype(np.uint8)})
