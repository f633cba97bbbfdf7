"""A quote tells how far it is to the next of all that a customer looks forward to."""

import pytest

from domain import status, tenants
from domain.status import Threshold
from domain.tenants import UnitKind
from tests.domain.quotes.test_quotes import PROGRESSIVE, ask, rule
from tests.domain.rewards.club import buy, give, publish
from tests.domain.tiers.club import publish as publish_tiers
from tests.domain.tiers.lives import terms
from tests.world import World


@pytest.fixture
async def club(shop: World) -> World:
    """Return a shop where a euro is a point, and Ann has a hundred."""
    await rule(shop)
    await buy(shop, "first")
    stamps = tenants.AddUnit(code="stamps", name="Stamps", kind=UnitKind.STAMPS)
    await shop.run(tenants.add_unit, stamps)
    ahead = (
        Threshold(unit="points", amount=50, name="Tea"),
        Threshold(unit="points", amount=150, name="A mug"),
        Threshold(unit="points", amount=900, name="A pan"),
        Threshold(unit="stamps", amount=10, name="A card"),
    )
    await shop.run(status.set_thresholds, status.SetThresholds(thresholds=ahead))
    return shop


async def told(club: World, **more: object) -> list[tuple[str, str, int]]:
    found = (await ask(club, **more)).distances
    return [(each.kind, each.to, each.missing) for each in found]


async def test_the_next_threshold_of_each_unit_is_told(club: World) -> None:
    mug, card = (await ask(club)).distances
    assert (mug.to, mug.kind, mug.missing) == ("A mug", "threshold", 50)
    assert (mug.nl, mug.en) == (
        "Nog 50 punten tot A mug.",
        "50 points more to A mug.",
    )
    assert (card.nl, card.en) == (
        "Nog 10 stempels tot A card.",
        "10 stamps more to A card.",
    )
    await give(club, 49)
    assert await told(club) == [
        ("threshold", "A mug", 1),
        ("threshold", "A card", 10),
    ]
    # What is there reaches a threshold that is as much.
    await give(club, 1)
    assert (await told(club))[0] == ("threshold", "A pan", 750)


async def test_steps_tiers_and_thresholds_are_told_together(club: World) -> None:
    await publish(club, "more", PROGRESSIVE)
    await publish_tiers(club, terms())
    assert await told(club) == [
        ("basket", "More", 10_000),
        ("tier", "gold", 200),
        ("threshold", "A mug", 50),
        ("threshold", "A card", 10),
    ]
    # Of nobody in particular only the basket is known.
    assert await told(club, customer_id=None) == [("basket", "More", 10_000)]
