"""What challenges are called with."""

from collections.abc import Mapping

from domain import challenges
from domain.earning import Fixed, OnChallenge
from tests.anomaly.shop import BOB, Prepared, always
from tests.domain.challenges.shop import publish, saying
from tests.domain.earning.shop import bought
from tests.domain.earning.shop import publish as rule
from tests.world import World

ONE = {"target": 1}


async def _rewarded(shop: World) -> None:
    """Let whoever orders once have a reward for it."""
    on = OnChallenge(challenge="thrice")
    await rule(shop, "thrice", on=on, effect=Fixed(50))
    await publish(shop, "thrice", ONE)


async def _retire(shop: World) -> challenges.RetireChallenge:
    await publish(shop)
    return challenges.RetireChallenge(challenge="thrice")


async def _join(shop: World) -> challenges.JoinChallenge:
    await _rewarded(shop)
    await publish(shop, "own", joining="opt_in")
    return challenges.JoinChallenge(customer_id=BOB, challenge="own")


async def _leave(shop: World) -> challenges.LeaveChallenge:
    await shop.run(challenges.join, await _join(shop))
    return challenges.LeaveChallenge(customer_id=BOB, challenge="own")


async def _look(shop: World) -> challenges.LookAtSome:
    await _rewarded(shop)
    return challenges.LookAtSome()


async def _fold(shop: World) -> challenges.FoldSome:
    await publish(shop, "together", ONE, goal={"total": 2})
    for number in (91, 92):
        await bought(shop, str(number), who=f"c{number}")
    return challenges.FoldSome()


COMMANDS: Mapping[str, Prepared] = {
    "challenges.publish": always(saying()),
    "challenges.retire": _retire,
    "challenges.join": _join,
    "challenges.leave": _leave,
    "challenges.look_at_some": _look,
    "challenges.fold_some": _fold,
}
