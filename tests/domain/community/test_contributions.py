"""What customers write: who sees it, what it counts for, and what becomes of it."""

import asyncio
from datetime import timedelta

import pytest

from domain import community, customers, messages
from domain.community import ContributionState, Finding
from domain.community.tables import community_texts, contributions
from domain.earning import Fixed, OnEvent
from domain.kernel import Malformed
from domain.messages.help_tables import help_requests
from tests.domain.challenges.shop import progress
from tests.domain.challenges.shop import publish as challenge
from tests.domain.community.shop import (
    known,
    later,
    own,
    settings,
    texts,
    write,
)
from tests.domain.earning.shop import balance, bought
from tests.domain.earning.shop import publish as rule
from tests.domain.messages.test_journeys import advanced, shop_that_writes
from tests.domain.messages.writing import by_platform
from tests.world import World, apart

ANN = "external:shop:ann"
REVIEW = {"step": "say", "on": {"type": "event", "event": "review"}, "target": 2}


async def test_a_review_is_seen_and_counts_for_rules_and_challenges(
    shop: World,
) -> None:
    await known(shop, "ann")
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    await challenge(shop, "reviewer", REVIEW)
    said = await write(shop, ANN, reusable=True)
    assert (said.state, said.counted) == (ContributionState.PUBLISHED, True)
    asked = community.ListContributions(product_id="tea", reusable=True)
    (seen,) = (await shop.run(community.list_all, asked)).items
    assert (seen.text, seen.rating, seen.verified) == ("Good.", 5, False)
    assert (seen.author.name, seen.author.is_shop) == (None, False)
    assert await balance(shop) == 5
    assert (await progress(shop, name="reviewer")).progress == 0.5
    told = dict(await shop.news())
    assert told["contribution.published"]["kind"] == "review"
    assert told["review.published"]["rating"] == 5


async def test_who_is_disappointed_in_a_review_is_helped(shop: World) -> None:
    ann = await shop_that_writes(shop)
    await write(shop, ann, product_id="mug", rating=1, text="It broke.")
    # As the worker does upon what the outbox tells it.
    told = dict(await shop.news())["events.recorded"]
    entering = messages.EnterByEvents(event_ids=tuple(told["event_ids"]))
    await by_platform(shop, messages.enter_by_events, entering)
    await advanced(shop)
    (helped,) = await shop.rows(help_requests)
    assert helped["journey"] == "help"


async def test_a_review_of_what_was_bought_is_verified(shop: World) -> None:
    await bought(shop, "1")
    assert (await write(shop, ANN, product_id="tea")).verified
    assert not (await write(shop, ANN, product_id="mug", text="So so.")).verified


async def test_what_is_taken_back_counts_for_nothing_and_nobody_reads_it(
    shop: World,
) -> None:
    await known(shop, "ann")
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    said = await write(shop, ANN)
    command = community.WithdrawContribution(customer_id=ANN, contribution_id=said.id)
    gone = await shop.run(community.withdraw, command)
    assert gone.state is ContributionState.WITHDRAWN
    assert await shop.run(community.withdraw, command) == gone
    assert (await balance(shop), await texts(shop)) == (0, [])
    asked = community.FindContribution(contribution_id=said.id)
    with pytest.raises(community.ContributionNotFound):
        await shop.run(community.find, asked)
    assert (await own(shop, ANN, said.id)).texts[0].text == "Good."


async def test_no_more_counts_in_a_day_than_the_shop_says(shop: World) -> None:
    await known(shop, "ann")
    await settings(shop, counted_daily=2)
    await rule(shop, "say", on=OnEvent(event="contribution"), effect=Fixed(5))
    made = [
        await write(shop, ANN, kind="idea", title="Tea", text=f"Idea {each}")
        for each in range(3)
    ]
    assert [each.counted for each in made] == [True, True, False]
    assert await balance(shop) == 10
    first = community.WithdrawContribution(customer_id=ANN, contribution_id=made[0].id)
    await shop.run(community.withdraw, first)
    assert await balance(shop) == 5
    tomorrow = later(shop, timedelta(days=1))
    assert (await write(tomorrow, ANN, kind="idea", title="Tea", text="x")).counted
    assert await balance(shop) == 10


async def test_of_eight_at_once_as_many_count_as_the_shop_says(shop: World) -> None:
    await known(shop, "ann")
    await rule(shop, "say", on=OnEvent(event="contribution"), effect=Fixed(5))
    writing = [
        write(apart(shop), ANN, kind="idea", title="Tea", text=f"Idea {each}")
        for each in range(8)
    ]
    made = await asyncio.gather(*writing)
    assert sum(each.counted for each in made) == 3
    assert await balance(shop) == 15


async def test_a_product_is_reviewed_once_and_nothing_is_said_twice(
    shop: World,
) -> None:
    await known(shop, "ann")
    writing = [write(apart(shop), ANN, text=f"Good {e}") for e in range(8)]
    found = await asyncio.gather(*writing, return_exceptions=True)
    (first,) = [each for each in found if isinstance(each, community.OwnContribution)]
    others = [e for e in found if isinstance(e, community.ContributionRepeated)]
    assert [each.contribution_id for each in others] == [first.id] * 7
    with pytest.raises(community.ContributionRepeated):
        await write(shop, ANN, kind="topic", title="Tea", text=first.text)


