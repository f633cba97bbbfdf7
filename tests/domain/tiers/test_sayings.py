"""Why somebody is in a tier, and what is missing, in Dutch and English."""

from datetime import UTC, datetime

import pytest

from domain.tiers import TierBasis, TierMeasure, TierWindow
from tests.domain.tiers.club import (
    TODAY,
    buy,
    later,
    member,
    open_club,
    somebody,
)
from tests.domain.tiers.lives import terms, tier
from tests.world import World


async def test_who_reached_a_tier_is_told_since_when_and_what_is_next(
    world: World,
) -> None:
    club = await open_club(world)
    await buy(club, 120)
    why = (await member(club)).why
    assert why.en == (
        (
            "You are Silver since 1 June 2030, because 120 points counted, and Silver "
            "takes 100 points."
        ),
        "You stay Silver to 31 December 2031.",
        "180 points to Gold by 31 December 2030.",
    )
    assert why.nl == (
        (
            "Je bent Silver sinds 1 juni 2030, omdat er 120 punten telden, en Silver "
            "100 punten vraagt."
        ),
        "Je blijft Silver tot en met 31 december 2031.",
        "Nog 180 punten tot Gold, tot en met 31 december 2030.",
    )


async def test_who_has_yet_to_keep_it_is_told_by_when(world: World) -> None:
    club = await open_club(world)
    await buy(club, 120, datetime(2029, 6, 1, 12, tzinfo=UTC))
    await buy(club, 1)
    assert (await member(club)).why.en[1:] == (
        "99 points more by 31 December 2030 to stay Silver.",
        "299 points to Gold by 31 December 2030.",
    )
    lost = later(club, datetime(2031, 2, 1, tzinfo=UTC))
    assert (await member(lost)).why.en[0] == (
        "You are Bronze since 1 January 2031, because Silver takes 100 points, and "
        "1 point counted."
    )


async def test_who_has_done_nothing_is_as_all_or_in_no_tier(world: World) -> None:
    club = await open_club(world)
    await somebody(club, "ann")
    assert (await member(club)).why.nl[0] == "Je bent Bronze, zoals iedereen."


@pytest.mark.parametrize(
    ("measure", "missing"),
    [(TierMeasure.SPEND, "EUR 60.00"), (TierMeasure.ORDERS, "1 order")],
)
async def test_money_and_orders_are_said_as_they_are(
    world: World, measure: TierMeasure, missing: str
) -> None:
    threshold = 10_000 if measure is TierMeasure.SPEND else 2
    said = terms(
        tier("vip", threshold),
        basis=TierBasis(measure=measure),
        window=TierWindow.ROLLING_12M,
    )
    club = await open_club(world, said)
    await buy(club, 40, TODAY)
    assert (await member(club)).why.en == (
        "You are in no tier yet.",
        f"{missing} to Vip, within twelve months.",
    )
