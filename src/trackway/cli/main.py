"""All commands in one table, and one place that turns an error into a sentence and an exit code."""

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

import trackway
from trackway.cli import (
    alerts,
    analyses,
    cameras,
    centre,
    channels,
    check,
    correct,
    engines,
    find,
    footage,
    history,
    import_,
    lists,
    maps,
    officers,
    passages,
    read,
    road_watches,
    streams,
    zones,
)
from trackway.cli import bench as bench_commands
from trackway.cli import roads as roads_commands
from trackway.cli import station as station_commands
from trackway.cli.house import House
from trackway.model.errors import TrackwayError

__all__ = ["program", "run"]

_HELP = """車行軌跡 Trackway: every roadside camera on one map, every passing vehicle a trail.

Exit codes: 0 done, 1 failed with one clear sentence, 2 wrong use.
"""


def program(house: House) -> App:
    """The whole command line."""
    app = App(
        name="trackway",
        help=_HELP,
        version=trackway.__version__,
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    for part in (
        centre,
        station_commands,
        cameras,
        streams,
        engines,
        read,
        import_,
        history,
        find,
        analyses,
        correct,
        passages,
        footage,
        check,
        officers,
        maps,
        roads_commands,
        lists,
        zones,
        road_watches,
        alerts,
        channels,
        bench_commands,
    ):
        app.update(part.commands(house))
    correct.add_misreads(app["cameras"], house)
    return app


def run(house: House, arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    app = program(house)
    try:
        result = app(list(arguments), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _say(f"{error} (trackway --help)", 2)
    except TrackwayError as error:
        return _say(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader went away (`| head`): stop quietly, and keep the interpreter from flushing again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _say("Stopped.", 130)
    return result if isinstance(result, int) else 0


def _say(sentence: str, code: int) -> int:
    print(f"trackway: {' '.join(sentence.split())}", file=sys.stderr)
    return code
