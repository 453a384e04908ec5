"""Truth: traffic of which everything is known, with many cases of each kind planted in it.

What the analyses are measured on::

    from trackway.sim import county
    from trackway.sim.truth import ConvoyCase, truth

    known = truth(county(), end, scale=0.08)      # a month before ``end``, some 200,000 passages, seconds
    for table in known.tables():
        store.add_columns(table)                  # any PassageStore
    for case in known.of(ConvoyCase):             # frozen values; each says what the answer must be
        ...
    known.clocks, known.outages                   # what is wrong with the cameras; the store is not told

What makes it hard, on purpose: red lights and slow leaders make platoons; crews of commuters share a habit to
the minute; plates one letter apart; misreads by camera and for worn plates always the same; clocks that lie
beyond their claimed bound or step for hours; outages; cameras that miss vehicles.
"""

from trackway.sim.truth.cases import (
    AloneCase,
    Case,
    CloneCase,
    CommonCase,
    ConvoyCase,
    DwellCase,
    FirstSeenCase,
    HabitCase,
    HitAndRunCase,
    NextCase,
    NightVisitorCase,
    NotSeenCase,
    RaceCase,
    SpeederCase,
    StitchCase,
)
from trackway.sim.truth.whole import KnownTraffic, truth

__all__ = [
    "AloneCase",
    "Case",
    "CloneCase",
    "CommonCase",
    "ConvoyCase",
    "DwellCase",
    "FirstSeenCase",
    "HabitCase",
    "HitAndRunCase",
    "KnownTraffic",
    "NextCase",
    "NightVisitorCase",
    "NotSeenCase",
    "RaceCase",
    "SpeederCase",
    "StitchCase",
    "truth",
]
