"""Run inside name spaces of their own by the tests beside it; prints what was found as JSON lines."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from threading import Event, Thread

import numpy as np

from trackway.model.time import Instant
from trackway.sim.onvif import OnvifFacts, running_responder
from trackway.video.addresses import Networks
from trackway.video.onvif import DeviceLogIn, FoundDevice, look_at, search
from trackway.video.rtsp import RtspFeed
from trackway.video.stream import AccessUnit, StreamAddress, StreamEnded, Track

_HERE = Networks(("10.98.0.0/16",))


def say(found: object) -> None:
    sys.stdout.write(json.dumps(found, default=str) + "\n")
    sys.stdout.flush()


class WallClock:
    def now(self) -> Instant:
        return Instant(time.time_ns() // 1000)


class Enough(Exception):
    """A few units came."""


class Watcher:
    def __init__(self) -> None:
        self.tracks: tuple[Track, ...] = ()
        self.units = 0
        self.enough = asyncio.Event()

    def opened(self, tracks: tuple[Track, ...]) -> None:
        self.tracks = tracks

    def take(self, unit: AccessUnit) -> None:
        self.units += 1
        if self.units >= 5:
            self.enough.set()


def camera(group_on: str) -> None:
    """A responder, until the input ends; it hears multicast on that interface, if one is named."""
    facts = OnvifFacts(name="中正路口 北", model="TW 2", serial="000000000042")
    url = "http://192.168.1.64:8000/onvif/device_service"  # as a camera says that was moved
    with running_responder(facts, url, host="0.0.0.0", port=3702, group_on=group_on):  # noqa: S104
        say("ready")
        sys.stdin.read()


def find(*hosts: str) -> None:
    for one in search(_HERE, seconds=3.0, hosts=hosts):
        if isinstance(one, FoundDevice):
            say(asdict(one))
            return


def ipycam(address: str) -> None:
    """The independent simulator against our clients."""
    from ipycam import CameraConfig, IPCamera  # type: ignore[import-untyped]  # noqa: PLC0415  only here, in a name space of its own

    config = CameraConfig(
        local_ip=address, main_width=640, main_height=360, sub_width=320, sub_height=180,
        main_fps=10, sub_fps=5, username="admin", password="hunter2 hunter2",
    )  # fmt: skip
    device = IPCamera(config)
    device.start()
    stopping = Event()

    def film() -> None:
        number = 0
        while not stopping.wait(0.1):
            picture = np.full((360, 640, 3), number % 200, np.uint8)
            device.stream(picture)
            number += 1

    Thread(target=film, daemon=True).start()
    try:
        url = config.onvif_url
        look = look_at(url, DeviceLogIn("admin", "hunter2 hunter2"), _HERE, WallClock())
        (lens,) = look.lenses
        say(asdict(look))
        main = next(one for one in lens.profiles if one.token == lens.main)
        say(asyncio.run(watched(main.url)))
    finally:
        stopping.set()


async def watched(url: str) -> dict[str, object]:
    watcher = Watcher()
    feed = RtspFeed(StreamAddress(url, "admin", "hunter2 hunter2"), _HERE)
    running = asyncio.create_task(feed.run(watcher))
    waiting = asyncio.create_task(watcher.enough.wait())
    await asyncio.wait({running, waiting}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    running.cancel()
    waiting.cancel()
    said = ""
    try:
        await running
    except (StreamEnded, asyncio.CancelledError) as error:
        said = str(error)
    return {"tracks": [asdict(one) | {"sets": len(one.sets)} for one in watcher.tracks], "said": said}


if __name__ == "__main__":
    commands: dict[str, Callable[..., None]] = {"camera": camera, "find": find, "ipycam": ipycam}
    commands[sys.argv[1]](*sys.argv[2:])
    os._exit(0)  # the simulator's threads know no end
