"""`make up`, as a person meets it, and as whoever kills it does."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from local import postgres, servers
from local.home import Home

SERVERS = ("postgres", "valkey-server")
PATIENCE_S = 30


class Running:
    """A platform that somebody started, and what it said."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = Home(home)
        self.process = psutil.Popen(
            [sys.executable, "-m", "local", "up", "--no-demo"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**_clean(), "STAMGAST_HOME": str(home), "PORT": "0", **environment},
        )

    def wait(self) -> str:
        """Return the greeting."""
        said = ""
        while "/logs" not in said:
            line = self.process.stdout.readline()
            assert line, said
            said += line
        return said

    def family(self) -> dict[str, psutil.Process]:
        """Return the processes by what they do."""
        found: dict[str, psutil.Process] = {}
        for process in self.process.children():
            with suppress(psutil.NoSuchProcess, IndexError):  # It is ending, or new.
                words = process.cmdline()
                name = Path(words[0]).name
                found[name if name in SERVERS else words[-1]] = process
        return found

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        return code


def _clean() -> dict[str, str]:
    named = ("DATABASE_URL", "REDIS_URL", "STAMGAST_MASTER_KEY")
    return {name: value for name, value in os.environ.items() if name not in named}


@contextmanager
def up(home: Path, **environment: str) -> Generator[Running]:
    running = Running(home, **environment)
    try:
        running.wait()
        yield running
    finally:
        if running.process.is_running():
            running.end()


def gone(process: psutil.Process) -> bool:
    return psutil.wait_procs([process], PATIENCE_S)[1] == []


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up") / "a home"


def test_it_comes_up_answers_refuses_a_second_and_goes_away(home: Path) -> None:
    running = Running(home)
    said = running.wait()
    family = running.family()
    assert set(family) == {*SERVERS, "api", "relay", "work", "schedule"}
    everybody = [*family.values(), *family["postgres"].children()]

    address = running.home.address
    assert f"http://{address}/reference" in said
    answer = _curl(f"http://{address}/health/ready")
    assert b'"ready"' in answer

    second = subprocess.run(
        [sys.executable, "-m", "local", "up"],
        env={**_clean(), "STAMGAST_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert f"already runs in {home} (process {running.process.pid})" in second.stderr

    assert running.end() == 0
    assert all(gone(process) for process in everybody)
    assert running.home.sockets is None
    assert running.home.address is None


def test_who_is_killed_is_started_again_and_nothing_is_lost(home: Path) -> None:
    with up(home) as running:
        url = _url(running)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        before = running.family()
        for process in before.values():
            process.kill()
        for name, process in before.items():
            assert gone(process)
            _await(lambda name=name: name in running.family())
        _await(lambda: postgres.is_ready(url))
        with psycopg.connect(url, autocommit=True) as connection:
            assert connection.execute("TABLE kept").fetchall() == [(1,)]
        _await(
            lambda: b'"ready"' in _curl(f"http://{running.home.address}/health/ready")
        )


def test_when_the_supervisor_is_killed_all_end_and_the_next_finds_all(
    home: Path,
) -> None:
    with up(home) as first:
        with psycopg.connect(_url(first), autocommit=True) as connection:
            connection.execute("CREATE TABLE saved AS SELECT 1 AS one")
        everybody = first.family()
        first.process.kill()
        first.process.wait()
        first.process.stdout.close()
    with up(home) as second:
        assert not {p.pid for p in everybody.values()} & {
            p.pid for p in second.family().values()
        }
        with psycopg.connect(_url(second), autocommit=True) as connection:
            assert connection.execute("TABLE saved").fetchall() == [(1,)]
        assert all(gone(process) for process in everybody.values())


def test_servers_that_the_environment_names_are_used(tmp_path: Path) -> None:
    with servers.throw_away_postgres() as database, servers.valkey(tmp_path / "v") as q:
        with up(tmp_path / "both", DATABASE_URL=database, REDIS_URL=q) as running:
            assert set(running.family()) == {"api", "relay", "work", "schedule"}
            key = running.home.path / "secrets.env"
            assert key.exists()
        assert not (tmp_path / "both" / "postgres").exists()
        assert not (tmp_path / "both" / "valkey").exists()
        with up(tmp_path / "one", REDIS_URL=q) as running:
            assert set(running.family()) == {
                "postgres",
                "api",
                "relay",
                "work",
                "schedule",
            }


def test_a_taken_port_is_said_and_nothing_stays(tmp_path: Path) -> None:
    with up(tmp_path / "first") as first:
        assert first.home.address is not None
        port = first.home.address.rpartition(":")[2]
        second = Running(tmp_path / "second", PORT=port)
        said = second.process.stdout.read()
        second.process.stdout.close()
        assert second.process.wait(PATIENCE_S) == 1
        assert f"{port}" in said


def _url(running: Running) -> str:
    assert running.home.sockets is not None
    return postgres.url(running.home.sockets / "postgres")


def _await(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def _curl(url: str) -> bytes:
    command = shlex.split(f"curl -s {url}")
    return subprocess.run(command, capture_output=True, check=False).stdout
