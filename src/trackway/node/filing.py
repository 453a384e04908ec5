"""The journal of a data folder and the door by which passages come in, opened and kept going."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trackway.intake.filing import READER, Filing, PassageSink
from trackway.journal import Journal, SqliteJournal
from trackway.model.errors import Unavailable
from trackway.model.time import Clock
from trackway.node.background import repeated
from trackway.watch import Rooms

__all__ = ["filed_continuously", "filing_of", "opened_journal"]

_WAIT_S = 1.0
"""How long the filing may sleep before it looks whether it is to end."""
_AGAIN_S = 5.0
_KEPT_S = 3 * 86_400.0
"""Live tests are shown a day and some hours again after a start; the store has it all anyway."""
_TIDY_S = 3600.0


@contextmanager
def opened_journal(data: Path, clock: Clock) -> Iterator[Journal]:
    """The journal, as the folder's settings say; closed when the block ends."""
    from trackway.web import read_settings  # the web stack is slow to import

    settings = read_settings(data / "trackway.toml").journal
    if not settings.nats:
        with SqliteJournal(data / "journal.sqlite", clock) as file:
            yield file
        return
    try:
        from trackway.journal.nats_journal import NatsJournal
    except ImportError as error:
        raise Unavailable(
            "The journal on NATS needs the extra `nats`: pip install 'trackway[nats]'."
        ) from error
    with NatsJournal(
        settings.nats, clock, credentials=settings.credentials, replicas=settings.replicas
    ) as server:
        yield server


def filing_of(data: Path, journal: Journal, store: PassageSink, watch: Rooms) -> Filing:
    """The door by which passages come in; what is on an ignore list stays outside."""
    return Filing(journal, store, data, watch.lists.ignored)


@contextmanager
def filed_continuously(filing: Filing, journal: Journal, clock: Clock) -> Iterator[None]:
    """Puts what is journalled into the store, on a thread of its own until the block ends.

    What cannot be put there now stays in the journal and is tried again. What every reader is through with is
    destroyed after some days.
    """

    def drain() -> None:
        if journal.wait(journal.position(READER), _WAIT_S):
            filing.drain()

    def tidy() -> None:
        journal.forget(clock.now().plus(-_KEPT_S))

    with (
        repeated("filing", drain, every_s=0.0, again_s=_AGAIN_S),
        repeated("journal", tidy, every_s=_TIDY_S, again_s=_AGAIN_S),
    ):
        yield
