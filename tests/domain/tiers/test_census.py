"""The census tells how many are in each tier, and of a few people nothing."""

from domain import customers, tiers
from tests.domain.tiers.club import buy, open_club, somebody
from tests.world import World

FRIENDS = [f"friend-{number}" for number in range(10)]


async def members(club: World) -> dict[str, int | None]:
    found = await club.run(tiers.census, tiers.TakeCensus())
    return {each.tier: each.members for each in found.tiers}


async def test_where_there_are_no_tiers_nobody_is_in_one(shop: World) -> None:
    assert await members(shop) == {}


async def test_who_turned_out_to_be_somebody_else_is_counted_once(
    world: World,
) -> None:
    club = await open_club(world)
    for each in FRIENDS:
        await buy(club, 120, who=each)
    assert await members(club) == {"bronze": None, "silver": 10, "gold": None}
    await buy(club, 150, who="ann")
    assert await members(club) == {"bronze": None, "silver": 11, "gold": None}
    ids = [await somebody(club, each) for each in ("ann", *FRIENDS[:2])]
    for each in ids[1:]:
        merge = customers.Merge(kept_id=ids[0], merged_id=each)
        await club.run(customers.merge, merge)
    # Ann now has what three bought, and nine are left.
    assert await members(club) == {"bronze": None, "silver": None, "gold": None}
    for each in ("bob", "cas"):
        await buy(club, 100, who=each)
    assert (await members(club))["silver"] == 10
