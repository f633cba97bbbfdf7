"""Promises about who looks at what households have, and who does not."""

from domain import accounting, earning
from domain.earning import Issue, OnBalance
from domain.kernel import CustomerId, Unit, system
from domain.ledger import holders
from tests.domain.earning.shop import publish
from tests.domain.households.home import give, has, home, own, person
from tests.world import World


async def test_what_a_household_has_fills_no_card_and_is_in_no_draw(
    shop: World,
) -> None:
    ann, bob = await person(shop, "ann", 9), await person(shop, "bob", 9)
    card = OnBalance(unit="points", amount=10)
    await publish(shop, "card", on=card, effect=Issue(reward="coffee"))
    await home(shop, ann, bob)
    await give(shop, ann, 9)
    await give(shop, bob, 8)
    caller = system(shop.principal.tenant)
    await shop.platform.run(earning.convert, earning.Convert(), caller)
    assert (await has(shop, ann), await own(shop, bob)) == (17, 1)

    async def work(unit: Unit) -> tuple[CustomerId, ...]:
        return await holders(unit, "points", 1, None, 10)

    assert await shop.platform.perform(work, shop.principal) == (bob,)


async def test_what_a_household_has_is_owed_to_it(shop: World) -> None:
    ann = await person(shop, "ann", 100)
    await home(shop, ann)
    await give(shop, ann, 60)
    asked = accounting.ReadLiability()
    told = await shop.run(accounting.liability, asked)
    assert [each.outstanding for each in told.units] == [100]
