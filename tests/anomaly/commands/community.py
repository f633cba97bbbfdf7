"""What the community is called with."""

from collections.abc import Mapping
from datetime import timedelta

from domain import community
from domain.community import CommunitySettings
from tests.anomaly.shop import ANN, BOB, Prepared, always
from tests.domain.community.shop import idea, reject, saying, write
from tests.domain.ledger.books import at
from tests.world import NOON, World

SPAM = community.RejectionReason.SPAM


async def _written(shop: World) -> str:
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


async def _vote(shop: World) -> community.VoteForIdea:
    return community.VoteForIdea(
        customer_id=ANN, contribution_id=(await idea(shop, BOB)).id
    )


async def _withdraw_vote(shop: World) -> community.WithdrawVote:
    voted = await shop.run(community.vote, await _vote(shop))
    return community.WithdrawVote(
        customer_id=ANN, contribution_id=voted.contribution_id
    )


async def _status(shop: World) -> community.SetIdeaStatus:
    return community.SetIdeaStatus(
        contribution_id=(await idea(shop, BOB)).id,
        status=community.IdeaStatus.DECLINED,
        reason="Too dear.",
    )


async def _react(shop: World) -> community.ReactTo:
    return community.ReactTo(
        customer_id=ANN,
        contribution_id=(await idea(shop, BOB)).id,
        reaction=community.ContributionReaction.LOVE,
    )


async def _withdraw_reaction(shop: World) -> community.WithdrawReaction:
    said = await shop.run(community.react, await _react(shop))
    return community.WithdrawReaction(
        customer_id=ANN, contribution_id=said.contribution_id
    )


async def _ignore(shop: World) -> community.IgnoreMember:
    return community.IgnoreMember(customer_id=ANN, member_id=await _member(shop))


async def _heed(shop: World) -> community.HeedMember:
    said = await shop.run(community.ignore, await _ignore(shop))
    return community.HeedMember(customer_id=ANN, member_id=said.member_ids[0])


async def _forget(shop: World) -> community.ForgetTexts:
    long_ago = at(shop, NOON - timedelta(days=99))
    withdraw = community.WithdrawContribution(
        customer_id=BOB, contribution_id=await _written(long_ago)
    )
    await shop.run(community.withdraw, withdraw)
    return community.ForgetTexts()


COMMANDS: Mapping[str, Prepared] = {
    "community.join": always(community.JoinCommunity(customer_id=BOB, name="Bob B.")),
    "community.contribute": always(saying(BOB)),
    "community.edit": _edit,
    "community.withdraw": _withdraw,
    "community.appeal": _appeal,
    "community.report": _report,
    "community.decide": _decide,
    "community.block_member": _block,
    "community.unblock_member": _unblock,
    "community.vote": _vote,
    "community.withdraw_vote": _withdraw_vote,
    "community.set_idea_status": _status,
    "community.react": _react,
    "community.withdraw_reaction": _withdraw_reaction,
    "community.ignore": _ignore,
    "community.heed": _heed,
    "community.speak": always(
        community.SpeakAsShop(
            kind=community.ContributionKind.TOPIC, title="Tea", text="Which is best?"
        )
    ),
    "community.forget_texts": _forget,
    "community.put_settings": always(CommunitySettings(barred_words=("darn",))),
}
