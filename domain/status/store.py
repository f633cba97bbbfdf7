"""The SQL of status: one function, one statement, one type."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, text

from domain.kernel import CustomerId, Unit, ids
from domain.kernel.rows import view
from domain.status.model import Threshold
from domain.status.statement import STATUS
from domain.status.tables import thresholds

READ = text(STATUS.sql)


async def status(unit: Unit, customer_id: CustomerId) -> str | None:
    """Return a customer's status, in JSON."""
    customer = ids.decode(customer_id)
    return await unit.value(READ, customer=customer, now=unit.now)


async def all_thresholds(unit: Unit) -> tuple[Threshold, ...]:
    """Return every threshold."""
    ordered = view(thresholds, Threshold).order_by(
        thresholds.c.unit, thresholds.c.amount
    )
    return await unit.all(Threshold, ordered)


def forget(unit: Unit) -> None:
    """Forget every threshold."""
    unit.write(delete(thresholds))


def add(unit: Unit, wanted: Sequence[Threshold]) -> None:
    """Write thresholds down."""
    rows = [
        {"unit": each.unit, "amount": each.amount, "name": each.name} for each in wanted
    ]
    unit.write(insert(thresholds).values(rows))
