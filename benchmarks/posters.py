"""Posting by processes of their own, two as on two cores, against pgbench."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import msgspec

from benchmarks import poster, sealer
from benchmarks.contenders import python
from benchmarks.figures import Sample
from benchmarks.place import Place
from benchmarks.poster import GO, READY, Plan, Seen
from benchmarks.shop import Shop
from local import servers

PROCESSES = 2
US_PER_S = 1_000_000
# Whatever a posting writes.
FENCED = ("accounts", "transfers", "lots", "dues", "outbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is posted: by which kinds in turn, in sets of a size, to how many."""

    kinds: Sequence[str]
    size: int = 1
    customers: int | None = None
    outbox: bool = True
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posters:
    """A shop whose accounts are posted to, so many seconds a round."""

    place: Place
    shop: Shop
    customers: int
    seconds: float
    numbers: "count[int]"
    processes: int = PROCESSES

    def post(self, task: Task, connections: int) -> Sample:
        """Post by as many at once as there are connections; return what it took."""
        processes = [
            self._start(task, callers) for callers in self._shared(connections)
        ]
        for each in processes:
            assert each.stdout is not None
            assert each.stdout.readline() == READY
        behind = self.place.postgres.cpu_seconds()
        for each in processes:
            assert each.stdin is not None
            each.stdin.write(GO)
            each.stdin.flush()
        seen = [_seen(each) for each in processes]
        behind = self.place.postgres.cpu_seconds() - behind
        posted = sum(each.posted for each in seen)
        return {
            "rate": sum(each.posted / each.seconds for each in seen),
            "cpu_us": sum(each.cpu_seconds for each in seen) / posted * US_PER_S,
            "postgres_us": behind / posted * US_PER_S,
            "posted": posted,
        }

    def post_unfenced(self, task: Task, connections: int) -> Sample:
        """Post while row security is off: the statement's own fence stands alone."""
        self._alter("DISABLE")
        try:
            return self.post(task, connections)
        finally:
            self._alter("ENABLE")

    def post_sealed(self, task: Task, connections: int) -> Sample:
        """Post while another process seals what is posted."""
        plan = sealer.Plan(settings=self.place.settings, tenant=self.shop.tenant)
        with _told(python(sealer.__name__), plan) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == sealer.READY
            posted = self.post(task, connections)
            told, _ = process.communicate()
        seen = msgspec.json.decode(told, type=sealer.Seen)
        return {
            **posted,
            "sealed_rate": seen.sealed / self.seconds,
            "sealer_us": seen.cpu_seconds / max(seen.sealed, 1) * US_PER_S,
        }

    def _shared(self, connections: int) -> list[int]:
        """Return by how many at once each process posts."""
        some = min(self.processes, connections)
        more = connections % some
        return [connections // some + (each < more) for each in range(some)]

    def _alter(self, what: str) -> None:
        for table in FENCED:
            statement = f"ALTER TABLE {table} {what} ROW LEVEL SECURITY"
            servers.administer(self.place.database_url, statement)

    def _start(self, task: Task, callers: int) -> "subprocess.Popen[bytes]":
        plan = Plan(
            settings=self.place.settings,
            tenant=self.shop.tenant,
            first=next(self.numbers),
            kinds=task.kinds,
            size=task.size,
            callers=callers,
            customers=task.customers or self.customers,
            seconds=self.seconds,
            outbox=task.outbox,
            profile=task.profile,
        )
        return _told(python(poster.__name__), plan)


def _told(command: tuple[str, ...], plan: object) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(msgspec.json.encode(plan) + b"\n")
    process.stdin.flush()
    return process


def _seen(process: "subprocess.Popen[bytes]") -> Seen:
    told, _ = process.communicate()
    assert process.returncode == 0, process.args
    return msgspec.json.decode(told, type=Seen)
