"""Distribution: who is to be sent what, written down as the news leaves the outbox."""

from collections.abc import Sequence

from domain.kernel import Unit
from domain.kernel.outbox import News
from domain.webhooks import catalogue, delivery_store, rules, store
from domain.webhooks.model import Standing


async def distribute(unit: Unit, news: Sequence[News]) -> int:
    """Write down what endpoints are to be sent of some news; return how much.

    It belongs into the unit that takes the news from the outbox, so that each endpoint
    has it once.
    """
    told = [each for each in news if each.name in catalogue.NAMES]
    if not told:
        return 0
    written = 0
    for standing in await store.listening(unit):
        wanted = [each for each in told if rules.wants(standing.events, each.name)]
        enqueue(unit, standing, wanted)
        written += len(wanted)
    return written


def enqueue(unit: Unit, standing: Standing, news: Sequence[News]) -> None:
    """Write down what an endpoint is to be sent, and wake whoever sends."""
    if not news:
        return
    gives_up_at = unit.now + rules.TRIED_FOR
    rows = (
        delivery_store.row(standing.id, each, number, unit.now, gives_up_at)
        for number, each in enumerate(news, start=standing.sequence + 1)
    )
    delivery_store.add(unit, rows)
    values = {
        "sequence": standing.sequence + len(news),
        "due_at": rules.woken(standing, unit.now),
    }
    store.keep(unit, standing.id, values)
