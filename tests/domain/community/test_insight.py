"""Insight: what many people write about and are for, and nothing of few."""

from datetime import date, timedelta

import pytest

from domain import community
from domain.community.tables import community_cases, community_texts
from domain.kernel import system
from domain.kernel.personal import PEOPLE_MIN
from tests.domain.community.shop import (
    another,
    idea,
    known,
    later,
    reject,
    texts,
    vote,
    write,
)
from tests.world import World


async def test_of_fewer_than_ten_people_nothing_is_told(shop: World) -> None:
    people = await known(shop, *(f"c{each}" for each in range(PEOPLE_MIN)))
    wish = await idea(shop, people[0], "Sell the tea loose, please.")
    for place, each in enumerate(people[:-1]):
        await write(shop, each, text=f"The teapot is lovely, number {place}.")
        await vote(shop, each, wish.id)
    asked = community.FindInsight()
    seen = await shop.run(community.find_insight, asked)
    assert (seen.themes, seen.requests) == ((), ())
    assert [(e.kind, e.published, e.people) for e in seen.kinds] == [
        ("idea", 1, None),
        ("review", 9, None),
    ]
    assert [(e.monday, e.people) for e in seen.votes] == [(date(2029, 12, 31), None)]
    await write(shop, people[-1], rating=2, text="A teapot. The lid broke.")
    await vote(shop, people[-1], wish.id)
    seen = await shop.run(community.find_insight, asked)
    assert [(e.word, e.people) for e in seen.themes] == [("teapot", 10)]
    (request,) = seen.requests
    assert (request.title, request.people) == ("Refill", 10)
    assert [each.people for each in seen.votes] == [10]
    summary = community.SummariseReviews(product_id="tea")
    found = await shop.run(community.summarise_reviews, summary)
    assert (found.reviews, found.verified, found.average_hundredths) == (10, 0, 470)
    assert [(e.rating, e.reviews) for e in found.ratings] == [(2, 1), (5, 9)]
    nothing = community.SummariseReviews(product_id="mug")
    assert (await shop.run(community.summarise_reviews, nothing)).reviews == 0


async def test_what_nobody_sees_any_more_is_forgotten_in_time(shop: World) -> None:
    (ann,) = await known(shop, "ann")
    said = [await write(shop, ann, product_id=e, text=e) for e in "abc"]
    await reject(shop, said[0].id)
    appeal = community.AppealRejection(
        customer_id=ann, contribution_id=said[0].id, note="It is none."
    )
    withdraw = community.WithdrawContribution(
        customer_id=ann, contribution_id=said[1].id
    )
    await shop.run(community.withdraw, withdraw)

    async def forgotten(days: int) -> list[str]:
        then = later(shop, timedelta(days=days))
        platform = World(then.platform, system(shop.principal.tenant))
        await platform.run(community.forget_texts, community.ForgetTexts())
        return sorted(each["body"] for each in await shop.rows(community_texts))

    assert await forgotten(30) == ["a", "b", "c"]
    assert await forgotten(31) == ["a", "c"]
    with pytest.raises(community.ContributionNotFound):
        await shop.run(community.withdraw, withdraw)
    await shop.run(community.appeal, appeal)
    assert await forgotten(200) == ["a", "c"]
    await reject(another(shop), said[0].id)
    assert await forgotten(183) == ["a", "c"]
    assert len(await shop.rows(community_cases)) == 1
    assert await forgotten(184) == ["c"]
    assert await shop.rows(community_cases) == []
    with pytest.raises(community.ContributionNotFound):
        await shop.run(community.appeal, appeal)
    assert await texts(shop) == ["c"]
