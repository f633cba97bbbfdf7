"""The SQL of the journal of erasures: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, delete, func, select, true, update
from sqlalchemy.dialects.postgresql import insert

from domain.customers.tables import (
    customers,
    email_addresses,
    erased_names,
    external_ids,
    visitors,
)
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.sets import found, given, lists

JOURNAL = (erased_names.c.name_index, erased_names.c.erased_at)
NAMES = given(erased_names.c.name_index)
ENTRIES = given(*JOURNAL)
OWNERS = given(customers.c.id, name="owners")


@dataclass(frozen=True, slots=True)
class ErasedName:
    """A name that was erased, as a keyed digest, and when."""

    name_index: bytes
    erased_at: datetime


@dataclass(frozen=True, slots=True)
class Indexed:
    """By what a customer's address or number is looked up."""

    customer_id: CustomerId
    name_index: bytes


@dataclass(frozen=True, slots=True)
class ExternalName:
    """What a shop calls a customer."""

    customer_id: CustomerId
    source: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor who turned out to be a customer."""

    customer_id: CustomerId
    visitor_id: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A customer who was erased, and when."""

    id: CustomerId
    erased_at: datetime


_THERE = found(
    "there",
    view(erased_names, ErasedName),
    erased_names.c.name_index == NAMES.c.name_index,
)
ERASED = select(*_THERE.c).select_from(NAMES.join(_THERE, true()))
ADD = insert(erased_names).from_select(
    [each.name for each in JOURNAL], select(*ENTRIES.c)
)
# Who was erased before is so since the last time.
ADD_ALL = ADD.on_conflict_do_update(
    constraint=erased_names.primary_key,
    set_={"erased_at": func.greatest(erased_names.c.erased_at, ADD.excluded.erased_at)},
)
_THESE = select(OWNERS.c.id)
MAILS = select(
    email_addresses.c.customer_id, email_addresses.c.email_index.label("name_index")
).where(email_addresses.c.customer_id.in_(_THESE))
PHONES = (
    select(
        customers.c.id.label("customer_id"),
        customers.c.phone_index.label("name_index"),
    )
    .where(customers.c.id.in_(_THESE))
    .where(customers.c.phone_index.is_not(None))
)
EXTERNAL = view(external_ids, ExternalName).where(
    external_ids.c.customer_id.in_(_THESE)
)
VISITS = view(visitors, Visit).where(visitors.c.customer_id.in_(_THESE))
GONE = view(customers, Gone).where(customers.c.erased_at.is_not(None))
MARK = (
    update(customers)
    .where(customers.c.id.in_(_THESE))
    .where(customers.c.erased_at.is_(None))
    .values(
        erased_at=bindparam("at", type_=customers.c.erased_at.type),
        version=customers.c.version + 1,
    )
)
HOLD = (
    select(customers.c.id, customers.c.erased_at)
    .where(customers.c.id.in_(_THESE))
    .order_by(customers.c.id)
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Held:
    """A customer from whom this unit keeps everybody."""

    id: CustomerId
    erased_at: datetime | None


async def erased(unit: Unit, indexes: Iterable[bytes]) -> tuple[ErasedName, ...]:
    """Return those of these names that were erased."""
    return await unit.all(ErasedName, ERASED, name_index_of=sorted(set(indexes)))


def add(unit: Unit, names: Sequence[ErasedName]) -> None:
    """Write down that names were erased."""
    unit.write(ADD_ALL, **lists(JOURNAL, names))


async def indexed(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Indexed, ...]:
    """Return by what customers' addresses are looked up."""
    return await unit.all(Indexed, MAILS, id_of=list(customer_ids))


async def numbered(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Indexed, ...]:
    """Return by what customers' telephone numbers are looked up."""
    return await unit.all(Indexed, PHONES, id_of=list(customer_ids))


async def external(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[ExternalName, ...]:
    """Return what shops call customers."""
    return await unit.all(ExternalName, EXTERNAL, id_of=list(customer_ids))


async def visits(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Visit, ...]:
    """Return the visitors who turned out to be customers."""
    return await unit.all(Visit, VISITS, id_of=list(customer_ids))


async def hold(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Held, ...]:
    """Keep everybody from customers, and from referring to them, in their order."""
    return await unit.all(Held, HOLD, id_of=sorted(set(customer_ids)))


def mark(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Write down that customers, whom this unit holds, are erased from now on."""
    unit.write(MARK, id_of=list(customer_ids), at=unit.now)


def release(unit: Unit, names: Table, customer_ids: Sequence[CustomerId]) -> None:
    """Let others have names of a kind that customers had."""
    theirs = delete(names).where(names.c.customer_id.in_(_THESE))
    unit.write(theirs, id_of=list(customer_ids))


async def gone(unit: Unit, customer_ids: Iterable[CustomerId]) -> tuple[Gone, ...]:
    """Return those of these customers who were erased."""
    these = GONE.where(customers.c.id.in_(_THESE))
    return await unit.all(Gone, these, id_of=sorted(set(customer_ids)))


async def all_gone(
    unit: Unit, after: CustomerId | None, limit: int
) -> tuple[Gone, ...]:
    """Return who was erased, after somebody, in the order of ids."""
    rest = GONE if after is None else GONE.where(customers.c.id > after)
    return await unit.all(Gone, rest.order_by(customers.c.id).limit(limit))


async def all_names(
    unit: Unit, after: bytes | None, limit: int
) -> tuple[ErasedName, ...]:
    """Return the names that were erased, after one, in their order."""
    rest = view(erased_names, ErasedName)
    if after is not None:
        rest = rest.where(erased_names.c.name_index > after)
    ordered = rest.order_by(erased_names.c.name_index)
    return await unit.all(ErasedName, ordered.limit(limit))
