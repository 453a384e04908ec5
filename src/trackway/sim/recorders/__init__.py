"""Recorders of other makers that are not there: Hikvision's and Dahua's search and download over real HTTP.

Shapes are those of the makers' published documentation; what they hand out are real coded pictures in their
own containers. Where a recorder lies, it lies as recorders in the field do. For tests and demonstrations.
"""

from trackway.sim.recorders.dahua import running_dahua
from trackway.sim.recorders.film import Film, dav, film_of, program_stream
from trackway.sim.recorders.hikvision import running_hikvision
from trackway.sim.recorders.recorder import FakeRecorder, Oddities

__all__ = [
    "FakeRecorder",
    "Film",
    "Oddities",
    "dav",
    "film_of",
    "program_stream",
    "running_dahua",
    "running_hikvision",
]
