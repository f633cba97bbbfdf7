"""Timelines: what happened to each of many customers when, and how much it was.

Each customer's travels as one JSON text of whole numbers, which takes a tenth of the
time that a row for each happening takes here. What happened at one instant is one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Select,
    Text,
    cast,
    func,
    select,
    true,
)

from domain.kernel import sets
from domain.kernel.ids import CustomerId
from domain.kernel.unit import Unit

Timeline: TypeAlias = list[tuple[datetime, int]]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DECODER = msgspec.json.Decoder(list[tuple[int, int]])


def timelines(
    owner: Column[Any],
    at: ColumnElement[Any],
    amount: ColumnElement[Any],
    *which: ColumnElement[bool],
) -> Select[Any, Any]:
    """Return the statement that tells the timelines of the customers who are given."""
    holders = sets.given(owner, name="holders")
    micros = cast(func.extract("epoch", at) * 1_000_000, BigInteger)
    each = (
        select(micros.label("at"), func.sum(amount).label("amount"))
        .where(owner == holders.c[owner.name], *which)
        .group_by(micros)
        .correlate(holders)
        .subquery("each")
    )
    told = func.json_agg(func.json_build_array(each.c.at, each.c.amount))
    theirs = select(cast(told, Text).label("told")).lateral("theirs")
    chosen = holders.c[owner.name].label("owner"), theirs.c.told
    joined = holders.join(theirs, true())
    return select(*chosen).select_from(joined).where(theirs.c.told.is_not(None))


async def read(
    unit: Unit,
    statement: Select[Any, Any],
    customer_ids: Sequence[CustomerId],
    **parameters: Any,
) -> dict[CustomerId, Timeline]:
    """Return the timelines of those customers who have any, in no order."""
    given = {"customer_id_of": list(customer_ids), **parameters}
    rows = await unit.transaction.execute(statement, given)
    return {row.owner: _decoded(row.told) for row in rows}


def _decoded(told: str) -> Timeline:
    return [
        (EPOCH + timedelta(microseconds=micros), amount)
        for micros, amount in DECODER.decode(told)
    ]
