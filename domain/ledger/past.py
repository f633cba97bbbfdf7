"""What the books said before: what was answered to sources, and what may be undone."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.kernel import Unit
from domain.ledger import past_store, store
from domain.ledger.book import Book
from domain.ledger.model import (
    OpenLot,
    Posted,
    Side,
    Source,
    Transfer,
    TransferKind,
    Undoable,
)
from domain.ledger.postings import Clawback, Earn, Posting, Refund, source_of
from domain.ledger.refusals import SourceAlreadyUsed
from domain.ledger.rules import Undone, enter, fingerprint
from domain.ledger.store import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered to a posting, what it said, and what of it may be undone."""

    posted: Posted
    fingerprint: str
    lot_id: str | None
    spent: Undoable | None


@dataclass(frozen=True, slots=True)
class Past:
    """What was answered to sources, before and since."""

    answers: dict[Source, Answer]

    def post(self, book: Book, posting: Posting) -> Posted:
        """Carry out a posting, or answer it as the first time."""
        source = source_of(posting)
        earlier = self.answers.get(source)
        if earlier is not None:
            return _again(posting, earlier)
        written = enter(book, posting, self._undone(posting))
        self.answers[source] = _answer(posting, written, book)
        if isinstance(posting, Refund):
            self._refunded(posting)
        return self.answers[source].posted

    def _undone(self, posting: Posting) -> Undone:
        match posting:
            case Clawback():
                found = self.answers.get(posting.earned)
                return Undone(lot_id=found.lot_id if found else None)
            case Refund():
                found = self.answers.get(posting.spent)
                return Undone(spent=found.spent if found else None)
            case _:
                return Undone()

    def _refunded(self, posting: Refund) -> None:
        earlier = self.answers[posting.spent]
        assert earlier.spent is not None
        undone = earlier.spent.undone + posting.amount
        left = replace(earlier.spent, undone=undone)
        self.answers[posting.spent] = replace(earlier, spent=left)


async def recall(
    unit: Unit, postings: Sequence[Posting], books: Collection[Book]
) -> Past:
    """Return what was answered to these postings, and to those that they undo.

    The accounts are held, so that nobody changes the answer.
    """
    sources = {source_of(posting) for posting in postings}
    sources |= {each.earned for each in postings if isinstance(each, Clawback)}
    spent = {each.spent for each in postings if isinstance(each, Refund)}
    parts: defaultdict[Source, list[Recorded]] = defaultdict(list)
    for row in await store.explained_by(unit, sources | spent):
        parts[Source(row.source_type, row.source_id, row.effect)].append(row)
    answers = {source: _recorded(rows) for source, rows in parts.items()}
    await _recall_spent(
        unit, answers, {each: parts[each] for each in spent & parts.keys()}
    )
    await _recall_lapsed(unit, answers, postings, books)
    return Past(answers)


async def _recall_spent(
    unit: Unit,
    answers: dict[Source, Answer],
    spent: Mapping[Source, Sequence[Recorded]],
) -> None:
    """Learn what is left of what was spent, and what became of its lots."""
    spends = {source: rows[0] for source, rows in spent.items() if _is_spend(rows[0])}
    if not spends:
        return
    undone = await past_store.undone(unit, [row.id for row in spends.values()])
    named = {lot_id for row in spends.values() for lot_id in row.lot_ids}
    terms = await past_store.terms(unit, named)
    for source, row in spends.items():
        left = Undoable(
            transfer_id=row.id,
            credit=Side(row.credit),
            lots=_lots(row, terms),
            undone=undone[row.id],
        )
        answers[source] = replace(answers[source], spent=left)


async def _recall_lapsed(
    unit: Unit,
    answers: Mapping[Source, Answer],
    postings: Sequence[Posting],
    books: Collection[Book],
) -> None:
    """Learn what has expired of the lots that are not there to be taken back."""
    wanted = _missing(answers, postings, books)
    rows = await past_store.lapses(unit, wanted) if wanted else ()
    if not rows:
        return
    undone = await past_store.undone(unit, [row.id for row in rows])
    lapsed: defaultdict[str, list[Undoable]] = defaultdict(list)
    for row in rows:
        (lot_id,) = row.lot_ids
        lapse = Undoable(
            transfer_id=row.id,
            credit=Side.BREAKAGE,
            lots=(OpenLot(lot_id, row.amount, None),),
            undone=undone[row.id],
        )
        lapsed[lot_id].append(lapse)
    for lot_id, before in lapsed.items():
        before.extend(since for book in books for since in book.lapsed[lot_id])
        for book in books:
            book.lapsed[lot_id] = before  # The same list, as it is the same lot.


def _missing(
    answers: Mapping[Source, Answer],
    postings: Sequence[Posting],
    books: Iterable[Book],
) -> Collection[str]:
    """Return the lots of which less is there than clawbacks would take back."""
    wanted: Counter[str] = Counter()
    for each in postings:
        earned = answers.get(each.earned) if isinstance(each, Clawback) else None
        if earned is not None and earned.lot_id is not None:
            wanted[earned.lot_id] += each.amount
    # What others of these may take first is not there for sure.
    if wanted and all(isinstance(each, Earn | Clawback) for each in postings):
        for lot in (lot for book in books for lot in (*book.lots, *book.waiting)):
            if lot.id in wanted and lot.amount >= wanted[lot.id]:
                del wanted[lot.id]
    return wanted.keys()


def _is_spend(row: Recorded) -> bool:
    return row.kind == TransferKind.SPEND


def _lots(row: Recorded, terms: Mapping[str, datetime | None]) -> tuple[OpenLot, ...]:
    parts = zip(row.lot_ids, row.lot_amounts, strict=True)
    return tuple(OpenLot(lot, amount, terms[lot]) for lot, amount in parts)


def _again(posting: Posting, earlier: Answer) -> Posted:
    same = earlier.posted.customer_id == posting.customer_id
    if not same or earlier.fingerprint != fingerprint(posting):
        raise SourceAlreadyUsed(*source_of(posting))
    return replace(earlier.posted, repeated=True)


def _answer(posting: Posting, written: Sequence[Transfer], book: Book) -> Answer:
    first, last = written[0], written[-1]
    spent = None
    if first.kind is TransferKind.SPEND:
        lots = (OpenLot(*part, book.terms[part.lot_id]) for part in first.lots)
        spent = Undoable(transfer_id=first.id, credit=first.credit, lots=tuple(lots))
    return Answer(
        posted=Posted(
            transfer_id=first.id,
            customer_id=posting.customer_id,
            unit=posting.unit,
            amount=sum(t.amount for t in written if t.kind is first.kind),
            available=last.available_after,
            pending=last.pending_after,
            held=last.held_after,
            debt=last.debt_after,
        ),
        fingerprint=first.fingerprint,
        lot_id=first.lots[0].lot_id if first.kind is TransferKind.EARN else None,
        spent=spent,
    )


def _recorded(rows: Sequence[Recorded]) -> Answer:
    first, last = rows[0], rows[-1]
    return Answer(
        posted=Posted(
            transfer_id=first.id,
            customer_id=first.customer_id,
            unit=first.unit,
            amount=sum(row.amount for row in rows if row.kind == first.kind),
            available=last.available_after,
            pending=last.pending_after,
            held=last.held_after,
            debt=last.debt_after,
        ),
        fingerprint=first.fingerprint,
        lot_id=first.lot_ids[0] if first.kind == TransferKind.EARN else None,
        spent=None,
    )
