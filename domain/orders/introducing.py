"""Introducing: whom orders name is written down before the orders are.

Who writes a customer down for the first time keeps whoever names the same one waiting
until the end. Of an import that takes its next chunk while what follows from the last
one is under way, that would be nearly all of the time.
"""

from collections import defaultdict
from collections.abc import Sequence

from domain import customers
from domain.kernel import Malformed, Unit
from domain.orders import reading, store
from domain.orders.buyers import Claim
from domain.orders.reading import Reading


async def introduce(unit: Unit, read: Sequence[Reading | Malformed]) -> int:
    """Write down customers whom new orders name by a shop's own id; return how many.

    Nobody is made of an order that would be refused, or is there already.
    """
    named: defaultdict[str, defaultdict[str, list[Reading]]]
    named = defaultdict(lambda: defaultdict(list))
    for each in read:
        if not isinstance(each, Malformed):
            order = each.order
            claim = Claim.of(order.source, order.customer, order.guest_email)
            if claim.external_id is not None:
                named[claim.source][claim.external_id].append(each)
    made = 0
    for source, theirs in sorted(named.items()):
        strangers = await customers.strangers(unit, source, theirs)
        wanted = await _of_new_orders(unit, {each: theirs[each] for each in strangers})
        if wanted:
            made += len(await customers.identify_many(unit, source, wanted))
    return made


async def _of_new_orders(
    unit: Unit, strangers: dict[str, list[Reading]]
) -> frozenset[str]:
    """Return those names that are of an order which can be written down."""
    owners = {
        (each.order.source, each.order.external_id): name
        for name, theirs in strangers.items()
        for each in reading.checked(theirs, unit.now)
        if not isinstance(each, Malformed)
    }
    there = await store.known(unit, [*owners]) if owners else {}
    return frozenset(name for key, name in owners.items() if key not in there)
