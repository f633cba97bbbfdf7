"""What browsers say for those who use them: Global Privacy Control.

https://www.w3.org/TR/gpc/: `Sec-GPC: 1` asks not to share or sell. It is an objection,
written down once, and not having it lifts nothing.
"""

from collections.abc import Collection

from domain.consent import rules, saying, store
from domain.consent.model import ConsentState, Method, Objection, Purpose, Said
from domain.kernel import CustomerId, Unit


async def heed_gpc(
    unit: Unit, customer_ids: Collection[CustomerId], source: str
) -> None:
    """Write down that customers object to sharing, if they have not yet."""
    if not customer_ids:
        return
    purposes = rules.objected(await store.all_purposes(unit), Objection.SHARING)
    named = sorted(set(customer_ids))
    held = await store.holding(unit, named) if purposes else ()
    topics = {topic for each in purposes for topic in rules.topics(_no(each), each)}
    for customer_id in named:
        refused = {
            rules.topic(each)
            for each in held
            if each.customer_id == customer_id and each.state in rules.NEGATIVE
        }
        if not topics <= refused:
            await _object(unit, customer_id, purposes, source)


async def _object(
    unit: Unit, customer_id: CustomerId, purposes: Collection[Purpose], source: str
) -> None:
    """Refuse what is not refused yet, also by whoever came first just now."""
    file = await store.hold(unit, customer_id)
    holding = rules.latest(await store.holding(unit, [customer_id]))
    said = [
        each
        for purpose in purposes
        for each in await saying.sayings(unit, _no(purpose), purpose, source)
        if each.topic not in holding or holding[each.topic].state not in rules.NEGATIVE
    ]
    await saying.write_down(unit, file, said)


def _no(purpose: Purpose) -> Said:
    return Said(purpose=purpose.purpose, state=ConsentState.REFUSED, method=Method.GPC)
