"""Looking at a device: all that decides whether and how it is recorded, asked in one go."""

from dataclasses import dataclass

from trackway.model.errors import Denied
from trackway.model.time import Clock
from trackway.video.addresses import Networks
from trackway.video.onvif.archive import ArchiveSummary, archive_summary
from trackway.video.onvif.device import ClockOffset, Device, DeviceFacts, DeviceLogIn
from trackway.video.onvif.http import NoAnswer
from trackway.video.onvif.media import Profile, Warned, chosen, profiles, warnings
from trackway.video.onvif.soap import Refused, Unfit
from trackway.video.stream import StreamRole

__all__ = ["DeviceLook", "LensLook", "look_at"]


@dataclass(frozen=True, slots=True)
class LensLook:
    """One lens, or one channel of a recorder: its profiles, the two chosen, and what is wrong with each.

    ``main`` and ``sub`` are tokens of profiles, empty where none will do; ``warned`` is by token.
    """

    source: str
    profiles: tuple[Profile, ...]
    main: str
    sub: str
    warned: dict[str, tuple[Warned, ...]]


@dataclass(frozen=True, slots=True)
class DeviceLook:
    """A device as it shows itself. ``archive`` is ``None`` where it offers no search of recordings."""

    url: str
    facts: DeviceFacts
    clock: ClockOffset
    lenses: tuple[LensLook, ...]
    archive: ArchiveSummary | None


def look_at(url: str, log_in: DeviceLogIn, networks: Networks, clock: Clock) -> DeviceLook:
    """Look at the device at this address. Raises ``Denied``, ``NoAnswer``, ``Unfit``, ``Refused``."""
    device = Device(url, log_in, networks, clock)
    offset = device.clock_offset()
    facts = device.facts()
    found = profiles(device)
    if not found:
        raise Unfit(f"{device.place} offers no picture at all.")
    sources = dict.fromkeys(profile.source for profile in found)
    lenses = tuple(_lens(tuple(one for one in found if one.source == source)) for source in sources)
    return DeviceLook(device.target.url, facts, offset, lenses, _archive(device))


def _lens(found: tuple[Profile, ...]) -> LensLook:
    roles = chosen(found)
    by_token = {profile.token: role for role, profile in roles.items()}
    return LensLook(
        source=found[0].source,
        profiles=found,
        main=roles[StreamRole.MAIN].token if StreamRole.MAIN in roles else "",
        sub=roles[StreamRole.SUB].token if StreamRole.SUB in roles else "",
        warned={profile.token: warnings(profile, by_token.get(profile.token)) for profile in found},
    )


def _archive(device: Device) -> ArchiveSummary | None:
    if not device.has("search"):
        return None
    try:
        return archive_summary(device)
    except (Denied, NoAnswer, Refused, Unfit):
        return None
