"""What this machine lets the tests do: root in a container may often neither mount nor make name spaces."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

__all__ = ["may_join_name_spaces", "may_mount", "may_mount_files"]


def _works(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == 0


@cache
def _mounts() -> bool:
    with TemporaryDirectory() as place:
        if not _works("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place):
            return False
        return _works("umount", "--lazy", place)


@cache
def _mounts_files() -> bool:
    with TemporaryDirectory() as folder:
        image, place = Path(folder) / "image", Path(folder) / "place"
        place.mkdir()
        with image.open("wb") as file:
            file.truncate(4_000_000)
        if not (_works("mkfs.ext4", "-q", "-F", str(image)) and shutil.which("e2fsck")):
            return False
        if not _works("mount", "-o", "loop", str(image), str(place)):
            return False
        return _works("umount", "--lazy", str(place))


@cache
def _makes_networks() -> bool:
    cable = "ip link set lo up && ip link add ours type veth peer name theirs"
    return bool(shutil.which("nsenter")) and _works("unshare", "-n", "sh", "-c", cable)


may_mount = pytest.mark.skipif(
    not _mounts(),
    reason="NOT TESTED: a small disk cannot be mounted here (root on a machine of one's own can)",
)
may_mount_files = pytest.mark.skipif(
    not _mounts_files(), reason="NOT TESTED: an ext4 file system in a file cannot be made and mounted here"
)
may_join_name_spaces = pytest.mark.skipif(
    not _makes_networks(),
    reason="NOT TESTED: name spaces of their own with a cable between cannot be made here",
)
