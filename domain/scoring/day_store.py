"""The SQL of days on which customers bought: one function, one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Integer, func, literal_column, select, text

from domain.consent import Gate
from domain.kernel import CustomerId, Unit
from domain.kernel.records import bare
from domain.kernel.rows import view
from domain.kernel.tables import Id
from domain.scoring.pasts import Days
from domain.scoring.rollup_statement import DAYS_OF_SOME
from domain.scoring.tables import purchase_rollups

# So many tell as well as all of a large shop's customers do.
CUSTOMERS_MAX = 20_000
ROLLUP = purchase_rollups.c
WHO = literal_column("w.customer_id", Id("cus"))
OF_SOME = text(DAYS_OF_SOME)


@dataclass(frozen=True, slots=True)
class _Known:
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class _Columns:
    who: list[int] | None
    day: list[int] | None
    amount: list[int] | None


async def some(unit: Unit, gate: Gate) -> tuple[CustomerId, ...]:
    """Return customers who bought something, whoever they are, if the gate admits."""
    anybody = func.md5(func.text(ROLLUP.customer_id))
    these = view(purchase_rollups, _Known).where(
        ROLLUP.days > 0, gate.admits(ROLLUP.customer_id)
    )
    found = await unit.all(_Known, these.order_by(anybody).limit(CUSTOMERS_MAX))
    return tuple(each.customer_id for each in found)


async def days(unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]) -> Days:
    """Return on which days customers bought, numbered as they come here."""
    bought = (
        select(
            literal_column("w.place", Integer).label("who"),
            # Python counts days from the first of the year 1.
            literal_column("d.day - DATE '0001-01-01' + 1", Integer).label("day"),
            literal_column("CAST(d.amount AS bigint)", Integer).label("amount"),
        )
        .select_from(OF_SOME)
        .where(gate.admits(WHO))
        .order_by(text("who"), text("day"))
        .subquery("bought")
    )
    aggregated = [
        func.array_agg(each).label(each.name)  # In the order of the subquery.
        for each in bought.columns
    ]
    given = f"{{{','.join(bare(each) for each in customer_ids)}}}"
    found = await unit.one(_Columns, select(*aggregated), named=given)
    assert found is not None
    who, day, amount = (
        np.array(each or [], dtype=float)
        for each in (found.who, found.day, found.amount)
    )
    return Days(who=who, day=day, amount=amount)
