"""ONVIF devices that are not there: Profile S and G over real HTTP, with odd ways of makers on demand.

Shapes are those of the published WSDL (Device, Media, Media2, Recording Search and Replay Control); where a
device lies, it lies as devices in the field do. For tests and demonstrations.
"""

from trackway.sim.onvif.device import FakeDevice, running_device
from trackway.sim.onvif.facts import FakeProfile, FakeRecording, Oddities, OnvifFacts
from trackway.sim.onvif.responder import probe_answer, running_responder

__all__ = [
    "FakeDevice",
    "FakeProfile",
    "FakeRecording",
    "Oddities",
    "OnvifFacts",
    "probe_answer",
    "running_device",
    "running_responder",
]
