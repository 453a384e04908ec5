"""The file of channels and deliveries."""

from trackway.sqlite import FileKind

__all__ = ["NOTIFY_FILE"]

NOTIFY_FILE = FileKind(
    "trackway.notify.outbox",
    "a file of channels and deliveries",
    0x5457_4E6F,  # "TWNo"
    erases=True,
    rooms=("trackway.notify.devices",),
)
