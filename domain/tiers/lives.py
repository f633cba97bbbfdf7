"""Where a climb's history comes from: the books, orders, events, and memberships."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from domain import customers, earning, events, ledger, orders
from domain.kernel import CustomerId, Unit
from domain.kernel.timelines import Timeline
from domain.tiers.arrivals import Arrival
from domain.tiers.counts import Counted, Counts
from domain.tiers.histories import Era, History
from domain.tiers.model import TierAlso, TierBasis, TierDowngrade, TierMeasure
from domain.tiers.rows import Held

SIDES = {
    TierAlso.SPENT: ledger.Side.REDEEMED,
    TierAlso.DONATED: ledger.Side.DONATED,
    TierAlso.EXPIRED: ledger.Side.BREAKAGE,
    TierAlso.TRANSFERRED: ledger.Side.TRANSIT,
    TierAlso.ADJUSTED: ledger.Side.ADJUSTED,
}


async def histories(
    unit: Unit,
    eras: Sequence[Era],
    members: Mapping[CustomerId, Held],
    waiting: Iterable[Arrival] = (),
) -> dict[CustomerId, History]:
    """Return all that customers' tiers follow from; a statement or two for each basis.

    Who holds no membership has an empty one. What waits does not count yet.
    """
    ids = sorted(members)
    less: defaultdict[tuple[CustomerId, TierBasis], list[Counted]] = defaultdict(list)
    for each in waiting:
        took = each.counted._replace(amount=-each.counted.amount)
        less[each.customer_id, each.basis].append(took)
    counts: defaultdict[CustomerId, dict[TierBasis, Counts]] = defaultdict(dict)
    for basis, currency in {_counted(era): None for era in eras}:
        found = await _timelines(unit, ids, basis, currency)
        for customer_id in ids:
            told = found.get(customer_id, ())
            waits = less.get((customer_id, basis))
            counts[customer_id][basis] = Counts([*told, *waits] if waits else told)
    balances = await _balances(unit, ids, eras)
    return {
        customer_id: History(
            counts=counts[customer_id],
            balances={
                code: Counts(found.get(customer_id, ()))
                for code, found in balances.items()
            },
            lifts=members[customer_id].life.lifts,
        )
        for customer_id in ids
    }


def _counted(era: Era) -> tuple[TierBasis, str]:
    return era.programme.terms.basis, era.programme.currency


async def _timelines(
    unit: Unit, ids: Sequence[CustomerId], basis: TierBasis, currency: str
) -> dict[CustomerId, Timeline]:
    match basis.measure:
        case TierMeasure.POINTS:
            found = await earning.kept_by(unit, ids, basis.unit)
            return await _with_flows(unit, ids, basis, found) if basis.also else found
        case TierMeasure.SPEND:
            return await orders.spent_by(unit, ids, currency)
        case TierMeasure.ORDERS:
            return await orders.placed_by(unit, ids)
        case TierMeasure.EVENTS:
            assert basis.event_type is not None
            return await events.done_by(unit, ids, basis.event_type)


async def _with_flows(
    unit: Unit,
    ids: Sequence[CustomerId],
    basis: TierBasis,
    found: dict[CustomerId, Timeline],
) -> dict[CustomerId, Timeline]:
    """Add what is spent and the like, where the programme says that it counts."""
    sides = {SIDES[each] for each in basis.also}
    owners = await _owners(unit, ids)
    flows = await ledger.flows_of(unit, sorted(owners), basis.unit, sides)
    return _joined([found, *_owned(flows, owners)])


async def _balances(
    unit: Unit, ids: Sequence[CustomerId], eras: Iterable[Era]
) -> dict[str, dict[CustomerId, Timeline]]:
    """Return how balances of each unit went that a version looks at."""
    codes = {
        era.programme.terms.basis.unit
        for era in eras
        if era.programme.terms.downgrade is TierDowngrade.BALANCE_BASED
    }
    if not codes:
        return {}
    owners = await _owners(unit, ids)
    went: dict[str, dict[CustomerId, Timeline]] = {}
    for code in sorted(codes):
        found = await ledger.availabilities_of(unit, sorted(owners), code)
        went[code] = _joined(_owned(found, owners))
    return went


async def _owners(
    unit: Unit, ids: Sequence[CustomerId]
) -> dict[CustomerId, CustomerId]:
    """Return the customers, and whoever was merged into one: their accounts stay."""
    return {each: each for each in ids} | await customers.aliases_of(unit, ids)


def _owned(
    found: Mapping[CustomerId, Timeline], owners: Mapping[CustomerId, CustomerId]
) -> list[dict[CustomerId, Timeline]]:
    return [{owners[each]: told} for each, told in found.items()]


def _joined(
    found: Iterable[Mapping[CustomerId, Timeline]],
) -> dict[CustomerId, Timeline]:
    joined: defaultdict[CustomerId, Timeline] = defaultdict(list)
    for each in found:
        for customer_id, told in each.items():
            joined[customer_id].extend(told)
    return dict(joined)
