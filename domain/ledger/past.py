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
    withheld: Undoable | None


@dataclass(frozen=True, slots=True)
class Past:
    """What was answered to sources, and how much of transfers was undone, until now."""

    answers: dict[Source, Answer]
    undone: Counter[str]

    def post(self, book: Book, posting: Posting) -> Posted:
        """Carry out a posting, or answer it as the first time."""
        source = source_of(posting)
        earlier = self.answers.get(source)
        if earlier is not None:
            return _again(posting, earlier)
        seen = len(book.reversals)
        written = enter(book, posting, self._undone(posting))
        for each in book.reversals[seen:]:
            self.undone[each.transfer_id] += each.amount
        self.answers[source] = _answer(posting, written, book)
        return self.answers[source].posted

    def _undone(self, posting: Posting) -> Undone:
        match posting:
            case Clawback():
                found = self.answers.get(posting.earned)
                if found is not None:
                    return Undone(found.lot_id, None, self._now(found.withheld))
            case Refund():
                found = self.answers.get(posting.spent)
                if found is not None:
                    return Undone(spent=self._now(found.spent))
            case _:
                pass
        return Undone()

    def _now(self, undoable: Undoable | None) -> Undoable | None:
        """Return what may be undone, less what was."""
        if undoable is None:
            return None
        return replace(undoable, undone=self.undone[undoable.transfer_id])


async def recall(
    unit: Unit, postings: Sequence[Posting], books: Collection[Book]
) -> Past:
    """Return what was answered to these postings, and to those that they undo.

    The accounts are held, so that nobody changes the answer.
    """
    sources = {source_of(posting) for posting in postings}
    earned = {each.earned for each in postings if isinstance(each, Clawback)}
    spent = {each.spent for each in postings if isinstance(each, Refund)}
    parts: defaultdict[Source, list[Recorded]] = defaultdict(list)
    for row in await store.explained_by(unit, sources | earned | spent):
        parts[Source(row.source_type, row.source_id, row.effect)].append(row)
    rows = [row for each in spent & parts.keys() for row in parts[each]]
    terms = await _terms(unit, rows)
    answers = {source: _recorded(rows, terms) for source, rows in parts.items()}
    found = (answers[each] for each in (earned | spent) & answers.keys())
    asked = [each for answer in found for each in (answer.spent, answer.withheld)]
    named = [each.transfer_id for each in asked if each is not None]
    undone = await past_store.undone(unit, named) if named else Counter[str]()
    await _recall_lapsed(unit, answers, postings, books)
    return Past(answers, undone)


async def _terms(unit: Unit, rows: Iterable[Recorded]) -> Mapping[str, datetime | None]:
    """Return until when the lots last from which something was spent."""
    spends = [row for row in rows if row.kind == TransferKind.SPEND]
    lots = {lot_id for row in spends for lot_id in row.lot_ids}
    return await past_store.terms(unit, lots) if lots else {}


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


def _again(posting: Posting, earlier: Answer) -> Posted:
    same = earlier.posted.customer_id == posting.customer_id
    if not same or earlier.fingerprint != fingerprint(posting):
        raise SourceAlreadyUsed(*source_of(posting))
    return replace(earlier.posted, repeated=True)


def _answer(posting: Posting, written: Sequence[Transfer], book: Book) -> Answer:
    rows = [
        Recorded(
            id=each.id,
            customer_id=posting.customer_id,
            unit=each.unit,
            kind=each.kind,
            credit=each.credit,
            amount=each.amount,
            lot_ids=[part.lot_id for part in each.lots],
            lot_amounts=[part.amount for part in each.lots],
            available_after=each.available_after,
            pending_after=each.pending_after,
            held_after=each.held_after,
            debt_after=each.debt_after,
            source_type=each.source.type,
            source_id=each.source.id,
            effect=each.source.effect,
            part=each.part,
            fingerprint=each.fingerprint,
        )
        for each in written
    ]
    return _recorded(rows, book.terms)


def _recorded(rows: Sequence[Recorded], terms: Mapping[str, datetime | None]) -> Answer:
    first, last = rows[0], rows[-1]
    return Answer(
        posted=Posted(
            transfer_id=first.id,
            customer_id=first.customer_id,
            unit=first.unit,
            amount=sum(row.amount for row in rows if _is_told(row)),
            available=last.available_after,
            pending=last.pending_after,
            held=last.held_after,
            debt=last.debt_after,
        ),
        fingerprint=first.fingerprint,
        lot_id=first.lot_ids[0] if first.kind == TransferKind.EARN else None,
        spent=_spent(first, terms),
        withheld=next(map(_withheld, filter(_is_withheld, rows)), None),
    )


def _is_told(row: Recorded) -> bool:
    """Tell what was asked for from what followed, and from what was withheld."""
    return row.kind != TransferKind.REPAY and not _is_withheld(row)


def _is_withheld(row: Recorded) -> bool:
    return row.credit == Side.WITHHELD


def _withheld(row: Recorded) -> Undoable:
    lots = (OpenLot("", row.amount, None),)
    return Undoable(transfer_id=row.id, credit=Side.WITHHELD, lots=lots)


def _spent(row: Recorded, terms: Mapping[str, datetime | None]) -> Undoable | None:
    if row.kind != TransferKind.SPEND:
        return None
    parts = zip(row.lot_ids, row.lot_amounts, strict=True)
    lots = tuple(OpenLot(lot, amount, terms.get(lot)) for lot, amount in parts)
    return Undoable(transfer_id=row.id, credit=Side(row.credit), lots=lots)
