"""Recommending: what foretells the next basket best, on the causal split, how fast."""

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import references
from benchmarks.effort import Effort
from benchmarks.figures import Column, Sample, Table
from benchmarks.neighbours import tifu_knn
from benchmarks.place import Place
from benchmarks.scores import ask
from demo.grocer import orders
from demo.tenants import GROCER
from domain.kernel.platform import utc_now
from domain.recommendations import evaluation, ranking
from domain.recommendations.baskets import Baskets
from domain.recommendations.candidates import Catalogue
from domain.recommendations.gains import TOP, mean, ndcg
from domain.recommendations.histories import histories

ONE_BY_ONE = 200
OURS, POPULARITY, TIFU = "Stamgast", "popularity", "TIFU-KNN"
NOTE = """\
The grocer's next baskets of {judged:,} households, after four weeks of which nothing
was known; {lines:,} lines of {items:,} products before. NDCG@10, ideal over what could
be found. Customers a second are those whose ten are found: ours with reasons, all
figures made anew; in one process, and nothing remembered."""
COLUMNS = (
    Column(key="ndcg", head="NDCG@10", digits=3),
    Column(key="fit_s", head="s to learn", digits=1),
    Column(key="rate", head="customers/s"),
    Column(key="p50_ms", head="one: p50 ms", digits=2),
    Column(key="p99_ms", head="p99 ms", digits=2),
    Column(key="mib", head="peak MiB"),
)


def compare(place: Place, effort: Effort) -> Table:
    """Judge rankers by the same customers and the same baskets."""
    del place
    given = grocer(effort.orders)
    cut = evaluation.cut(given)
    before = given.until(cut)
    came = evaluation.next_baskets(given.after(cut))
    judged = evaluation.judged(came, before)
    truth = [came[who] for who in judged]
    begun = time.perf_counter()
    told = evaluation.evaluate(given)
    learnt = time.perf_counter() - begun
    found = {each.ranker: {"ndcg": each.ndcg} for each in told.quality}
    known = evaluation.catalogue(before, cut)
    begun = time.perf_counter()
    past = histories(before.of(judged), cut)
    ranking.rank(past, told.fitted, known, cut, TOP)
    found["stamgast"] |= {
        "fit_s": learnt,
        "rate": len(judged) / (time.perf_counter() - begun),
    }
    found["stamgast"] |= _online(before, judged, told.fitted, known, cut)
    begun = time.perf_counter()
    theirs = tifu_knn(before, judged, TOP)
    taken = time.perf_counter() - begun
    found[TIFU] = {
        "ndcg": mean([ndcg(a, b) for a, b in zip(theirs, truth, strict=True)]),
        "rate": len(judged) / taken,
    }
    if effort.references is not None:
        found |= _implicit(effort.references, before, judged, truth)
    samples: dict[str, Sequence[Sample]] = {
        name: [sample] for name, sample in found.items()
    }
    return Table(
        title="Recommendations",
        note=NOTE.format(judged=len(judged), lines=len(before.day), items=before.items),
        columns=COLUMNS,
        compared="ndcg",
        yard_stick=TIFU,
        samples=samples,
    )


def _online(
    before: Baskets,
    judged: Sequence[int],
    fitted: ranking.Fitted,
    known: Catalogue,
    today: int,
) -> Sample:
    """Return what one customer takes, from their baskets to ten with reasons."""
    took: list[float] = []
    for who in judged[:ONE_BY_ONE]:
        theirs = before.of([who])
        begun = time.perf_counter()
        ranking.rank(histories(theirs, today), fitted, known, today, TOP)
        took.append(1_000 * (time.perf_counter() - begun))
    p50, p99 = np.quantile(took, (0.5, 0.99)).tolist()
    return {"p50_ms": p50, "p99_ms": p99, "mib": references.peak_mib()}


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


def _implicit(
    python: Path,
    before: Baskets,
    judged: Sequence[int],
    truth: Sequence[frozenset[int]],
) -> dict[str, Any]:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "baskets.npz"
        np.savez(
            path,
            row=before.customer,
            item=before.item,
            customers=before.customer.max() + 1,
            items=before.items,
            judged=np.array(judged),
            truth=np.concatenate([sorted(each) for each in truth]),
            ends=np.cumsum([len(each) for each in truth]),
        )
        return ask(python, "implicit", path)
