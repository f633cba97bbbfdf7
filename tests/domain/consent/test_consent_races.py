"""Eight at once: a merger against what is said, and reads against a withdrawal."""

import asyncio

import pytest

from domain import consent, customers
from domain.consent import AskPermitted, ConsentState, ContactChannel, FindConsents
from tests.domain.consent.purposes import declared, said, say
from tests.domain.ledger.books import at
from tests.world import NOON, World

GIVEN, WITHDRAWN = ConsentState.GIVEN, ConsentState.WITHDRAWN
EMAIL = ContactChannel.EMAIL


async def agreeing(shop: World) -> str:
    made = await shop.run(customers.create, customers.Create())
    await say(shop, made.id, said(GIVEN, channel=EMAIL))
    return made.id


async def permitted(shop: World, *ids: str) -> set[str]:
    asked = AskPermitted(purpose="news", channel=EMAIL, customer_ids=ids)
    return set((await shop.run(consent.find_permitted, asked)).customer_ids)


async def test_what_is_withdrawn_during_a_merger_stays_withdrawn(shop: World) -> None:
    await declared(shop)
    kept, other = await agreeing(shop), await agreeing(shop)
    merge = customers.Merge(kept_id=kept, merged_id=other)
    no = said(WITHDRAWN, channel=EMAIL)
    await asyncio.gather(
        *(say(shop, whose, no) for whose in (kept, other) for _ in range(3)),
        *(shop.run(customers.merge, merge) for _ in range(2)),
    )
    assert await permitted(shop, kept, other) == set()


@pytest.mark.parametrize("who", [0, 1])
async def test_one_withdrawal_by_either_name_outlives_the_merger(
    shop: World, who: int
) -> None:
    await declared(shop)
    both = (await agreeing(shop), await agreeing(shop))
    merge = customers.Merge(kept_id=both[0], merged_id=both[1])
    yes, no = said(GIVEN, channel=EMAIL), said(WITHDRAWN, channel=EMAIL)
    await asyncio.gather(
        say(shop, both[who], no),
        *(say(shop, both[1 - who], yes) for _ in range(6)),
        shop.run(customers.merge, merge),
    )
    assert await permitted(shop, *both) == set()
    asked = FindConsents(customer_id=both[1])
    told = await shop.run(consent.find_consents, asked)
    assert (told.customer_id, told.consents[0].state) == (both[0], WITHDRAWN)


async def test_no_read_that_begins_after_a_withdrawal_permits(shop: World) -> None:
    await declared(shop)
    her = await agreeing(shop)
    withdrawn = asyncio.Event()
    wrong = 0

    async def read() -> None:
        nonlocal wrong
        for _ in range(10):
            late = withdrawn.is_set()
            wrong += late and bool(await permitted(shop, her))
            await asyncio.sleep(0)

    async def withdraw() -> None:
        await say(at(shop, NOON), her, said(WITHDRAWN, channel=EMAIL))
        withdrawn.set()

    await asyncio.gather(*(read() for _ in range(7)), withdraw())
    assert wrong == 0
    assert await permitted(shop, her) == set()
