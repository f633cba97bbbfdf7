"""The SQL of customers by thousands: a statement for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, literal, select, true, update
from sqlalchemy.dialects.postgresql import insert

from domain.customers.store import THERE, Row, Standing
from domain.customers.tables import customers, email_addresses
from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.sets import found, given, lists

SEALED = (
    customers.c.id,
    customers.c.email,
    customers.c.phone,
    customers.c.given_name,
    customers.c.family_name,
    customers.c.birth_date,
    customers.c.address,
    customers.c.phone_index,
    customers.c.locale,
)
NAMES = [each.name for each in SEALED]
CHANGES = given(*SEALED)
IDS = given(customers.c.id)
INDEXES = given(email_addresses.c.email_index)
ADDRESS = (email_addresses.c.email_index, email_addresses.c.customer_id)
ADDRESSES = given(*ADDRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """All that is known of a customer, as it is stored."""

    id: CustomerId
    email: bytes | None
    phone: bytes | None
    given_name: bytes | None
    family_name: bytes | None
    birth_date: bytes | None
    address: bytes | None
    phone_index: bytes | None
    locale: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailHolder:
    """Who has an e-mail address, and whom they turned out to be."""

    email_index: bytes
    id: CustomerId
    merged_into: CustomerId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An e-mail address, by its index, and whose it is or is to be."""

    email_index: bytes
    customer_id: CustomerId


async def email_holders(
    unit: Unit, indexes: Sequence[bytes]
) -> tuple[EmailHolder, ...]:
    """Return who has these e-mail addresses."""
    address = found(
        "address",
        select(*ADDRESS),
        email_addresses.c.email_index == INDEXES.c.email_index,
    )
    person = found(
        "person",
        view(customers, Standing).where(THERE),
        customers.c.id == address.c.customer_id,
    )
    whoever = select(address.c.email_index, person.c.id, person.c.merged_into)
    joined = whoever.select_from(INDEXES.join(address, true()).join(person, true()))
    return await unit.all(EmailHolder, joined, email_index_of=list(indexes))


async def hold(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Row, ...]:
    """Keep other writers from these customers, in the order of their ids."""
    one = view(customers, Row).where(THERE).with_for_update(key_share=True)
    row = found("row", one, customers.c.id == IDS.c.id)
    held = select(*row.c).select_from(IDS.join(row, true()))
    # Each is looked up, and locked, in the order in which it is given.
    return await unit.all(Row, held, id_of=sorted(customer_ids))


async def claim_emails(unit: Unit, wanted: Sequence[Address]) -> tuple[Address, ...]:
    """Take e-mail addresses for customers; return those that were free."""
    if not wanted:
        return ()
    rows = select(*ADDRESSES.c).order_by(ADDRESSES.c.email_index)
    taken = insert(email_addresses).from_select([each.name for each in ADDRESS], rows)
    statement = taken.on_conflict_do_nothing().returning(*ADDRESS)
    return await unit.all(Address, statement, **lists(ADDRESS, wanted))


def release_emails(unit: Unit, addresses: Sequence[Address]) -> None:
    """Let others have these addresses of customers'."""
    if addresses:
        these = (
            delete(email_addresses)
            .where(email_addresses.c.email_index == ADDRESSES.c.email_index)
            .where(email_addresses.c.customer_id == ADDRESSES.c.customer_id)
        )
        unit.write(these, **lists(ADDRESS, addresses))


def add(unit: Unit, sealed: Sequence[Sealed]) -> None:
    """Write customers down."""
    if sealed:
        rows = select(
            *CHANGES.c,
            literal(unit.now).label("created_at"),
            literal(unit.now).label("updated_at"),
            literal(1).label("version"),
        )
        names = [*NAMES, "created_at", "updated_at", "version"]
        new = insert(customers).from_select(names, rows)
        unit.write(new, **lists(SEALED, sealed))


def change(unit: Unit, sealed: Sequence[Sealed]) -> None:
    """Write down all that is now known of customers; the caller holds their rows."""
    if sealed:
        values = {name: CHANGES.c[name] for name in NAMES if name != "id"}
        changed = (
            update(customers)
            .where(customers.c.id == CHANGES.c.id)
            .values(**values, updated_at=unit.now, version=customers.c.version + 1)
        )
        unit.write(changed, **lists(SEALED, sealed))
