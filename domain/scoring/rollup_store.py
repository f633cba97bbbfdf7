"""The SQL of rollups: one function, one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text

from domain.kernel import CustomerId, Unit
from domain.kernel.ids import encode
from domain.kernel.records import bare
from domain.scoring.rollup_statement import (
    DIFFERENCES,
    FOLD_BY_CUSTOMERS,
    FOLD_BY_ORDERS,
    HOLD_BY_CUSTOMERS,
    HOLD_BY_ORDERS,
)
from domain.scoring.tables import purchase_rollups

HOLDING_ORDERS, FOLDING_ORDERS = text(HOLD_BY_ORDERS), text(FOLD_BY_ORDERS)
HOLDING, FOLDING = text(HOLD_BY_CUSTOMERS), text(FOLD_BY_CUSTOMERS)
COMPARING = text(DIFFERENCES)


@dataclass(frozen=True, slots=True)
class _Differing:
    customer_id: UUID


def hold(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Hold what is inferred of customers until the unit ends, and have it done anew."""
    unit.write(HOLDING, named=_named(customer_ids), now=unit.now)


async def wait(unit: Unit, customer_id: CustomerId) -> None:
    """Wait for whoever holds what is inferred of a customer, then hold it."""
    this = select(purchase_rollups.c.customer_id).where(
        purchase_rollups.c.customer_id == customer_id
    )
    await unit.value(this.with_for_update())


def fold(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Write down what the orders of customers come to, who are held."""
    unit.write(FOLDING, named=_named(customer_ids))


def hold_buyers(unit: Unit, order_ids: Iterable[str]) -> None:
    """Hold what is inferred of the customers of orders, and have it done anew."""
    unit.write(HOLDING_ORDERS, named=_named(order_ids), now=unit.now)


def fold_buyers(unit: Unit, order_ids: Iterable[str]) -> None:
    """Write down what all orders of the customers of some orders come to."""
    unit.write(FOLDING_ORDERS, named=_named(order_ids))


async def differing(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[CustomerId, ...]:
    """Return whose rollups are not what their orders come to."""
    found = await unit.all(_Differing, COMPARING, named=_named(customer_ids))
    return tuple(encode("cus", each.customer_id) for each in found)


async def waits(unit: Unit, until: datetime) -> bool:
    """Tell whether anybody waits of whom something changed by an instant."""
    waiting = select(purchase_rollups.c.customer_id).where(
        purchase_rollups.c.changed_at <= until
    )
    return await unit.value(waiting.limit(1)) is not None


def _named(identifiers: Iterable[str]) -> str:
    return f"{{{','.join(bare(each) for each in identifiers)}}}"
