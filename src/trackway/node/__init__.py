"""The only place that builds and connects objects: centre, demo, and what the command line needs."""

import sys

from trackway.cli import run
from trackway.node.trackway_house import TrackwayHouse

__all__ = ["main"]


def main() -> None:
    """The program `trackway`."""
    sys.exit(run(TrackwayHouse(), sys.argv[1:]))
