"""Conversions: a full stamp card becomes a reward, and an undone one is open again.

Whenever a balance holds what a rule asks for, it is taken and the rule gives; if a
return leaves the customer owing some of it, the latest of what was given is undone, and
what was taken for it comes back.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain import ledger, tenants
from domain.earning import occasion_store, occasions, rule_store
from domain.earning.model import RuleVersion
from domain.earning.nightly import PIECE_MAX, Celebrated
from domain.earning.occasions import BALANCE, Mark, occasion
from domain.earning.rules import in_force
from domain.earning.terms import OnBalance
from domain.kernel import SYSTEM, CustomerId, Unit, writes

SOURCE_TYPE = "occasion"
SPENT = "spent"
REFUNDED = "refunded"
# Of one balance at once; the next change of it goes on.
CARDS_MAX = 100


async def on_posted(unit: Unit, news: ledger.PointsPosted) -> None:
    """Convert what is full, and undo what is owed."""
    ruled = _by_unit(await rule_store.versions(unit), unit)
    touched = {
        change.customer_id
        for change in news.changes
        if change.unit in ruled and (change.available or change.debt)
    }
    await _convert_all(unit, sorted(touched), ruled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert:
    """Convert some of what has been full for longer than its rule has been there."""

    limit: Annotated[int, Meta(ge=1, le=PIECE_MAX)] = PIECE_MAX


@writes(SYSTEM)
async def convert(unit: Unit, command: Convert) -> Celebrated:
    """Convert what is full and did not move since: once a day for each rule.

    Balances were full before their rule was published, or while they were frozen. It
    does a bounded piece, and goes on after the customer who came last.
    """
    ruled = _by_unit(await rule_store.versions(unit), unit)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    today = unit.now.astimezone(zone).date()
    for version in sorted(ruled.values(), key=lambda each: each.rule):
        on = version.terms.on
        assert isinstance(on, OnBalance), version
        run = await occasion_store.run(unit, version.rule, today)
        if not run.done:
            whose = await ledger.holders(
                unit, on.unit, on.amount, run.after, command.limit
            )
            await _convert_all(unit, whose, ruled)
            last, over = whose[-1] if whose else None, len(whose) < command.limit
            occasion_store.advance(unit, run.rule, last, over)
            return Celebrated(done=len(whose), more=True)
    return Celebrated(done=0, more=False)


async def _convert_all(
    unit: Unit, whose: Sequence[CustomerId], ruled: Mapping[str, RuleVersion]
) -> None:
    for some in _pieces(whose):
        asked = ledger.BalancesOfMany(customer_ids=some)
        for balance in await ledger.balances_of_many(unit, asked):
            if balance.unit in ruled:
                await _convert(unit, balance, ruled[balance.unit])


async def _convert(unit: Unit, balance: ledger.Balance, version: RuleVersion) -> None:
    on = version.terms.on
    assert isinstance(on, OnBalance), version
    if balance.debt:
        await _undo(unit, balance, version, -(-balance.debt // on.amount))
        return
    count = min(balance.available // on.amount, CARDS_MAX)
    if not count:
        return
    arisen = [
        occasion(
            unit,
            balance.customer_id,
            Mark(BALANCE, unit.new_id("crd"), version.rule),
            unit.now,
        )
        for _ in range(count)
    ]
    cards = [
        ledger.Spend(
            customer_id=each.customer_id,
            unit=on.unit,
            amount=on.amount,
            source_type=SOURCE_TYPE,
            source_id=each.id,
            effect=SPENT,
            occurred_at=unit.now,
        )
        for each in arisen
    ]
    try:
        await ledger.post(unit, cards)
    except ledger.AccountFrozen:
        return  # They count the night after the account is no longer frozen.
    await occasions.arise(unit, arisen)


async def _undo(
    unit: Unit,
    balance: ledger.Balance,
    version: RuleVersion,
    count: int,
) -> None:
    """Undo the latest of what a rule gave for a balance."""
    on = version.terms.on
    assert isinstance(on, OnBalance), version
    latest = await occasion_store.latest(
        unit, balance.customer_id, BALANCE, version.rule, min(count, CARDS_MAX)
    )
    if not latest:
        return
    ids = [each.id for each in latest]
    occasion_store.undo(unit, ids)
    await ledger.post(
        unit,
        [
            ledger.Refund(
                customer_id=balance.customer_id,
                unit=on.unit,
                amount=on.amount,
                source_type=SOURCE_TYPE,
                source_id=each,
                effect=REFUNDED,
                occurred_at=unit.now,
                spent=ledger.Source(SOURCE_TYPE, each, SPENT),
            )
            for each in ids
        ],
    )
    occasions.tell(unit, ids)


def _by_unit(versions: Sequence[RuleVersion], unit: Unit) -> dict[str, RuleVersion]:
    """Return the rule that takes of each unit now; of two, the first by name."""
    found: defaultdict[str, list[RuleVersion]] = defaultdict(list)
    for each in in_force(versions, unit.now):
        if isinstance(each.terms.on, OnBalance):
            found[each.terms.on.unit].append(each)
    return {
        code: min(theirs, key=lambda each: (-each.terms.priority, each.rule))
        for code, theirs in found.items()
    }


def _pieces(whose: Sequence[CustomerId]) -> list[tuple[CustomerId, ...]]:
    size = 1_000
    return [tuple(whose[at : at + size]) for at in range(0, len(whose), size)]
