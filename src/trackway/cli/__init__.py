"""The command line: thin. Each module parses, calls and prints; ``House`` opens what they need."""

from trackway.cli.house import House
from trackway.cli.main import run

__all__ = ["House", "run"]
