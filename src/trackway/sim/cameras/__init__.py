"""Cameras that send real RTSP: many on one port, from one clip, with faults on demand.

For tests, benches and demonstrations of the recorder. RTSP 1.0 (RFC 2326) with RTP interleaved in the TCP
connection; H.264 (RFC 6184), H.265 (RFC 7798), AAC (RFC 3640) and G.711 (RFC 3551); sender reports every
second; recorded footage by ``Range`` as recorders serve it, with ONVIF's replay header.
"""

from trackway.sim.cameras.clip import Clip, Coded, read_clip
from trackway.sim.cameras.faults import Faults
from trackway.sim.cameras.log_in import LogIn
from trackway.sim.cameras.recorded import Recorded
from trackway.sim.cameras.serving import RunningCameras, running_cameras

__all__ = ["Clip", "Coded", "Faults", "LogIn", "Recorded", "RunningCameras", "read_clip", "running_cameras"]
