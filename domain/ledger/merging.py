"""Merging: what one customer held becomes another's, lot by lot, and may go back."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from domain.customers import CustomersMerged, CustomersUnmerged
from domain.kernel import CustomerId, Unit
from domain.ledger import caring_store, moving, store
from domain.ledger.book import Book
from domain.ledger.intervening import intervention
from domain.ledger.model import AccountKey, Source, TransferKind
from domain.ledger.posting import close_books, open_books
from domain.ledger.reading import InterventionKind
from domain.ledger.store import Recorded

MERGE, UNMERGE, FOLLOW = "merge", "unmerge", "follow"


async def on_customers_merged(unit: Unit, event: CustomersMerged) -> None:
    """Move all that the merged customer holds and owes; each lot keeps its terms."""
    units = await _units(unit, event.merged_id)
    books = await _open(unit, (event.merged_id, event.kept_id), units)
    for code in units:
        giver = books[AccountKey(event.merged_id, code)]
        taker = books[AccountKey(event.kept_id, code)]
        _begin(unit, giver, MERGE, event.merge_id, f"leave:{code}")
        baggage = moving.leave(giver, None, giver.close().debt)
        for hold_id in _holds(giver):
            _hand_over(unit, giver, taker, Source(MERGE, event.merge_id, hold_id))
        _begin(unit, taker, MERGE, event.merge_id, f"arrive:{code}")
        moving.arrive(taker, baggage)
    await close_books(unit, books.values())
    for code in units:
        key = AccountKey(event.kept_id, code)
        if books[AccountKey(event.merged_id, code)].frozen and not books[key].frozen:
            await _freeze(unit, key)


async def on_customers_unmerged(unit: Unit, event: CustomersUnmerged) -> None:
    """Move back what is left of the lots, debt and holds that the merge moved."""
    units = await _units(unit, event.merged_id)
    books = await _open(unit, (event.merged_id, event.kept_id), units)
    kept = {code: books[AccountKey(event.kept_id, code)] for code in units}
    sources = [Source(MERGE, event.merge_id, f"leave:{code}") for code in units]
    holds = [hold_id for book in kept.values() for hold_id in _holds(book)]
    sources += [Source(MERGE, event.merge_id, f"leave:{each}") for each in holds]
    moved = await store.explained_by(unit, sources)
    came = {each.effect for each in moved}
    for code, giver in kept.items():
        taker = books[AccountKey(event.merged_id, code)]
        left = f"leave:{code}"
        lots, debt = _moved(each for each in moved if each.effect == left)
        _begin(unit, giver, UNMERGE, event.merge_id, left)
        baggage = moving.leave(giver, lots, debt)
        for hold_id in _holds(giver):
            if f"leave:{hold_id}" in came:
                _hand_over(unit, giver, taker, Source(UNMERGE, event.merge_id, hold_id))
        _begin(unit, taker, UNMERGE, event.merge_id, f"arrive:{code}")
        moving.arrive(taker, baggage)
    await close_books(unit, books.values())


async def follow(
    unit: Unit,
    giver: CustomerId,
    taker: CustomerId,
    code: str,
    sources: AbstractSet[Source],
) -> None:
    """Let what is left of lots follow what they were given for to somebody else.

    A merger moves and gives back the lots of its instant; this is for those since. What
    is no longer the giver's stays where it is.
    """
    found = await store.explained_by(unit, sources)
    given = [each for each in found if each.kind == TransferKind.EARN]
    books = await _open(unit, (giver, taker), [code])
    move_id = unit.new_id("mov")
    book = books[AccountKey(giver, code)]
    _begin(unit, book, FOLLOW, move_id, f"leave:{code}")
    baggage = moving.leave(
        book, frozenset(lot for each in given for lot in each.lot_ids), 0
    )
    book = books[AccountKey(taker, code)]
    _begin(unit, book, FOLLOW, move_id, f"arrive:{code}")
    moving.arrive(book, baggage)
    await close_books(unit, books.values())


async def _freeze(unit: Unit, key: AccountKey) -> None:
    """Freeze an account into which a frozen one was merged."""
    caring_store.freeze(unit, key)
    made = intervention(unit, key, InterventionKind.FREEZE, "It was merged with one.")
    await caring_store.write_down(unit, made)


async def _units(unit: Unit, customer_id: CustomerId) -> list[str]:
    return sorted(key.unit for key in await store.held_by(unit, [customer_id]))


async def _open(
    unit: Unit, customer_ids: Iterable[CustomerId], units: list[str]
) -> dict[AccountKey, Book]:
    keys = [AccountKey(each, code) for each in customer_ids for code in units]
    return await open_books(unit, keys)


def _holds(book: Book) -> list[str]:
    """Return the holds for which an account has something set aside."""
    return sorted({lot.hold_id for lot in book.holds})


def _hand_over(unit: Unit, giver: Book, taker: Book, move: Source) -> None:
    """Let a hold, which is what moves, be another customer's."""
    kind, merge_id, hold_id = move
    _begin(unit, giver, kind, merge_id, f"leave:{hold_id}")
    parts = moving.hand_over(giver, hold_id)
    _begin(unit, taker, kind, merge_id, f"arrive:{hold_id}")
    moving.take_over(taker, parts)


def _begin(unit: Unit, book: Book, kind: str, merge_id: str, effect: str) -> None:
    book.begin(Source(kind, merge_id, effect), unit.now, "")


def _moved(rows: Iterable[Recorded]) -> tuple[frozenset[str], int]:
    """Return the lots and the debt that left with a merge."""
    rows = list(rows)
    lots = frozenset(lot for row in rows for lot in row.lot_ids)
    return lots, sum(row.amount for row in rows if not row.lot_ids)
