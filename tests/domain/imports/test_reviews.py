"""Reviews by the file: as of when they were written, rewarded only if it says so."""

import asyncio
from typing import Any

from domain import community
from domain.community import ListContributions
from domain.community.tables import community_members, contributions
from domain.earning import Fixed, OnEvent
from domain.imports import ImportKind
from tests.domain.community.shop import accept, reject, settings, waiting, write
from tests.domain.earning.shop import balance, bought
from tests.domain.earning.shop import publish as rule
from tests.domain.imports.rows import known, later, send, told
from tests.world import World, apart

REVIEWS = ImportKind.REVIEWS
ANN, BOB = "external:shop:ann", "external:shop:bob"


def row(product: str = "tea", **more: Any) -> Any:
    said = {"product_id": product, "rating": 4, "text": f"About {product}."}
    return {"customer_id": ANN, "occurred_at": "2029-05-01T23:30:00Z"} | said | more


async def read(shop: World, **asked: Any) -> list[community.Contribution]:
    command = ListContributions(**asked)
    return list((await shop.run(community.list_all, command)).items)


async def test_reviews_are_read_as_of_when_they_were_written(shop: World) -> None:
    await known(shop, "ann", "bob")
    await bought(shop, "o-1")
    older = row(occurred_at="2028-01-01T00:00:00Z", customer_id=BOB, title="Fine")
    assert told(await send(shop, REVIEWS, row(), older)) == (2, 0, [])
    new, old = await read(shop, product_id="tea")
    assert (new.rating, new.text, new.verified) == (4, "About tea.", True)
    assert new.published_at.isoformat() == "2029-05-01T23:30:00+00:00"
    assert (old.title, old.verified, old.author.is_shop) == ("Fine", False, False)
    assert [each.id for each in await read(shop, words="fine")] == [old.id]
    (stored, _) = await shop.rows(contributions)
    assert f"{stored['written_on']}" == "2029-05-02"  # In Amsterdam.
    names = [name for name, _ in await shop.news()]
    assert names.count("reviews.imported") == 1
    assert "review.published" not in names


async def test_nothing_is_given_for_them_unless_the_file_says_so(shop: World) -> None:
    await known(shop, "ann", "bob")
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    products = ("tea", "cup", "mug", "pot", "pan")
    await send(shop, REVIEWS, *(row(each) for each in products))
    assert await balance(shop) == 0
    (first, *_) = await read(shop)
    # Neither later: a moderator who lets it be seen again changes nothing of that.
    await reject(shop, first.id)
    await accept(shop, first.id)
    assert await balance(shop) == 0
    counted = [row(each, customer_id=BOB, counted=True) for each in products]
    taken = await send(shop, REVIEWS, *counted, row("can", customer_id=BOB), name="b")
    assert told(taken) == (6, 0, [])
    # Three a day count, whenever they come.
    assert await balance(shop, "bob") == 15
    more = row("jar", customer_id=BOB, counted=True)
    await send(later(shop, days=1), REVIEWS, more, name="c")
    assert await balance(shop, "bob") == 15
    another = more | {"product_id": "lid", "occurred_at": "2029-05-03T12:00:00Z"}
    await send(shop, REVIEWS, another, name="d")
    assert await balance(shop, "bob") == 20


async def test_what_the_shop_holds_waits_unless_it_was_looked_at(shop: World) -> None:
    await known(shop, "ann")
    await settings(shop, barred_words=["darn"])
    rows = (
        row("tea", text="Darn good."),
        row("cup", text="Darn good.", state="published"),
        row("mug", state="held", counted=True),
        row("pot"),
    )
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    assert told(await send(shop, REVIEWS, *rows)) == (4, 0, [])
    assert sorted(each.product_id or "" for each in await read(shop)) == ["cup", "pot"]
    waits = await waiting(shop)
    assert waits == [("check", "Darn good."), ("check", "About mug.")]
    for each in (await shop.run(community.list_cases, community.ListCases())).items:
        await accept(shop, each.contribution_id)
    assert len(await read(shop)) == 4
    assert await balance(shop) == 5


async def test_a_person_has_one_review_of_a_product(shop: World) -> None:
    await known(shop, "ann")
    said = await write(shop, ANN, product_id="cup")
    rows = (
        row("tea"),
        row("tea"),
        row("tea", occurred_at="2029-05-01T23:30:01Z"),
        row("cup"),
        row("mug", customer_id="external:shop:eve"),
        row("mug", rating=6),
        row("mug", occurred_at="2030-01-01T12:00:01Z"),
    )
    refused = [
        (2, "contribution_repeated"),
        (3, "contribution_repeated"),
        (4, "customer_not_found"),
        (5, "malformed"),
        (6, "malformed"),
    ]
    assert told(await send(shop, REVIEWS, *rows)) == (1, 1, refused)
    assert told(await send(shop, REVIEWS, *rows, name="again")) == (0, 2, refused)
    # What somebody took back stays away, and so does what they wrote before it.
    for each in (said.id, next(e.id for e in await read(shop, product_id="tea"))):
        gone = community.WithdrawContribution(customer_id=ANN, contribution_id=each)
        await shop.run(community.withdraw, gone)
    again = await send(shop, REVIEWS, row("tea"), row("cup"), name="more")
    assert told(again) == (0, 1, [(1, "contribution_repeated")])
    assert await read(shop) == []


async def test_who_may_not_write_is_not_written_for(shop: World) -> None:
    await known(shop, "ann", "bob")
    await send(shop, REVIEWS, row())
    (member,) = await shop.rows(community_members)
    block = community.BlockMember(member_id=member["id"], reason="Spam.")
    await shop.run(community.block_member, block)
    taken = await send(shop, REVIEWS, row("cup"), row("cup", customer_id=BOB), name="b")
    assert told(taken) == (1, 0, [(0, "member_blocked")])


async def test_eight_files_with_the_same_reviews_are_one(shop: World) -> None:
    await known(shop, "ann")
    await rule(shop, "say", on=OnEvent(event="review"), effect=Fixed(5))
    rows = [row(f"p-{number}", counted=True) for number in range(5)]
    sent = (
        send(apart(shop), REVIEWS, *rows, name=f"file {number}") for number in range(8)
    )
    accepted = [each.accepted for each in await asyncio.gather(*sent)]
    assert sorted(accepted) == [0] * 7 + [5]
    assert (len(await read(shop)), await balance(shop)) == (5, 15)
