"""ONVIF: cameras and recorders found on the network, asked what they are, what they send, what they hold."""

from trackway.video.onvif.archive import (
    Archive,
    ArchiveSummary,
    FoundRecording,
    archive_summary,
    recordings,
    replay_url,
)
from trackway.video.onvif.device import ClockOffset, Device, DeviceFacts, DeviceLogIn
from trackway.video.onvif.discovery import MOST_HOSTS, FoundDevice, hosts_of, search
from trackway.video.onvif.http import NoAnswer
from trackway.video.onvif.looking import DeviceLook, LensLook, look_at
from trackway.video.onvif.media import Profile, Warned, profiles, snapshot
from trackway.video.onvif.soap import LogInRefused, Refused, Unfit

__all__ = [
    "MOST_HOSTS",
    "Archive",
    "ArchiveSummary",
    "ClockOffset",
    "Device",
    "DeviceFacts",
    "DeviceLogIn",
    "DeviceLook",
    "FoundDevice",
    "FoundRecording",
    "LensLook",
    "LogInRefused",
    "NoAnswer",
    "Profile",
    "Refused",
    "Unfit",
    "Warned",
    "archive_summary",
    "hosts_of",
    "look_at",
    "profiles",
    "recordings",
    "replay_url",
    "search",
    "snapshot",
]
