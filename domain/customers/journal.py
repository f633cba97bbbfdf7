"""The journal of erasures: names that may not come back unasked, as keyed digests.

Every way in asks it before somebody is written down. Who registers again says when: if
that is later than the erasure, they are somebody new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.customers import journal_store as store
from domain.customers import limits
from domain.customers.former import former_indexes
from domain.customers.journal_store import ErasedName
from domain.customers.refusals import ErasedEarlier
from domain.customers.tables import email_addresses, external_ids, visitors
from domain.kernel import CustomerId, Unit, keyring
from domain.kernel.crypto import Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who gets names, and when they say that they registered."""

    customer_id: CustomerId
    registered_at: datetime | None
    indexes: tuple[bytes | None, ...] = ()
    external: tuple[tuple[str, str], ...] = ()
    visitor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was known of customers who were erased, for features above to let go of."""

    customer_ids: tuple[CustomerId, ...]
    email_indexes: tuple[bytes, ...]
    visitor_ids: tuple[str, ...]


async def admit(unit: Unit, who: Newcomer) -> None:
    """Refuse names of who was erased, and has not registered again since.

    To who has, nothing is sent until they ask for it.
    """
    secrets = await keyring.secrets(unit)
    named = {each for each in who.indexes if each is not None}
    named |= {external_index(secrets, *each) for each in who.external}
    if who.visitor_id is not None:
        named.add(visitor_index(secrets, who.visitor_id))
    times = await erased(unit, named)
    if not is_new(times.values(), who.registered_at):
        raise ErasedEarlier(max(times.values()))
    if times:
        limits.add_suppressions(unit, [who.customer_id])


def is_new(times: Iterable[datetime], registered_at: datetime | None) -> bool:
    """Tell whether somebody registered after all erasures of their names."""
    return all(registered_at is not None and registered_at > at for at in times)


async def erased(unit: Unit, indexes: Iterable[bytes]) -> Mapping[bytes, datetime]:
    """Return which of these names were erased, and when."""
    wanted = set(indexes)
    if not wanted:
        return {}
    rows = await store.erased(unit, wanted)
    return {bytes(each.name_index): each.erased_at for each in rows}


async def erased_external_ids(
    unit: Unit, source: str, names: Iterable[str]
) -> Mapping[str, datetime]:
    """Return which of these external ids of a source were erased, and when."""
    secrets = await keyring.secrets(unit)
    by_index = {external_index(secrets, source, each): each for each in names}
    return {by_index[i]: at for i, at in (await erased(unit, by_index)).items()}


async def erased_visitors(
    unit: Unit, visitor_ids: Iterable[str]
) -> Mapping[str, datetime]:
    """Return which of these visitors were erased, and when."""
    secrets = await keyring.secrets(unit)
    by_index = {visitor_index(secrets, each): each for each in visitor_ids}
    return {by_index[i]: at for i, at in (await erased(unit, by_index)).items()}


async def gone(unit: Unit, customer_ids: Iterable[CustomerId]) -> frozenset[CustomerId]:
    """Return those of these customers who were erased."""
    asked = set(customer_ids)
    if not asked:
        return frozenset()
    return frozenset(each.id for each in await store.gone(unit, asked))


async def hold(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> tuple[CustomerId, ...]:
    """Keep everybody from customers, until this unit ends; return who is there yet."""
    held = await store.hold(unit, sorted(set(customer_ids)))
    return tuple(each.id for each in held if each.erased_at is None)


async def erase(unit: Unit, customer_ids: Sequence[CustomerId]) -> Erased:
    """Destroy the keys of customers whom this unit holds, and let go of their names.

    There is no way back: from the end of this unit on, their ids lead to nobody.
    """
    secrets = await keyring.secrets(unit)
    mails = await store.indexed(unit, customer_ids)
    numbers = await store.numbered(unit, customer_ids)
    named = await store.external(unit, customer_ids)
    visited = await store.visits(unit, customer_ids)
    indexes = {bytes(each.name_index) for each in (*mails, *numbers)}
    indexes |= await former_indexes(unit, customer_ids)
    indexes |= {external_index(secrets, e.source, e.external_id) for e in named}
    indexes |= {visitor_index(secrets, each.visitor_id) for each in visited}
    remember(unit, dict.fromkeys(indexes, unit.now))
    for table in (email_addresses, external_ids, visitors):
        store.release(unit, table, customer_ids)
    store.mark(unit, customer_ids)
    keyring.destroy(unit, customer_ids)
    return Erased(
        customer_ids=tuple(customer_ids),
        email_indexes=tuple(sorted({bytes(each.name_index) for each in mails})),
        visitor_ids=tuple(sorted({each.visitor_id for each in visited})),
    )


async def gone_after(
    unit: Unit, after: CustomerId | None, limit: int
) -> dict[CustomerId, datetime]:
    """Return who was erased, after somebody, in the order of ids."""
    found = await store.all_gone(unit, after, limit)
    return {each.id: each.erased_at for each in found}


async def erased_after(
    unit: Unit, after: bytes | None, limit: int
) -> dict[bytes, datetime]:
    """Return the names that were erased, after one, in their order."""
    found = await store.all_names(unit, after, limit)
    return {bytes(each.name_index): each.erased_at for each in found}


def remember(unit: Unit, times: Mapping[bytes, datetime]) -> None:
    """Write down that names were erased, and when."""
    if times:
        store.add(unit, [ErasedName(each, at) for each, at in sorted(times.items())])


def external_index(secrets: Secrets, source: str, name: str) -> bytes:
    """Return an external id as the journal has it."""
    return secrets.blind("external", f"{source}|{name}")


def visitor_index(secrets: Secrets, visitor_id: str) -> bytes:
    """Return a visitor as the journal has it."""
    return secrets.blind("visitor", visitor_id)
