"""Posting: the one path by which anything reaches the books, one or thousands.

Accounts are locked in the order of their keys, and only then is anything read that the
decision needs. Every set is written by one statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from domain.kernel import Unit
from domain.ledger import store
from domain.ledger.events import BalanceChange, Expiry, PointsExpired, PointsPosted
from domain.ledger.model import (
    Account,
    AccountKey,
    Clawback,
    Due,
    Posted,
    Posting,
    Source,
    SourceAlreadyUsed,
    Transfer,
    TransferKind,
    source_of,
)
from domain.ledger.rules import Book, fingerprint
from domain.ledger.store import Recorded

# A chunk of orders, of which each earns by many rules.
POSTINGS_MAX = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What was answered to a posting, what it said, and the lot that it opened."""

    posted: Posted
    fingerprint: str
    lot_id: str | None


async def post(unit: Unit, postings: Sequence[Posting]) -> tuple[Posted, ...]:
    """Carry out postings in the order given; each source explains one.

    A posting that comes again is answered as the first time; another one with the same
    source is refused, and so is what an account cannot give. A refusal refuses all.
    """
    assert len(postings) <= POSTINGS_MAX, len(postings)
    if not postings:
        return ()
    books = await open_books(unit, (_key(posting) for posting in postings))
    answers = await _answers(unit, postings)
    told = tuple(_post(books[_key(each)], each, answers) for each in postings)
    await close_books(unit, books.values())
    return told


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
    if not await store.record(unit, transfers):
        await _refuse_taken(unit, transfers)
    changed = [book.close() for book in used]
    store.save(unit, changed)
    opened = [lot for book in used for lot in book.opened]
    if opened:
        store.give(unit, opened)
    dues = [
        Due(due_at=at, customer_id=book.account.customer_id, unit=book.account.unit)
        for book in used
        for at in book.dues
    ]
    if dues:
        store.fall_due(unit, dues)
    _tell(unit, zip(used, changed, strict=True), transfers)


async def _refuse_taken(unit: Unit, transfers: Sequence[Transfer]) -> NoReturn:
    """Name the source that somebody used for another account at the same instant."""
    ours = {each.id for each in transfers}
    for each in await store.explained_by(unit, {each.source for each in transfers}):
        if each.id not in ours:
            raise SourceAlreadyUsed(each.source_type, each.source_id, each.effect)
    raise AssertionError("transfers were refused for another reason than their source")


def _post(book: Book, posting: Posting, answers: dict[Source, _Answer]) -> Posted:
    source = source_of(posting)
    earlier = answers.get(source)
    if earlier is not None:
        return _again(posting, earlier)
    earned = answers.get(posting.earned) if isinstance(posting, Clawback) else None
    written = book.post(posting, earned.lot_id if earned else None)
    answers[source] = _answer(posting, written)
    return answers[source].posted


def _again(posting: Posting, earlier: _Answer) -> Posted:
    same = earlier.posted.customer_id == posting.customer_id
    if not same or earlier.fingerprint != fingerprint(posting):
        raise SourceAlreadyUsed(*source_of(posting))
    return replace(earlier.posted, repeated=True)


def _answer(posting: Posting, written: Sequence[Transfer]) -> _Answer:
    first, last = written[0], written[-1]
    opened = first.kind is TransferKind.EARN
    return _Answer(
        posted=Posted(
            transfer_id=first.id,
            customer_id=posting.customer_id,
            unit=posting.unit,
            amount=sum(t.amount for t in written if t.kind is first.kind),
            available=last.available_after,
            pending=last.pending_after,
            debt=last.debt_after,
        ),
        fingerprint=first.fingerprint,
        lot_id=first.lots[0].lot_id if opened else None,
    )


async def _answers(unit: Unit, postings: Sequence[Posting]) -> dict[Source, _Answer]:
    """Return what was answered to these postings, and to those that they undo."""
    sources = {source_of(posting) for posting in postings}
    sources |= {each.earned for each in postings if isinstance(each, Clawback)}
    parts: defaultdict[Source, list[Recorded]] = defaultdict(list)
    for row in await store.explained_by(unit, sources):
        parts[Source(row.source_type, row.source_id, row.effect)].append(row)
    return {source: _recorded(rows) for source, rows in parts.items()}


def _recorded(rows: Sequence[Recorded]) -> _Answer:
    first, last = rows[0], rows[-1]
    return _Answer(
        posted=Posted(
            transfer_id=first.id,
            customer_id=first.customer_id,
            unit=first.unit,
            amount=sum(row.amount for row in rows if row.kind == first.kind),
            available=last.available_after,
            pending=last.pending_after,
            debt=last.debt_after,
        ),
        fingerprint=first.fingerprint,
        lot_id=first.lot_ids[0] if first.kind == TransferKind.EARN else None,
    )


def _key(posting: Posting) -> AccountKey:
    return AccountKey(posting.customer_id, posting.unit)


def _tell(
    unit: Unit,
    changed: Iterable[tuple[Book, Account]],
    transfers: Sequence[Transfer],
) -> None:
    changes = tuple(_change(book.account, after) for book, after in changed)
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


def _change(before: Account, after: Account) -> BalanceChange:
    return BalanceChange(
        customer_id=after.customer_id,
        unit=after.unit,
        available=after.available - before.available,
        pending=after.pending - before.pending,
        debt=after.debt - before.debt,
        entries=after.seq - before.seq,
        seq=after.seq,
    )
