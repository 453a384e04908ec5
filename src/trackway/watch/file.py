"""The file of the watch: what its rooms write together is on disk together."""

from trackway.sqlite import FileKind

__all__ = ["WATCH_FILE"]

WATCH_FILE = FileKind(
    "trackway.watch",
    "a file of watch lists and alerts",
    0x5457_5761,  # "TWWa"
    erases=True,
    rooms=(
        "trackway.watch.alerts",
        "trackway.watch.duty",
        "trackway.watch.lists",
        "trackway.watch.retro",
        "trackway.watch.zones",
        "trackway.watch.roads",
        "trackway.watch.vehicles",
    ),
)
