"""Become a server: `launch.py [--user UID:GID …] --parent PID --signal N command …`.

A script of its own, because what it does must happen between fork and exec, where a
program with threads may do next to nothing.
"""

import argparse
import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# From <linux/prctl.h>, <linux/securebits.h> and <linux/capability.h>.
PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION = 0x20080522
CAP_DAC_OVERRIDE = 1
CAP_SETPCAP = 8

# EX_NOPERM of <sysexits.h>.
NO_PERMISSION = 77

CLOSED = """\
PostgreSQL does not run as root, and as user {uid} it cannot reach {path}.
Move the project to a directory that others may enter, run it as an ordinary user, or
name a PostgreSQL of your own in DATABASE_URL.
"""


class Header(ctypes.Structure):
    """Whose capabilities."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class Capabilities(ctypes.Structure):
    """Which, as bits; the second of two holds those from 32 on."""

    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def main(arguments: Sequence[str]) -> None:
    """Drop root if a user is named, follow our parent's end, become the command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", default="")
    parser.add_argument("--give", action="append", default=[], type=Path)
    parser.add_argument("--parent", required=True, type=int)
    parser.add_argument("--signal", required=True, type=int)
    parser.add_argument("command", nargs="+")
    given = parser.parse_args(arguments)
    if given.user:
        uid, gid = map(int, given.user.split(":"))
        become(uid, gid, given.give)
        for path in (Path(given.command[0]), *given.give):
            if not os.access(path, os.X_OK):
                sys.stderr.write(CLOSED.format(uid=uid, path=path))
                sys.exit(NO_PERMISSION)
    follow(given.parent, given.signal)
    os.execv(given.command[0], given.command)  # noqa: S606


def become(uid: int, gid: int, give: Sequence[Path]) -> None:
    """Be another user, who may still pass directories that are closed to them.

    A clone below root's home is closed to everybody else. Where the kernel allows it,
    the other user keeps one capability; where it doesn't, they get what `give` names.
    """
    keep = may_keep()
    if not keep:
        for path in give:
            path.parent.chmod(0o711)
            os.chown(path, uid, gid)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if keep:
        bit = 1 << CAP_DAC_OVERRIDE
        kept = (Capabilities * 2)(Capabilities(bit, bit, bit), Capabilities())
        _libc().capset(ctypes.byref(_header()), kept)
        _libc().prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def may_keep() -> bool:
    """Say whether a capability survives that root stops being root, and see to it."""
    if not sys.platform.startswith("linux"):
        return False
    had = (Capabilities * 2)()
    _libc().capget(ctypes.byref(_header()), had)
    needed = 1 << CAP_DAC_OVERRIDE | 1 << CAP_SETPCAP
    # Without NO_SETUID_FIXUP, access(2) would ask what the user may do without it.
    return (
        had[0].effective & needed == needed
        and _libc().prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP, 0, 0, 0) == 0
    )


def follow(parent: int, number: int) -> None:
    """Be sent a signal when the parent ends, however it ends (Linux only)."""
    if sys.platform.startswith("linux"):
        _libc().prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("Our parent ended before we began.")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def _header() -> Header:
    return Header(CAPABILITY_VERSION, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
