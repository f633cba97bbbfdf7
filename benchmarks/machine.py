"""The machine that was measured on, and what ran on it."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from local.service import PROJECT

GIB = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine, named so that its figures can be told from another's."""

    cpu: str
    cores: int
    memory_gib: float
    system: str
    python: str
    postgres: str
    commit: str
    # How many wanted a processor in the minute before: figures of a busy machine lie.
    load: float

    def __str__(self) -> str:
        """Return the line above the tables."""
        return (
            f"{self.cpu}, {self.cores} cores, {self.memory_gib:.0f} GiB, "
            f"{self.system}, Python {self.python}, PostgreSQL {self.postgres}, "
            f"commit {self.commit}, load before {self.load:.1f}"
        )


def this_machine(database_url: str, load: float) -> Machine:
    """Describe the machine that we run on."""
    with psycopg.connect(database_url) as connection:
        postgres = connection.info.parameter_status("server_version") or "?"
    return Machine(
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        memory_gib=psutil.virtual_memory().total / GIB,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgres=postgres,
        commit=_commit(),
        load=load,
    )


def load_now() -> float:
    """Return how many processes wanted a processor in the last minute."""
    return psutil.getloadavg()[0]


def _cpu() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _commit() -> str:
    """Return the commit, with a plus if files were changed since."""
    git = (
        "git",
        "-C",
        str(PROJECT),
        "describe",
        "--always",
        "--dirty=+",
        "--exclude=*",
    )
    told = subprocess.run(git, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
