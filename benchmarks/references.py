"""The libraries that people use, run by a Python of their own: never our dependencies.

`python references.py lifetimes|implicit FILE.npz` prints what it came to, as JSON; ours
is measured in the same way.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

TOP = 10


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
    """Say how long it takes to fit, what is loaded once being there."""
    fit()
    begun = time.perf_counter()
    fit()
    return {"ms": 1_000 * (time.perf_counter() - begun), "mib": peak_mib()}


def implicit(given: Any) -> dict[str, dict[str, float]]:
    """Recommend by implicit, what somebody has included, and judge that."""
    sparse: Any = import_module("scipy.sparse")
    als: Any = import_module("implicit.als")
    near: Any = import_module("implicit.nearest_neighbours")
    shape = (int(given["customers"]), int(given["items"]))
    ones = np.ones(len(given["row"]), dtype=np.float32)
    had = sparse.csr_matrix((ones, (given["row"], given["item"])), shape=shape)
    models = {
        "implicit ALS": als.AlternatingLeastSquares(factors=64, random_state=1),
        "implicit BM25": near.BM25Recommender(K=100),
    }
    return {name: _judged(model, had, given) for name, model in models.items()}


def _judged(model: Any, had: Any, given: Any) -> dict[str, float]:
    begun = time.perf_counter()
    model.fit(had, show_progress=False)
    fitted = time.perf_counter()
    judged = given["judged"]
    shown, _ = model.recommend(
        judged, had[judged], N=TOP, filter_already_liked_items=False
    )
    ended = time.perf_counter()
    truth = np.split(given["truth"], given["ends"][:-1])
    gains = [
        sum(1 / np.log2(place + 2) for place, it in enumerate(theirs) if it in came)
        / sum(1 / np.log2(place + 2) for place in range(min(TOP, len(came))))
        for theirs, came in zip(shown.tolist(), map(set, truth), strict=True)
    ]
    return {
        "ndcg": float(np.mean(gains)),
        "fit_s": fitted - begun,
        "rate": len(judged) / (ended - fitted),
    }


if __name__ == "__main__":
    found = {"stamgast": stamgast, "lifetimes": lifetimes, "implicit": implicit}[
        sys.argv[1]
    ]
    sys.stdout.write(json.dumps(found(np.load(sys.argv[2]))))
