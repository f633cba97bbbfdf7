"""pgbench: the yard-stick, tpcb-like, on the same server and as durable."""

import re
import subprocess
import time
from dataclasses import dataclass

from sqlalchemy import make_url

from benchmarks.figures import Sample
from benchmarks.place import Place
from local import postgres, servers

SEEN_OFF_S = 0.5
US_PER_S = 1_000_000
RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pgbench:
    """A database of pgbench beside ours."""

    place: Place
    url: str

    def run(self, connections: int, seconds: float) -> Sample:
        """Return its transactions a second over so many connections."""
        behind = self.place.postgres.cpu_seconds()
        options = (
            f"--client={connections}",
            "--protocol=prepared",
            f"--time={max(1, round(seconds))}",
        )
        told = _pgbench("--no-vacuum", *options, self.url)
        # What its connections took is counted when the server has seen them off.
        time.sleep(SEEN_OFF_S)
        behind = self.place.postgres.cpu_seconds() - behind
        found = RATE.search(told)
        assert found is not None, told
        rate = float(found[1])
        done = rate * max(1, round(seconds))
        return {"rate": rate, "postgres_us": behind / done * US_PER_S}


def pgbench(place: Place, scale: int) -> Pgbench:
    """Make its database, in the place of one of another scale."""
    servers.administer(place.database_url, "DROP DATABASE IF EXISTS pgbench")
    servers.administer(place.database_url, "CREATE DATABASE pgbench")
    url = make_url(place.database_url).set(database="pgbench")
    database = url.render_as_string(hide_password=False)
    _pgbench("--initialize", "--quiet", f"--scale={scale}", database)
    return Pgbench(place=place, url=database)


def _pgbench(*arguments: str) -> str:
    command = (postgres.binary("pgbench"), *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
