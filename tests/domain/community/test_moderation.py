"""Moderation: what waits, what is decided, and what who wrote it can do about it."""

import asyncio
from typing import Any

import pytest

from domain import community, customers
from domain.community import ContributionState, Finding, RejectionReason, rules
from domain.community.model import ContributionKind
from domain.community.setting import CommunitySettings
from domain.earning import Fixed, OnEvent
from domain.imports import ImportKind
from domain.kernel import Malformed
from tests.domain.community.shop import (
    accept,
    another,
    idea,
    known,
    own,
    reject,
    settings,
    texts,
    waiting,
    write,
)
from tests.domain.earning.shop import balance
from tests.domain.earning.shop import publish as rule
from tests.domain.imports.rows import send, told
from tests.world import NOON, World, apart

ANN, BOB = "external:shop:ann", "external:shop:bob"
STRICT = CommunitySettings(
    barred_words=("darn", "Kwaad"), allowed_hosts=("shop.example", "good.nl")
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lekkere thee.Heel fijn, 5 van de 5! Kost 12,95 en 3-4 dagen.", ()),
        ("See https://www.shop.example/tea?x=1, and blog.good.nl.", ()),
        ("See http://shop.example.evil.io/", (Finding.LINK,)),
        ("Cheaper at cheap-tea.com", (Finding.LINK,)),
        ("WWW.CHEAP.EXAMPLE", (Finding.LINK,)),
        ("http://10.0.0.1/x", (Finding.LINK,)),
        ("Oh D4RN it", (Finding.WORD,)),
        ("\uff44\uff41\uff52\uff4e!", (Finding.WORD,)),
        ("darning needles", ()),
        ("Mail me: ann@mail.example", (Finding.CONTACT,)),
        ("Bel 06-12 34 56 78", (Finding.CONTACT,)),
    ],
)
def test_texts_are_looked_at_for_what_does_not_belong(
    text: str, found: tuple[Finding, ...]
) -> None:
    assert rules.findings(ContributionKind.POST, (None, text), STRICT) == found


async def test_what_is_accepted_is_seen_and_counts_from_then_on(shop: World) -> None:
    await known(shop, "ann")
    await settings(shop, held_kinds=["review"])
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    said = await write(shop, ANN)
    assert (said.state, said.counted) == (ContributionState.HELD, False)
    assert await waiting(shop) == [("check", "Good.")]
    assert (await texts(shop), await balance(shop)) == ([], 0)
    decided = await asyncio.gather(*(accept(apart(shop), said.id) for _ in range(8)))
    assert {each.state for each in decided} == {ContributionState.PUBLISHED}
    assert await waiting(shop) == []
    assert (await texts(shop), await balance(shop)) == (["Good."], 5)


async def test_what_is_rejected_says_why_and_may_be_appealed_once(shop: World) -> None:
    await known(shop, "ann")
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    said = await write(shop, ANN)
    await reject(shop, said.id)
    seen = (await own(shop, ANN, said.id)).contribution
    assert (seen.state, seen.reason) == (
        ContributionState.REJECTED,
        RejectionReason.SPAM,
    )
    assert (seen.note, await balance(shop)) == ("An advertisement.", 0)
    appeal = community.AppealRejection(
        customer_id=ANN, contribution_id=said.id, note="It is none."
    )
    appealed = [apart(shop).run(community.appeal, appeal) for _ in range(8)]
    found = await asyncio.gather(*appealed, return_exceptions=True)
    refused = [e for e in found if isinstance(e, community.NothingToAppeal)]
    assert len(refused) == 7
    assert await waiting(shop) == [("appeal", "Good.")]
    with pytest.raises(community.OwnRejectionAppealed):
        await accept(shop, said.id)
    told = await accept(another(shop), said.id)
    assert [each.decision for each in told.decisions] == ["accept", "reject"]
    assert (await texts(shop), await balance(shop)) == (["Good."], 5)
    with pytest.raises(community.NothingToAppeal):
        await shop.run(community.appeal, appeal)


async def test_a_rejection_has_a_reason_and_leaves_what_was_taken_back(
    shop: World,
) -> None:
    await known(shop, "ann")
    said = await write(shop, ANN)
    unsaid = community.DecideContribution(
        contribution_id=said.id, decision=community.Decision.REJECT
    )
    with pytest.raises(Malformed):
        await shop.run(community.decide, unsaid)
    command = community.WithdrawContribution(customer_id=ANN, contribution_id=said.id)
    await shop.run(community.withdraw, command)
    with pytest.raises(community.ContributionClosed):
        await accept(shop, said.id)


