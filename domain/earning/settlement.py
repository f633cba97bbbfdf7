"""Settlement: awards as they should be, and the ledger with them.

It looks at what is, and not at what happened.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import ledger, orders, tenants
from domain.earning import rules, store
from domain.earning.compilation import Rule, compiled
from domain.earning.evaluation import Setting, judge, prepared
from domain.earning.facts import Sources
from domain.earning.model import GivenAward, RuleVersion
from domain.earning.rules import Change, Timeline
from domain.kernel import Unit
from domain.orders import OrderCase, OrderId

# What explains a transfer: the award, and which change of it.
SOURCE_TYPE = "award"
GIVEN = "given-{}"
TAKEN = "taken-{}"


async def settle_orders(
    unit: Unit, order_ids: Sequence[OrderId], sources: Sources
) -> None:
    """Bring what orders earned in line with what they are worth now."""
    del sources
    versions = await store.versions(unit)
    if not versions:
        return
    programme = await tenants.programme(unit)
    zone = ZoneInfo(programme.time_zone)
    held: defaultdict[str, dict[str, GivenAward]] = defaultdict(dict)
    for award in await store.hold(unit, order_ids):
        held[award.cause_id][award.rule] = award
    timeline = Timeline(filter(rules.is_for_orders, versions), zone)
    known = {each.id: each for each in versions}
    changed: list[Change] = []
    for case in await orders.cases(unit, order_ids):
        if case.customer_id is None or case.currency != programme.currency:
            continue
        theirs = held[case.order_id]
        ruled = _ruled(timeline, case, theirs, known, zone)
        setting = Setting(zone=zone, held=rules.holdings(theirs))
        evaluation = judge(case, ruled, setting)
        changed += rules.changes(case, theirs, evaluation, zone, unit.new_id)
    await _carry_out(unit, changed)


def _ruled(
    timeline: Timeline,
    case: OrderCase,
    held: Mapping[str, GivenAward],
    known: Mapping[str, RuleVersion],
    zone: ZoneInfo,
) -> Sequence[Rule]:
    """Return the rules for a case; what gave before is asked by the same version."""
    ruled = timeline.at(case.occurred_at)
    if not held:
        return ruled
    own = {each.rule: known[each.rule_id] for each in held.values()}
    pinned = (compiled(each, zone) for each in own.values())
    others = (each for each in ruled if each.version.rule not in own)
    return prepared((*pinned, *others))


async def _carry_out(unit: Unit, changed: Sequence[Change]) -> None:
    """Write changes down, and let the ledger follow them."""
    if not changed:
        return
    store.save(unit, [change.now for change in changed])
    await _follow(unit, changed)
    await ledger.post(
        unit, [posting for each in changed for posting in _postings(each, unit.now)]
    )


async def _follow(unit: Unit, changed: Sequence[Change]) -> None:
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


def _postings(change: Change, now: datetime) -> Iterator[ledger.Posting]:
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
