"""Posting: the one path by which anything reaches the books, one or thousands.

Accounts are locked in the order of their keys, and only then is anything read that the
decision needs. Every set is written by one statement.
"""

from asyncio import sleep
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NoReturn

from domain.kernel import Refusal, Unit
from domain.ledger import past, renewing, store
from domain.ledger.book import Book
from domain.ledger.events import BalanceChange, Expiry, PointsExpired, PointsPosted
from domain.ledger.model import (
    Account,
    AccountKey,
    Due,
    Posted,
    Transfer,
    TransferKind,
)
from domain.ledger.past import Past
from domain.ledger.postings import Earn, Posting
from domain.ledger.refusals import SourceAlreadyUsed

# A chunk of orders, of which each earns by many rules.
POSTINGS_MAX = 250_000
# So many are entered before others have their turn: a few milliseconds.
TURN = 100


async def post(unit: Unit, postings: Sequence[Posting]) -> tuple[Posted, ...]:
    """Carry out postings in the order given; each source explains one.

    A posting that comes again is answered as the first time; another one with the same
    source is refused, and so is what an account cannot give. A refusal refuses all.
    """
    assert len(postings) <= POSTINGS_MAX, len(postings)
    if not postings:
        return ()
    books = await open_books(unit, (_key(posting) for posting in postings))
    before = await _recall(unit, postings, books.values())
    told: list[Posted] = []
    for place, each in enumerate(postings):
        if place % TURN == 0:
            await sleep(0)
        told.append(before.post(books[_key(each)], each))
    await close_books(unit, books.values())
    return tuple(told)


async def post_each(
    unit: Unit, postings: Sequence[Posting]
) -> tuple[Posted | Refusal, ...]:
    """Carry out postings as `post` does, but let each be refused by itself."""
    assert len(postings) <= POSTINGS_MAX, len(postings)
    if not postings:
        return ()
    books = await open_books(unit, (_key(posting) for posting in postings))
    before = await _recall(unit, postings, books.values())
    told = tuple(_try(before, books[_key(each)], each) for each in postings)
    await close_books(unit, books.values())
    return told


async def _recall(
    unit: Unit, postings: Sequence[Posting], books: Collection[Book]
) -> Past:
    """Learn what was answered before, and which lots are renewed."""
    if any(each.renewing for each in books) or any(map(_renews, postings)):
        await renewing.recall(unit, books)
    return await past.recall(unit, postings, books)


def _try(before: Past, book: Book, posting: Posting) -> Posted | Refusal:
    written = book.seq
    try:
        return before.post(book, posting)
    except Refusal as refusal:
        # Who is refused has left no trace, or nobody else may have this book.
        assert book.seq == written, posting
        return refusal


async def open_books(unit: Unit, keys: Iterable[AccountKey]) -> dict[AccountKey, Book]:
    """Hold accounts and open their books, with all settled that was due."""
    held = await store.lock(unit, keys)
    books = {key: Book(account, unit.now, unit.new_id) for key, account in held.items()}
    for book in books.values():
        book.settle()
    return books


async def close_books(unit: Unit, books: Iterable[Book]) -> None:
    """Write down all that was written in some books, and tell of it."""
    used = [book for book in books if book.transfers]
    transfers = [transfer for book in used for transfer in book.transfers]
    if not transfers:
        return
    recorded = await store.record(unit, transfers)
    changed = [book.close() for book in used]
    store.save(unit, changed)
    _write_rest(unit, used)
    if await recorded() < len(transfers):
        await _refuse_taken(unit, transfers)
    await unit.begin()
    _tell(unit, zip(used, changed, strict=True), transfers)


def _write_rest(unit: Unit, used: Sequence[Book]) -> None:
    """Write down what besides transfers and balances was written in some books."""
    if opened := [lot for book in used for lot in book.opened]:
        store.give(unit, opened)
    if begun := [hold for book in used for hold in book.begun]:
        store.begin(unit, begun)
    if changed := [change for book in used for change in book.changed]:
        store.change(unit, changed)
    if reversals := [each for book in used for each in book.reversals]:
        store.undo(unit, reversals)
    if extensions := [each for book in used for each in book.extensions]:
        store.extend(unit, extensions)
    dues = [
        Due(due_at=at, customer_id=book.account.customer_id, unit=book.account.unit)
        for book in used
        for at in book.dues
    ]
    if dues:
        store.fall_due(unit, dues)


async def _refuse_taken(unit: Unit, transfers: Sequence[Transfer]) -> NoReturn:
    """Name the source that somebody used for another account at the same instant."""
    ours = {each.id for each in transfers}
    for each in await store.explained_by(unit, {each.source for each in transfers}):
        if each.id not in ours:
            raise SourceAlreadyUsed(each.source_type, each.source_id, each.effect)
    raise AssertionError("transfers were refused for another reason than their source")


def _renews(posting: Posting) -> bool:
    return isinstance(posting, Earn) and posting.renewed_months > 0


def _key(posting: Posting) -> AccountKey:
    return AccountKey(posting.customer_id, posting.unit)


def _tell(
    unit: Unit,
    changed: Iterable[tuple[Book, Account]],
    transfers: Sequence[Transfer],
) -> None:
    changes = tuple(_change(book, after) for book, after in changed)
    unit.emit(PointsPosted(changes=changes))
    expired: defaultdict[AccountKey, int] = defaultdict(int)
    for each in transfers:
        if each.kind is TransferKind.EXPIRE:
            expired[AccountKey(each.customer_id, each.unit)] += each.amount
    if expired:
        expiries = tuple(
            Expiry(customer_id=key.customer_id, unit=key.unit, amount=amount)
            for key, amount in expired.items()
        )
        unit.emit(PointsExpired(expiries=expiries))


def _change(book: Book, after: Account) -> BalanceChange:
    before = book.account
    return BalanceChange(
        customer_id=after.customer_id,
        unit=after.unit,
        available=after.available - before.available,
        pending=after.pending - before.pending,
        held=after.held - before.held,
        debt=after.debt - before.debt,
        entries=after.seq - before.seq,
        seq=after.seq,
        kinds=tuple(sorted({each.kind for each in book.transfers})),
    )
