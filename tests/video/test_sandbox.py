"""A confined process is asked to disobey in every way that matters, and computes on undisturbed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trackway.video.sandbox import Confinement, confinement_here

_DISOBEY = r"""
import ctypes, json, mmap, os, resource, signal, socket, subprocess, sys, threading
from pathlib import Path
from trackway.video.sandbox import Limits, confine

THREADS = sys.argv[2] == "threads"
folder = Path(sys.argv[1])
mine = open(folder / "mine", "rb")
written = os.open(folder / "written", os.O_WRONLY | os.O_CREAT)
pair = socket.socketpair()
libc = ctypes.CDLL(None, use_errno=True)
confinement = confine(Limits(2 * 1024**3, threads=THREADS))

def call(*words):
    if libc.syscall(*words) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def child():
    if os.fork() == 0:
        os._exit(0)

def thread():
    one = threading.Thread(target=lambda: None)
    one.start()
    one.join()

def much():
    bytearray(4 * 1024**3)

page = mmap.mmap(-1, 4096)
TRIES = {
    "read": lambda: open("/etc/hostname").read(),
    "read_shadow": lambda: open("/etc/shadow").read(),
    "read_own": lambda: open(folder / "mine").read(),
    "list": lambda: os.listdir(folder),
    "stat": lambda: os.stat("/etc/hostname"),
    "make": lambda: open(folder / "made", "w"),
    "append": lambda: os.write(written, b"more"),
    "delete": lambda: os.unlink(folder / "mine"),
    "link": lambda: os.symlink("/etc/shadow", folder / "link"),
    "socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "unix_socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "program": lambda: subprocess.run(["/bin/true"]),
    "fork": child,
    "thread": thread,
    "signal": lambda: os.kill(os.getppid(), 0),
    "root": lambda: os.setuid(0),
    "limits": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    "trace": lambda: call(101, 0, 0, 0, 0),
    "trace_parent": lambda: call(101, 16, os.getppid(), 0, 0),
    "io_uring": lambda: call(425, 8, 0),
    "memfd": lambda: os.memfd_create("x"),
    "bpf": lambda: call(321, 0, 0, 0),
    "namespace": lambda: call(272, 0x10000000),
    "mount": lambda: call(165, 0, 0, 0, 0, 0),
    "keyctl": lambda: call(250, 0, 0, 0),
    "code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_EXEC | mmap.PROT_READ | mmap.PROT_WRITE),
    "old_door": lambda: call(0x40000000 + 41, 2, 1, 0),
    "memory": much,
}
seen = {}
for name, attempt in TRIES.items():
    try:
        attempt()
        seen[name] = "DONE"
    except MemoryError:
        seen[name] = "MemoryError"
    except (OSError, RuntimeError, ValueError) as error:
        seen[name] = type(error).__name__
seen["still_reads"] = mine.read().decode()
pair[0].sendall(b"still talks")
seen["still_talks"] = pair[1].recv(100).decode()
seen["still_computes"] = sum(i * i for i in range(100000))
seen["ids"] = [*os.getresuid(), *os.getresgid(), *os.getgroups()]
seen["confinement"] = [confinement.is_nobody, confinement.is_sound]
os.write(1, json.dumps(seen).encode())
"""
_AS_USER = "os.setgroups([]); os.setresgid(1234, 1234, 1234); os.setresuid(1234, 1234, 1234)\n"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")


def disobeyed(folder: Path, before: str = "", *, threads: bool = False) -> dict[str, object]:
    (folder / "mine").write_text("what was handed in")
    script = _DISOBEY.replace("confinement = ", before + "confinement = ", 1)
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), "threads" if threads else "alone"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert isinstance(seen, dict)
    return seen


@pytest.fixture(scope="module")
def here() -> Confinement:
    found = confinement_here()
    if not found.is_sound:
        pytest.skip(f"this kernel or processor has no filter of system calls: {found}")
    return found


def test_what_could_be_taken_is_said(here: Confinement) -> None:
    assert here.is_nobody == (os.geteuid() == 0)
    assert "no new privileges" in str(here)
    assert "2.0 GiB" in str(here)


REFUSED = (
    *("read", "read_shadow", "read_own", "list", "stat", "make", "delete", "link", "socket", "unix_socket"),
    *("exec", "program", "fork", "signal", "root", "trace", "trace_parent", "io_uring", "memfd", "bpf"),
    *("namespace", "mount", "keyctl", "code", "old_door"),
)


@pytest.mark.root
@as_root
def test_started_by_root_it_can_do_nothing_but_compute(here: Confinement, tmp_path: Path) -> None:
    seen = disobeyed(tmp_path)
    assert {name: seen[name] for name in REFUSED} == dict.fromkeys(REFUSED, "PermissionError")
    assert seen["ids"] == [65534] * 6
    _but_compute(seen, tmp_path)
    assert seen["confinement"] == [True, True]


@pytest.mark.root
@as_root
def test_started_by_a_user_it_can_do_no_more(here: Confinement, tmp_path: Path) -> None:
    seen = disobeyed(tmp_path, _AS_USER)
    assert {name: seen[name] for name in REFUSED} == dict.fromkeys(REFUSED, "PermissionError")
    _but_compute(seen, tmp_path)
    assert seen["confinement"] == [False, True]


def _but_compute(seen: dict[str, object], folder: Path) -> None:
    assert seen["append"] == "OSError"  # no file may grow, not even an open one
    assert seen["memory"] == "MemoryError"
    assert seen["thread"] == "RuntimeError"
    assert seen["limits"] in {"ValueError", "PermissionError"}
    assert seen["still_reads"] == "what was handed in"
    assert seen["still_talks"] == "still talks"
    assert seen["still_computes"] == 333328333350000
    assert sorted(one.name for one in folder.iterdir()) == ["mine", "written"]
    assert (folder / "written").read_bytes() == b""


def test_threads_may_be_allowed_but_no_processes(here: Confinement, tmp_path: Path) -> None:
    seen = disobeyed(tmp_path, threads=True)
    assert seen["thread"] == "DONE"
    assert (seen["fork"], seen["program"]) == ("PermissionError", "PermissionError")
