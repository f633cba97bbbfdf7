"""Reading: searches, mentions, whom one does not read, and what the shop says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import community, customers
from domain.community import mentions
from domain.kernel import Malformed
from tests.domain.community.shop import known, reject, texts, write
from tests.domain.privacy.erasing import at_once, destroyed, shredded
from tests.world import World


async def named(shop: World, who: str, name: str) -> str:
    command = community.JoinCommunity(customer_id=who, name=name)
    return (await shop.run(community.join, command)).id


@given(st.text(alphabet="ab@[] .mbr_0", max_size=60))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    ids = {name: f"mbr_{place:032x}" for place, name in enumerate(["aa", "a b"])}
    kept = mentions.stored(text, ids)
    back = mentions.readable(kept, {each: name for name, each in ids.items()})
    assert back == text


async def test_posts_are_found_by_their_words_in_either_language(shop: World) -> None:
    (ann,) = await known(shop, "ann")
    told = ["Green teas are lovely.", "Groene theeën zijn heerlijk.", "A blue mug."]
    for each in told:
        await write(shop, ann, kind="topic", title="Drinks", text=each)
    assert await texts(shop, words="tea") == [told[0]]
    assert await texts(shop, words="heerlijke") == [told[1]]
    assert await texts(shop, words="drink") == told[::-1]
    assert await texts(shop, words="drinks -mug") == [told[1], told[0]]
    assert await texts(shop, words='"lovely teas"') == []
    assert await texts(shop, words="mug or lovely") == [told[2], told[0]]


async def test_who_is_mentioned_is_told_and_not_named_when_gone(shop: World) -> None:
    ann, bob = await known(shop, "ann", "bob")
    await named(shop, bob, "Bob")
    topic = await write(shop, ann, kind="topic", title="Tea", text="Hi @[bob] @[x y]!")
    assert topic.text == "Hi @[Bob] @[x y]!"
    told = dict(await shop.news())["members.mentioned"]
    assert told["customer_ids"] == [bob]
    await named(shop, bob, "Robert")
    assert await texts(shop) == ["Hi @[Robert] @[x y]!"]
    await at_once(shop, bob)
    assert await destroyed(shop) == 1
    await shredded(shop)
    assert await texts(shop) == ["Hi @[…] @[x y]!"]


async def test_nobody_reads_whom_they_ignore(shop: World) -> None:
    ann, bob = await known(shop, "ann", "bob")
    await named(shop, ann, "Ann")
    await write(shop, bob, text="Mine.")
    (member,) = [
        each.author.member_id
        for each in (
            await shop.run(community.list_all, community.ListContributions())
        ).items
    ]
    assert member is not None
    ignore = community.IgnoreMember(customer_id=ann, member_id=member)
    assert (await shop.run(community.ignore, ignore)).member_ids == (member,)
    anns = World(shop.platform, replace(shop.principal, customer=ann))
    assert (await texts(anns), await texts(shop)) == ([], ["Mine."])
    await write(shop, bob, product_id="mug", text="Hi @[Ann]!")
    assert "members.mentioned" not in dict(await shop.news())
    heed = community.HeedMember(customer_id=ann, member_id=member)
    assert (await shop.run(community.heed, heed)).member_ids == ()
    assert await texts(anns) == ["Hi @[Ann]!", "Mine."]


async def test_the_shop_opens_topics_and_replies_to_reviews(shop: World) -> None:
    (ann,) = await known(shop, "ann")
    review = await write(shop, ann, rating=1, text="It broke.")
    reply = community.SpeakAsShop(
        kind=community.ContributionKind.POST, parent_id=review.id, text="We are sorry."
    )
    said = await shop.run(community.speak, reply)
    assert (said.author.is_shop, said.author.member_id) == (True, None)
    assert await texts(shop, parent_id=review.id) == ["We are sorry."]
    wrong = replace(reply, kind=community.ContributionKind.REVIEW)
    with pytest.raises(Malformed):
        await shop.run(community.speak, wrong)


async def test_whom_one_ignored_before_a_merge_one_does_not_read_after_it(
    shop: World,
) -> None:
    ann, anna, bob = await known(shop, "ann", "anna", "bob")
    bobs = await named(shop, bob, "Bob")
    await write(shop, bob, text="Mine.")
    ignore = community.IgnoreMember(customer_id=anna, member_id=bobs)
    await shop.run(community.ignore, ignore)
    # Both are members: who reads by one of them ignores by the other.
    await named(shop, ann, "Ann")
    merge = customers.Merge(kept_id=ann, merged_id=anna)
    await shop.run(customers.merge, merge)
    anns = World(shop.platform, replace(shop.principal, customer=ann))
    assert await texts(anns) == []
    heed = community.HeedMember(customer_id=ann, member_id=bobs)
    assert (await shop.run(community.heed, heed)).member_ids == ()
    assert await texts(anns) == ["Mine."]


async def test_a_thread_keeps_the_places_of_what_is_gone_and_was_replied_to(
    shop: World,
) -> None:
    ann, bob, eve = await known(shop, "ann", "bob", "eve")
    topic = await write(shop, ann, kind="topic", title="Tea", text="Which?")
    eves = await named(shop, eve, "Eve")

    async def say(who: str, text: str, parent: str) -> str:
        return (await write(shop, who, kind="post", text=text, parent_id=parent)).id

    gone = await say(bob, "Green.", topic.id)
    under = await say(ann, "Why?", gone)
    await say(bob, "Alone.", topic.id)
    spam = await say(eve, "Buy!", topic.id)
    await say(bob, "No.", spam)
    ours = await say(eve, "Black.", topic.id)
    await say(ann, "Mine too.", ours)
    await reject(shop, spam)
    withdraw = community.WithdrawContribution(customer_id=bob, contribution_id=gone)
    await shop.run(community.withdraw, withdraw)

    async def thread(reader: World) -> list[tuple[str, str | None]]:
        asked = community.ListContributions(parent_id=topic.id)
        found = (await reader.run(community.list_all, asked)).items
        return [(each.text, each.absence) for each in found]

    removed, withdrawn = ("", "removed"), ("", "withdrawn")
    rest = [("Alone.", None), removed, ("Black.", None)]
    assert await thread(shop) == [withdrawn, *rest]
    place = await shop.run(
        community.find, community.FindContribution(contribution_id=gone)
    )
    assert (place.absence, place.author.member_id, place.replies) == (
        community.ContributionAbsence.WITHDRAWN,
        None,
        1,
    )
    assert await texts(shop, parent_id=gone) == ["Why?"]
    # In lists that are no conversation, and of words, it is not there at all.
    assert "" not in await texts(shop)
    ignore = community.IgnoreMember(customer_id=ann, member_id=eves)
    await shop.run(community.ignore, ignore)
    anns = World(shop.platform, replace(shop.principal, customer=ann))
    hidden = ("", "hidden")
    assert await thread(anns) == [withdrawn, ("Alone.", None), removed, hidden]
    mine = community.WithdrawContribution(customer_id=ann, contribution_id=under)
    await shop.run(community.withdraw, mine)
    with pytest.raises(community.ContributionNotFound):
        await shop.run(
            community.find, community.FindContribution(contribution_id=under)
        )
