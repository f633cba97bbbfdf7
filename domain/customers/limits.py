"""What keeps customers' data from being used: a restriction, or a suppression."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, literal, select
from sqlalchemy.dialects.postgresql import insert

from domain.customers.tables import restrictions, suppressions
from domain.kernel import CustomerId, Unit, keyring
from domain.kernel.rows import view
from domain.kernel.sets import given

REASON = restrictions.c.reason
OWNERS = given(restrictions.c.customer_id, name="owners")
ASKED = given(suppressions.c.customer_id, suppressions.c.suppressed_at, name="asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Since when data of a customer is stored and used for nothing else, and why."""

    customer_id: CustomerId
    reason: str | None
    author: str
    restricted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    customer_id: CustomerId
    reason: bytes | None
    author: str
    restricted_at: datetime


@dataclass(frozen=True, slots=True)
class _Limited:
    customer_id: CustomerId


async def restriction(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> Restriction | None:
    """Return the restriction of who is known by these ids, if there is one."""
    theirs = view(restrictions, _Stored).where(
        restrictions.c.customer_id.in_(list(customer_ids))
    )
    ordered = theirs.order_by(restrictions.c.restricted_at).limit(1)
    found = await unit.one(_Stored, ordered)
    if found is None:
        return None
    whose, said = found.customer_id, found.reason
    cipher = (await keyring.ciphers(unit, [whose])).get(whose)
    return Restriction(
        customer_id=whose,
        reason=cipher.open(REASON, whose, said) if cipher and said else None,
        author=found.author,
        restricted_at=found.restricted_at,
    )


async def restrict(unit: Unit, restricted: Restriction) -> None:
    """Have data of a customer be stored, and used for nothing else."""
    said = [(restricted.customer_id, restricted.reason)]
    (sealed,) = await keyring.seal_each(unit, REASON, said)
    row = insert(restrictions).values(
        customer_id=restricted.customer_id,
        reason=sealed,
        author=restricted.author,
        restricted_at=restricted.restricted_at,
    )
    unit.write(row.on_conflict_do_nothing())


def lift(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Let data of customers be used again."""
    unit.write(_of(restrictions), customer_id_of=list(customer_ids))


def add_suppressions(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Have nothing sent to customers until they ask for it."""
    rows = select(OWNERS.c.customer_id, literal(unit.now).label("suppressed_at"))
    new = insert(suppressions).from_select(["customer_id", "suppressed_at"], rows)
    unit.write(new.on_conflict_do_nothing(), customer_id_of=list(customer_ids))


def drop_suppression(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Let customers be sent what they asked for."""
    unit.write(_of(suppressions), customer_id_of=list(customer_ids))


def drop_earlier_suppressions(unit: Unit, asked: Mapping[CustomerId, datetime]) -> None:
    """Let customers be sent what they asked for elsewhere, if they asked since."""
    earlier = select(ASKED.c.customer_id).where(
        suppressions.c.suppressed_at < ASKED.c.suppressed_at
    )
    unit.write(
        delete(suppressions).where(suppressions.c.customer_id.in_(earlier)),
        customer_id_of=list(asked),
        suppressed_at_of=list(asked.values()),
    )


async def restricted(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> frozenset[CustomerId]:
    """Return those of these customers whose data is stored and nothing else."""
    return await _among(unit, restrictions, customer_ids)


async def restricted_after(
    unit: Unit, after: CustomerId | None, limit: int
) -> tuple[CustomerId, ...]:
    """Return whose data is stored and nothing else, after somebody, by their ids."""
    these = view(restrictions, _Limited).order_by(restrictions.c.customer_id)
    if after is not None:
        these = these.where(restrictions.c.customer_id > after)
    rows = await unit.all(_Limited, these.limit(limit))
    return tuple(each.customer_id for each in rows)


async def suppressed(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> frozenset[CustomerId]:
    """Return those of these customers to whom nothing may be sent yet."""
    return await _among(unit, suppressions, customer_ids)


def unrestricted(customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that data of a customer may be used, for a statement."""
    return ~exists(
        select(restrictions.c.customer_id).where(
            restrictions.c.customer_id == customer_id
        )
    )


async def _among(
    unit: Unit, limits: Table, customer_ids: Iterable[CustomerId]
) -> frozenset[CustomerId]:
    these = view(limits, _Limited).where(
        limits.c.customer_id.in_(select(OWNERS.c.customer_id))
    )
    rows = await unit.all(_Limited, these, customer_id_of=sorted(set(customer_ids)))
    return frozenset(each.customer_id for each in rows)


def _of(limits: Table) -> Any:
    return delete(limits).where(limits.c.customer_id.in_(select(OWNERS.c.customer_id)))
