"""The command line: thin. Each module parses, calls and prints; ``House`` opens what they need."""

from trackway.cli.house import House
from trackway.cli.main import program, run

__all__ = ["House", "program", "run"]
