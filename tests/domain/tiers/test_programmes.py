"""Tier programmes: what is published is sound, never changes, and follows in order."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import earning, ledger, tenants, tiers
from domain.tiers import (
    TierAlso,
    TierBasis,
    TierCautionKind,
    TierDowngrade,
    TierMeasure,
    TierProgrammeState,
    TierTerms,
)
from tests.domain.ledger.books import at as later
from tests.domain.tiers.club import LONG_AGO, TODAY, publish, review
from tests.domain.tiers.lives import terms, tier
from tests.world import World, open_shop

DAY = timedelta(days=1)
SILVER, GOLD = tier("silver", 100), tier("gold", 300)


@pytest.fixture
async def shop(world: World) -> World:
    return later(await open_shop(world), TODAY)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (terms(SILVER, replace(SILVER, threshold=200)), tiers.TierTwice),
        (terms(GOLD, SILVER), tiers.TiersOverlap),
        (terms(SILVER, replace(GOLD, threshold=100)), tiers.TiersOverlap),
        (terms(replace(SILVER, up_to=300), GOLD), tiers.TiersOverlap),
        (terms(replace(SILVER, up_to=298), GOLD), tiers.TierGap),
        (terms(SILVER, replace(GOLD, up_to=999)), tiers.TierGap),
        (
            terms(SILVER, basis=TierBasis(measure=TierMeasure.EVENTS)),
            tiers.EventTypeMissing,
        ),
        (terms(SILVER, basis=TierBasis(event_type="view")), tiers.EventTypeMissing),
        (
            terms(
                SILVER,
                basis=TierBasis(measure=TierMeasure.ORDERS, also=(TierAlso.SPENT,)),
            ),
            tiers.NotOfPoints,
        ),
        (terms(SILVER, basis=TierBasis(unit="beans")), ledger.UnitUnknown),
    ],
)
async def test_what_is_not_sound_is_not_published(
    shop: World, said: TierTerms, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await publish(shop, said)
    (draft,) = (
        await shop.run(tiers.list_programmes, tiers.ListTierProgrammes())
    ).versions
    assert draft.state is TierProgrammeState.DRAFT


async def test_ranges_that_meet_are_sound(shop: World) -> None:
    found = await publish(shop, terms(replace(SILVER, up_to=299), GOLD))
    assert found.warnings == ()
    assert found.programme.state is TierProgrammeState.PUBLISHED


async def test_what_is_published_never_changes(shop: World) -> None:
    found = await publish(shop, terms())
    change = tiers.Redraft(tier_programme_id=found.id, terms=terms(GOLD))
    with pytest.raises(tiers.TierProgrammePublished):
        await shop.run(tiers.redraft, change)
    with pytest.raises(tiers.TierProgrammePublished):
        await shop.run(tiers.publish, tiers.Publish(tier_programme_id=found.id))


async def test_a_draft_may_change_until_it_is_published(shop: World) -> None:
    draft = await shop.run(tiers.draft, tiers.Draft(terms=terms()))
    command = tiers.Redraft(tier_programme_id=draft.id, terms=terms(GOLD))
    await shop.run(tiers.redraft, command)
    published = await shop.run(tiers.publish, tiers.Publish(tier_programme_id=draft.id))
    assert [each.slug for each in published.programme.terms.tiers] == ["gold"]
    assert published.programme.valid_from == TODAY


async def test_a_version_holds_until_the_next_one_does(shop: World) -> None:
    first = await publish(shop, terms())
    second = await publish(shop, terms(SILVER), TODAY + DAY)
    current = await shop.run(tiers.current, tiers.FindCurrentTiers())
    assert (current.id, current.valid_until) == (first.id, TODAY + DAY)
    tomorrow = later(shop, TODAY + DAY)
    current = await tomorrow.run(tiers.current, tiers.FindCurrentTiers())
    assert current.id == second.id
    found = await tomorrow.run(tiers.list_programmes, tiers.ListTierProgrammes())
    assert [each.state for each in found.versions] == ["retired", "published"]


@pytest.mark.parametrize("valid_from", [LONG_AGO, LONG_AGO - DAY])
async def test_no_version_is_slipped_in_before_another(
    shop: World, valid_from: object
) -> None:
    await publish(shop, terms())
    with pytest.raises(tiers.TierProgrammeTooOld):
        await publish(shop, terms(GOLD), valid_from)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


async def test_retired_there_are_no_tiers_until_another_is_published(
    shop: World,
) -> None:
    await publish(shop, terms())
    retired = await shop.run(tiers.retire, tiers.Retire())
    assert retired.state is TierProgrammeState.RETIRED
    with pytest.raises(tiers.TierProgrammeNotFound):
        await shop.run(tiers.current, tiers.FindCurrentTiers())
    with pytest.raises(tiers.TierProgrammeNotPublished):
        await shop.run(tiers.retire, tiers.Retire())
    again = later(shop, TODAY + DAY)
    await publish(again, terms(GOLD), TODAY + DAY)
    assert (await again.run(tiers.current, tiers.FindCurrentTiers())).number == 2
    assert await review(again) == 0


async def test_a_programme_cannot_end_before_it_began(shop: World) -> None:
    await publish(shop, terms(), TODAY + DAY)
    with pytest.raises(tiers.TierProgrammeTooOld):
        await shop.run(tiers.retire, tiers.Retire(valid_until=TODAY))


async def test_the_author_is_told_what_may_be_meant_otherwise(shop: World) -> None:
    await publish(shop, terms())
    await shop.run(tenants.add_unit, tenants.AddUnit(code="stamps", name="Stamps"))
    card = earning.PublishRule(
        rule="card",
        name="Ten points are a coffee",
        terms=earning.Terms(
            unit="stamps",
            on=earning.OnBalance(unit="points", amount=10),
            effect=earning.Fixed(amount=1),
        ),
        valid_from=LONG_AGO,
    )
    await shop.run(earning.publish_rule, card)
    said = terms(
        tier("silver", 100, 150),
        tier("gold", 300, 125),
        downgrade=TierDowngrade.BALANCE_BASED,
    )
    found = await publish(shop, said, TODAY)
    assert [(each.kind, each.tier) for each in found.warnings] == [
        (TierCautionKind.AUTO_REDEEM_STARVES, None),
        (TierCautionKind.HIGHER_EARNS_LESS, "gold"),
        (TierCautionKind.TIER_GONE, "bronze"),
    ]


async def test_a_balance_against_thresholds_of_money_is_warned_of(shop: World) -> None:
    basis = TierBasis(measure=TierMeasure.SPEND)
    said = terms(SILVER, basis=basis, downgrade=TierDowngrade.BALANCE_BASED)
    (caution,) = (await publish(shop, said)).warnings
    assert caution.kind is TierCautionKind.COUNTS_NO_POINTS


async def test_eight_publish_a_draft_at_once_and_one_does(shop: World) -> None:
    draft = await shop.run(tiers.draft, tiers.Draft(terms=terms()))
    command = tiers.Publish(tier_programme_id=draft.id)
    outcomes = await asyncio.gather(
        *(shop.run(tiers.publish, command) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(each, tiers.Publication) for each in outcomes) == 1
    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert {type(each) for each in refused} == {tiers.TierProgrammePublished}


async def test_eight_drafts_at_once_are_numbered_without_a_gap(shop: World) -> None:
    outcomes = await asyncio.gather(
        *(shop.run(tiers.draft, tiers.Draft(terms=terms())) for _ in range(8)),
        return_exceptions=True,
    )
    drafted = [each for each in outcomes if isinstance(each, tiers.TierProgramme)]
    others = [each for each in outcomes if isinstance(each, Exception)]
    assert {type(each) for each in others} <= {tiers.TierProgrammeRaced}
    numbers = sorted(each.number for each in drafted)
    assert numbers == list(range(1, len(drafted) + 1))
