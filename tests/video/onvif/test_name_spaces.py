"""The independent simulator `ipycam`, and discovery across a real network: each in name spaces of its own."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.powers import may_join_name_spaces

ROOT = Path(__file__).resolve().parents[3]
INSIDE = f"{sys.executable} -m tests.video.onvif.inside"

# A second name space, held by a process that sleeps; the two are joined by a cable.
CABLE = f"""
set -e
ip link set lo up
unshare -n sleep 250 & camera=$!
trap 'kill $camera' EXIT
until [ "$(readlink /proc/$camera/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add ours type veth peer name theirs netns $camera
ip addr add 10.98.0.1/24 dev ours && ip link set ours up
nsenter -t $camera -n sh -c 'ip addr add 10.98.0.2/24 dev theirs; ip link set theirs up; ip link set lo up'
mkfifo stop said
nsenter -t $camera -n {INSIDE} camera "$GROUP" < stop > said &
exec 3> stop
head -n 1 < said
{INSIDE} find $HOSTS
"""


def run(script: str, folder: Path, **variables: str) -> list[dict[str, Any]]:
    path = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    done = subprocess.run(
        ["unshare", "-n", "sh", "-c", script],
        cwd=folder,
        env={**os.environ, **variables, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.root
@may_join_name_spaces
@pytest.mark.parametrize(("group", "hosts"), [("10.98.0.2", ""), ("", "10.98.0.1 10.98.0.2 10.98.0.3")])
def test_a_camera_is_found_by_multicast_and_one_by_one(tmp_path: Path, group: str, hosts: str) -> None:
    (found,) = run(CABLE, tmp_path, GROUP=group, HOSTS=hosts)
    # It names an address of long ago; believed is the one it answered from.
    assert found["url"] == "http://10.98.0.2:8000/onvif/device_service"
    assert (found["name"], found["hardware"]) == ("中正路口 北", "TW 2")


@pytest.mark.root
@may_join_name_spaces
@pytest.mark.skipif(find_spec("ipycam") is None, reason="NOT TESTED: ipycam is not installed")
def test_an_independent_camera_is_looked_at_and_watched(tmp_path: Path) -> None:
    script = f"ip link set lo up && ip addr add 10.98.0.1/16 dev lo && {INSIDE} ipycam 10.98.0.1"
    look, watched = run(script, tmp_path)
    assert look["facts"] == {
        "maker": "PythonCam",
        "model": "VirtualCam-1",
        "firmware": "1.3.0",
        "serial": "PY-000001",
    }
    clock, (lens,) = look["clock"], look["lenses"]
    assert abs(clock["offset_s"]) <= clock["error_s"]
    assert [(one["width"], one["fps"], one["codec"]) for one in lens["profiles"]] == [
        (640, 10.0, "h264"),
        (320, 5.0, "h264"),
    ]
    assert lens["warned"][lens["main"]] == ["gop_unknown"]
    (track,) = watched["tracks"]
    assert (track["codec"], track["width"], track["height"]) == ("h264", 640, 360), watched
