"""Those who wait are looked at by a sweep, and what it wrote can be computed anew."""

from datetime import timedelta

from domain import orders
from domain.challenges import ChallengeState
from domain.challenges.tables import challenge_members
from domain.kernel.database import Role, connect
from tests.domain.challenges.shop import (
    differences,
    later,
    progress,
    publish,
    reward,
    sweep,
)
from tests.domain.earning.shop import balance, bought
from tests.domain.ledger.test_verify import tamper
from tests.domain.orders.shop import order
from tests.world import NOON, World


async def test_many_are_looked_at_later_and_once(shop: World) -> None:
    await publish(shop, "thrice", {"target": 2})
    await reward(shop)
    rows = tuple(
        {
            "external_id": f"{who}-{number}",
            "occurred_at": NOON.isoformat(),
            "currency": "EUR",
            "customer": {"external_id": f"c{who}"},
            "lines": [{"product_id": "tea", "quantity": 1, "unit_price": 100}],
        }
        for who in range(30)
        for number in range(2)
    )
    await shop.run(orders.record_many, orders.RecordMany(orders=rows))
    assert await balance(shop, "c7") == 0
    # Who asks is told what holds.
    assert (await progress(shop, "c7")).state is ChallengeState.COMPLETED
    await sweep(later(shop, 1), limit=7)
    assert [await balance(shop, f"c{who}") for who in (0, 7, 29)] == [50, 50, 50]
    assert len(await shop.rows(challenge_members)) == 30
    assert await differences(shop) == ()


async def test_of_whom_more_comes_is_looked_at_when_no_more_does(shop: World) -> None:
    await publish(shop, "thrice", {"target": 2})
    await reward(shop)
    await sweep(shop)

    async def come(number: int, seconds: int) -> None:
        rows = tuple(
            order(f"{who}-{number}", customer={"external_id": f"c{who}"})
            for who in range(21)
        )
        at = later(shop, seconds / 86_400)
        await at.run(orders.record_many, orders.RecordMany(orders=rows))

    async def given_at(seconds: int) -> int:
        await sweep(later(shop, seconds / 86_400))
        return await balance(shop, "c7")

    await come(1, 0)
    await come(2, 29)
    # The first are due since a second, but the second will be soon.
    assert await given_at(31) == 0
    await come(3, 58)
    assert await given_at(60) == 0
    await come(4, 80)
    # Those of the beginning have waited for a minute.
    assert await given_at(90) == 50
    assert await given_at(120) == 50


async def test_progress_that_nobody_made_is_found(
    shop: World, database_url: str
) -> None:
    await publish(shop)
    await bought(shop, "1")
    await sweep(later(shop, 1))
    assert await differences(shop) == ()
    # A version to come is applied to nobody yet, which is no reason to look away.
    await publish(shop, at=NOON + timedelta(days=9))
    owner = connect(database_url, Role.OWNER)
    wrong = "UPDATE challenge_members SET standings = '{{}}' WHERE {}"
    assert await tamper(owner, shop, wrong) == 1
    await owner.dispose()
    (found,) = await differences(shop)
    assert found.whose.startswith("cus_")
    assert found.expected.startswith("thrice in 1: {'buy': Counted(counted=1,")
    assert found.found == ""
