"""How likely it is that somebody buys soon: as likely as it was before."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from demo.files import read
from domain import scoring
from domain.scoring import chances, logistic, pasts
from domain.scoring.pasts import Days
from domain.scoring.rules import Rollup
from tests.domain.ledger.books import at as later
from tests.domain.scoring.shop import (
    TODAY,
    buy,
    foretold,
    profiling,
    rescore,
    scores,
)
from tests.world import World

LAST = date(1998, 6, 30)


@pytest.fixture(scope="module")
def cdnow() -> Days:
    """Return on which days all of CDNOW's customers bought."""
    first = date(1997, 1, 1).toordinal()
    rows = np.array(
        [(int(who), first + int(day), int(cents)) for day, who, _, cents in read(CDNOW)]
    )
    named, amounts = np.unique(rows[:, :2], axis=0, return_inverse=True)
    return Days(
        who=named[:, 0].astype(float),
        day=named[:, 1].astype(float),
        amount=np.bincount(amounts.ravel(), weights=rows[:, 2]).astype(float),
    )


CDNOW = "cdnow.csv.xz"


def test_chances_foretell_a_window_that_they_have_not_seen(cdnow: Days) -> None:
    told, missing = chances.fit(cdnow, LAST)
    assert missing == ()
    assert [each.customers for each in told] == [23_570] * 3
    assert [round(each.auc, 2) for each in told] == [0.87, 0.85, 0.84]
    assert [round(each.log_loss, 2) for each in told] == [0.06, 0.18, 0.30]
    assert [round(each.average, 2) for each in told] == [0.07, 0.24, 0.41]
    quarter = told[-1]
    assert [each.customers for each in quarter.bands] == [2_357] * 10
    # What is said of a tenth of the customers is what becomes of them, about.
    off = [abs(each.expected - each.came) for each in quarter.bands]
    assert max(off) < 0.08
    assert (quarter.bands[-1].came > 0.5, quarter.bands[0].came < 0.1) == (True, True)


def test_who_buys_by_chance_is_not_told_of() -> None:
    dice = np.random.default_rng(7)
    bought = dice.random((400, 200)) < 0.01
    bought[:, 0] = True
    who, day = np.nonzero(bought)
    given = Days(
        who=who.astype(float), day=day.astype(float) + 1, amount=np.ones(len(who))
    )
    told, missing = chances.fit(given, date.fromordinal(200))
    assert [each.days for each in told] == []
    assert set(missing) <= {
        f"purchase_in_{days}_days:{why}"
        for days in chances.AHEAD
        for why in ("not_better_than_average", "fewer_than_30")
    }


def test_a_rollup_and_its_days_make_the_same_figures() -> None:
    days = [1, 5, 6, 20, 50, 51, 52, 70, 71, 90, 95, 130]
    given = Days(
        who=np.array([1.0] * len(days) + [2.0]),
        day=np.array([*days, 7], float),
        amount=np.array([100.0] * len(days) + [50.0]),
    )
    _, past = pasts.of_days(given)
    gaps = [after - before for before, after in pairwise(days)]
    rollup = Rollup(
        customer_id="x",
        orders=len(days),
        days=len(days),
        first_day=date.fromordinal(1),
        last_day=date.fromordinal(130),
        amount=100 * len(days),
        first_amount=100,
        last_gaps=gaps[::-1][:8],
    )
    single = Rollup(
        customer_id="y",
        orders=1,
        days=1,
        first_day=date.fromordinal(7),
        last_day=date.fromordinal(7),
        amount=50,
        first_amount=50,
        last_gaps=(),
    )
    today = date.fromordinal(140)
    for ahead in chances.AHEAD:
        learnt = pasts.figures(past, today, ahead)
        told = pasts.figures(pasts.of_rollups((rollup, single)), today, ahead)
        assert learnt.shape == (2, pasts.FIGURES)
        assert np.array_equal(learnt, told)


def test_newton_ends_even_where_one_figure_says_it_all() -> None:
    figures = np.array([[float(each), 1.0] for each in range(100)])
    came = (figures[:, 0] >= 50).astype(float)
    said = logistic.chances_by(logistic.fit_logistic(figures, came), figures)
    assert logistic.auc(said, came) == 1.0
    assert (said[0] < 0.01, said[-1] > 0.99) == (True, True)
    assert logistic.auc(np.full(100, 0.3), came) == 0.5
    assert logistic.auc(said, np.ones(100)) == 0.5


async def test_customers_and_the_shop_are_told_chances(shop: World) -> None:
    await foretold(shop)
    asked = scoring.ListModels()
    (model,) = (await shop.run(scoring.list_models, asked)).models
    (month,) = (each for each in model.chances if each.days == 30)
    assert (month.customers, month.auc) == (64, 1.0)
    assert month.log_loss < month.average
    assert sum(each.customers for each in month.calibration) == 64
    assert "purchase_in_7_days:fewer_than_30" in model.missing
    regular, leaver = await scores(shop, "r1"), await scores(shop, "l1")
    likely = {each.days: each.chance for each in regular.chances}
    unlikely = {each.days: each.chance for each in leaver.chances}
    assert (likely[30] > 0.8, unlikely[30] < 0.2) == (True, True)
    (said,) = (each for each in regular.why.en if "within 30 days" in each)
    assert said.startswith("Of a hundred customers who bought like this, ")


def test_nobody_has_no_chances() -> None:
    nobody = Days(who=np.zeros(0), day=np.zeros(0), amount=np.zeros(0))
    told, missing = chances.fit(nobody, LAST)
    assert (told, len(missing)) == ((), 3)
    assert chances.tell(told, (), LAST + timedelta(days=1)) == []


async def test_what_could_not_be_learnt_is_tried_again_when_somebody_buys(
    shop: World,
) -> None:
    await profiling(shop)
    await buy(shop, "ann", 3)
    await rescore(shop)
    soon = later(shop, TODAY + timedelta(minutes=16))
    assert await rescore(soon) == 0
    await buy(soon, "ann", 2)
    await rescore(soon)
    asked = scoring.ListModels()
    versions = (await soon.run(scoring.list_models, asked)).models
    assert [each.version for each in versions] == [1]
    # In the sweep after the one in which somebody was looked at.
    await rescore(later(shop, TODAY + timedelta(minutes=17)))
    versions = (await soon.run(scoring.list_models, asked)).models
    assert [each.version for each in versions] == [2, 1]
