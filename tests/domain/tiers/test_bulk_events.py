"""Events of several types that come together are judged as they would be one by one."""

from datetime import timedelta
from typing import Any

from domain import earning, events
from domain.earning import Fixed, OneOf, OnEvent
from domain.earning.tables import awards
from domain.events.tables import events as event_rows
from domain.tiers import TierBasis, TierMeasure
from tests.domain.tiers.club import LONG_AGO, TODAY, open_club, publish, verify
from tests.domain.tiers.lives import terms, tier
from tests.world import World

DAY = timedelta(days=1)
LADDER = (tier("bronze", 0), tier("silver", 1), tier("gold", 2))
METALS = ("silver", "gold")
REVIEW = {"product_id": "mug", "rating": 4}
SHARE = {"network": "mastodon"}
# Who came when, how many days ago it was, and what it earns: ten for each tier.
CAME = (
    ("share", 9, 10),  # Nothing has been reviewed.
    ("review", 8, 10),
    ("share", 7, 20),
    ("share", 5, 20),  # The review of six days ago has yet to come.
    ("review", 6, 20),
    ("share", 5, 30),
    ("review", 8, 10),  # At one instant with the first: neither is before the other.
    ("share", 8, 10),
)


async def open_shop(world: World) -> World:
    shop = await open_club(world)
    for type_ in ("review", "share"):
        for name, tiers in ((type_, ()), ("more", METALS), ("most", METALS[1:])):
            said = earning.Terms(
                on=OnEvent(event=type_),
                effect=Fixed(10),
                conditions=OneOf(field="customer.tier", values=tiers)
                if tiers
                else None,
            )
            command = earning.PublishRule(
                rule=f"{name}-{type_}", name=name, terms=said, valid_from=LONG_AGO
            )
            await shop.run(earning.publish_rule, command)
    basis = TierBasis(measure=TierMeasure.EVENTS, event_type="review")
    await publish(shop, terms(*LADDER, basis=basis), TODAY - 100 * DAY)
    return shop


async def earned(shop: World) -> list[int]:
    """Return what each event earned, by all rules, in the order in which they came."""
    names = {row["id"]: row["external_id"] for row in await shop.rows(event_rows)}
    found = [0] * len(names)
    for row in await shop.rows(awards):
        found[int(names["evt_" + row["cause_id"].hex])] += row["earned"]
    return found


def said(number: int, type_: str, ago: int) -> dict[str, Any]:
    return {
        "external_id": str(number),
        "type": type_,
        "occurred_at": (TODAY - ago * DAY).isoformat(),
        "customer": {"external_id": "ann"},
        "data": REVIEW if type_ == "review" else SHARE,
    }


async def test_events_of_many_types_are_judged_as_one_by_one(
    world: World, neighbour: World
) -> None:
    rows = tuple(said(number, *each[:2]) for number, each in enumerate(CAME))
    for club, size in ((world, 1), (neighbour, len(rows))):
        shop = await open_shop(club)
        for first in range(0, len(rows), size):
            command = events.RecordMany(events=rows[first : first + size])
            await shop.run(events.record_many, command)
        assert await earned(shop) == [points for *_, points in CAME]
        await verify(shop)
