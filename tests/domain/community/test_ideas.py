"""Ideas: one person, one vote; and what everybody thinks of what is written."""

import asyncio
from dataclasses import replace

import pytest

from domain import community, customers
from domain.community import ContributionReaction, FeedOrder, IdeaStatus
from domain.community.tables import community_votes
from domain.kernel import Malformed
from tests.domain.community.shop import idea, known, texts, vote, write
from tests.world import World, apart


async def votes(shop: World, contribution_id: str) -> int | None:
    asked = community.FindContribution(contribution_id=contribution_id)
    return (await shop.run(community.find, asked)).votes


async def status(shop: World, contribution_id: str, to: str, why: str = "") -> None:
    command = community.SetIdeaStatus(
        contribution_id=contribution_id, status=IdeaStatus(to), reason=why or None
    )
    await shop.run(community.set_idea_status, command)


async def test_of_eight_votes_of_one_person_at_once_one_counts(shop: World) -> None:
    ann, bob = await known(shop, "ann", "bob")
    wish = await idea(shop, bob)
    voted = await asyncio.gather(*(vote(apart(shop), ann, wish.id) for _ in range(8)))
    assert {(each.votes, each.voted) for each in voted} == {(1, True)}
    assert len(await shop.rows(community_votes)) == 1
    told = [name for name, _ in await shop.news() if name == "idea.voted"]
    assert told == ["idea.voted"]
    again = [vote(apart(shop), each, wish.id) for each in (ann, bob) * 4]
    await asyncio.gather(*again)
    assert await votes(shop, wish.id) == 2


async def test_a_vote_can_be_taken_back_and_given_again(shop: World) -> None:
    (ann,) = await known(shop, "ann")
    wish = await idea(shop, ann)
    await vote(shop, ann, wish.id)
    command = community.WithdrawVote(customer_id=ann, contribution_id=wish.id)
    for _ in range(2):
        told = await shop.run(community.withdraw_vote, command)
        assert (told.votes, told.voted) == (0, False)
    assert (await vote(shop, ann, wish.id)).votes == 1
    asked = community.VotesOf(customer_id=ann)
    (mine,) = (await shop.run(community.votes_of, asked)).items
    assert mine.contribution_id == wish.id


async def test_two_who_turn_out_to_be_one_have_one_vote(shop: World) -> None:
    ann, bob = await known(shop, "ann", "bob")
    wish = await idea(shop, ann)
    for each in (ann, bob):
        await vote(shop, each, wish.id)
    merge = customers.Merge(kept_id=ann, merged_id=bob)
    merger = await shop.run(customers.merge, merge)
    assert await votes(shop, wish.id) == 1
    assert (await vote(shop, ann, wish.id)).votes == 1
    await shop.run(customers.unmerge, customers.Unmerge(merger_id=merger.id))
    assert await votes(shop, wish.id) == 2


async def test_an_idea_lives_until_it_is_made_or_declined_with_a_reason(
    shop: World,
) -> None:
    ann, bob = await known(shop, "ann", "bob")
    loose = await idea(shop, ann)
    cup = await idea(shop, ann, "A cup with a lid.")
    await vote(shop, bob, cup.id)
    await vote(shop, ann, cup.id)
    await vote(shop, ann, loose.id)
    most = {"kind": "idea", "order": "votes"}
    assert await texts(shop, **most) == ["A cup with a lid.", "Sell it loose."]
    asked = community.ListContributions(order=FeedOrder.VOTES, limit=1)
    first = await shop.run(community.list_all, asked)
    rest = await shop.run(community.list_all, replace(asked, after=first.next))
    assert [e.text for e in (*first.items, *rest.items)] == await texts(shop, **most)
    await status(shop, loose.id, "planned")
    assert await texts(shop, status="planned") == ["Sell it loose."]
    assert await texts(shop, status="open") == ["A cup with a lid."]
    with pytest.raises(Malformed):
        await status(shop, cup.id, "declined")
    await status(shop, cup.id, "declined", "Too dear.")
    with pytest.raises(community.IdeaClosed):
        await vote(shop, bob, cup.id)
    told = [said for name, said in await shop.news() if name == "idea.status_changed"]
    assert [(e["status"], e["customer_id"]) for e in told] == [
        ("planned", ann),
        ("declined", ann),
    ]
    review = await write(shop, ann)
    with pytest.raises(community.ContributionNotFound):
        await vote(shop, bob, review.id)


async def test_everybody_thinks_one_thing_of_something(shop: World) -> None:
    ann, bob = await known(shop, "ann", "bob")
    said = await write(shop, ann)
    for who, thought in ((ann, "like"), (bob, "like"), (bob, "love")):
        command = community.ReactTo(
            customer_id=who,
            contribution_id=said.id,
            reaction=ContributionReaction(thought),
        )
        await shop.run(community.react, command)
    asked = community.FindContribution(contribution_id=said.id)
    seen = (await shop.run(community.find, asked)).reactions
    assert [(e.reaction, e.people) for e in seen] == [("like", 1), ("love", 1)]
    gone = community.WithdrawReaction(customer_id=bob, contribution_id=said.id)
    await shop.run(community.withdraw_reaction, gone)
    seen = (await shop.run(community.find, asked)).reactions
    assert [(e.reaction, e.people) for e in seen] == [("like", 1)]
