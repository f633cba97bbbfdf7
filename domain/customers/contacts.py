"""Contacts: what is to be known of whom somebody writes to, with nothing opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select

from domain.customers.store import THERE, each_of
from domain.customers.tables import (
    customers,
    email_addresses,
    preferences,
    restrictions,
    suppressions,
)
from domain.kernel import CustomerId, Unit

ZONE = "time_zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whether and by what digests somebody is reached, and what keeps that from being.

    Who turned out to be several has several digests, of which one is their address's.
    """

    id: CustomerId
    merged_into: CustomerId | None
    has_email: bool
    email_indexes: Sequence[bytes] | None
    phone_index: bytes | None
    restricted: bool
    returned: bool
    # Where they say that they are, whatever they said.
    time_zone: Any


def _is_among(table: Any) -> Any:
    whose = table.c.customer_id
    return exists(select(whose).where(whose == customers.c.id))


_CONTACT: Any = select(
    customers.c.id,
    customers.c.merged_into,
    customers.c.email.is_not(None).label("has_email"),
    select(func.array_agg(email_addresses.c.email_index))
    .where(email_addresses.c.customer_id == customers.c.id)
    .scalar_subquery()
    .label("email_indexes"),
    customers.c.phone_index,
    _is_among(restrictions).label("restricted"),
    _is_among(suppressions).label("returned"),
    select(preferences.c.value)
    .where(preferences.c.customer_id == customers.c.id, preferences.c.name == ZONE)
    .scalar_subquery()
    .label("time_zone"),
).where(THERE)
CONTACTS = each_of(_CONTACT)


async def contacts(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Contact]:
    """Return how those of these customers are reached who are there."""
    found = await unit.all(Contact, CONTACTS, id_of=list(customer_ids))
    return {each.id: each for each in found}
