"""Devices 裝置: browsers that officers let be pushed to, and the house's key that pushes are signed with."""

from trackway.notify.devices.devices import Device, Devices, Subscription
from trackway.notify.devices.services import SERVICES, check_endpoint

__all__ = ["SERVICES", "Device", "Devices", "Subscription", "check_endpoint"]
