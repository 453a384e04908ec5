"""Throttle: after some wrong passwords the next try has to wait, longer each time.

Counted per account *and* address, so that nobody can lock a colleague out from elsewhere, and, with
more patience, per address over all accounts, so that trying one password on everybody ends too. A try is
counted before its password is looked at: many at once gain nothing.
"""

import math

from trackway.model.errors import Denied
from trackway.model.time import Instant
from trackway.sqlite import SqliteFile

__all__ = ["Throttle", "TooManyTries"]

FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 50
"""Behind one address there may be a whole precinct on a Monday morning."""
_FIRST_WAIT_S = 5
_LONGEST_WAIT_S = 900
_FORGOTTEN_AFTER_S = 24 * 3600
_EVERYBODY = ""


class TooManyTries(Denied):
    """Too many wrong passwords; wait before the next try."""

    http_status = 429
    retry = True

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(f"Too many wrong passwords; wait {wait_s} s before the next try.")


class Throttle:
    """Counts failed sign-ins."""

    def __init__(self, database: SqliteFile) -> None:
        self._database = database

    def count(self, username: str, address: str, now: Instant) -> int:
        """Count a try that is about to be made; how many have failed in a row now, this one included.

        Raises ``TooManyTries`` while a wait runs; such a try is neither counted nor looked at.
        """
        with self._database.transaction():
            self._database.run("failures_sweep", before_us=now.plus(-_FORGOTTEN_AFTER_S).us)
            for key, free in ((username, FREE_TRIES), (_EVERYBODY, FREE_TRIES_PER_ADDRESS)):
                wait_s = self._wait_s(key, address, free, now)
                if wait_s > 0:
                    raise TooManyTries(wait_s)
            for key in (username, _EVERYBODY):
                self._database.run("failures_count", username=key, address=address, now_us=now.us)
            row = self._database.only("failures_of", username=username, address=address)
        return int(row["failures"])

    def forget(self, username: str, address: str) -> None:
        """The try that was counted turned out right."""
        with self._database.transaction():
            self._database.run("failures_forget", username=username, address=address)
            self._database.run("failures_uncount", username=_EVERYBODY, address=address)

    def _wait_s(self, username: str, address: str, free: int, now: Instant) -> int:
        row = self._database.row("failures_of", username=username, address=address)
        if row is None:
            return 0
        wait_s = wait_after(row["failures"], free)
        # A clock set back must not make the wait longer than it is.
        left_s = min(wait_s, wait_s - now.since(Instant(row["last_us"])))
        return max(0, math.ceil(left_s))


def wait_after(failures: int, free: int = FREE_TRIES) -> int:
    """Seconds to wait after so many failures in a row: 0, then 5, doubling, 15 minutes at most."""
    if failures < free:
        return 0
    return min(_LONGEST_WAIT_S, _FIRST_WAIT_S << min(failures - free, 16))
