"""The SQL of what is done to accounts by hand: one function, one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, keyring
from domain.kernel.rows import view
from domain.kernel.sets import given, lists, whole
from domain.ledger.model import AccountKey, LotId, TransferKind
from domain.ledger.reading import Intervention
from domain.ledger.store import Recorded
from domain.ledger.tables import (
    accounts,
    interventions,
    lots,
    stopped_lots,
    transfers,
)

# Of an account, so much that expired is looked at, what expired last first.
EXPIRIES_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedLot:
    """A lot whose clock stands still: when it would expire, as of when it stopped."""

    lot_id: LotId
    customer_id: CustomerId
    expires_at: datetime
    stopped_at: datetime


@dataclass(frozen=True, slots=True)
class _Lot:
    id: LotId
    unit: str


_STOPPED = whole(stopped_lots)
STOP = upsert(stopped_lots).from_select(
    [each.name for each in _STOPPED], select(*given(*_STOPPED).c)
)


def stop(unit: Unit, stopped: Sequence[StoppedLot]) -> None:
    """Write down of which lots the clock stands still; what stood already stays so."""
    if stopped:
        unit.write(STOP.on_conflict_do_nothing(), **lists(_STOPPED, stopped))


async def stopped(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[StoppedLot, ...]:
    """Return the lots of customers of which the clock stands still."""
    theirs = view(stopped_lots, StoppedLot).where(
        stopped_lots.c.customer_id.in_(customer_ids)
    )
    return await unit.all(StoppedLot, theirs)


def forget_stopped(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Forget of which lots the clock stood still."""
    theirs = stopped_lots.c.customer_id.in_(customer_ids)
    unit.write(delete(stopped_lots).where(theirs))


async def units_of(unit: Unit, lot_ids: Sequence[LotId]) -> Mapping[LotId, str]:
    """Return of which units of value lots are."""
    if not lot_ids:
        return {}
    found = await unit.all(_Lot, view(lots, _Lot).where(lots.c.id.in_(lot_ids)))
    return {each.id: each.unit for each in found}


def freeze(unit: Unit, key: AccountKey) -> None:
    """Keep anything of an account that this unit holds from being spent."""
    _set(unit, key, frozen=True)


def unfreeze(unit: Unit, key: AccountKey) -> None:
    """Let an account that this unit holds be spent from."""
    _set(unit, key, frozen=False)


async def write_down(unit: Unit, made: Intervention) -> None:
    """Write down what was done to an account, by whom and why."""
    said = [(made.customer_id, made.reason)]
    (reason,) = await keyring.seal_each(unit, interventions.c.reason, said)
    row = {
        "id": made.id,
        "kind": made.kind,
        "customer_id": made.customer_id,
        "unit": made.unit,
        "amount": made.amount,
        "expires_at": made.expires_at,
        "reason": reason,
        "author": made.author,
        "recorded_at": made.recorded_at,
    }
    unit.write(insert(interventions).values(row))


async def expiries(
    unit: Unit, key: AccountKey, since: datetime
) -> tuple[Recorded, ...]:
    """Return the transfers by which something of an account expired since."""
    return await unit.all(Recorded, _expiries(key, since))


def _expiries(key: AccountKey, since: datetime) -> Select[*tuple[object, ...]]:
    return (
        view(transfers, Recorded)
        .where(transfers.c.customer_id == key.customer_id)
        .where(transfers.c.unit == key.unit)
        .where(transfers.c.kind == TransferKind.EXPIRE)
        .where(transfers.c.occurred_at >= since)
        .order_by(transfers.c.seq.desc())
        .limit(EXPIRIES_MAX)
    )


def _set(unit: Unit, key: AccountKey, **values: bool) -> None:
    this = update(accounts).where(
        accounts.c.customer_id == key.customer_id, accounts.c.unit == key.unit
    )
    unit.write(this.values(values))
