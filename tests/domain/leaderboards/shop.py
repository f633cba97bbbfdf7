"""A shop with leaderboards: what a test says to it, in few words."""

from typing import Any

from domain import leaderboards
from domain.earning import PerAmount
from domain.kernel import Page
from tests.domain.earning.shop import publish
from tests.domain.referrals.shop import known
from tests.world import World

NAMES = leaderboards.BoardNames(nl="Maand", en="Month")


async def board(shop: World, name: str = "month", **said: Any) -> World:
    """Make a leaderboard of points, of which an order gives one for each euro."""
    await publish(shop, effect=PerAmount())
    command = leaderboards.PutLeaderboard(leaderboard=name, names=NAMES, **said)
    await shop.run(leaderboards.put, command)
    return shop


async def seen(shop: World, who: str) -> str:
    """Let somebody be seen; return by which name."""
    await known(shop, who)
    return await join(shop, who)


async def join(shop: World, who: str) -> str:
    command = leaderboards.JoinLeaderboards(customer_id=f"external:shop:{who}")
    return (await shop.run(leaderboards.join, command)).alias


async def leave(shop: World, who: str) -> None:
    command = leaderboards.LeaveLeaderboards(customer_id=f"external:shop:{who}")
    await shop.run(leaderboards.leave, command)


async def leaders(
    shop: World, name: str = "month", **said: Any
) -> Page[leaderboards.BoardPlace]:
    asked = leaderboards.ReadLeaderboard(leaderboard=name, **said)
    return await shop.run(leaderboards.read, asked)


async def standing(shop: World, **said: Any) -> list[tuple[int, int]]:
    """Return rank and score of everybody who is seen."""
    return [(each.rank, each.score) for each in (await leaders(shop, **said)).items]


async def around(
    shop: World, who: str, name: str = "month", **said: Any
) -> leaderboards.OwnPlace:
    asked = leaderboards.AroundMe(
        customer_id=f"external:shop:{who}", leaderboard=name, **said
    )
    return await shop.run(leaderboards.around, asked)
