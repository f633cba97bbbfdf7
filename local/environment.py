"""What the commands are told by the environment, and what they find by themselves."""

import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from local import postgres, secret, valkey
from local.home import Home, HomeError
from local.service import running

Environment = Mapping[str, str]


def environment() -> dict[str, str]:
    """Return the environment, in which an empty variable is no variable."""
    return {name: value for name, value in os.environ.items() if value}


@contextmanager
def database(home: Home, given: Environment) -> Generator[str]:
    """Give the URL of the database: the one that is named, that runs, or that we start.

    So a command works while the platform runs, and as well while it doesn't.
    """
    if "DATABASE_URL" in given:
        yield given["DATABASE_URL"]
    elif home.is_locked():
        yield postgres.url(_sockets(home) / "postgres")
    else:
        with home.locked(), home.fresh_sockets() as sockets, ExitStack() as stack:
            # The key comes first: data without one are taken for data that lost it.
            master_key(home, given)
            stack.enter_context(running(postgres_of(home, sockets)))
            postgres.ensure_database(sockets / "postgres")
            yield postgres.url(sockets / "postgres")


def queue(home: Home, given: Environment) -> str | None:
    """Return the URL of the queue, if it is named or runs."""
    if "REDIS_URL" in given:
        return given["REDIS_URL"]
    return valkey.url(_sockets(home)) if home.is_locked() else None


def master_key(home: Home, given: Environment) -> tuple[str, bool]:
    """Return the master key, and whether it is kept in a file of the home."""
    path = home.path / "secrets.env"
    if secret.NAME not in given and not path.exists() and _data(home).exists():
        raise HomeError(
            f"{path} is gone, and what {_data(home)} holds is encrypted with the key "
            f"that was in it. Put it back, give the key in {secret.NAME}, or remove "
            f"{home.path} to begin anew."
        )
    return secret.master_key(given, path)


def postgres_of(home: Home, sockets: Path) -> postgres.Service:
    """Describe the PostgreSQL of a home."""
    log = home.logs / "postgres.log"
    return postgres.service(_data(home), sockets / "postgres", log)


def valkey_of(home: Home, sockets: Path) -> valkey.Service:
    """Describe the Valkey of a home."""
    return valkey.service(home.path / "valkey", sockets, home.logs / "valkey.log")


def _data(home: Home) -> Path:
    return home.path / "postgres"


def _sockets(home: Home) -> Path:
    if home.sockets is None:
        raise HomeError(f"Stamgast in {home.path} is about to start; try again.")
    return home.sockets
