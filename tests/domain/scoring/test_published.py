"""The figures that the authors of the models printed, from raw rows."""

import numpy as np
import pytest

from domain.scoring import bgnbd, spending
from domain.scoring.bgnbd import BgNbd, Histories
from domain.scoring.spending import Spent
from tests.domain.scoring.cdnow import LAST_DAY, sample, until

HORIZON = 39.0


def histories(days: list[list[tuple[int, int]]]) -> Histories:
    shown = np.array(
        [
            (len(each) - 1, (each[-1][0] - each[0][0]) / 7, (LAST_DAY - each[0][0]) / 7)
            for each in days
        ]
    )
    return Histories(
        x=shown[:, 0], t_x=shown[:, 1], t=shown[:, 2], count=np.ones(len(shown))
    )


@pytest.fixture(scope="module")
def given() -> Histories:
    return histories([until(each) for each in sample()])


@pytest.fixture(scope="module")
def model(given: Histories) -> BgNbd:
    return bgnbd.fit(given, prior_weight=0)


def one(x: float, t_x: float, t: float) -> Histories:
    each = (np.array([value]) for value in (x, t_x, t, 1.0))
    return Histories(**dict(zip(("x", "t_x", "t", "count"), each, strict=True)))


def test_bg_nbd_is_fitted_as_published(model: BgNbd, given: Histories) -> None:
    # Fader, Hardie and Lee (2005), table 1.
    assert len(given.x) == 2_357
    told = (model.r, model.alpha, model.a, model.b)
    assert [round(each, 3) for each in told] == [0.243, 4.414, 0.793, 2.426]
    assert round(bgnbd.log_likelihood(model, given), 1) == -9582.4


def test_alike_histories_are_as_good_as_each_by_itself(
    model: BgNbd, given: Histories
) -> None:
    shown = np.stack([given.x, given.t_x, given.t])
    alike, count = np.unique(shown, axis=1, return_counts=True)
    grouped = Histories(x=alike[0], t_x=alike[1], t=alike[2], count=count.astype(float))
    assert len(count) == 1_016
    again = bgnbd.fit(grouped, prior_weight=0)
    assert again.a == pytest.approx(model.a, rel=1e-4)


def test_somebody_new_is_expected_to_buy_as_published(model: BgNbd) -> None:
    weeks = (0.1429, 1, 3, 31.8571, 32)
    expected = [round(bgnbd.expected(model, each), 4) for each in weeks]
    assert expected == [0.0078, 0.0532, 0.1506, 1.0405, 1.0437]


def test_what_was_published_for_78_weeks_is_150_terms_of_a_series(model: BgNbd) -> None:
    # The spreadsheet cuts the series off; all of it comes to 4 in 10,000 more.
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    z = 78 / (alpha + 78)
    total = term = 1.0
    for place in range(150):
        term *= (r + place) * (b + place) / ((a + b - 1 + place) * (1 + place)) * z
        total += term
    published = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + 78)) ** r * total)
    assert round(published, 4) == 1.8576
    assert round(bgnbd.expected(model, 78), 4) == 1.8580


def test_somebody_known_is_expected_to_buy_as_published(model: BgNbd) -> None:
    (expected,) = bgnbd.expected_of(model, one(2, 30.43, 38.86), HORIZON)
    assert round(float(expected), 3) == 1.226


def test_what_was_expected_came(model: BgNbd, given: Histories) -> None:
    came = [len(each) - len(until(each)) for each in sample()]
    expected = bgnbd.expected_of(model, given, HORIZON)
    assert np.corrcoef(expected, came)[0, 1] >= 0.625


def test_without_merging_days_the_model_is_another() -> None:
    # CDNOW has rows of one customer and day; to count them apart is wrong.
    assert sum(len(each) for each in sample()) < 6_919


def test_gamma_gamma_is_fitted_as_published() -> None:
    # Fader and Hardie (2013), section 4: in dollars, of who bought again in 39 weeks.
    again = [found for each in sample() if len(found := until(each)) > 1]
    assert len(again) == 946
    spent = Spent(
        x=np.array([len(each) - 1 for each in again], float),
        mean=np.array(
            [sum(c for _, c in each[1:]) / (len(each) - 1) / 100 for each in again]
        ),
        count=np.ones(len(again)),
    )
    model = spending.fit(spent, prior_weight=0)
    told = (model.p, model.q, model.gamma)
    assert [round(each, 2) for each in told] == [6.25, 3.74, 15.44]


@pytest.mark.parametrize("x", [0.0, 1.0, 7.0])
def test_chances_of_each_number_add_up_to_what_is_expected(
    model: BgNbd, x: float
) -> None:
    # Two derivations that share nothing but the posterior.
    given = one(x, 20.0 if x else 0.0, 30.0)
    (expected,) = bgnbd.expected_of(model, given, HORIZON)
    parts = tuple(np.linspace(0.0005, 0.9995, 1_000))
    numbers = [float(each[0]) for each in bgnbd.quantiles(model, given, HORIZON, parts)]
    assert sum(numbers) / len(numbers) == pytest.approx(float(expected), rel=0.02)


def test_a_young_shop_does_not_degenerate() -> None:
    # Nobody stopped yet: of the data alone, nobody ever would.
    few = Histories(
        x=np.array([0.0, 1, 2, 3]),
        t_x=np.array([0.0, 2, 3, 4]),
        t=np.array([4.0, 4, 4, 4]),
        count=np.array([30.0, 20, 10, 5]),
    )
    alone, held = bgnbd.fit(few, prior_weight=0), bgnbd.fit(few)
    assert max(alone.b, 1 / alone.a) > 1_000
    assert held.b < 100
    assert held.a > 0.01
