"""The SQL of doings: what some customers ordered since an instant, as it stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Text, bindparam, cast, select, true

from domain.kernel import CustomerId, Unit, sets
from domain.orders.case_store import BRIEF_JSON, CASE_JSON, DECODER
from domain.orders.cases import OrderCase
from domain.orders.tables import orders

SINCE = bindparam("since", type_=DateTime(timezone=True))
# Of each customer, the latest.
ORDERS_MAX = 2_000

BUYERS = sets.given(orders.c.customer_id, name="buyers")


def _since(json: Any) -> Any:
    theirs = (
        select(cast(json, Text).label("json"))
        .where(orders.c.customer_id == BUYERS.c.customer_id)
        .where(
            orders.c.occurred_at >= bindparam("since", type_=DateTime(timezone=True))
        )
        .order_by(orders.c.occurred_at.desc(), orders.c.id.desc())
        .limit(ORDERS_MAX)
        .lateral("theirs")
    )
    return select(theirs.c.json).select_from(BUYERS.join(theirs, true()))


WHOLE = _since(CASE_JSON)
BRIEF = _since(BRIEF_JSON)


async def done_since(
    unit: Unit, customer_ids: Sequence[CustomerId], since: datetime
) -> list[OrderCase]:
    """Return what customers ordered since an instant, called off or not."""
    return await _read(unit, WHOLE, customer_ids, since)


async def outlines_since(
    unit: Unit, customer_ids: Sequence[CustomerId], since: datetime
) -> list[OrderCase]:
    """Return the same without the lines."""
    return await _read(unit, BRIEF, customer_ids, since)


async def _read(
    unit: Unit, statement: Any, customer_ids: Sequence[CustomerId], since: datetime
) -> list[OrderCase]:
    given = {"customer_id_of": list(customer_ids), "since": since}
    rows = await unit.transaction.execute(statement, given)
    return [DECODER.decode(json) for json in rows.scalars()]
