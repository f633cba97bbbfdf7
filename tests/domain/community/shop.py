"""A shop with a community: what a test says to it, in few words."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain import community, customers
from domain.community import (
    CommunitySettings,
    Contribute,
    ContributionHistory,
    DecideContribution,
    Decision,
    IdeaVotes,
    ModeratedContribution,
    OwnContribution,
    RejectionReason,
    VoteForIdea,
)
from domain.kernel import validation
from tests.world import NOON, World


def later(shop: World, span: timedelta) -> World:
    now = NOON + span
    return World(replace(shop.platform, clock=lambda: now), shop.principal)


async def known(shop: World, *who: str) -> list[str]:
    """Make customers of whom only the shop's id is known."""
    made: list[str] = []
    for each in who:
        ids = (customers.ExternalId(source="shop", id=each),)
        new = await shop.run(customers.create, customers.Create(external_ids=ids))
        made.append(new.id)
    return made


def saying(who: str, **said: Any) -> Contribute:
    """Return the command that writes something: as a rule, a review of tea."""
    if said.get("kind", "review") == "review":
        said = {"kind": "review", "product_id": "tea", "rating": 5} | said
    return validation.command({"customer_id": who, "text": "Good."} | said, Contribute)


async def write(shop: World, who: str, **said: Any) -> OwnContribution:
    return await shop.run(community.contribute, saying(who, **said))


async def own(shop: World, who: str, contribution_id: str) -> ContributionHistory:
    asked = community.FindOwn(customer_id=who, contribution_id=contribution_id)
    return await shop.run(community.find_own, asked)


async def texts(shop: World, **asked: Any) -> list[str]:
    """Return what everybody reads."""
    command = validation.command(asked, community.ListContributions)
    return [each.text for each in (await shop.run(community.list_all, command)).items]


async def settings(shop: World, **said: Any) -> None:
    command = validation.command(said, CommunitySettings)
    await shop.run(community.put_settings, command)


async def accept(shop: World, contribution_id: str) -> ModeratedContribution:
    command = DecideContribution(
        contribution_id=contribution_id, decision=Decision.ACCEPT
    )
    return await shop.run(community.decide, command)


def another(shop: World) -> World:
    """Return the same shop, as another of its keys asks."""
    return World(shop.platform, replace(shop.principal, actor="key_another"))


async def reject(
    shop: World,
    contribution_id: str,
    reason: RejectionReason = RejectionReason.SPAM,
) -> ModeratedContribution:
    command = DecideContribution(
        contribution_id=contribution_id,
        decision=Decision.REJECT,
        reason=reason,
        note="An advertisement.",
    )
    return await shop.run(community.decide, command)


async def waiting(shop: World) -> list[tuple[str, str]]:
    """Return what waits for a moderator: why, and what it says."""
    found = await shop.run(community.list_cases, community.ListCases())
    return [(each.kind, each.text) for each in found.items]


async def idea(shop: World, who: str, text: str = "Sell it loose.") -> OwnContribution:
    return await write(shop, who, kind="idea", title="Refill", text=text)


async def vote(shop: World, who: str, contribution_id: str) -> IdeaVotes:
    command = VoteForIdea(customer_id=who, contribution_id=contribution_id)
    return await shop.run(community.vote, command)
