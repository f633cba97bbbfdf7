"""What can be done with earning."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import ledger, orders, tenants
from domain.earning import rules, store
from domain.earning.model import (
    Award,
    AwardsOfOrder,
    AwardsOfOrders,
    ListRules,
    OrderAwards,
    PublishRule,
    Rules,
    RuleVersion,
    TooManyRules,
    VersionRaced,
    VersionTooOld,
)
from domain.kernel import Unit, reads, writes
from domain.orders import OrderId

RULES_MAX = 50
# What explains a transfer: the award, and which change of it.
SOURCE_TYPE = "award"
GIVEN = "given-{}"
TAKEN = "taken-{}"


@writes(
    "earning:write",
    refusals=(ledger.UnitUnknown, VersionTooOld, VersionRaced, TooManyRules),
)
async def publish_rule(unit: Unit, command: PublishRule) -> RuleVersion:
    """Publish a version of an earning rule; orders from then on earn by it.

    Orders that occurred earlier keep the version that held then, also if they come
    late. The first version of a rule may be valid from any instant.
    """
    programme = await tenants.programme(unit)
    if command.terms.unit not in {each.code for each in programme.units}:
        raise ledger.UnitUnknown(command.terms.unit)
    known = await store.versions(unit)
    earlier = [each for each in known if each.rule == command.rule]
    if not earlier and len({each.rule for each in known}) >= RULES_MAX:
        raise TooManyRules(RULES_MAX)
    valid_from = command.valid_from or unit.now
    if earlier and valid_from <= earlier[-1].valid_from:
        raise VersionTooOld(earlier[-1].valid_from)
    version = RuleVersion(
        id=unit.new_id("erl"),
        rule=command.rule,
        version=len(earlier) + 1,
        name=command.name,
        valid_from=valid_from,
        terms=command.terms,
        recorded_at=unit.now,
    )
    if not await store.add(unit, version):
        raise VersionRaced(version.version)
    return version


@reads("earning:read")
async def list_rules(unit: Unit, command: ListRules) -> Rules:
    """Tell every version of every earning rule."""
    del command
    return Rules(versions=await store.versions(unit))


@reads("earning:read", refusals=(orders.OrderNotFound,))
async def awards_of_order(unit: Unit, command: AwardsOfOrder) -> OrderAwards:
    """Tell what an order earned, under which version, and what was taken back."""
    order_id = await orders.identify(unit, command.order_id)
    if not await orders.facts(unit, (order_id,)):
        raise orders.OrderNotFound
    awards = await store.of_orders(unit, (order_id,))
    return OrderAwards(order_id=order_id, awards=awards)


@reads("earning:read")
async def awards_of_orders(unit: Unit, command: AwardsOfOrders) -> tuple[Award, ...]:
    """Tell what many orders earned."""
    return await store.of_orders(unit, command.order_ids)


async def settle(unit: Unit, order_ids: Sequence[OrderId]) -> None:
    """Bring what orders earned in line with what they are worth now.

    It does the same for a new order, a return, a cancellation and a guest who became
    known, and nothing if there is nothing to do: it looks at what is and not at what
    happened. An order in another currency than the programme's earns nothing.
    """
    versions = await store.versions(unit)
    if not versions:
        return
    programme = await tenants.programme(unit)
    zone = ZoneInfo(programme.time_zone)
    held: defaultdict[OrderId, dict[str, Award]] = defaultdict(dict)
    for award in await store.hold(unit, order_ids):
        held[award.order_id][award.rule] = award
    changed = [
        change
        for order in await orders.facts(unit, order_ids)
        if order.customer_id is not None and order.currency == programme.currency
        for change in rules.changes(
            order, held[order.order_id], versions, zone, unit.new_id
        )
    ]
    if changed:
        store.save(unit, [change.now for change in changed])
        await _follow(unit, changed)
        postings = [
            posting for change in changed for posting in _postings(change, unit.now)
        ]
        await ledger.post(unit, postings)


async def _follow(unit: Unit, changed: Sequence[rules.Change]) -> None:
    """Let lots go with the awards that are another customer's now."""
    gone: defaultdict[tuple[str, str, str], set[ledger.Source]] = defaultdict(set)
    for change in changed:
        was, award = change.was, change.now
        if was.kept and was.customer_id != award.customer_id:
            effect = GIVEN.format(was.lot_revision)
            gone[was.customer_id, award.customer_id, award.unit].add(
                ledger.Source(SOURCE_TYPE, award.id, effect)
            )
    for (giver, taker, code), sources in sorted(gone.items()):
        await ledger.follow(unit, giver, taker, code, sources)


def _postings(change: rules.Change, now: datetime) -> Iterator[ledger.Posting]:
    """Return what the ledger must do for an award to be as it is now.

    An award has one lot: what is given again, after some of it was taken back, is given
    as a whole, so that whatever is taken next is found in one place.
    """
    was, award = change.was, change.now
    more = award.kept > was.kept
    taken = was.kept if more else was.kept - award.kept
    if taken:
        yield ledger.Clawback(
            customer_id=award.customer_id,
            unit=award.unit,
            amount=taken,
            source_type=SOURCE_TYPE,
            source_id=award.id,
            effect=TAKEN.format(award.revision),
            occurred_at=now,
            earned=ledger.Source(SOURCE_TYPE, award.id, GIVEN.format(was.lot_revision)),
        )
    if more:
        yield ledger.Earn(
            customer_id=award.customer_id,
            unit=award.unit,
            amount=award.kept,
            source_type=SOURCE_TYPE,
            source_id=award.id,
            effect=GIVEN.format(award.lot_revision),
            occurred_at=award.occurred_at,
            available_at=award.available_at,
            expires_at=award.expires_at,
        )
