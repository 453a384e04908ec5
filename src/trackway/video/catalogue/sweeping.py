"""Sweeping: what a crash or a lost catalogue left on the disks is destroyed within its year too.

Such a file has no row: nothing whole was in it, or nobody took it in. It is nobody's footage to look at, but
pictures may be in it all the same.
"""

from pathlib import Path

from trackway.model.time import Instant
from trackway.video.catalogue.catalogue import Catalogue
from trackway.video.catalogue.paths import days_before, named
from trackway.video.catalogue.removing import TAIL, Doomed, remove
from trackway.video.catalogue.values import Volume

__all__ = ["sweep"]

_HOUR_S = 3600.0
"""Longer than any file lasts: a hold that begins that soon after its start may be meant for it."""


def sweep(catalogue: Catalogue, volume: Volume, before: Instant) -> int:
    """Remove the files of days before an instant that are called as ours are and have no row, unless their
    camera is held for that time; how many. Anything else there is left as it is.

    Raises ``NoVolume`` when the volume is not there, ``OSError`` when it cannot be read.
    """
    day = f"{before.utc():%Y-%m-%d}"
    gone = 0
    for folder in days_before(Path(volume.root), day):
        names = {one.name.removesuffix(TAIL) for one in (Path(volume.root) / folder).iterdir()}
        rows = catalogue.file.rows("paths_below", volume=volume.id, first=f"{folder}/", end=f"{folder}0")
        known = {row["path"] for row in rows}
        left = [
            Doomed(0, path, 0)
            for path in sorted(f"{folder}/{name}" for name in names)
            if path not in known and _may_go(catalogue, path)
        ]
        if left:
            gone += len(remove(volume, left, today=day))
    return gone


def _may_go(catalogue: Catalogue, path: str) -> bool:
    said = named(path)
    return said is not None and not catalogue.file.rows(
        "is_held",
        camera=said.key.camera,
        start_us=said.start.us,
        end_us=said.start.plus(_HOUR_S).us,
    )
