"""Push devices 推播裝置: browsers that officers let be pushed to, and the house's key to sign pushes with."""

from trackway.notify.devices.devices import PushDevice, PushDevices, Subscription
from trackway.notify.devices.services import SERVICES, check_endpoint

__all__ = ["SERVICES", "PushDevice", "PushDevices", "Subscription", "check_endpoint"]