async def test_what_many_report_waits_and_one_person_counts_once(shop: World) -> None:
    await known(shop, "ann", *(f"c{each}" for each in range(3)))
    said = await write(shop, ANN)

    async def report(who: str) -> None:
        command = community.ReportContribution(
            customer_id=f"external:shop:{who}",
            contribution_id=said.id,
            reason=RejectionReason.OFFENSIVE,
        )
        await apart(shop).run(community.report, command)

    await asyncio.gather(*(report("c0") for _ in range(8)))
    await report("c1")
    assert await texts(shop) == ["Good."]
    assert [kind for kind, _ in await waiting(shop)] == ["report"] * 2
    with pytest.raises(community.OwnContributionMeant):
        await report("ann")
    await report("c2")
    assert await texts(shop) == []
    await accept(shop, said.id)
    assert (await texts(shop), await waiting(shop)) == (["Good."], [])


async def test_an_edit_that_slips_something_in_waits_again(shop: World) -> None:
    await known(shop, "ann")
    said = await write(shop, ANN)
    command = community.EditContribution(
        customer_id=ANN,
        contribution_id=said.id,
        version=1,
        text="Buy at evil.com",
        rating=1,
    )
    edited = await shop.run(community.edit, command)
    assert (edited.state, edited.counted) == (ContributionState.HELD, False)
    assert (await texts(shop), await waiting(shop)) == (
        [],
        [("check", "Buy at evil.com")],
    )
    await accept(shop, said.id)
    told = [it["rating"] for name, it in await shop.news() if name[:7] == "review."]
    assert told == [5, 1]


async def test_who_is_blocked_writes_nothing_until_they_are_let_in(
    shop: World,
) -> None:
    await known(shop, "ann")
    await settings(shop, barred_words=["darn"])
    joining = community.JoinCommunity(customer_id=ANN, name="Ann B.")
    member = await shop.run(community.join, joining)
    said = await write(shop, ANN)
    block = community.BlockMember(member_id=member.id, reason="Rude.")
    await shop.run(community.block_member, block)
    with pytest.raises(community.MemberBlocked) as refused:
        await write(shop, ANN, product_id="mug", text="More.")
    assert refused.value.reason == "Rude."
    assert await texts(shop) == ["Good."]
    # They see why, take back what they wrote, and have no say in anything else.
    told = await shop.run(community.find_member, community.FindMember(customer_id=ANN))
    assert (told.blocked_at, told.blocked_reason) == (NOON, "Rude.")
    (bob,) = await known(shop, "bob")
    wish = await idea(shop, bob)
    love = community.ContributionReaction.LOVE
    named: dict[str, Any] = {"customer_id": ANN, "contribution_id": wish.id}
    refusing: list[tuple[Any, Any]] = [
        (community.vote, community.VoteForIdea(**named)),
        (community.react, community.ReactTo(**named, reaction=love)),
        (
            community.report,
            community.ReportContribution(**named, reason=RejectionReason.SPAM),
        ),
    ]
    for use_case, command in refusing:
        with pytest.raises(community.MemberBlocked):
            await shop.run(use_case, command)
    unblock = community.UnblockMember(member_id=member.id)
    await shop.run(community.unblock_member, unblock)
    await write(shop, ANN, product_id="mug", text="More.")
    asked = community.FindContribution(contribution_id=said.id)
    assert (await shop.run(community.find, asked)).author.name == "Ann B."


async def test_who_is_blocked_is_so_whoever_they_turn_out_to_be(shop: World) -> None:
    ann, bob = await known(shop, "ann", "bob")
    for who in (ann, bob):
        await write(shop, who)
    asked = (community.FindMember(customer_id=who) for who in (ann, bob))
    anns, bobs = [(await shop.run(community.find_member, each)).id for each in asked]
    block = community.BlockMember(member_id=bobs, reason="Rude.")
    await shop.run(community.block_member, block)
    await write(shop, ann, product_id="mug", text="More.")
    await shop.run(customers.merge, customers.Merge(kept_id=ann, merged_id=bob))
    with pytest.raises(community.MemberBlocked):
        await write(shop, ann, product_id="cup", text="More.")
    old = {"customer_id": ann, "occurred_at": "2029-05-01T12:00:00Z", "rating": 4}
    row = old | {"product_id": "cup", "text": "From elsewhere."}
    taken = await send(shop, ImportKind.REVIEWS, row)
    assert told(taken) == (0, 0, [(0, "member_blocked")])
    # Whichever of them is let in, the person is.
    unblock = community.UnblockMember(member_id=anns)
    await shop.run(community.unblock_member, unblock)
    await write(shop, ann, product_id="cup", text="And more.")


async def test_of_eight_who_want_a_name_one_has_it(shop: World) -> None:
    await known(shop, *(f"c{each}" for each in range(8)))
    await settings(shop, barred_words=["shop"])
    joining = [
        apart(shop).run(
            community.join,
            community.JoinCommunity(customer_id=f"external:shop:c{e}", name=name),
        )
        for e, name in enumerate(("Tea", "tea", "TEA", "TeA") * 2)
    ]
    found = await asyncio.gather(*joining, return_exceptions=True)
    refused = [e for e in found if isinstance(e, community.MemberNameTaken)]
    assert len(refused) == 7
    command = community.JoinCommunity(customer_id="external:shop:c0", name="The Shop")
    with pytest.raises(community.MemberNameBarred):
        await shop.run(community.join, command)
