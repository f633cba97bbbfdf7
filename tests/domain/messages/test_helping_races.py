"""Eight people say at once that somebody was helped, and one is heard."""

import asyncio

from domain import events, ledger, messages
from domain.customers import Identity
from domain.kernel import Refusal
from domain.messages.help_tables import help_requests
from tests.domain.messages.test_journeys import advanced, shop_that_writes
from tests.domain.messages.writing import by_platform
from tests.world import NOON, World


async def test_of_eight_apologies_at_once_one_gives_points(shop: World) -> None:
    ann = await shop_that_writes(shop)
    review = events.Record(
        external_id="1",
        type="review",
        occurred_at=NOON,
        customer=Identity(id=ann),
        data={"product_id": "mug", "rating": 1},
    )
    done = (await shop.run(events.record, review)).id
    entering = messages.EnterByEvents(event_ids=(done,))
    await by_platform(shop, messages.enter_by_events, entering)
    await advanced(shop)
    (row,) = await shop.rows(help_requests)
    sorry = messages.Apologise(help_id=row["id"], points=50, reason="Sorry.")
    close = messages.CloseHelp(help_id=row["id"])
    told = await asyncio.gather(
        *(shop.run(messages.apologise, sorry) for _ in range(4)),
        *(shop.run(messages.close_help, close) for _ in range(4)),
        return_exceptions=True,
    )
    refused = [each for each in told if isinstance(each, Refusal)]
    assert [type(each) for each in refused] == [messages.HelpOver] * 7
    (helped,) = await shop.rows(help_requests)
    asked = ledger.BalancesOfMany(customer_ids=(ann,))
    held = await shop.run(ledger.balances_of_many, asked)
    assert sum(each.available for each in held) == (helped["goodwill"] or 0)
