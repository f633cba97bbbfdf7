"""Recommending: what foretells the next basket best, on the causal split, how fast."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from benchmarks import choosing
from benchmarks import references as processes
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.place import Place
from benchmarks.scores import imported
from demo.grocer import orders
from demo.tenants import GROCER
from domain.kernel.platform import utc_now
from domain.recommendations import evaluation, neighbours, ranking
from domain.recommendations.baskets import Baskets
from domain.recommendations.evaluation import BLEND, PERSONAL, POPULARITY, TIFU
from domain.recommendations.gains import TOP
from domain.recommendations.histories import histories
from domain.recommendations.known import Catalogue
from domain.recommendations.model import Quality
from domain.recommendations.trials import Trial
from local import references

T = TypeVar("T")

ONE_BY_ONE, TIMES = 200, 3
NOTE = """\
The grocer's next baskets of {judged:,} households, after four weeks of which nothing
was known; {lines:,} lines of {items:,} products before. NDCG@10, ideal over what could
be found; of all, and of what was new to each. Nobody there has but one basket.
Customers a second are those whose ten are found by one processor, by its own time as
others wait for their turn as well: ours with reasons, all figures made anew of
{each:,} lines each. One by itself is the least of {times} times, and p99 that of
{one_by_one} households. What is imported is what computes, besides the platform."""
COLUMNS = (
    Column(key="ndcg", head="NDCG@10", digits=3),
    Column(key="new", head="new items", digits=4),
    Column(key="fit_s", head="s to learn", digits=1),
    Column(key="rate", head="customers/s"),
    Column(key="p50_ms", head="one: p50 ms", digits=2),
    Column(key="p99_ms", head="p99 ms", digits=2),
    Column(key="mib", head="peak MiB"),
    Column(key="import_ms", head="ms to import"),
)
OUR_IMPORT = "import numpy, scipy.sparse, scipy.special, scipy.linalg.lapack, sqlglot"


def compare(place: Place, effort: Effort) -> Iterable[Table]:
    """Judge rankers by the same customers, and then take the time of a worker."""
    yield _judged(effort)
    yield choosing.compare(place, effort)


def _judged(effort: Effort) -> Table:
    """Judge rankers by the same customers and the same baskets."""
    given = grocer(effort.orders)
    trial = Trial.of(given)
    told, learnt = _timed(lambda: evaluation.evaluate(given))
    found = {each.ranker: _sample(each) for each in told.quality}
    known = evaluation.catalogue(trial.before, trial.last)
    lines = trial.before.of(trial.those)
    found[BLEND] |= {
        "fit_s": learnt,
        "rate": len(trial.those) / _took(lines, trial, told.fitted, known),
        **_online(trial, told.fitted, known),
        **imported(OUR_IMPORT),
    }
    _, taken = _timed(lambda: evaluation.bestsellers(known))
    found[POPULARITY]["rate"] = len(trial.those) / taken
    _, taken = _timed(
        lambda: evaluation.personal_tops(histories(lines, trial.last), known)
    )
    found[PERSONAL]["rate"] = len(trial.those) / taken
    theirs, taken = _timed(lambda: neighbours.tifu_knn(trial.before, trial.those))
    found[TIFU] = _sample(trial.quality(TIFU, *theirs))
    found[TIFU]["rate"] = len(trial.those) / taken
    if effort.references is not None:
        for name, each in references.ask(effort.references, trial).items():
            found[name] = {
                **_sample(trial.quality(name, each["every"], each["fresh"])),
                "fit_s": each["fit_s"],
                "rate": each["rate"],
                **imported("import implicit", effort.references),
            }
    samples: dict[str, Sequence[Sample]] = {
        name: [sample] for name, sample in found.items()
    }
    return Table(
        title="Recommendations",
        note=NOTE.format(
            judged=len(trial.those),
            lines=len(trial.before.day),
            items=given.items,
            each=len(lines.day) // max(len(trial.those), 1),
            times=TIMES,
            one_by_one=min(ONE_BY_ONE, len(trial.those)),
        ),
        columns=COLUMNS,
        compared="ndcg",
        yard_stick=TIFU,
        samples=samples,
    )


def _sample(told: Quality) -> dict[str, float]:
    found = {"ndcg": told.ndcg}
    if told.ndcg_new is not None:
        found["new"] = told.ndcg_new
    return found


def _online(trial: Trial, fitted: ranking.Fitted, known: Catalogue) -> Sample:
    """Return what one customer takes, from their baskets to ten with reasons."""
    took = [
        1_000 * _took(trial.before.of([who]), trial, fitted, known)
        for who in trial.those[:ONE_BY_ONE]
    ]
    p50, p99 = np.quantile(took, (0.5, 0.99)).tolist()
    return {"p50_ms": p50, "p99_ms": p99, "mib": processes.peak_mib()}


def _took(
    lines: Baskets, trial: Trial, fitted: ranking.Fitted, known: Catalogue
) -> float:
    """Return the least processor time of a few times that ranking takes, in seconds."""

    def once() -> object:
        past = histories(lines, trial.last)
        return ranking.rank(past, fitted, known, trial.last, TOP)

    return min(_timed(once)[1] for _ in range(TIMES))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what comes of it, and the processor's seconds that it took."""
    begun = time.process_time()
    return work(), time.process_time() - begun


def grocer(limit: int | None) -> Baskets:
    """Return the grocer's baskets, or the first of them."""
    rows: list[tuple[int, int, int, int]] = []
    whose: dict[str, int] = {}
    items: dict[str, int] = {}
    today = utc_now().date()
    for number, order in enumerate(orders(GROCER, today)):
        if number == limit:
            break
        day = int(np.datetime64(str(order["occurred_at"])[:10]).astype(int))
        who = whose.setdefault(str(order["customer"]), len(whose))
        rows += [
            (who, day, number, items.setdefault(each["product_id"], len(items)))
            for each in order["lines"]
        ]
    columns = np.unique(np.array(rows, dtype=np.int64), axis=0).T
    return Baskets(
        customer=columns[0],
        day=columns[1],
        basket=columns[2],
        item=columns[3],
        items=len(items),
    )
