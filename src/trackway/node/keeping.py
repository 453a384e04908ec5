"""Keeping the passages of a data folder: the parts of it, opened and connected."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from getpass import getuser
from pathlib import Path

from trackway.corrections import Corrections
from trackway.intake.beside import Comparisons
from trackway.intake.history import Jobs
from trackway.model.time import Clock
from trackway.passages import Pictures, open_passages
from trackway.passages.keeping import (
    KEEPING_FILE,
    Deletions,
    Holds,
    Keeper,
    Keepsakes,
    Tables,
)
from trackway.sqlite import SqliteFile
from trackway.trails.saved import Saved
from trackway.trust import Trust

__all__ = ["opened_keeper"]


@contextmanager
def opened_keeper(data: Path, clock: Clock, days: int) -> Iterator[Keeper]:
    """The keeper of a data folder, with everything that must forget when its passages go."""
    folder = data / "passages"
    with ExitStack() as stack:
        store = stack.enter_context(open_passages(folder))
        file = SqliteFile(data / "keeping.sqlite", KEEPING_FILE)
        stack.callback(file.close)
        trust = stack.enter_context(Trust(data / "trust.sqlite", clock))
        corrections = stack.enter_context(Corrections(data / "corrections.sqlite", clock))
        comparisons = stack.enter_context(Comparisons(data / "comparisons.sqlite"))
        saved = stack.enter_context(Saved(data / "saved.sqlite", clock))
        jobs = stack.enter_context(Jobs(data / "history.sqlite", clock))
        officer = trust.command_line_officer(getuser())

        def note(action: str, details: Mapping[str, object]) -> None:
            trust.note(officer, action, details)

        yield Keeper(
            tables=Tables(store),
            open_base=lambda base: open_passages(folder, database=base),
            holds=Holds(file, clock),
            deletions=Deletions(file),
            pictures=Pictures(data / "pictures"),
            keepsakes=Keepsakes(
                forget={
                    "corrections": corrections.forget_before,
                    "comparisons": lambda before, _: comparisons.forget_before(before),
                    "saved": lambda before, _: saved.forget_before(before),
                    "history": lambda before, _: jobs.forget_before(before),
                },
                pictured=(comparisons,),
            ),
            note=note,
            clock=clock,
            days=days,
            folder=data,
        )
