"""`make up`, as a person meets it, and as whoever kills it does."""

import subprocess
import sys
from pathlib import Path
from socket import create_server

import psycopg
import pytest

from local import postgres, servers
from local.run import HOST
from tests.local.platform_up import (
    PATIENCE_S,
    SERVERS,
    Running,
    clean_environment,
    curl,
    eventually,
    gone,
    up,
    url_of,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up") / "a home"


def test_it_comes_up_answers_refuses_a_second_and_goes_away(home: Path) -> None:
    running = Running(home, "--no-demo")
    said = running.wait()
    family = running.family()
    assert set(family) == {*SERVERS, "api", "relay", "work", "schedule"}
    everybody = [*family.values(), *family["postgres"].children()]

    address = running.home.address
    assert f"http://{address}/reference" in said
    answer = curl(f"http://{address}/health/ready")
    assert b'"ready"' in answer
    for name in ("relay", "worker", "schedule"):
        log = running.home.logs / f"{name}.log"
        eventually(lambda log=log: '"event":"started"' in log.read_text())

    second = subprocess.run(
        [sys.executable, "-m", "local", "up"],
        env={**clean_environment(), "STAMGAST_HOME": str(home)},
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


def test_who_is_killed_is_started_again_and_all_end_with_the_supervisor(
    home: Path,
) -> None:
    with up(home) as running:
        url = url_of(running)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        before = running.family()
        for process in before.values():
            process.kill()
        for name, process in before.items():
            assert gone(process)
            eventually(lambda name=name: name in running.family())
        eventually(lambda: postgres.is_ready(url))
        with psycopg.connect(url, autocommit=True) as connection:
            assert connection.execute("TABLE kept").fetchall() == [(1,)]
            connection.execute("CREATE TABLE saved AS SELECT 1 AS one")
        eventually(
            lambda: b'"ready"' in curl(f"http://{running.home.address}/health/ready")
        )
        everybody = running.family()
        running.process.kill()
        running.process.wait()
        running.process.stdout.close()
    with up(home) as second:
        assert not {p.pid for p in everybody.values()} & {
            p.pid for p in second.family().values()
        }
        with psycopg.connect(url_of(second), autocommit=True) as connection:
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
    with create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        running = Running(tmp_path / "home", "--no-demo", PORT=str(port))
        said = running.process.stdout.read()
        running.process.stdout.close()
        assert running.process.wait(PATIENCE_S) == 1
        assert str(port) in said
