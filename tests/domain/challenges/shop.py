"""A shop with challenges: what a test says to it, in few words."""

from datetime import datetime, timedelta
from typing import Any

from domain import challenges, customers, events
from domain.challenges import PublishChallenge
from domain.customers import Identity
from domain.earning import Fixed, OnChallenge
from domain.kernel import system, validation
from domain.kernel.rebuilds import Discrepancy
from tests.domain.earning.shop import publish as rule
from tests.domain.ledger.books import at as at_instant
from tests.rebuilding import rebuilt
from tests.world import NOON, World

LONG_AGO = NOON - timedelta(days=900)
NAMES = {"nl": "Drie keer", "en": "Three times"}
STEP: dict[str, Any] = {
    "step": "buy",
    "names": {"nl": "Koop", "en": "Buy"},
    "target": 3,
}


def saying(
    name: str = "thrice", *steps: dict[str, Any], at: datetime = LONG_AGO, **terms: Any
) -> PublishChallenge:
    """Return the command that publishes a challenge; steps say what is not usual."""
    told = [STEP | each for each in steps or ({},)]
    given = {"challenge": name, "names": NAMES, "terms": {"steps": told, **terms}}
    return validation.command(given | {"valid_from": at.isoformat()}, PublishChallenge)


async def publish(
    shop: World, name: str = "thrice", *steps: dict[str, Any], **said: Any
) -> challenges.ChallengeVersion:
    return await shop.run(challenges.publish, saying(name, *steps, **said))


async def reward(shop: World, name: str = "thrice", step: str | None = None) -> None:
    """Have a rule give 50 points for a challenge, or for a step of it."""
    on = OnChallenge(challenge=name, step=step)
    await rule(shop, f"{name}-{step or 'all'}", on=on, effect=Fixed(50))


def later(shop: World, days: float) -> World:
    """Return the same shop so many days after noon."""
    return at_instant(shop, NOON + timedelta(days=days))


async def progress(
    shop: World, who: str = "ann", name: str = "thrice"
) -> challenges.ChallengeProgress:
    asked = challenges.ChallengesOf(customer_id=f"external:shop:{who}")
    found = (await shop.run(challenges.of_customer, asked)).challenges
    return {each.challenge: each for each in found}[name]


async def counts(shop: World, who: str = "ann", name: str = "thrice") -> list[int]:
    """Return what counts for each step."""
    return [each.count for each in (await progress(shop, who, name)).steps]


async def known(shop: World, who: str) -> str:
    """Make a customer of whom only the shop's id is known."""
    ids = (customers.ExternalId(source="shop", id=who),)
    return (await shop.run(customers.create, customers.Create(external_ids=ids))).id


async def join(shop: World, who: str = "ann", name: str = "thrice", **said: Any) -> Any:
    command = challenges.JoinChallenge(
        customer_id=f"external:shop:{who}", challenge=name, **said
    )
    return await shop.run(challenges.join, command)


async def did(
    shop: World, number: str, at: datetime, who: str = "ann", **data: Any
) -> events.Behaviour:
    """Record a review."""
    command = events.Record(
        external_id=number,
        type="review",
        occurred_at=at,
        customer=Identity(external_id=who),
        data={"product_id": "tea", "rating": 5, **data},
    )
    return await shop.run(events.record, command)


async def sweep(shop: World, limit: int = 200) -> None:
    """Look at everybody who waits for it."""
    caller, more = system(shop.principal.tenant), True
    while more:
        command = challenges.LookAtSome(limit=limit)
        found = await shop.platform.run(challenges.look_at_some, command, caller)
        more = found.more


async def differences(shop: World) -> tuple[Discrepancy, ...]:
    """Tell what is not as it must be, once every version is applied."""
    await sweep(shop)
    return await rebuilt(shop, challenges.verify)
