"""Old footage, as officers ask for it: estimate, start, look how far it is, stop, go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trackway.intake.history.estimate import Estimate, estimated
from trackway.intake.history.job import USUAL_PRIORITY, Job, Wanted
from trackway.intake.history.jobs import Jobs
from trackway.intake.history.source import OpenSource, SourceClock
from trackway.model.errors import Conflict
from trackway.model.time import Clock, Span

__all__ = ["NeedsConfirmation", "OldFootage"]


class NeedsConfirmation(Conflict):
    """This search would take longer than a day; confirm that it is meant."""


@dataclass(frozen=True, slots=True)
class OldFootage:
    """The queue with what is needed to ask the sources. ``workers`` is how many cores will look."""

    jobs: Jobs
    open_source: OpenSource
    model_of: Callable[[int], str]
    clock: Clock
    workers: int

    def estimate(self, cameras: Sequence[int], span: Span, priority: int = USUAL_PRIORITY) -> Estimate:
        """What a search would find and take. Asks every source; fetches nothing."""
        return estimated(
            self.jobs,
            cameras,
            span,
            open_source=self.open_source,
            model_of=self.model_of,
            clock=self.clock,
            workers=self.workers,
            priority=priority,
        )

    def start(self, wanted: Wanted, *, confirmed: bool) -> Job:
        """A new job. Raises ``NeedsConfirmation`` for one that would take longer than a day."""
        if not confirmed:
            estimate = self.estimate(wanted.cameras, wanted.span, wanted.priority)
            if estimate.needs_confirmation:
                raise NeedsConfirmation(
                    f"This search would take {estimate.wall_s / 3600:,.0f} hours; "
                    "confirm that it is meant, or ask for fewer cameras or less time."
                )
        return self.jobs.add(wanted)

    def ask_clock(self, camera: int) -> SourceClock:
        """What a camera's source says its clock is, now. Raises what the source raises."""
        return self.open_source(self.jobs.sources.of(camera)).clock()
