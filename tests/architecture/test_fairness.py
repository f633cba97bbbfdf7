"""Promises about fairness: what is inferred of somebody decides no price."""

import re

import grimp
import pytest

from tests.architecture.tree import PACKAGES, ROOT

PRICING = ("earning", "ledger", "orders", "quotes", "rewards", "tiers", "vouchers")
INFERRING = ("scoring", "recommendations", "holdouts")
INFERRED = re.compile(
    r"customer_scores|scoring_models|holdout_decisions|FROM recommendations|"
    r"\bscoring\.|\brecommendations\."
)
# What the shop knows of who somebody is; nothing is inferred from it.
DEMOGRAPHIC = re.compile(
    r"birth|gender|sex\b|given_name|family_name|postal|address|country|"
    r"\battributes\b|\bpreferences\b|income|age_band"
)


@pytest.mark.parametrize("pricing", PRICING)
def test_what_prices_cannot_see_what_is_inferred(pricing: str) -> None:
    graph = grimp.build_graph(*PACKAGES)
    for each in INFERRING:
        found = graph.find_shortest_chains(
            importer=f"domain.{pricing}", imported=f"domain.{each}", as_packages=True
        )
        assert found == set()
    for path in (ROOT / "domain" / pricing).rglob("*.py"):
        assert not INFERRED.search(path.read_text()), path.name


@pytest.mark.parametrize("inferring", INFERRING)
def test_nothing_is_inferred_from_who_somebody_is(inferring: str) -> None:
    for path in (ROOT / "domain" / inferring).rglob("*.py"):
        assert not DEMOGRAPHIC.search(path.read_text()), path.name
