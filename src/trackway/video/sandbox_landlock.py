"""Landlock: after this, a thread opens, makes and reaches nothing by name (Linux 5.13 and newer).

Numbers and layouts are those of ``linux/landlock.h``; see landlock(7).
"""

import ctypes
import os

__all__ = ["landlock"]

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
"""System calls; the numbers are the same on all processors."""
_ASK_VERSION = 1
_FILE_RIGHTS_OF = ((1, 0x1FFF), (2, 0x3FFF), (3, 0x7FFF), (5, 0xFFFF))
"""From which version on the kernel knows which rights about files: first 13 of them, at last 16."""
_NETWORK_FROM, _NETWORK_RIGHTS = 4, 0b11
_SCOPES_FROM, _SCOPES = 6, 0b11
"""No abstract Unix sockets and no signals to processes outside."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


def landlock() -> int:
    """Forbid this thread all that Landlock can forbid; its version, or 0 where the kernel has none.

    Files that are open stay open. ``no_new_privs`` must be set before. Raises nothing.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = int(libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION))
    if version < 1:
        return 0
    rights = next(bits for since, bits in reversed(_FILE_RIGHTS_OF) if version >= since)
    network = _NETWORK_RIGHTS if version >= _NETWORK_FROM else 0
    scopes = _SCOPES if version >= _SCOPES_FROM else 0
    size = 24 if scopes else 16 if network else 8  # an older kernel refuses fields that it does not know
    ruleset = _Ruleset(rights, network, scopes)
    fd = int(libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), size, 0))
    if fd < 0:
        return 0
    is_done = libc.syscall(_RESTRICT_SELF, fd, 0) == 0
    os.close(fd)
    return version if is_done else 0
