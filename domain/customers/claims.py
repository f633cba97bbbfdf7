"""The SQL of names that belong to one customer at most: who takes one first has it.

Whoever comes second waits until the first is done, and then learns who has it. Many
names are taken in one order, so that two who take the same ones wait but once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    bindparam,
    delete,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert

from domain.customers.model import ExternalId
from domain.customers.store import THERE, Standing, kept
from domain.customers.tables import customers, email_addresses, external_ids, visitors
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.sets import found, given, lists
from domain.kernel.tables import Id

PAIR = (external_ids.c.external_id, external_ids.c.customer_id)
PAIRS = given(*PAIR)
NAMES = given(external_ids.c.external_id)
OWNERS = given(external_ids.c.customer_id)
VISITORS = given(visitors.c.visitor_id)
TURN = select(func.pg_advisory_xact_lock(bindparam("turn", type_=BigInteger())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody takes an external id, or has it."""

    external_id: str
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class Free:
    """An external id that nobody has."""

    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has an external id, and whom they turned out to be."""

    external_id: str
    id: CustomerId
    merged_into: CustomerId | None


@dataclass(frozen=True, slots=True)
class _Sharer:
    id: CustomerId


@dataclass(frozen=True, slots=True)
class _Address:
    email_index: bytes
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorHolder(Standing):
    """Whom a visitor turned out to be."""

    visitor_id: str


@dataclass(frozen=True, slots=True)
class _Named:
    customer_id: CustomerId
    source: str
    id: str


async def claim(unit: Unit, source: str, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Take external ids of a source for customers; return those that were free."""
    wanted = select(
        literal(source).label("source"),
        PAIRS.c.external_id,
        PAIRS.c.customer_id,
        literal(unit.now).label("linked_at"),
    ).order_by(PAIRS.c.external_id)
    names = ["source", "external_id", "customer_id", "linked_at"]
    taken = insert(external_ids).from_select(names, wanted)
    statement = taken.on_conflict_do_nothing().returning(*PAIR)
    return await unit.all(Claim, statement, **lists(PAIR, claims))


def release(unit: Unit, source: str, claims: Sequence[Claim]) -> None:
    """Let others have external ids of a source that customers took."""
    unit.write(
        delete(external_ids)
        .where(external_ids.c.source == source)
        .where(external_ids.c.external_id == PAIRS.c.external_id)
        .where(external_ids.c.customer_id == PAIRS.c.customer_id),
        **lists(PAIR, claims),
    )


async def holders(unit: Unit, source: str, names: Sequence[str]) -> tuple[Holder, ...]:
    """Return who has these external ids of a source."""
    named = found(
        "named",
        select(external_ids.c.external_id, external_ids.c.customer_id),
        external_ids.c.source == source,
        external_ids.c.external_id == NAMES.c.external_id,
    )
    person = found(
        "person",
        kept(unit, select(customers.c.id, customers.c.merged_into).where(THERE)),
        customers.c.id == named.c.customer_id,
    )
    whoever = select(
        named.c.external_id, person.c.id, person.c.merged_into
    ).select_from(NAMES.join(named, true()).join(person, true()))
    return await unit.all(Holder, whoever, external_id_of=list(names))


async def free(unit: Unit, source: str, names: Sequence[str]) -> tuple[Free, ...]:
    """Return those of these names of a source that nobody has; nobody is held."""
    taken = found(
        "taken",
        select(external_ids.c.external_id),
        external_ids.c.source == source,
        external_ids.c.external_id == NAMES.c.external_id,
    )
    left = (
        select(NAMES.c.external_id)
        .select_from(NAMES.outerjoin(taken, true()))
        .where(taken.c.external_id.is_(None))
    )
    return await unit.all(Free, left, external_id_of=list(names))


async def owner(unit: Unit, source: str, name: str) -> CustomerId | None:
    """Return who has an external id, and leave them to others."""
    this = (external_ids.c.source == source) & (external_ids.c.external_id == name)
    return await unit.value(select(external_ids.c.customer_id).where(this))


async def claim_email(unit: Unit, index: bytes, customer_id: CustomerId) -> bool:
    """Take an e-mail address for a customer, if nobody else has it."""
    row = insert(email_addresses).values(email_index=index, customer_id=customer_id)
    return await unit.run(row.on_conflict_do_nothing()) == 1


