"""All entries of all accounts, a piece at a time, for whoever takes them away."""

from dataclasses import dataclass

from domain.kernel import CustomerId, Unit, walks
from domain.kernel.types import Slug
from domain.kernel.walks import Piece, Walked
from domain.ledger import entries_store
from domain.ledger.reading import Entry
from domain.ledger.tables import transfers


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """A line of a statement, and of whose account, in which unit."""

    customer_id: CustomerId
    unit: Slug
    entry: Entry


async def entries_after(
    unit: Unit, after: str | None, limit: int
) -> Piece[AccountEntry]:
    """Return entries of all accounts, the first that were recorded first."""
    found = [
        AccountEntry(customer_id=key.customer_id, unit=key.unit, entry=each)
        for key, each in await entries_store.after(unit, after, limit)
    ]
    return walks.piece(found, [each.entry.id for each in found], limit)


async def entries_walked(unit: Unit, until: str | None) -> Walked:
    """Return how many entries there are, and how many come up to one."""
    return await walks.walked(unit, transfers.c.id, until)
