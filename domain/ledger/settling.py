"""Settling that nobody has written down yet: what is due, as it would be written."""

from collections.abc import Iterable

from domain.kernel import Unit
from domain.ledger import store
from domain.ledger.book import Book
from domain.ledger.model import AccountKey, Transfer


async def unwritten(unit: Unit, keys: Iterable[AccountKey]) -> tuple[Transfer, ...]:
    """Return the transfers that settling these accounts now would write.

    They have no identifiers yet.
    """
    transfers: list[Transfer] = []
    for account in (await store.read(unit, keys)).values():
        book = Book(account, unit.now, _nameless)
        book.settle()
        transfers += book.transfers
    return tuple(transfers)


async def overdue(unit: Unit, limit: int) -> tuple[AccountKey, ...]:
    """Return accounts of which something fell due that nobody has written down."""
    due = await store.due(unit, limit)
    return tuple({AccountKey(each.customer_id, each.unit) for each in due})


def _nameless(prefix: str) -> str:
    return f"{prefix}_{'0' * 32}"
