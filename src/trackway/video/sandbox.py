"""The sandbox: a process gives up all it does not need before it touches a stranger's footage.

::

    load models and libraries ─► confine() ─► take open files from whoever runs it ─► decode ─► answer
                                    └ limits · nobody · no new privileges · Landlock · filter of system calls

Decoders are the largest native surface there is to strangers' bytes. Whoever takes one over shall find
itself with no files, no network, no other processes, and only the pipe that its answers go through.
"""

import ctypes
import os
import resource
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from trackway.model.errors import Unavailable
from trackway.video.sandbox_landlock import landlock
from trackway.video.sandbox_seccomp import filter_calls

__all__ = ["Confinement", "Limits", "confine", "confinement_here"]

_NOBODY = 65534
_NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS."""
_ANSWER_S = 60.0
"""A process is started and confined in a tenth of a second; slow machines take their time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a confined process may use.

    ``memory_bytes`` is its address space, libraries included. ``file_bytes`` is how large a file may grow
    that it was handed to write, ``cpu_s`` how much processor time it may take in all (``None``: its parent
    watches that). ``threads`` says whether it may start more of them; never processes.
    """

    memory_bytes: int
    open_files: int = 64
    file_bytes: int = 0
    cpu_s: int | None = None
    threads: bool = False


@dataclass(frozen=True, slots=True)
class Confinement:
    """What could be taken from a process. What one layer lacks the others may still hold.

    ``landlock`` is the kernel's version of it, 0 for none; ``is_nobody`` is false where an ordinary user
    started the process, who cannot change who runs it.
    """

    is_nobody: bool
    no_new_privileges: bool
    landlock: int
    calls_filtered: bool
    memory_bytes: int

    @property
    def is_sound(self) -> bool:
        """Whether neither files nor network nor other processes can be reached by it."""
        return self.no_new_privileges and self.calls_filtered

    def __str__(self) -> str:
        """One line for people."""
        parts = (
            "user nobody" if self.is_nobody else "its starter's user",
            "no new privileges" if self.no_new_privileges else "MAY GAIN PRIVILEGES",
            f"Landlock {self.landlock}" if self.landlock else "no Landlock in this kernel",
            "system calls filtered" if self.calls_filtered else "SYSTEM CALLS NOT FILTERED",
            f"{self.memory_bytes / 2**30:.1f} GiB of memory",
        )
        return ", ".join(parts)


def confine(limits: Limits) -> Confinement:
    """Give up, for good, all that computing on open files does not need; what could be given up.

    To be called on a process's main thread, once everything is loaded: no file can be opened after it, no
    module imported, no program run, no socket made. Open descriptors stay usable. Raises nothing: what a
    kernel does not have is said in the answer, and whoever asked decides.
    """
    _limit(limits)
    is_nobody = _become_nobody()
    libc = ctypes.CDLL(None, use_errno=True)
    no_new = libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    version = landlock() if no_new else 0
    filtered = no_new and filter_calls(threads=limits.threads)
    return Confinement(is_nobody, no_new, version, filtered, limits.memory_bytes)


def confinement_here() -> Confinement:
    """What could be taken from a process on this machine, found out with one that does nothing else.

    Raises ``Unavailable`` when it dies of it.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_try, args=(theirs,), name="trackway-confined", daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(_ANSWER_S):
            raise Unavailable("A confined process said nothing; footage cannot be decoded safely here.")
        nobody, no_new, version, filtered, memory = (int(n) for n in ours.recv_bytes(100).split())
    except (EOFError, OSError) as error:
        raise Unavailable(
            "A process that confined itself died of it; footage cannot be decoded here."
        ) from error
    finally:
        ours.close()
        process.kill()
        process.join()
    return Confinement(bool(nobody), bool(no_new), version, bool(filtered), memory)


def _try(pipe: Connection) -> None:
    is_as = confine(Limits(2 * 1024**3))
    facts = (
        is_as.is_nobody,
        is_as.no_new_privileges,
        is_as.landlock,
        is_as.calls_filtered,
        is_as.memory_bytes,
    )
    pipe.send_bytes(b" ".join(b"%d" % fact for fact in facts))


def _limit(limits: Limits) -> None:
    wanted = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_CORE: 0,
    }
    if limits.cpu_s is not None:
        wanted[resource.RLIMIT_CPU] = limits.cpu_s
    if not limits.threads:
        wanted[resource.RLIMIT_NPROC] = 0  # counted per user, so it binds nobody, not root
    for what, most in wanted.items():
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (least, least))


def _become_nobody() -> bool:
    """Whether the process now runs as nobody, in no group but nobody's, with no way back."""
    if os.geteuid() == 0:
        with suppress(OSError):  # in a user namespace that has no such user
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    return os.getresuid() == (_NOBODY,) * 3 and os.getresgid() == (_NOBODY,) * 3
