"""Attributes and preferences: what is said of a customer, by whom, and since when."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import customers
from domain.customers import (
    Attribute,
    Attributes,
    Create,
    Find,
    FindMany,
    Preference,
    Preferences,
    SetAttributes,
    SetPreferences,
)
from domain.customers.tables import preferences as preference_table
from domain.kernel import NotYours, Principal
from tests.world import NOON, World

DAY = timedelta(days=1)


async def customer(world: World) -> str:
    return (await world.run(customers.create, Create())).id


async def say(
    world: World, whom: str, given: Any, *, at: datetime | None = None
) -> Attributes:
    command = SetAttributes(
        customer_id=whom,
        source="crm",
        purpose="service",
        attributes=given,
        occurred_at=at,
    )
    return await world.run(customers.set_attributes, command)


def values(told: Attributes) -> dict[str, Any]:
    return {each.name: each.value for each in told.attributes}


async def test_an_attribute_says_from_where_and_what_for(world: World) -> None:
    ann = await customer(world)
    told = await say(world, ann, {"segment": "gold"}, at=NOON - DAY)
    gold = Attribute(
        name="segment",
        value="gold",
        source="crm",
        purpose="service",
        occurred_at=NOON - DAY,
        recorded_at=NOON,
    )
    assert told == Attributes(customer_id=ann, attributes=(gold,))
    assert await world.run(customers.find_attributes, Find(customer_id=ann)) == told
    many = FindMany(customer_ids=("cus_" + "9" * 32, ann))
    nobody = Attributes(customer_id="cus_" + "9" * 32, attributes=())
    assert await world.run(customers.attributes_of_many, many) == (nobody, told)


async def test_values_come_back_as_they_were(world: World) -> None:
    ann = await customer(world)
    given = {"size": 42, "ratio": 0.5, "member": True, "likes": ("tea", "jam")}
    told = values(await say(world, ann, given))
    assert told == {"size": 42, "ratio": 0.5, "member": True, "likes": ("tea", "jam")}
    assert told["member"] is True


async def test_what_is_later_stays(world: World) -> None:
    ann = await customer(world)
    await say(world, ann, {"segment": "gold", "size": 42}, at=NOON - DAY)
    early = NOON - 2 * DAY
    late = await say(world, ann, {"segment": "old", "size": None}, at=early)
    assert values(late) == {"segment": "gold", "size": 42}
    # What is said to happen only tomorrow is said now.
    now = await say(world, ann, {"segment": "new"}, at=NOON + DAY)
    assert [each.occurred_at for each in now.attributes] == [NOON, NOON - DAY]
    gone = await say(world, ann, {"size": None})
    assert values(gone) == {"segment": "new"}
    names = [name for name, _ in await world.news()]
    assert names == ["customer.created"] + ["customer.updated"] * 3


async def test_no_more_is_said_than_is_allowed(world: World) -> None:
    ann = await customer(world)
    for start in (0, 100):
        await say(world, ann, {f"a{number}": 1 for number in range(start, start + 100)})
    with pytest.raises(customers.TooMuchSaid) as refusal:
        await say(world, ann, {"a200": 1})
    assert refusal.value.details() == {"names_max": 200}
    told = await world.run(customers.find_attributes, Find(customer_id=ann))
    assert len(told.attributes) == 200


async def test_preferences_are_the_customers_own(world: World) -> None:
    ann, bob = await customer(world), await customer(world)
    caller = Principal(
        tenant=world.principal.tenant,
        scopes=world.principal.scopes,
        actor="token",
        customer=ann,
    )
    likes = {"shoe_size": 42, "interests": ("tea",)}
    mine = SetPreferences(customer_id=ann, preferences=likes)
    told = await world.platform.run(customers.set_preferences, mine, caller)
    assert told == Preferences(
        customer_id=ann,
        preferences=(
            Preference(name="interests", value=("tea",), recorded_at=NOON),
            Preference(name="shoe_size", value=42, recorded_at=NOON),
        ),
    )
    read = await world.platform.run(
        customers.find_preferences, Find(customer_id=ann), caller
    )
    assert read == told
    theirs = SetPreferences(customer_id=bob, preferences={"shoe_size": 1})
    with pytest.raises(NotYours):
        await world.platform.run(customers.set_preferences, theirs, caller)
    with pytest.raises(NotYours):
        await world.platform.run(
            customers.preferences_of_many, FindMany(customer_ids=(bob,)), caller
        )


async def test_customers_say_in_which_language_they_are_spoken_to(
    world: World,
) -> None:
    ann, bob = await customer(world), await customer(world)
    caller = Principal(
        tenant=world.principal.tenant,
        scopes=world.principal.scopes,
        actor="token",
        customer=ann,
    )
    dutch = customers.SetLocale(customer_id=ann, locale="nl-NL", version=1)
    told = await world.platform.run(customers.set_locale, dutch, caller)
    assert (told.locale, told.version) == ("nl-NL", 2)
    with pytest.raises(customers.StaleVersion):
        await world.platform.run(customers.set_locale, dutch, caller)
    again = await world.run(customers.set_locale, replace(dutch, version=None))
    assert again == told
    with pytest.raises(NotYours):
        await world.platform.run(
            customers.set_locale, replace(dutch, customer_id=bob), caller
        )


async def test_the_same_preference_is_no_news(world: World) -> None:
    ann = await customer(world)
    for size in (42, 42, None, None):
        await world.run(
            customers.set_preferences,
            SetPreferences(customer_id=ann, preferences={"shoe_size": size}),
        )
    assert await world.rows(preference_table) == []
    names = [name for name, _ in await world.news()]
    assert names == ["customer.created", "customer.updated", "customer.updated"]


async def test_eight_who_say_the_same_names_at_once_all_succeed(world: World) -> None:
    ann = await customer(world)
    names = [f"a{number}" for number in range(20)]
    await asyncio.gather(
        *(
            say(world, ann, dict.fromkeys(names if even else names[::-1], number))
            for number in range(8)
            for even in (number % 2 == 0,)
        )
    )
    told = await world.run(customers.find_attributes, Find(customer_id=ann))
    assert sorted(values(told)) == sorted(names)
    assert len(set(values(told).values())) == 1


async def test_a_neighbours_customer_is_nobody(world: World, neighbour: World) -> None:
    await customer(world)
    ann = await customer(world)
    await say(world, ann, {"segment": "gold"})
    with pytest.raises(customers.CustomerNotFound):
        await neighbour.run(customers.find_attributes, Find(customer_id=ann))
    with pytest.raises(customers.CustomerNotFound):
        await neighbour.run(customers.find_preferences, Find(customer_id=ann))
    with pytest.raises(customers.CustomerNotFound):
        await say(neighbour, ann, {"segment": "tin"})
    (told,) = await neighbour.run(
        customers.attributes_of_many, FindMany(customer_ids=(ann,))
    )
    assert told.attributes == ()
