"""Whatever is inferred of customers, the same basket costs and earns the same."""

from collections.abc import Mapping
from itertools import permutations

import msgspec
from sqlalchemy import update

from domain.kernel import Unit
from domain.scoring.tables import customer_scores
from tests.domain.orders.shop import line
from tests.domain.quotes.test_quotes import PROGRESSIVE, ask, rule
from tests.domain.rewards.club import buy, publish
from tests.domain.scoring.shop import profiling, rescore
from tests.world import World

JUDGED = ("recency", "frequency", "monetary", "life_cycle", "chance_30")
OWN = {"id", "token"}
# From lost to champion, each with a chance of coming back.
STANDING = (
    (1, 1, 1, "lost", 0.01),
    (3, 3, 2, "loyal", 0.4),
    (5, 5, 5, "champion", 1.0),
)


async def test_no_permutation_of_scores_changes_a_quote(shop: World) -> None:
    await profiling(shop)
    await rule(shop)
    await publish(shop, "more", PROGRESSIVE)
    await buy(shop, "first")
    for who in ("bob", "carl"):
        await buy(shop, f"first-{who}", customer={"external_id": who})
    await rescore(shop)
    ids = [row["customer_id"] for row in await shop.rows(customer_scores)]
    assert len(ids) == 3
    told = set[bytes]()
    for standing in permutations(STANDING):
        await judge(shop, dict(zip(ids, standing, strict=True)))
        shown = msgspec.to_builtins(await ask(shop, line(price=25_000)))
        # Each quote has an id and a token of its own.
        said = {name: value for name, value in shown.items() if name not in OWN}
        told.add(msgspec.json.encode(said, order="sorted"))
    assert len(told) == 1


async def judge(world: World, standing: Mapping[str, tuple[object, ...]]) -> None:
    """Write down other scores than what was bought comes to."""

    async def write(unit: Unit) -> None:
        for who, values in standing.items():
            this = update(customer_scores).where(customer_scores.c.customer_id == who)
            await unit.run(this.values(dict(zip(JUDGED, values, strict=True))))

    await world.platform.perform(write, world.principal)
