"""Servers that outlived whoever started them, found by the file that names their id."""

import os
import signal
import subprocess
import time
from pathlib import Path

PATIENCE_S = 60
POLL_S = 0.02


def end_orphan(pid_file: Path, mark: str, number: signal.Signals) -> None:
    """Stop the server that a file names, if it runs.

    An id is used again by whatever comes next: a process is ours only if its command
    line holds the mark, and a file that names somebody else is removed, as the next
    server would take them for its predecessor.
    """
    pid = _pid(pid_file)
    if pid is None:
        return
    if mark in command_of(pid):
        os.kill(pid, number)
        until = time.monotonic() + PATIENCE_S
        while mark in command_of(pid):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(POLL_S)
    elif _exists(pid):
        pid_file.unlink(missing_ok=True)


def command_of(pid: int) -> str:
    """Return the command line of a process, or nothing if there is no such process."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            line = (proc / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return line.replace(b"\0", b" ").decode(errors="replace")
    ps = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
