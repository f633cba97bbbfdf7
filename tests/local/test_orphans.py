"""Servers that outlived their supervisor, and ids that somebody else has now."""

import os
import subprocess
import sys
from pathlib import Path
from signal import SIGTERM

from local.orphans import command_of, end_orphan

SLEEP = "import time; print(flush=True); time.sleep(60)"


def test_ours_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    command = [sys.executable, "-c", SLEEP, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as ours:
        assert ours.stdout is not None
        ours.stdout.readline()
        file.write_text(f"{ours.pid}\nmore\n")
        end_orphan(file, str(tmp_path), SIGTERM)
        assert ours.wait() == -SIGTERM


def test_somebody_else_is_left_alone_and_no_longer_named(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    file.write_text(f"{os.getpid()}\n")
    end_orphan(file, "/no/such/directory/of/ours", SIGTERM)
    assert not file.exists()


def test_the_dead_and_the_unreadable_are_left_to_the_server(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    end_orphan(file, "mark", SIGTERM)
    for text in ("", "not a number", f"{2**22 + 1}\n"):
        file.write_text(text)
        end_orphan(file, "mark", SIGTERM)
        assert file.read_text() == text


def test_a_process_has_a_command_line_and_nobody_has_none() -> None:
    assert sys.executable.rsplit("/", 1)[-1] in command_of(os.getpid())
    assert command_of(2**22 + 1) == ""
