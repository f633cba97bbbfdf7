"""What a slot of a shop's pages says to whom, in which words, and why."""

from datetime import timedelta

import pytest

from domain import banners, customers, tiers
from domain.banners import BannerNotFound, BannerSays, TooManyBanners, service
from domain.banners.tables import banners as table
from domain.kernel import Malformed
from domain.segments import SegmentNotFound
from tests.domain.messages.writing import at, somebody
from tests.domain.scoring.shop import objects, profiling
from tests.domain.segments.shop import put, settle
from tests.making.banners import banner
from tests.world import NOON, World

DUTCH = {"type": "one_of", "field": "customer.locale", "values": ["nl"]}
TITLE = {"nl": "Voor jou", "en": "For you"}


async def told(world: World, who: str, limit: int = 10) -> list[tuple[str, str]]:
    asked = banners.BannersFor(customer_id=who, slot="home", limit=limit)
    found = await world.run(banners.of_customer, asked)
    return [(each.banner, each.why.en) for each in found.banners]


async def known(world: World, name: str) -> str:
    ids = (customers.ExternalId(source="shop", id=name.lower()),)
    return await somebody(world, name, external_ids=ids)


async def test_a_page_greets_by_name_and_visitors_otherwise(shop: World) -> None:
    ann = await known(shop, "Ann")
    text = {
        "nl": "Je hebt {{ points }} punten.",
        "en": "You have {{ points }} points.",
    }
    button = {"nl": "Kijk", "en": "Look"}
    said = banner(audience="customers", text=text, button=button, url="/points")
    await shop.run(banners.put, said)
    hello = {"nl": "Welkom", "en": "Welcome"}
    await shop.run(banners.put, banner("new", title=hello, audience="visitors"))
    asked = banners.BannersFor(customer_id=ann, slot="home")
    (mine,) = (await shop.run(banners.of_customer, asked)).banners
    assert mine.title == BannerSays(nl="Dag Ann", en="Hello Ann")
    assert mine.text == BannerSays(nl="Je hebt 0 punten.", en="You have 0 points.")
    assert (mine.url, mine.why.nl) == ("/points", "Dit zien alle klanten.")
    assert mine.purpose is None
    unknown = banners.BannersForVisitors(slot="home", limit=10)
    (theirs,) = (await shop.run(banners.of_visitors, unknown)).banners
    assert (theirs.title.en, theirs.why.en) == (
        "Welcome",
        "Who has not signed in sees this.",
    )
    elsewhere = banners.BannersForVisitors(slot="cart")
    assert (await shop.run(banners.of_visitors, elsewhere)).banners == ()


async def test_who_is_in_a_segment_is_told_so_and_may_say_no(shop: World) -> None:
    await profiling(shop)
    ann, eve = await known(shop, "Ann"), await known(shop, "Eve")
    await put(shop, "dutch", DUTCH)
    await shop.run(banners.put, banner("ours", title=TITLE, segments=["dutch"]))
    await shop.run(banners.put, banner("all", title=TITLE, priority=-1))
    await settle(shop)
    await objects(shop, "eve")
    assert await told(shop, ann) == [
        ("ours", "Because you are one of: Segment."),
        ("all", "Everybody sees this."),
    ]
    assert await told(shop, ann, limit=1) == [
        ("ours", "Because you are one of: Segment.")
    ]
    assert await told(shop, eve) == [("all", "Everybody sees this.")]
    asked = banners.BannersFor(customer_id=ann, slot="home")
    found = await shop.run(banners.of_customer, asked)
    assert found.banners[0].purpose == "profiling"
    assert found.stop == f"/v1/customers/{ann}/objections"
    # What is for some is not for who is not known.
    unknown = banners.BannersForVisitors(slot="home", limit=10)
    shown = (await shop.run(banners.of_visitors, unknown)).banners
    assert [each.banner for each in shown] == ["all"]
    many = banners.BannersForMany(customer_ids=(eve, ann), slot="home", limit=10)
    both = await shop.run(banners.of_many, many)
    assert [len(each.banners) for each in both] == [1, 2]


async def test_who_reached_a_tier_is_shown_what_is_for_it(shop: World) -> None:
    ann, eve = await known(shop, "Ann"), await known(shop, "Eve")
    gold = tiers.Tier(
        slug="gold", names=tiers.TierNames(nl="Goud", en="Gold"), threshold=100
    )
    draft = await shop.run(
        tiers.draft, tiers.Draft(terms=tiers.TierTerms(tiers=(gold,)))
    )
    await shop.run(tiers.publish, tiers.Publish(tier_programme_id=draft.id))
    lock = tiers.SetLock(customer_id=ann, tier="gold", reason="A friend.")
    await shop.run(tiers.lock, lock)
    await shop.run(banners.put, banner(tiers=["gold"]))
    assert await told(shop, ann) == [("welcome", "Because you reached Gold.")]
    assert await told(shop, eve) == []


async def test_a_banner_is_shown_from_its_beginning_to_its_end(shop: World) -> None:
    ann = await known(shop, "Ann")
    days = [NOON + timedelta(days=each) for each in (1, 2)]
    said = banner(from_at=days[0].isoformat(), until_at=days[1].isoformat())
    await shop.run(banners.put, said)
    shown = [len(await told(at(shop, each), ann)) for each in (NOON, *days)]
    assert shown == [0, 1, 0]
    # What says nothing to somebody, as its text does, is not shown.
    blank = {"nl": "{{ tier }}", "en": "{{ tier }}"}
    await shop.run(banners.put, banner(title=blank))
    assert await told(shop, ann) == []
    removed = await shop.run(banners.remove, banners.RemoveBanner(banner="welcome"))
    assert removed.terms.title.nl == "{{ tier }}"
    with pytest.raises(BannerNotFound):
        await shop.run(banners.remove, banners.RemoveBanner(banner="welcome"))


async def test_what_makes_no_sense_is_refused_and_so_are_too_many(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops = {"nl": "{% include 'x' %}", "en": "Hello"}
    late = {"from_at": NOON.isoformat(), "until_at": NOON.isoformat()}
    for command, pointer in (
        (banner(title=loops), "/terms/title/nl"),
        (banner(**late), "/terms/until_at"),
        (banner(audience="visitors", tiers=["gold"]), "/terms/audience"),
        (banner(button=TITLE), "/terms/url"),
    ):
        with pytest.raises(Malformed) as refused:
            await shop.run(banners.put, command)
        assert [each.pointer for each in refused.value.errors] == [pointer]
    with pytest.raises(SegmentNotFound):
        await shop.run(banners.put, banner(segments=["nobody"]))
    first = await shop.run(banners.put, banner())
    (row,) = await shop.rows(table)
    assert row["slot"] == first.terms.slot
    monkeypatch.setattr(service, "BANNERS_MAX", 1)
    with pytest.raises(TooManyBanners):
        await shop.run(banners.put, banner("more"))
    again = await shop.run(banners.put, banner(priority=5))
    every = await shop.run(banners.list_all, banners.ListBanners())
    assert every.banners == (again,)
