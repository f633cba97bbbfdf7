"""A process ends when nobody holds the other end of its input any more."""

import os
import signal
import subprocess
import sys
from pathlib import Path

MODULE = """
import os, signal, sys, time
def end(*_):
    os.write(1, b"ended well\\n"); sys.exit(0)
signal.signal(signal.SIGTERM, end)
def main():
    print(os.nice(0), sys.argv, flush=True)
    while True: time.sleep(60)
"""


def test_it_runs_a_module_as_nice_as_told_and_ends_with_its_holder(
    tmp_path: Path,
) -> None:
    (tmp_path / "polite.py").write_text(MODULE)
    process = subprocess.Popen(
        [sys.executable, "-m", "local.tether", "3", "polite", "an", "argument"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{tmp_path}:{Path.cwd()}"},
    )
    assert process.stdout is not None
    assert process.stdin is not None
    niceness = os.nice(0) + 3
    begun = f"{niceness} ['polite', 'an', 'argument']\n"
    assert process.stdout.readline() == begun
    process.stdin.close()
    assert process.stdout.readline() == "ended well\n"
    assert process.wait(10) == 0
    process.stdout.close()


def test_it_does_not_mind_a_signal_that_comes_first(tmp_path: Path) -> None:
    (tmp_path / "polite.py").write_text(MODULE)
    with subprocess.Popen(
        [sys.executable, "-m", "local.tether", "0", "polite"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{tmp_path}:{Path.cwd()}"},
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
