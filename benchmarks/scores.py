"""Scores: fitting BG/NBD to as many customers as there may be, and beside lifetimes."""

import resource
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table, interleaved
from benchmarks.place import Place

SIZES = (2_000, 100_000, 1_000_000)
OURS, LIFETIMES = "Stamgast", "lifetimes"
OUR_IMPORT = "import domain.scoring.bgnbd, scipy.special"
WEEKS = 78
NOTE = """\
{size:,} customers drawn as CDNOW's were found to be (r .243, alpha 4.414, a .793, b
2.426), over {weeks} weeks, by whole days; both are given customers who are alike as
one, with a count, each in a process of its own: the least processor time of three
times, after a first one. The import is that of the whole process."""
COLUMNS = (
    Column(key="ms", head="processor ms", digits=1),
    Column(key="mib", head="peak MiB of the process"),
    Column(key="import_ms", head="ms to import"),
)


def compare(place: Place, effort: Effort) -> Iterable[Table]:
    """Fit the same histories by ours and by lifetimes, if its Python is named."""
    del place
    for size in (each for each in SIZES if each <= 100 * effort.customers):
        given = drawn(size)
        with TemporaryDirectory() as directory:
            path = Path(directory) / "histories.npz"
            np.savez(path, **given)
            contenders = {OURS: partial(_ours, path)}
            if effort.references is not None:
                contenders[LIFETIMES] = partial(_theirs, effort.references, path)
            yield Table(
                title=f"BG/NBD, {size:,} customers",
                note=NOTE.format(size=size, weeks=WEEKS),
                columns=COLUMNS,
                compared="ms",
                yard_stick=LIFETIMES if effort.references else None,
                samples=interleaved(contenders, min(effort.rounds, 3)),
            )


def drawn(size: int) -> dict[str, Any]:
    """Return histories of customers who buy and stop as the model says."""
    dice = np.random.default_rng(11)
    rate = dice.gamma(0.243, 1 / 4.414, size)
    stops = dice.beta(0.793, 2.426, size)
    age = dice.integers(39 * 7, WEEKS * 7, size)
    again, last = np.zeros(size), np.zeros(size)
    living = np.ones(size, dtype=bool)
    at = np.zeros(size)
    while living.any():
        at[living] += dice.exponential(7 / np.maximum(rate[living], 1e-9))
        living &= at <= age
        again[living] += 1
        last[living] = np.ceil(at[living])
        living &= dice.random(size) >= stops
    alike, count = np.unique(
        np.stack([again, np.minimum(last, age), age]), axis=1, return_counts=True
    )
    names = ("x", "t_x", "t", "count")
    columns = (alike[0], alike[1] / 7, alike[2] / 7, count)
    return {
        name: np.asarray(column, float)
        for name, column in zip(names, columns, strict=True)
    }


def _ours(path: Path) -> Sample:
    return {**ask(Path(sys.executable), "stamgast", path), **imported(OUR_IMPORT)}


def _theirs(python: Path, path: Path) -> Sample:
    return {
        **ask(python, "lifetimes", path),
        **imported("import lifetimes", python),
    }


def imported(statement: str, python: Path | None = None) -> Sample:
    """Return what of a processor a new process takes to import what it needs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python or sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"import_ms": 1_000 * taken}


def ask(python: Path, what: str, path: Path) -> Any:
    """Return what a library came to, in a process of its own."""
    script = Path(__file__).with_name("references.py")
    words = [python, script, what, path]
    told = subprocess.run(words, check=True, capture_output=True)
    return msgspec.json.decode(told.stdout)
