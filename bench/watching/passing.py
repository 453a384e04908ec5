"""Passing: what was recorded as passages, in the order in which it truly happened."""

from collections.abc import Iterator
from math import isnan

import numpy as np

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.plate import Plate
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.sim.traffic import COLOURS, HEADINGS, KINDS, PLATE_COLOURS, Seen

__all__ = ["pages"]


def pages(seen: Seen, most: int) -> Iterator[tuple[list[Passage], list[int]]]:
    """Passages by so many, each with the microsecond at which it truly passed."""
    order = np.argsort(seen.true_us, kind="stable")
    plates = [Plate(text) if text else None for text in seen.texts]
    for start in range(0, len(order), most):
        rows = order[start : start + most]
        columns = zip(
            *(
                column[rows].tolist()
                for column in (
                    seen.at_us,
                    seen.camera,
                    seen.sequence,
                    seen.plate,
                    seen.confidence,
                    seen.looks,
                    seen.kind,
                    seen.colour,
                    seen.kind_confidence,
                    seen.colour_confidence,
                    seen.plate_colours,
                    seen.heading,
                    seen.error_s,
                    seen.lane,
                )
            ),
            strict=True,
        )
        yield (
            [
                Passage(
                    id=passage_id(Instant(us), camera, sequence),
                    stamp=Stamp(Instant(us), ClockOwner.SIMULATED, None if isnan(error) else error),
                    camera=camera,
                    source=Source.SIMULATED,
                    plate=plates[plate],
                    confidence=confidence,
                    looks=looks,
                    kind=KINDS[kind],
                    colour=COLOURS[colour],
                    kind_confidence=kind_sure,
                    colour_confidence=colour_sure,
                    plate_colours=PLATE_COLOURS[plate_colours],
                    heading=HEADINGS[heading],
                    lane=lane,
                )
                for (
                    us,
                    camera,
                    sequence,
                    plate,
                    confidence,
                    looks,
                    kind,
                    colour,
                    kind_sure,
                    colour_sure,
                    plate_colours,
                    heading,
                    error,
                    lane,
                ) in columns
            ],
            seen.true_us[rows].tolist(),
        )