async def email_holder(unit: Unit, index: bytes) -> Standing | None:
    """Return who has an e-mail address."""
    return await _holder(unit, email_addresses, email_addresses.c.email_index == index)


async def email_indexes_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> Mapping[bytes, CustomerId]:
    """Return the indexes of customers' e-mail addresses, and whose each is."""
    theirs = email_addresses.c.customer_id.in_(select(OWNERS.c.customer_id))
    indexes = view(email_addresses, _Address).where(theirs)
    found = await unit.all(_Address, indexes, customer_id_of=list(customer_ids))
    return {each.email_index: each.customer_id for each in found}


def release_email(unit: Unit, index: bytes, customer_id: CustomerId) -> None:
    """Let others have an e-mail address of a customer's."""
    unit.write(
        delete(email_addresses)
        .where(email_addresses.c.email_index == index)
        .where(email_addresses.c.customer_id == customer_id)
    )


async def claim_visitor(unit: Unit, visitor_id: str, customer_id: CustomerId) -> bool:
    """Say whom a visitor turned out to be, unless somebody has said it before."""
    row = insert(visitors).values(
        visitor_id=visitor_id, customer_id=customer_id, linked_at=unit.now
    )
    return await unit.run(row.on_conflict_do_nothing()) == 1


def release_visitor(unit: Unit, visitor_id: str, customer_id: CustomerId) -> None:
    """Let a visitor be nobody again, whom a customer took."""
    unit.write(
        delete(visitors)
        .where(visitors.c.visitor_id == visitor_id)
        .where(visitors.c.customer_id == customer_id)
    )


async def visitor_holder(unit: Unit, visitor_id: str) -> Standing | None:
    """Return whom a visitor turned out to be."""
    return await _holder(unit, visitors, visitors.c.visitor_id == visitor_id)


async def visitor_holders(
    unit: Unit, visitor_ids: Sequence[str]
) -> tuple[VisitorHolder, ...]:
    """Return whom those of these visitors turned out to be who are somebody."""
    named = found(
        "named",
        select(visitors.c.visitor_id, visitors.c.customer_id),
        visitors.c.visitor_id == VISITORS.c.visitor_id,
    )
    person = found(
        "person",
        kept(unit, select(customers.c.id, customers.c.merged_into).where(THERE)),
        customers.c.id == named.c.customer_id,
    )
    whoever = select(named.c.visitor_id, person.c.id, person.c.merged_into).select_from(
        VISITORS.join(named, true()).join(person, true())
    )
    given = list(visitor_ids)
    return await unit.all(VisitorHolder, whoever, visitor_id_of=given)


async def phone_holders(unit: Unit, index: bytes) -> tuple[CustomerId, ...]:
    """Return who shares a telephone number: nobody, one, or two of more.

    Nobody else is told so until this unit ends: who finds nobody may make somebody.
    """
    turn = int.from_bytes(index[:8], signed=True)
    await unit.value(TURN, turn=turn)
    whom = func.coalesce(customers.c.merged_into, customers.c.id, type_=Id("cus"))
    sharers = select(whom.label("id")).where(customers.c.phone_index == index, THERE)
    found = await unit.all(_Sharer, sharers.distinct().limit(2))
    return tuple(each.id for each in found)


async def external_ids_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, tuple[ExternalId, ...]]:
    """Return the external ids of many customers, in their order."""
    named = (
        select(
            external_ids.c.customer_id,
            external_ids.c.source,
            external_ids.c.external_id.label("id"),
        )
        .where(external_ids.c.customer_id.in_(select(OWNERS.c.customer_id)))
        .order_by(external_ids.c.source, external_ids.c.external_id)
    )
    found: dict[CustomerId, tuple[ExternalId, ...]] = {}
    for each in await unit.all(_Named, named, customer_id_of=list(customer_ids)):
        one_more = ExternalId(source=each.source, id=each.id)
        found[each.customer_id] = (*found.get(each.customer_id, ()), one_more)
    return found


async def _holder(
    unit: Unit, names: Table, this: ColumnElement[bool]
) -> Standing | None:
    joined = names.join(customers, customers.c.id == names.c.customer_id)
    whoever = select(customers.c.id, customers.c.merged_into).select_from(joined)
    return await unit.one(Standing, kept(unit, whoever.where(this, THERE)))
