"""Foretelling: how often customers will buy, by whichever model a shop chose."""

from typing import TypeAlias

from domain.scoring import bgnbd, paretonbd, staying
from domain.scoring.bgnbd import BgNbd, Histories
from domain.scoring.model import PurchasesBy
from domain.scoring.paretonbd import ParetoNbd
from domain.scoring.special import Numbers

Foretold: TypeAlias = BgNbd | ParetoNbd
NAMES = {PurchasesBy.BG_NBD: "BG/NBD", PurchasesBy.PARETO_NBD: "Pareto/NBD"}


def fit(by: PurchasesBy, given: Histories) -> Foretold:
    """Return the most likely model of a kind."""
    match by:
        case PurchasesBy.BG_NBD:
            return bgnbd.fit(given)
        case PurchasesBy.PARETO_NBD:
            return paretonbd.fit(given)


def name(model: Foretold) -> str:
    """Return what a model is called by those who know it."""
    match model:
        case BgNbd():
            return NAMES[PurchasesBy.BG_NBD]
        case ParetoNbd():
            return NAMES[PurchasesBy.PARETO_NBD]


def expected_of(model: Foretold, given: Histories, weeks: float) -> Numbers:
    """Return the purchases of each in the weeks to come."""
    match model:
        case BgNbd():
            return bgnbd.expected_of(model, given, weeks)
        case ParetoNbd():
            return staying.expected_of(model, given, weeks)


def quantiles(
    model: Foretold, given: Histories, weeks: float, parts: tuple[float, ...]
) -> tuple[Numbers, ...]:
    """Return, for each part, the least number that many of such don't exceed."""
    match model:
        case BgNbd():
            return bgnbd.quantiles(model, given, weeks, parts)
        case ParetoNbd():
            return staying.quantiles(model, given, weeks, parts)
