"""Whether everybody had the same terms, in the graph."""

import httpx

from domain import fairness
from domain.kernel import system
from domain.rewards import RewardKind, RewardTerms
from tests.api.graphql.conftest import ask, holder_of, refused
from tests.domain.rewards.club import TEN, publish
from tests.world import World, issue_key

OFF = RewardTerms(kind=RewardKind.DISCOUNT, price=100, discount=TEN)

AUDIT = """
{ fairnessAudit {
    asOf fair checks { check lookedAt differing } lifeCycles { lifeCycle price }
} }
"""


async def test_an_audit_is_told_once_somebody_looked(
    world: World, shop: httpx.AsyncClient
) -> None:
    assert await ask(shop, AUDIT) == {"fairnessAudit": None}
    await publish(world, "ten-off", OFF)
    look, caller = fairness.AuditTerms(), system(world.principal.tenant)
    await world.platform.run(fairness.audit_terms, look, caller)
    told = (await ask(shop, AUDIT))["fairnessAudit"]
    assert told.pop("asOf") == "2030-01-01T12:00:00Z"
    assert told == {
        "fair": True,
        "checks": [
            {"check": "PRICE_OF_REWARDS", "lookedAt": 0, "differing": 0},
            {"check": "PRICES_ASK_NO_SEGMENT", "lookedAt": 1, "differing": 0},
        ],
        "lifeCycles": [],
    }


async def test_it_is_told_to_who_may_read_the_books_alone(
    world: World, shop: httpx.AsyncClient
) -> None:
    del shop
    key = await issue_key(world, "scoring:read", "graphql:adhoc")
    async with holder_of(world, key.secret) as client:
        assert (await refused(client, AUDIT))["code"] == "not_allowed"
