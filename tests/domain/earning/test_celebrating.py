"""Why a birthday gave nothing this year, or did."""

from datetime import date, timedelta

import pytest

from domain import earning
from domain.earning import Fixed, OnBirthday
from tests.domain.earning.shop import publish
from tests.domain.earning.test_occasions import at, celebrate, join
from tests.world import NOON, World, open_shop

LONG_KNOWN = NOON - timedelta(days=200)


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


async def why(shop: World, locale: str = "en") -> earning.BirthdayExplanation:
    asked = earning.WhyOfBirthday(customer_id="external:shop:ann", locale=locale)
    return await shop.run(earning.why_of_birthday, asked)


@pytest.mark.parametrize(
    ("born", "set_before", "reason"),
    [
        (date(1990, 1, 1), 30, "tonight"),
        (date(1990, 1, 1), 29, "just_set"),
        (date(1990, 6, 1), 0, "to_come"),
        (None, 0, "unknown"),
    ],
)
async def test_what_keeps_a_birthday_is_told(
    shop: World, born: date | None, set_before: int, reason: str
) -> None:
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    midnight = NOON - timedelta(hours=13)
    await join(at(shop, midnight - timedelta(days=set_before)), birth_date=born)
    assert (await why(shop)).reason == reason


async def test_a_birthday_that_was_celebrated_leads_to_its_occasion(
    shop: World,
) -> None:
    await join(at(shop, LONG_KNOWN), birth_date=date(1990, 1, 1))
    assert (await why(shop)).reason == "no_rule"
    await publish(shop, "birthday", on=OnBirthday(), effect=Fixed(50))
    await publish(shop, "hello", on=OnBirthday(), effect=Fixed(5))
    await celebrate(shop)
    told = await why(shop, "nl")
    assert (told.reason, told.text) == (
        "celebrated",
        "De verjaardag van dit jaar is gevierd.",
    )
    asked = earning.WhyOfOccasion(occasion_id=told.occasion_id or "")
    found = await shop.run(earning.why_of_occasion, asked)
    assert [each.given for each in found.decisions] == [50, 5]


async def test_a_birthday_that_had_passed_is_told(shop: World) -> None:
    await join(at(shop, LONG_KNOWN), birth_date=date(1990, 1, 1))
    late = at(shop, NOON + timedelta(days=7))
    await publish(late, "birthday", NOON, on=OnBirthday(), effect=Fixed(50))
    assert (await why(late)).text == (
        "This year's birthday had passed before there was a rule for it."
    )
