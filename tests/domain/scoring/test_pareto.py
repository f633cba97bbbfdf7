"""Pareto/NBD: as published, from raw rows, and for a shop that chose it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from domain import scoring
from domain.scoring import paretonbd, staying
from domain.scoring.bgnbd import Histories
from domain.scoring.paretonbd import ParetoNbd
from domain.scoring.special import Numbers, hyp2f1
from tests.domain.ledger.books import at as later
from tests.domain.scoring.cdnow import sample, until
from tests.domain.scoring.shop import TODAY, buy_all, profiling, rescore, scores
from tests.domain.scoring.test_published import HORIZON, histories, one
from tests.world import World


@pytest.fixture(scope="module")
def given() -> Histories:
    return histories([until(each) for each in sample()])


@pytest.fixture(scope="module")
def model(given: Histories) -> ParetoNbd:
    shown = np.stack([given.x, given.t_x, given.t])
    alike, count = np.unique(shown, axis=1, return_counts=True)
    grouped = Histories(x=alike[0], t_x=alike[1], t=alike[2], count=count.astype(float))
    return paretonbd.fit(grouped, prior_weight=0)


def test_it_is_fitted_as_published(model: ParetoNbd, given: Histories) -> None:
    # Fader, Hardie and Lee (2005), table 1.
    told = (model.r, model.alpha, model.s, model.beta)
    assert [round(each, 3) for each in told] == [0.553, 10.578, 0.606, 11.669]
    assert round(paretonbd.log_likelihood(model, given), 1) == -9595.0


def test_what_was_expected_came(model: ParetoNbd, given: Histories) -> None:
    came = [len(each) - len(until(each)) for each in sample()]
    expected = staying.expected_of(model, given, HORIZON)
    assert np.corrcoef(expected, came)[0, 1] >= 0.625


def closed(model: ParetoNbd, given: Histories) -> Numbers:
    """Return P(alive) by Gauss's function, as the authors wrote it (beta > alpha)."""
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
    power = r + s + given.x

    def part(t: Numbers) -> Numbers:
        z = (beta - alpha) / (beta + t)
        found: Numbers = hyp2f1(power, r + given.x, power + 1, z)
        return found / (beta + t) ** power

    a_0 = part(given.t_x) - part(given.t)
    odds = (alpha + given.t) ** (r + given.x) * (beta + given.t) ** s * a_0
    return 1 / (1 + s / power * odds)


def test_the_integral_is_what_gauss_made_of_it(
    model: ParetoNbd, given: Histories
) -> None:
    found = staying.alive(model, given)
    assert np.abs(found - closed(model, given)).max() < 1e-9
    # Of who bought once, it is not sure that they are still there.
    assert staying.alive(model, one(0, 0, 39))[0] < 0.5
    # Who bought a thousand times until today is; who did until a year ago is not.
    often = [staying.alive(model, one(1_000, each, 100))[0] for each in (100, 48)]
    assert often == pytest.approx([1, 0], abs=1e-9)


@pytest.mark.parametrize("x", [0.0, 7.0])
@pytest.mark.parametrize("s", [0.606, 1.0])
def test_chances_of_each_number_add_up_to_what_is_expected(
    model: ParetoNbd, x: float, s: float
) -> None:
    alike = replace(model, s=s)
    given = one(x, 20.0 if x else 0.0, 30.0)
    (expected,) = staying.expected_of(alike, given, HORIZON)
    parts = tuple(np.linspace(0.0005, 0.9995, 1_000))
    told = staying.quantiles(alike, given, HORIZON, parts)
    numbers = [float(each[0]) for each in told]
    assert sum(numbers) / len(numbers) == pytest.approx(float(expected), rel=0.02)


def test_of_many_histories_as_many_customers_are_taken(
    model: ParetoNbd, given: Histories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paretonbd, "HISTORIES_MAX", 1_500)
    some = paretonbd.fit(given, prior_weight=0)
    assert some.r / some.alpha == pytest.approx(model.r / model.alpha, rel=0.1)


async def test_a_shop_chooses_by_what_it_is_foretold(shop: World) -> None:
    await profiling(shop)
    await buy_all(shop, {f"c{n}": range(5 + n, 150, 30) for n in range(60)})
    await rescore(shop)
    before = await scores(shop, "c1")
    moment = later(shop, TODAY + timedelta(minutes=1))
    by = scoring.Settings(purchases_by=scoring.PurchasesBy.PARETO_NBD)
    await moment.run(scoring.put_settings, by)
    await rescore(moment)
    models = (await shop.run(scoring.list_models, scoring.ListModels())).models
    assert [each.purchases is None for each in models] == [True, False]
    assert [each.leaving is None for each in models] == [False, True]
    after = await scores(moment, "c1")
    assert before.value is not None
    assert after.value is not None
    assert after.value.low <= after.value.amount <= after.value.high
    assert "(BG/NBD and Gamma-Gamma)" in before.why.en[-1]
    assert "(Pareto/NBD en Gamma-Gamma)" in after.why.nl[-1]
