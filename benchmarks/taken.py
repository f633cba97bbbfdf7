"""What something takes: of the clock, and of processors here and in PostgreSQL."""

import time

from benchmarks.figures import Sample
from benchmarks.place import Place

US_PER_S = 1_000_000


class Taken:
    """What it took since it was made."""

    def __init__(self, place: Place) -> None:
        """Begin."""
        self.postgres = place.postgres
        self.before = self._now()

    def sample(self, count: int) -> Sample:
        """Return what each of so many took."""
        clock, python, postgres = (
            now - then for now, then in zip(self._now(), self.before, strict=True)
        )
        return {
            "rate": count / clock,
            "python_us": python / count * US_PER_S,
            "postgres_us": postgres / count * US_PER_S,
        }

    def _now(self) -> tuple[float, float, float]:
        taken = self.postgres.cpu_seconds()
        return time.perf_counter(), time.process_time(), taken
