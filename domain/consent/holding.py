"""Holding: who hands something off keeps what its customer says from changing.

A withdrawal takes the same row, so it waits until what is on its way is handed over,
and nothing sets out once it was answered.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeAlias

from domain.consent import rules, store
from domain.consent.model import ContactChannel, Verdict
from domain.consent.rules import Topic
from domain.kernel import CustomerId, Unit

Asked: TypeAlias = tuple[CustomerId, str, ContactChannel]


async def hold_words(unit: Unit, customer_ids: Collection[CustomerId]) -> None:
    """Keep what these customers say from changing until this unit ends."""
    await store.hold_many(unit, sorted(set(customer_ids)))


async def verdicts(unit: Unit, asked: Collection[Asked]) -> Mapping[Asked, Verdict]:
    """Tell whether each may now be reached for a purpose by a channel, or why not.

    What was said of a channel counts, and if nothing was, what was said of all.
    """
    purposes = await store.those(unit, {purpose for _, purpose, _ in asked})
    whose = sorted({customer_id for customer_id, _, _ in asked})
    held = {
        (each.customer_id, rules.topic(each)): rules.consent(each, unit.now)
        for each in await store.holding(unit, whose)
    }
    told: dict[Asked, Verdict] = {}
    for each in asked:
        customer_id, purpose, channel = each
        said = held.get((customer_id, Topic(purpose, channel)))
        said = said or held.get((customer_id, Topic(purpose, ContactChannel.ALL)))
        told[each] = rules.verdict(rules.by(purposes.get(purpose), channel), said)
    return told


async def agreed(
    unit: Unit, customer_ids: Collection[CustomerId], purposes: Collection[str]
) -> Mapping[tuple[CustomerId, str], datetime]:
    """Return who agrees to purposes by any channel, and when they first did themselves.

    What a merger brought along they did not say.
    """
    whose = sorted(set(customer_ids))
    agree = {
        (each.customer_id, each.purpose)
        for each in await store.holding(unit, whose)
        if rules.consent(each, unit.now).state in rules.POSITIVE
    }
    first = await store.first_agreed(unit, whose, purposes)
    return {each: at for each, at in first.items() if each in agree}
