"""The SQL of entries: what happened to accounts, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    true,
)

from domain.kernel import CustomerId, Unit, sets, walks
from domain.ledger.model import AccountKey
from domain.ledger.reading import Entry
from domain.ledger.rows import entry
from domain.ledger.tables import transfers


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Until which instant something occurred, and until which it was recorded."""

    as_of: datetime
    known_on: datetime


_HOLDERS = sets.given(transfers.c.customer_id, name="holders")
_LATEST = (
    select(transfers)
    .where(transfers.c.customer_id == _HOLDERS.c.customer_id)
    .where(transfers.c.unit == bindparam("unit", type_=Text()))
    .order_by(transfers.c.seq.desc())
    .limit(bindparam("limit", type_=Integer()))
    .lateral("latest")
)
LATEST = select(_LATEST).select_from(_HOLDERS.join(_LATEST, true()))


async def entries(
    unit: Unit, key: AccountKey, before: int | None, seen: Seen | None, limit: int
) -> tuple[Entry, ...]:
    """Return an account's entries before a number, newest first, and one more."""
    theirs = (
        select(transfers)
        .where(transfers.c.customer_id == key.customer_id)
        .where(transfers.c.unit == key.unit)
        .order_by(transfers.c.seq.desc())
        .limit(limit + 1)
    )
    if before is not None:
        theirs = theirs.where(transfers.c.seq < before)
    if seen is not None:
        occurred_at = func.least(transfers.c.occurred_at, transfers.c.recorded_at)
        theirs = theirs.where(occurred_at <= seen.as_of, _is_known(seen.known_on))
    rows = await unit.transaction.execute(theirs)
    return tuple(entry(row) for row in rows.mappings())


async def after(
    unit: Unit, key: str | None, limit: int
) -> tuple[tuple[AccountKey, Entry], ...]:
    """Return entries of all accounts after one, in the order of recording."""
    piece = walks.following(select(transfers), transfers.c.id, key, limit)
    rows = await unit.transaction.execute(piece)
    return tuple(
        (AccountKey(row["customer_id"], row["unit"]), entry(row))
        for row in rows.mappings()
    )


async def latest(
    unit: Unit, customer_ids: Sequence[CustomerId], code: str, limit: int
) -> dict[CustomerId, list[Entry]]:
    """Return the newest entries of each of many accounts, and one more of each."""
    given = {"customer_id_of": customer_ids, "unit": code, "limit": limit + 1}
    rows = await unit.transaction.execute(LATEST, given)
    found: dict[CustomerId, list[Entry]] = {each: [] for each in customer_ids}
    for row in rows.mappings():
        found[row["customer_id"]].append(entry(row))
    return found


def _is_known(known_on: datetime) -> ColumnElement[bool]:
    """Select what was known: what settling wrote was so before it was written."""
    earlier = transfers.alias("earlier")
    before = (
        select(earlier.c.recorded_at)
        .where(earlier.c.customer_id == transfers.c.customer_id)
        .where(earlier.c.unit == transfers.c.unit)
        .where(earlier.c.seq < transfers.c.seq)
        .where(not_(_is_settled(earlier)))
        .order_by(earlier.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    return or_(
        transfers.c.recorded_at <= known_on,
        and_(
            _is_settled(transfers),
            transfers.c.occurred_at <= known_on,
            func.coalesce(before <= known_on, true()),
        ),
    )


def _is_settled(source: Any) -> ColumnElement[bool]:
    freed = and_(source.c.source_type == "hold", source.c.effect == "expire")
    return or_(source.c.source_type == "lot", freed)