async def test_whoever_writes_too_much_waits(shop: World) -> None:
    await known(shop, "ann")
    await settings(shop, hourly_max=2, daily_max=3)
    for each in range(2):
        await write(shop, ANN, product_id=f"tea-{each}", text=f"{each}")
    with pytest.raises(community.TooManyContributions) as refused:
        await write(shop, ANN, product_id="mug", text="more")
    assert refused.value.retry_after_s == 3_600
    soon = later(shop, timedelta(hours=2))
    await write(soon, ANN, product_id="mug", text="more")
    with pytest.raises(community.TooManyContributions) as refused:
        await write(soon, ANN, product_id="cup", text="and more")
    assert refused.value.retry_after_s == 22 * 3_600


async def test_what_is_written_anew_is_seen_and_every_version_is_kept(
    shop: World,
) -> None:
    await known(shop, "ann")
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    said = await write(shop, ANN)
    command = community.EditContribution(
        customer_id=ANN, contribution_id=said.id, version=1, text="Bad.", rating=1
    )
    changed = await shop.run(community.edit, command)
    assert (changed.version, changed.rating, changed.counted) == (2, 1, True)
    assert (await texts(shop), await balance(shop)) == (["Bad."], 5)
    history = await own(shop, ANN, said.id)
    assert [each.text for each in history.texts] == ["Bad.", "Good."]
    told = [it["rating"] for name, it in await shop.news() if name[:7] == "review."]
    assert told == [5, 1]
    with pytest.raises(community.ContributionChanged):
        await shop.run(community.edit, command)


async def test_posts_are_in_topics_and_replies_in_reply_to_posts(shop: World) -> None:
    await known(shop, "ann", "bob")
    topic = await write(shop, ANN, kind="topic", title="Tea", text="Which?")
    post = await write(
        shop, "external:shop:bob", kind="post", text="Green.", parent_id=topic.id
    )
    reply = await write(shop, ANN, kind="post", text="Why?", parent_id=post.id)
    assert await texts(shop, parent_id=topic.id) == ["Green."]
    assert await texts(shop, parent_id=post.id) == ["Why?"]
    with pytest.raises(community.NotAnswerable):
        await write(shop, ANN, kind="post", text="Because.", parent_id=reply.id)
    gone = community.WithdrawContribution(
        customer_id="external:shop:bob", contribution_id=post.id
    )
    await shop.run(community.withdraw, gone)
    # It was replied to, and keeps its place.
    assert await texts(shop, parent_id=topic.id) == [""]
    assert await texts(shop, parent_id=post.id) == ["Why?"]
    for wrong in (
        {"kind": "post", "text": "Nowhere."},
        {"kind": "topic", "text": "No title."},
        {"kind": "idea", "title": "Tea", "rating": 5},
        {"kind": "review", "product_id": None},
        {"kind": "review", "rating": None},
    ):
        with pytest.raises(Malformed):
            await write(shop, ANN, **wrong)


async def test_two_who_turn_out_to_be_one_have_the_awards_of_one(shop: World) -> None:
    ann, bob = await known(shop, "ann", "bob")
    await settings(shop, counted_daily=1)
    assert (await write(shop, ann)).counted
    assert (await write(shop, bob)).counted
    merge = customers.Merge(kept_id=ann, merged_id=bob)
    merger = await shop.run(customers.merge, merge)
    idea = {"kind": "idea", "title": "Tea"}
    assert not (await write(shop, ann, **idea, text="One")).counted
    with pytest.raises(community.ContributionRepeated):
        await write(shop, "external:shop:bob", text="Again.")
    asked = community.ContributionsOf(customer_id=ann)
    assert len((await shop.run(community.of_customer, asked)).items) == 3
    back = customers.Unmerge(merger_id=merger.id)
    await shop.run(customers.unmerge, back)
    asked = community.ContributionsOf(customer_id=bob)
    assert len((await shop.run(community.of_customer, asked)).items) == 1


async def test_pages_of_a_feed_miss_nothing_and_repeat_nothing(shop: World) -> None:
    await known(shop, "ann")
    for each in range(5):
        await write(
            later(shop, timedelta(minutes=each // 2)),
            ANN,
            product_id=f"tea-{each}",
            text=f"{each}",
        )
    seen: list[str] = []
    after: str | None = None
    while True:
        asked = community.ListContributions(after=after, limit=2)
        page = await shop.run(community.list_all, asked)
        seen += [each.text for each in page.items]
        after = page.next
        if after is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]


async def test_what_waits_stands_nowhere_where_it_could_be_read(shop: World) -> None:
    await known(shop, "ann")
    said = await write(shop, ANN, text="See www.cheap.example or cheap.com!")
    assert said.state is ContributionState.HELD
    (row,) = await shop.rows(contributions)
    assert [row[each] for each in ("title", "body", "quote", "search")] == [None] * 4
    (text,) = await shop.rows(community_texts)
    assert text["findings"] == [Finding.LINK]
