"""The embedded servers: durable, closed to others, and hard to break by killing."""

import os
import signal
import stat
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from redis import Redis

from local import postgres, servers, valkey
from local.home import Home
from local.service import NotReadyError, running

DURABLE = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("with a space") / "postgres"


def test_postgres_is_durable_and_on_a_closed_socket_only(data: Path) -> None:
    with servers.postgres(data) as url, psycopg.connect(url) as connection:
        names = ["fsync", "synchronous_commit", "full_page_writes", "listen_addresses"]
        settings = dict(connection.execute(DURABLE, [names]).fetchall())
        assert settings == {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "listen_addresses": "",
        }
        assert connection.info.server_version // 10000 == 18
        sockets = Path(connection.info.host)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert data.stat().st_uid != 0


def test_what_was_committed_survives_that_postgres_is_killed(data: Path) -> None:
    with servers.postgres(data) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(_postmaster(data), signal.SIGKILL)
    assert (data / "postmaster.pid").exists()
    with servers.postgres(data) as url, psycopg.connect(url) as connection:
        assert connection.execute("TABLE kept").fetchall() == [(1,)]
        connection.execute("DROP TABLE kept")


def test_an_orphan_is_stopped_before_the_next_starts(data: Path) -> None:
    with servers.postgres(data) as url:
        first = _postmaster(data)
        with servers.postgres(data) as again:
            assert again != url
            assert _postmaster(data) != first
            assert postgres.is_ready(again)
            assert not postgres.is_ready(url)


def test_a_recycled_id_is_no_obstacle(data: Path) -> None:
    with servers.postgres(data):
        noted = (data / "postmaster.pid").read_text().splitlines()
    noted[0] = str(os.getpid())
    (data / "postmaster.pid").write_text("\n".join(noted) + "\n")
    with servers.postgres(data) as url:
        assert postgres.is_ready(url)


def test_data_of_another_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    refused = pytest.raises(NotReadyError, match="written by PostgreSQL 17")
    with refused, servers.postgres(tmp_path / "postgres"):
        pass


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    settings = {"shared_buffers": "nonsense"}
    refused = pytest.raises(NotReadyError, match="nonsense")
    with refused, servers.postgres(tmp_path / "postgres", settings):
        pass


def test_an_interrupted_initialisation_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with servers.postgres(tmp_path / "postgres") as url:
        assert postgres.is_ready(url)
    assert not half.exists()


def test_valkey_remembers(tmp_path: Path) -> None:
    place = Home(tmp_path / "home")
    with place.locked():
        for expected in (None, b"kept"):
            with place.fresh_sockets() as sockets:
                service = valkey.service(tmp_path / "valkey", sockets, tmp_path / "log")
                with running(service):
                    client = cast("Any", Redis).from_url(valkey.url(sockets))
                    assert client.get("key") == expected
                    client.set("key", "kept")
                    assert client.config_get("appendonly") == {"appendonly": "yes"}
                    client.close()
                assert not valkey.is_ready(sockets / valkey.SOCKET)


def _postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().splitlines()[0])
