"""The SQL of what is done to accounts by hand: one function, one statement."""

from datetime import datetime

from sqlalchemy import Select, insert, update

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.ledger.model import AccountKey, TransferKind
from domain.ledger.reading import Intervention
from domain.ledger.store import Recorded
from domain.ledger.tables import accounts, interventions, transfers

# Of an account, so much that expired is looked at, what expired last first.
EXPIRIES_MAX = 1_000


def freeze(unit: Unit, key: AccountKey) -> None:
    """Keep anything of an account that this unit holds from being spent."""
    _set(unit, key, frozen=True)


def unfreeze(unit: Unit, key: AccountKey) -> None:
    """Let an account that this unit holds be spent from."""
    _set(unit, key, frozen=False)


def write_down(unit: Unit, made: Intervention) -> None:
    """Write down what was done to an account, by whom and why."""
    row = {
        "id": made.id,
        "kind": made.kind,
        "customer_id": made.customer_id,
        "unit": made.unit,
        "amount": made.amount,
        "expires_at": made.expires_at,
        "reason": made.reason,
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
