"""What leaderboards and levels are called with."""

from collections.abc import Mapping

from domain import leaderboards, levels
from tests.anomaly.shop import BOB, Prepared, always
from tests.domain.earning.shop import bought
from tests.domain.leaderboards.shop import NAMES, seen
from tests.world import World

BOARD = leaderboards.PutLeaderboard(leaderboard="month", names=NAMES)
LEVELS = levels.PublishLevels(
    unit="points",
    levels=(
        levels.Level(names=levels.LevelNames(nl="Kenner", en="Expert"), experience=1),
    ),
)


async def _join(shop: World) -> leaderboards.JoinLeaderboards:
    await shop.run(leaderboards.put, BOARD)
    return leaderboards.JoinLeaderboards(customer_id=BOB)


async def _leave(shop: World) -> leaderboards.LeaveLeaderboards:
    await shop.run(leaderboards.join, await _join(shop))
    return leaderboards.LeaveLeaderboards(customer_id=BOB)


async def _fill(shop: World) -> leaderboards.FillSome:
    await seen(shop, "c91")
    await bought(shop, "91", who="c91")
    await shop.run(leaderboards.put, BOARD)
    return leaderboards.FillSome()


async def _apply(shop: World) -> levels.ApplyLevels:
    await shop.run(levels.publish, LEVELS)
    return levels.ApplyLevels()


COMMANDS: Mapping[str, Prepared] = {
    "leaderboards.put": always(BOARD),
    "leaderboards.join": _join,
    "leaderboards.leave": _leave,
    "leaderboards.fill_some": _fill,
    "levels.publish": always(LEVELS),
    "levels.apply_some": _apply,
}
