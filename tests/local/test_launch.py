"""Between fork and exec: another user, and an end that follows the parent's."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local.service import launched

IS_ROOT = os.geteuid() == 0
NOBODY = ("--user", "65534:65534")

as_root = pytest.mark.skipif(not IS_ROOT, reason="only root becomes somebody else")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="a call of Linux")


def _run(
    *command: str, options: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        launched(signal.SIGTERM, *command, options=options),
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_becomes_the_command() -> None:
    done = _run("/bin/echo", "--user", "is", "an argument")
    assert done.stdout == "--user is an argument\n"


@as_root
def test_root_becomes_somebody_else_who_still_passes_closed_directories(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "script").write_text("#!/bin/sh\nid -u; cat $0\n")
    (closed / "script").chmod(0o700)
    done = _run(str(closed / "script"), options=(*NOBODY, "--give", str(closed)))
    assert done.stdout.startswith("65534\n#!/bin/sh"), done.stderr
    assert closed.stat().st_uid == 0


@as_root
@on_linux
def test_without_capabilities_it_says_what_is_closed_and_what_to_do(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o700)
    binary = tmp_path / "binary"
    binary.write_text("#!/bin/sh\n")
    binary.chmod(0o755)
    command = launched(signal.SIGTERM, str(binary), options=NOBODY)
    bounded = (
        "/usr/bin/setpriv",
        "--bounding-set",
        "-setpcap",
        "--inh-caps",
        "-setpcap",
    )
    done = subprocess.run(
        (*bounded, *command), capture_output=True, text=True, check=False
    )
    assert done.returncode == 77
    assert f"cannot reach {binary}" in done.stderr
    assert "DATABASE_URL" in done.stderr


PARENT = """
import signal, subprocess, time
from local.service import launched
child = subprocess.Popen(launched(signal.SIGTERM, "/bin/sleep", "60"))
print(child.pid, flush=True)
time.sleep(60)
"""


@on_linux
def test_it_ends_when_its_parent_is_killed() -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        descriptor = os.pidfd_open(child)
        parent.kill()
    # It is no child of ours; that its descriptor becomes readable is its end.
    assert select.select([descriptor], [], [], 10)[0] == [descriptor]
    os.close(descriptor)
