"""Where a benchmark runs: servers of its own, as durable as in production."""

import tempfile
from base64 import b64encode
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from benchmarks.processes import Family
from local import servers
from local.environment import environment
from local.home import Home

DATABASE = "bench"
MASTER_KEY = bytes(32)

# Large enough that no checkpoint falls into a run of one contender and not another's.
SETTINGS = {"max_wal_size": "8GB", "checkpoint_timeout": "30min"}

DURABLE = "SHOW fsync"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A migrated database and a queue, with nothing in them."""

    directory: Path
    database_url: str
    queue_url: str
    postgres: Family

    @property
    def settings(self) -> dict[str, str]:
        """The environment of the processes that are measured."""
        return environment() | {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.queue_url,
            "STAMGAST_MASTER_KEY": b64encode(MASTER_KEY).decode(),
        }


@contextmanager
def place(home: Home) -> Generator[Place]:
    """Make a place below the home, where the disk is that production would use."""
    home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(
            prefix="bench-", dir=home.path, ignore_cleanup_errors=True
        )
        directory = Path(stack.enter_context(made))
        data = directory / "postgres"
        url = stack.enter_context(servers.postgres(data, SETTINGS))
        queue = stack.enter_context(servers.valkey(directory / "valkey"))
        servers.administer(url, "CREATE DATABASE bench")
        database = make_url(url).set(database=DATABASE)
        database_url = database.render_as_string(hide_password=False)
        servers.migrate(database_url)
        _refuse_forgetful(database_url)
        yield Place(
            directory=directory,
            database_url=database_url,
            queue_url=queue,
            postgres=Family(_postmaster(data)),
        )


def _postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().splitlines()[0])


def _refuse_forgetful(database_url: str) -> None:
    """Refuse to measure a server that promises nothing."""
    with psycopg.connect(database_url) as connection:
        assert connection.execute(DURABLE).fetchone() == ("on",)
