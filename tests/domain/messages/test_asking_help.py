"""A customer asks for a person, who is told once, until they say that it is over."""

import asyncio

from domain import messages
from domain.messages import Reason
from tests.domain.messages.test_journeys import shop_that_writes
from tests.domain.messages.writing import sent, written
from tests.world import World


async def test_who_asks_is_handed_to_one_person_and_gets_no_marketing(
    shop: World,
) -> None:
    ann = await shop_that_writes(shop)
    ask = messages.AskHelp(customer_id=ann, upon="chat")
    told = await asyncio.gather(*(shop.run(messages.ask_help, ask) for _ in range(8)))
    (help_id,) = {each.id for each in told}
    news = [payload for name, payload in await shop.news() if name == "help.asked"]
    assert [(e["help_id"], e["journey"], e["upon"]) for e in news] == [
        (help_id, "asked", "chat")
    ]
    await written(shop, ann, purpose="similar")
    assert await sent(shop) == []
    page = await shop.run(messages.list_messages, messages.ListMessages())
    assert [each.reason for each in page.items] == [Reason.SUPPRESSED]
    await shop.run(messages.close_help, messages.CloseHelp(help_id=help_id))
    again = await shop.run(messages.ask_help, ask)
    assert again.id != help_id
