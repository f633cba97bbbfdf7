"""How well implicit recommends, asked of a Python that has it: never our dependency.

`python references.py FILE.npz` prints for each of its models the best items of some
customers, and the best that are new to them, as JSON. It is told nothing of what came.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

TOP = 10


def ask(python: Path, trial: Any) -> dict[str, Any]:
    """Return what each model recommends in a trial, and how long it took it."""
    before = trial.before
    with TemporaryDirectory() as directory:
        path = Path(directory) / "baskets.npz"
        np.savez(
            path,
            row=before.customer,
            item=before.item,
            customers=before.customer.max() + 1,
            items=before.items,
            judged=np.array(trial.those),
        )
        # Isolated: nothing beside this file is mistaken for what it imports.
        told = subprocess.run(
            [python, "-I", __file__, path],
            check=True,
            # What it says is missing is for whoever named it.
            stdout=subprocess.PIPE,
            text=True,
        )
    return json.loads(told.stdout)


def beside(python: Path) -> Callable[[Any], Sequence[Any]]:
    """Return a ranker to be judged beside ours."""

    def judge(trial: Any) -> Sequence[Any]:
        return [
            trial.quality(name, each["every"], each["fresh"])
            for name, each in ask(python, trial).items()
        ]

    return judge


def _models() -> dict[str, Any]:
    als: Any = import_module("implicit.als")
    near: Any = import_module("implicit.nearest_neighbours")
    bpr: Any = import_module("implicit.bpr")
    return {
        "implicit ALS": als.AlternatingLeastSquares(factors=64, random_state=1),
        "implicit BM25": near.BM25Recommender(K=100),
        "implicit BPR": bpr.BayesianPersonalizedRanking(factors=64, random_state=1),
    }


def _told(model: Any, given: Any) -> dict[str, Any]:
    sparse: Any = import_module("scipy.sparse")
    shape = (int(given["customers"]), int(given["items"]))
    ones = np.ones(len(given["row"]), dtype=np.float32)
    had = sparse.csr_matrix((ones, (given["row"], given["item"])), shape=shape)
    judged = given["judged"]
    begun = time.process_time()
    model.fit(had, show_progress=False)
    fitted = time.process_time()

    def best(*, new: bool) -> list[list[int]]:
        found, _ = model.recommend(
            judged, had[judged], N=TOP, filter_already_liked_items=new
        )
        return found.tolist()

    every = best(new=False)
    ended = time.process_time()
    return {
        "every": every,
        "fresh": best(new=True),
        "fit_s": fitted - begun,
        "rate": len(judged) / (ended - fitted),
    }


def main() -> None:
    """Print what the models of implicit recommend of a file."""
    given = np.load(sys.argv[1])
    found = {name: _told(model, given) for name, model in _models().items()}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
