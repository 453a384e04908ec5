"""The filter of system calls: what a process that only computes needs, and nothing else.

It is an allow list in classic BPF (seccomp(2)); whatever is not on it fails with ``EPERM``: new processes,
new sockets, opening anything by name, tracing, making memory executable, signalling others.
"""

import ctypes
import errno
import os
import platform
import struct

__all__ = ["filter_calls"]

_SECCOMP = 317
_SET_FILTER, _ALL_THREADS = 1, 1
_ARCHITECTURE = 0xC000003E
"""AUDIT_ARCH_X86_64. Calls by the 32-bit door have another, and the numbers mean other calls there."""
_ALLOW, _ERRNO, _KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

_COMPUTING = {
    "read": 0, "write": 1, "poll": 7, "lseek": 8, "munmap": 11, "brk": 12, "rt_sigaction": 13,
    "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20, "select": 23,
    "sched_yield": 24, "mremap": 25, "madvise": 28, "close": 3, "dup": 32, "nanosleep": 35, "getpid": 39,
    "sendto": 44, "recvfrom": 45, "sendmsg": 46, "recvmsg": 47, "shutdown": 48, "exit": 60, "uname": 63,
    "fcntl": 72, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100,
    "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "getgroups": 115,
    "getresuid": 118, "getresgid": 120, "sigaltstack": 131, "fstat": 5, "sched_getparam": 143,
    "sched_getscheduler": 145, "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204,
    "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229,
    "clock_nanosleep": 230, "exit_group": 231, "pselect6": 270, "ppoll": 271, "set_robust_list": 273,
    "getcpu": 309, "getrandom": 318, "membarrier": 324, "rseq": 334,
}  # fmt: skip
"""By their numbers on x86-64; reading and writing need a descriptor that somebody handed in."""
_IOCTL, _MMAP, _MPROTECT, _CLONE, _KILL_CALL, _TGKILL, _NEWFSTATAT, _PRLIMIT64, _CLONE3 = (
    16, 9, 10, 56, 62, 234, 262, 302, 435,
)  # fmt: skip
_HARMLESS_CONTROLS = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)
"""Whether it is a terminal, how much can be read, waiting or not, kept across exec or not."""
_EXECUTABLE = 0x4
_THREAD = 0x10000
_BY_DESCRIPTOR = 0x1000
"""AT_EMPTY_PATH: how the C library asks for the facts of an open file."""


def filter_calls(*, threads: bool) -> bool:
    """Put the filter on every thread of this process, for good; false where that is not possible.

    ``threads`` allows new ones, never new processes. ``no_new_privs`` must be set before. Raises nothing.
    """
    if platform.machine() != "x86_64":
        return False
    program = _program(os.getpid(), threads=threads)
    code = ctypes.create_string_buffer(b"".join(program), 8 * len(program))
    # struct sock_fprog: how many instructions, and where they are
    head = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.syscall(_SECCOMP, _SET_FILTER, _ALL_THREADS, ctypes.byref(head)) == 0)


def _program(pid: int, *, threads: bool) -> list[bytes]:
    program = [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_EQUAL, _ARCHITECTURE, yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
    ]
    for number in _COMPUTING.values():
        program += [_step(_EQUAL, number, no=1), _step(_RETURN, _ALLOW)]
    program += _if(_IOCTL, 1, [(_EQUAL, control) for control in _HARMLESS_CONTROLS], _ALLOW, _refused())
    for number in (_MMAP, _MPROTECT):
        program += _if(number, 2, [(_ANY_BIT, _EXECUTABLE)], _refused(), _ALLOW)
    for number, own in ((_KILL_CALL, pid), (_TGKILL, pid), (_PRLIMIT64, 0)):
        program += _if(number, 0, [(_EQUAL, own)], _ALLOW, _refused())
    program += _if(_NEWFSTATAT, 3, [(_ANY_BIT, _BY_DESCRIPTOR)], _ALLOW, _refused())
    if threads:
        program += _if(_CLONE, 0, [(_ANY_BIT, _THREAD)], _ALLOW, _refused())
    # Its flags lie in memory, out of sight; told that there is no such call, the C library takes clone.
    program += [_step(_EQUAL, _CLONE3, no=1), _step(_RETURN, _ERRNO | errno.ENOSYS)]
    return [*program, _step(_RETURN, _refused())]


def _if(number: int, argument: int, tests: list[tuple[int, int]], then: int, otherwise: int) -> list[bytes]:
    """For this call: what is done when any test of the lower half of an argument holds, and when none."""
    inner = [_step(_LOAD, _ARGUMENTS_AT + 8 * argument)]
    for i, (test, value) in enumerate(tests):
        inner.append(_step(test, value, yes=len(tests) - i))
    inner += [_step(_RETURN, otherwise), _step(_RETURN, then)]
    return [_step(_EQUAL, number, no=len(inner)), *inner]


def _refused() -> int:
    return _ERRNO | errno.EPERM


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    """One instruction of classic BPF; jumps count the instructions that are left out."""
    return struct.pack("=HBBI", code, yes, no, value)
