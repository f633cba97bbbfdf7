"""The supervisor: ready means ready, a crash is no end, and the end is orderly."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from local.service import NotReadyError, Service
from local.supervision import QUICK_CRASHES_MAX, Supervision

# Writes its name when it begins and when it is told to end.
POLITE = """
import signal, sys, time
name, record = sys.argv[1:]
def write(text):
    with open(record, "a") as file: file.write(text + "\\n")
def end(*_):
    write("end " + name); sys.exit(0)
signal.signal(signal.SIGTERM, end)
write("begin " + name)
while True: time.sleep(60)
"""
CRASHING = "import sys; print('because of this', flush=True); sys.exit(3)"


def _service(directory: Path, name: str, code: str = POLITE) -> Service:
    record = directory / "record"
    return Service(
        name=name,
        command=(sys.executable, "-c", code, name, str(record)),
        log=directory / "logs" / f"{name}.log",
        ready=lambda: f"begin {name}" in _lines(record),
    )


def _await_lines(path: Path, count: int) -> None:
    until = time.monotonic() + 10
    while len(_lines(path)) < count and time.monotonic() < until:
        time.sleep(0.02)


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


async def test_what_started_last_stops_first(tmp_path: Path) -> None:
    supervision = Supervision(print)
    await supervision.start(_service(tmp_path, "server"))
    await supervision.start(_service(tmp_path, "client"))
    await supervision.stop()
    record = _lines(tmp_path / "record")
    assert record == ["begin server", "begin client", "end client", "end server"]


async def test_whoever_crashes_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    supervision = Supervision(said.append)
    await supervision.start(_service(tmp_path, "one"))
    first = supervision.pids()["one"]
    os.kill(first, signal.SIGKILL)
    await asyncio.to_thread(_await_lines, tmp_path / "record", 2)
    assert said == ["one ended (-9); starting it again."]
    assert supervision.pids()["one"] != first
    assert not supervision.told.is_set()
    await supervision.stop()


async def test_whoever_only_crashes_is_given_up_and_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.supervision.PAUSE_S", 0.001)
    said: list[str] = []
    supervision = Supervision(said.append)
    service = _service(tmp_path, "one", CRASHING)
    always = Service(
        name=service.name, command=service.command, log=service.log, ready=lambda: True
    )
    await supervision.start(always)
    async with asyncio.timeout(20):
        await supervision.told.wait()
    assert supervision.fault is not None
    assert f"ended {QUICK_CRASHES_MAX} times" in supervision.fault
    assert "because of this" in supervision.fault
    assert len(said) == QUICK_CRASHES_MAX - 1
    await supervision.stop()


async def test_what_never_becomes_ready_is_reported_with_its_log(
    tmp_path: Path,
) -> None:
    supervision = Supervision(print)
    with pytest.raises(NotReadyError, match=r"ended with 3[\s\S]*because of this"):
        await supervision.start(_service(tmp_path, "one", CRASHING))
    await supervision.stop()


async def test_whoever_does_not_listen_is_killed_after_its_grace(
    tmp_path: Path,
) -> None:
    deaf = POLITE.replace("signal.SIGTERM, end", "signal.SIGTERM, signal.SIG_IGN")
    service = _service(tmp_path, "deaf", deaf)
    supervision = Supervision(print)
    await supervision.start(
        Service(
            name="deaf",
            command=service.command,
            log=service.log,
            ready=service.ready,
            grace_s=0.2,
        )
    )
    await supervision.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(supervision.pids()["deaf"], 0)


async def test_a_large_log_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.service.LOG_BYTES_MAX", 10)
    service = _service(tmp_path, "one")
    service.log.parent.mkdir()
    service.log.write_text("eleven byte")
    service.open_log().close()
    assert service.log.read_text() == ""
    assert service.log.with_suffix(".log.1").read_text() == "eleven byte"
