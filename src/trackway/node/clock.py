"""The one place that reads the wall clock."""

import time

from trackway.model.time import Instant

__all__ = ["SystemClock"]


class SystemClock:
    """The operating system's clock, UTC, to the microsecond."""

    def now(self) -> Instant:
        """The present instant."""
        return Instant(time.time_ns() // 1000)
