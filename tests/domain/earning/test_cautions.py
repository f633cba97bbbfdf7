"""Whoever publishes a rule is told what it may do to tiers."""

from domain import earning, tenants, tiers
from domain.earning import Fixed, OnBalance, RuleCautionKind
from domain.tiers import TierDowngrade, TierWindow
from tests.domain.earning.shop import publish
from tests.domain.ledger.books import DAY, at
from tests.domain.tiers.club import publish as publish_tiers
from tests.domain.tiers.lives import terms
from tests.world import NOON, World

CARD = OnBalance(unit="points", amount=100)
TREAT = earning.Issue(reward="treat")
STARVING = [RuleCautionKind.AUTO_REDEEM_STARVES]


async def warned(shop: World, rule: str = "card", **said: object) -> list[str]:
    version = await publish(shop, rule, NOON, **{"on": CARD, "effect": TREAT, **said})
    return [each.kind for each in version.warnings]


async def test_a_rule_that_takes_what_keeps_a_tier_is_warned_of(shop: World) -> None:
    assert await warned(shop, "before") == []
    held = terms(downgrade=TierDowngrade.BALANCE_BASED)
    told = await publish_tiers(shop, held)
    assert [each.kind for each in told.warnings] == STARVING
    assert await warned(shop) == STARVING
    assert await warned(shop, "gift", on=earning.OnSignUp(), effect=Fixed(5)) == []
    stamps = tenants.AddUnit(code="stamps", name="Stamps")
    await shop.run(tenants.add_unit, stamps)
    assert await warned(shop, "stamps", on=OnBalance(unit="stamps", amount=9)) == []
    draft = earning.PutDraft(
        rule="next", name="Next", terms=earning.Terms(on=CARD, effect=TREAT)
    )
    await shop.run(earning.put_draft, draft)
    named = earning.NameDraft(rule="next")
    published = await shop.run(earning.publish_draft, named)
    assert [each.kind for each in published.warnings] == STARVING


async def test_where_no_balance_keeps_a_tier_there_is_nothing_to_warn_of(
    shop: World,
) -> None:
    await publish_tiers(shop, terms(window=TierWindow.CALENDAR_YEAR))
    assert await warned(shop) == []
    held = terms(downgrade=TierDowngrade.BALANCE_BASED)
    await publish_tiers(shop, held, NOON)
    later = at(shop, NOON + DAY)
    await later.run(tiers.retire, tiers.Retire())
    assert await warned(later, "later") == []


async def test_a_rule_that_takes_nothing_any_more_starves_nobody(shop: World) -> None:
    await warned(shop)
    card = earning.Terms(effect=Fixed(5))
    changed = earning.PublishRule(rule="card", name="card", terms=card)
    later = at(shop, NOON + DAY)
    await later.run(earning.publish_rule, changed)
    await warned(shop, "gone")
    await later.run(earning.retire_rule, earning.RetireRule(rule="gone"))
    held = terms(downgrade=TierDowngrade.BALANCE_BASED)
    assert (await publish_tiers(shop, held)).warnings == ()
