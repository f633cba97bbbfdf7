"""Whether everybody has the same terms: told of many, and noticed if it is not so."""

import pytest
from sqlalchemy import update

from domain import fairness
from domain.fairness import Check, Checked, NotAuditedYet
from domain.kernel import Unit, system
from domain.rewards import RewardKind, RewardTerms
from domain.rewards.tables import redemptions, reward_versions
from tests.domain.rewards.club import TEN, give, publish, reserve
from tests.domain.scoring.shop import buy_all, profiling, rescore
from tests.world import World


async def audit(shop: World) -> fairness.Audited:
    command, caller = fairness.AuditTerms(), system(shop.principal.tenant)
    return await shop.platform.run(fairness.audit_terms, command, caller)


async def test_all_pay_what_is_published_or_it_is_told(shop: World) -> None:
    with pytest.raises(NotAuditedYet):
        await shop.run(fairness.find_audit, fairness.FindAudit())
    await profiling(shop)
    names = [f"c{number}" for number in range(11)]
    await buy_all(shop, dict.fromkeys(names, (3,)))
    await rescore(shop)
    terms = RewardTerms(kind=RewardKind.DONATION, price=40)
    await publish(shop, "tree", terms)
    less = RewardTerms(kind=RewardKind.DISCOUNT, price=40, discount=TEN)
    await publish(shop, "less", less)
    for name in names:
        await give(shop, 100, who=f"external:shop:{name}")
        await reserve(shop, "tree", who=f"external:shop:{name}")
    assert (await audit(shop)).findings == ()
    told = await shop.run(fairness.find_audit, fairness.FindAudit())
    assert told.fair
    assert told.checks == (
        Checked(check=Check.PRICE_OF_REWARDS, looked_at=11, differing=0),
        Checked(check=Check.PRICES_ASK_NO_SEGMENT, looked_at=1, differing=0),
    )
    ((customers, price),) = [(x.customers, x.price) for x in told.life_cycles]
    assert (customers, price) == (11, 1.0)

    (first, *_) = await shop.rows(redemptions)

    async def favour(unit: Unit) -> None:
        one = update(redemptions).where(redemptions.c.id == first["id"])
        await unit.run(one.values(price=20))
        # As a price can't be published.
        those = reward_versions.c.terms.op("||")({"segments": ["dear"]})
        await unit.run(update(reward_versions).values(terms=those))

    await shop.platform.perform(favour, shop.principal)
    found = (await audit(shop)).findings
    assert [(each.check, each.differing) for each in found] == [
        (Check.PRICE_OF_REWARDS, 1),
        (Check.PRICES_ASK_NO_SEGMENT, 1),
    ]
    told = await shop.run(fairness.find_audit, fairness.FindAudit())
    assert not told.fair
    assert told.life_cycles[0].price == pytest.approx(1 - 0.5 / 11)
