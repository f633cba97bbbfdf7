"""Settling for features above: what is due, as it would be written, or written now."""

from collections.abc import Iterable

from domain.kernel import CustomerId, Unit
from domain.ledger import store
from domain.ledger.book import Book
from domain.ledger.model import AccountKey, Transfer
from domain.ledger.posting import close_books, open_books


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


async def settle(unit: Unit, customer_ids: Iterable[CustomerId], code: str) -> None:
    """Activate and expire what is due of customers' accounts, as a sweep would."""
    there = await store.read(unit, [AccountKey(each, code) for each in customer_ids])
    if there:
        books = await open_books(unit, there)
        await close_books(unit, books.values())


def _nameless(prefix: str) -> str:
    return f"{prefix}_{'0' * 32}"
