"""The libraries that people use, run by a Python of their own: never our dependencies.

`python references.py lifetimes FILE.npz` prints what it came to, as JSON; ours is
measured in the same way.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

TIMES = 3


def peak_mib() -> float:
    """Return how much memory this process has had at most (Linux)."""
    status = Path("/proc/self/status").read_text()
    (line,) = (each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def stamgast(given: Any) -> dict[str, float]:
    """Fit BG/NBD by ours, as the others are."""
    sys.path.append(str(Path(__file__).parents[1]))
    bgnbd: Any = import_module("domain.scoring.bgnbd")
    histories = bgnbd.Histories(**given)
    return _fitted(lambda: bgnbd.fit(histories))


def lifetimes(given: Any) -> dict[str, float]:
    """Fit BG/NBD by lifetimes."""
    fitter: Any = import_module("lifetimes").BetaGeoFitter()
    columns = (given["x"], given["t_x"], given["t"], given["count"])
    return _fitted(lambda: fitter.fit(*columns))


def _fitted(fit: Callable[[], Any]) -> dict[str, float]:
    """Say what fitting takes of a processor at best, all that it needs being loaded."""
    fit()
    took: list[float] = []
    for _ in range(TIMES):
        begun = time.process_time()
        fit()
        took.append(time.process_time() - begun)
    return {"ms": 1_000 * min(took), "mib": peak_mib()}


if __name__ == "__main__":
    found = {"stamgast": stamgast, "lifetimes": lifetimes}[sys.argv[1]]
    sys.stdout.write(json.dumps(found(np.load(sys.argv[2]))))
