"""A shop with tiers, as tests want to find it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain import customers, earning, orders, tiers
from domain.customers import Identity
from domain.kernel import Unit, system
from tests.domain.ledger.books import at as later
from tests.domain.tiers.lives import terms
from tests.world import NOON, World, open_shop

LONG_AGO = NOON - timedelta(days=3_000)
TODAY = datetime(2030, 6, 1, 12, tzinfo=UTC)


async def publish(
    world: World, said: tiers.TierTerms, valid_from: datetime | None = LONG_AGO
) -> tiers.Publication:
    drafted = await world.run(tiers.draft, tiers.Draft(terms=said))
    command = tiers.Publish(tier_programme_id=drafted.id, valid_from=valid_from)
    return await world.run(tiers.publish, command)


async def open_club(world: World, said: tiers.TierTerms | None = None) -> World:
    """Open a shop where a whole euro earns a point, and points lead to tiers.

    It is the first of June, in the middle of a year.
    """
    world = later(await open_shop(world), TODAY)
    rule = earning.PublishRule(
        rule="spend", name="Points", terms=earning.Terms(), valid_from=LONG_AGO
    )
    await world.run(earning.publish_rule, rule)
    await publish(world, said or terms())
    await review(world)
    return world


async def buy(
    world: World,
    euros: int,
    at: datetime = TODAY,
    *,
    who: str = "ann",
    number: str | None = None,
) -> orders.Order:
    command = orders.Record(
        external_id=number or f"{who}-{at.isoformat()}",
        customer=Identity(external_id=who),
        occurred_at=at,
        currency="EUR",
        lines=(orders.Line(product_id="mug", quantity=1, unit_price=euros * 100),),
    )
    return await world.run(orders.record, command)


async def give_back(world: World, order: orders.Order, euros: int) -> None:
    command = orders.RecordReturn(
        external_id=f"{order.id}-{euros}",
        order=order.id,
        occurred_at=world.platform.clock(),
        amount=euros * 100,
    )
    await world.run(orders.record_return, command)


async def member(world: World, who: str = "ann") -> tiers.Membership:
    command = tiers.FindTier(customer_id=f"external:shop:{who}")
    return await world.run(tiers.find, command)


async def tier_of(world: World, who: str = "ann") -> str | None:
    found = await member(world, who)
    return found.tier and found.tier.slug


async def review(world: World, limit: int = 500) -> int:
    """Review until nothing more is due; return how many memberships were looked at."""
    caller, done, more = system(world.principal.tenant), 0, True
    while more:
        command = tiers.Review(limit=limit)
        reviewed = await world.platform.run(tiers.review, command, caller)
        done, more = done + reviewed.done, reviewed.more
    return done


async def verify(world: World) -> None:
    caller = system(world.principal.tenant)
    assert await world.platform.run(tiers.verify, tiers.Verify(), caller) == ()


async def somebody(world: World, who: str) -> str:
    async def work(unit: Unit) -> str | None:
        return await customers.identify(unit, "shop", Identity(external_id=who))

    found = await world.platform.perform(work, world.principal)
    assert found is not None
    return found


async def told(world: World, name: str) -> list[Any]:
    """Return what was told by a name: each move or risk."""
    return [
        each
        for event, payload in await world.news()
        if event == name
        for each in payload.get("moves", payload.get("risks", ()))
    ]


__all__ = [
    "LONG_AGO",
    "TODAY",
    "buy",
    "give_back",
    "later",
    "member",
    "open_club",
    "publish",
    "review",
    "somebody",
    "tier_of",
    "told",
    "verify",
]
