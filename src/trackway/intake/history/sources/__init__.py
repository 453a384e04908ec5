"""Sources of old footage: our own recorder, other makers' recorders, standards, folders."""

from trackway.intake.history.sources.calls import Calls
from trackway.intake.history.sources.dahua import Dahua
from trackway.intake.history.sources.dav import packed_date
from trackway.intake.history.sources.folder import Folder
from trackway.intake.history.sources.hikvision import Hikvision
from trackway.intake.history.sources.onvif import OnvifG
from trackway.intake.history.sources.own import Own
from trackway.intake.history.sources.rtsp import RtspRange

__all__ = ["Calls", "Dahua", "Folder", "Hikvision", "OnvifG", "Own", "RtspRange", "packed_date"]
