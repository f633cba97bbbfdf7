"""What the community is called with."""

from collections.abc import Mapping

from domain import community
from domain.community import CommunitySettings
from domain.earning import Fixed, OnEvent
from tests.anomaly.shop import ANN, BOB, Prepared, always
from tests.domain.community.shop import reject, saying, write
from tests.domain.earning.shop import publish as rule
from tests.world import World

SPAM = community.RejectionReason.SPAM


async def _counted(shop: World) -> None:
    """Let a review be worth something."""
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))


async def _contribute(shop: World) -> community.Contribute:
    await _counted(shop)
    return saying(BOB)


async def _written(shop: World) -> str:
    await _counted(shop)
    return (await write(shop, BOB)).id


async def _edit(shop: World) -> community.EditContribution:
    return community.EditContribution(
        customer_id=BOB,
        contribution_id=await _written(shop),
        version=1,
        text="Less good.",
        rating=2,
    )


async def _withdraw(shop: World) -> community.WithdrawContribution:
    return community.WithdrawContribution(
        customer_id=BOB, contribution_id=await _written(shop)
    )


async def _appeal(shop: World) -> community.AppealRejection:
    written = await _written(shop)
    await reject(shop, written)
    return community.AppealRejection(
        customer_id=BOB, contribution_id=written, note="It is none."
    )


async def _report(shop: World) -> community.ReportContribution:
    return community.ReportContribution(
        customer_id=ANN, contribution_id=await _written(shop), reason=SPAM
    )


async def _decide(shop: World) -> community.DecideContribution:
    return community.DecideContribution(
        contribution_id=await _written(shop),
        decision=community.Decision.REJECT,
        reason=SPAM,
    )


async def _member(shop: World) -> str:
    joined = community.JoinCommunity(customer_id=BOB)
    return (await shop.run(community.join, joined)).id


async def _block(shop: World) -> community.BlockMember:
    return community.BlockMember(member_id=await _member(shop), reason="Rude.")


async def _unblock(shop: World) -> community.UnblockMember:
    blocked = await shop.run(community.block_member, await _block(shop))
    return community.UnblockMember(member_id=blocked.id)


COMMANDS: Mapping[str, Prepared] = {
    "community.join": always(community.JoinCommunity(customer_id=BOB, name="Bob B.")),
    "community.contribute": _contribute,
    "community.edit": _edit,
    "community.withdraw": _withdraw,
    "community.appeal": _appeal,
    "community.report": _report,
    "community.decide": _decide,
    "community.block_member": _block,
    "community.unblock_member": _unblock,
    "community.put_settings": always(CommunitySettings(barred_words=("darn",))),
}
