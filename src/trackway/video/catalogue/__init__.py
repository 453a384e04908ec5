"""The catalogue: what footage there is, where it lies, and why there is none."""

from trackway.video.catalogue.accounting import Account, account
from trackway.video.catalogue.catalogue import Catalogue
from trackway.video.catalogue.checking import FaultKind, Verified, check, repair, verify
from trackway.video.catalogue.holds import Covers, Holds
from trackway.video.catalogue.keeper import Destroyed, Keeper, Tidied
from trackway.video.catalogue.promises import MAX_DAYS, Forecast, Promises, StreamDays
from trackway.video.catalogue.rebuilding import Rebuilt, rebuild
from trackway.video.catalogue.recovery import Recovered, recover
from trackway.video.catalogue.values import (
    Footage,
    Fragment,
    Gap,
    Hold,
    NewSegment,
    Segment,
    SegmentState,
    Transition,
    Volume,
)
from trackway.video.catalogue.volumes import NoVolume, Room, Volumes

__all__ = [
    "MAX_DAYS",
    "Account",
    "Catalogue",
    "Covers",
    "Destroyed",
    "FaultKind",
    "Footage",
    "Forecast",
    "Fragment",
    "Gap",
    "Hold",
    "Holds",
    "Keeper",
    "NewSegment",
    "NoVolume",
    "Promises",
    "Rebuilt",
    "Recovered",
    "Room",
    "Segment",
    "SegmentState",
    "StreamDays",
    "Tidied",
    "Transition",
    "Verified",
    "Volume",
    "Volumes",
    "account",
    "check",
    "rebuild",
    "recover",
    "repair",
    "verify",
]
