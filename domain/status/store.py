"""The SQL of status: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import text

from domain.kernel import CustomerId, Unit, ids, replacing
from domain.kernel.rows import view
from domain.status.model import Threshold
from domain.status.statement import STATUS, STATUS_OF_MANY
from domain.status.tables import thresholds

READ = text(STATUS)
READ_MANY = text(STATUS_OF_MANY)


@dataclass(frozen=True, slots=True)
class _Found:
    json: str


async def status(unit: Unit, customer_id: CustomerId) -> str | None:
    """Return a customer's status, in JSON."""
    customer = ids.decode(customer_id)
    return await unit.value(READ, customer=customer, now=unit.now)


async def of_many(unit: Unit, customer_ids: Sequence[CustomerId]) -> list[str]:
    """Return the status of many customers, in JSON."""
    these = [ids.decode(each) for each in customer_ids]
    found = await unit.all(_Found, READ_MANY, customers=these, now=unit.now)
    return [each.json for each in found]


async def all_thresholds(unit: Unit) -> tuple[Threshold, ...]:
    """Return every threshold."""
    ordered = view(thresholds, Threshold).order_by(
        thresholds.c.unit, thresholds.c.amount
    )
    return await unit.all(Threshold, ordered)


async def put(unit: Unit, wanted: Sequence[Threshold]) -> None:
    """Write thresholds down, and forget all others."""
    await replacing.replace_all(unit, thresholds, map(asdict, wanted))
