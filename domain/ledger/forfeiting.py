"""Forfeiting: accounts that are emptied for good, by entries that balance the books."""

from collections.abc import Iterable, Mapping

from domain.kernel import CustomerId, Unit
from domain.ledger import policy_store, store
from domain.ledger.book import Book
from domain.ledger.lots import whole
from domain.ledger.model import (
    AccountKey,
    HoldStatus,
    PotId,
    PotStatus,
    Side,
    Source,
    TransferKind,
)
from domain.ledger.posting import close_books, open_books

ERASURE = "erasure"


async def forfeit_all(
    unit: Unit, customer_ids: Iterable[CustomerId], donating: Mapping[CustomerId, PotId]
) -> None:
    """Empty all accounts of customers: what is left goes to a pot, or back to the shop.

    What is set aside is given back first. What they owe is written off. A pot that is
    closed by now, or counts something else, is passed over.
    """
    owned = await store.held_by(unit, customer_ids)
    pots: dict[PotId, str] = {}
    for pot_id in sorted(set(donating.values())):
        pot = await policy_store.pot_held(unit, pot_id)
        if pot is not None and pot.status is PotStatus.OPEN:
            pots[pot_id] = pot.unit
    books = await open_books(unit, owned)
    for key, book in books.items():
        pot_id = donating.get(key.customer_id)
        _forfeit(book, key, pot_id if pots.get(pot_id or "") == key.unit else None)
    await close_books(unit, books.values())


def _forfeit(book: Book, key: AccountKey, pot_id: PotId | None) -> None:
    for hold_id in sorted({lot.hold_id for lot in book.holds}):
        book.begin(Source("hold", hold_id, ERASURE), book.now, "")
        freed = book.end(hold_id, HoldStatus.RELEASED, book.now)
        book.give_back((TransferKind.RELEASE, Side.HELD), freed)
    # What lapsed while it was set aside expires, as it would have.
    book.settle()
    lots, waiting = whole(book.lots), whole(book.waiting)
    book.lots, book.waiting = [], []
    name = f"{key.customer_id}:{key.unit}"
    if pot_id is not None and not book.frozen:
        book.begin(Source(policy_store.POT, pot_id, f"{ERASURE}:{name}"), book.now, "")
        book.move(TransferKind.SPEND, (Side.AVAILABLE, Side.DONATED), lots)
        lots = ()
    book.begin(Source(ERASURE, name, "forfeit"), book.now, "")
    book.move(TransferKind.FORFEIT, (Side.AVAILABLE, Side.BREAKAGE), lots)
    book.move(TransferKind.FORFEIT, (Side.PENDING, Side.BREAKAGE), waiting)
    owed = -book.held[Side.DEBT]
    book.owe(TransferKind.FORFEIT, (Side.ADJUSTED, Side.DEBT), owed)
