"""Conversions: a full stamp card becomes a reward, and an undone one is open again.

Whenever a balance holds what a rule asks for, it is taken and the rule gives; if a
return leaves the customer owing some of it, the latest of what was given is undone, and
what was taken for it comes back.
"""

from collections import defaultdict
from collections.abc import Sequence

from domain import ledger
from domain.earning import occasion_store, occasions, rule_store
from domain.earning.model import RuleVersion
from domain.earning.occasions import BALANCE, Mark, occasion
from domain.earning.rules import in_force
from domain.earning.terms import OnBalance
from domain.kernel import CustomerId, Unit

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
    for some in _pieces(sorted(touched)):
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
        return  # They count once the account is no longer frozen and something moves.
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
