"""The only place that builds and connects objects: centre, demo, and what the command line needs."""

import sys

__all__ = ["main"]


def main() -> None:
    """The program `trackway`."""
    # Here, not above: the recorder's process lies in this package too, and shall not carry all the rest.
    from trackway.cli import run
    from trackway.node.trackway_house import TrackwayHouse

    sys.exit(run(TrackwayHouse(), sys.argv[1:]))
