"""How postings become transfers: a fold over one account, in whole numbers only.

Nothing here reads a clock or a database. An account and a posting go in; the account as
it is then, and the transfers that explain the difference, come out.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b

from domain.ledger import lots as arithmetic
from domain.ledger.lots import NEVER, total, whole
from domain.ledger.model import (
    Account,
    Allocation,
    Baggage,
    Clawback,
    ClawbackPolicy,
    Correct,
    Earn,
    InsufficientPoints,
    Lot,
    NothingEarned,
    OpenLot,
    PendingLot,
    Posting,
    Side,
    Source,
    Spend,
    Transfer,
    TransferKind,
    source_of,
)

FINGERPRINT_BYTES = 16

NewId = Callable[[str], str]


def fingerprint(posting: Posting) -> str:
    """Return the same text for the same posting, and another for another.

    The customer is left out, for one who was merged has another name afterwards.
    """
    said: tuple[object, ...]
    match posting:
        case Earn():
            said = (posting.available_at, posting.expires_at)
        case Correct():
            said = (posting.expires_at,)
        case Spend():
            said = (posting.towards,)
        case Clawback():
            said = (*posting.earned, posting.policy)
    instant = posting.occurred_at
    whole = (type(posting).__name__, posting.unit, posting.amount, instant, *said)
    plain = "\x1f".join(
        str(each.timestamp()) if isinstance(each, datetime) else str(each)
        for each in whole
    )
    return blake2b(plain.encode(), digest_size=FINGERPRINT_BYTES).hexdigest()


def as_of(account: Account, now: datetime) -> Account:
    """Return what an account holds at an instant, also if nobody has settled it."""
    book = Book(account, now, lambda prefix: prefix)
    book.settle()
    return book.close()


def apply(
    account: Account,
    posting: Posting,
    now: datetime,
    new_id: NewId,
    lot_id: str | None = None,
) -> tuple[Account, tuple[Transfer, ...]]:
    """Return an account after a posting, and all transfers that this took.

    `lot_id` is the lot that a clawback undoes. Refuse what cannot be spent.
    """
    book = Book(account, now, new_id)
    book.settle()
    book.post(posting, lot_id)
    return book.close(), tuple(book.transfers)


class Book:
    """An account while transfers are being written to it, at one instant."""

    def __init__(self, account: Account, now: datetime, new_id: NewId) -> None:
        """Open the book of an account."""
        self.account = account
        self.now = now
        self.new_id = new_id
        self.lots = list(account.lots)
        self.waiting = list(account.waiting)
        self.held = {
            Side.AVAILABLE: account.available,
            Side.PENDING: account.pending,
            Side.DEBT: -account.debt,
        }
        self.seq = account.seq
        self.transfers: list[Transfer] = []
        self.opened: list[Lot] = []
        self.dues: set[datetime] = set()
        self.source = Source("", "", "")
        self.fingerprint = ""
        self.occurred_at = now
        self.part = 0

    def close(self) -> Account:
        """Return the account as it is now."""
        return Account(
            customer_id=self.account.customer_id,
            unit=self.account.unit,
            available=self.held[Side.AVAILABLE],
            pending=self.held[Side.PENDING],
            debt=-self.held[Side.DEBT],
            seq=self.seq,
            lots=tuple(self.lots),
            waiting=tuple(self.waiting),
        )

    def settle(self) -> None:
        """Activate and expire what is due, in the order in which it fell due."""
        while True:
            wakes = self.waiting[0].available_at if self.waiting else NEVER
            ends = self.lots[0].expires_at or NEVER if self.lots else NEVER
            if min(wakes, ends) > self.now:
                return
            if wakes <= ends:
                self._activate(self.waiting.pop(0))
            else:
                self._expire(self.lots.pop(0))

    def post(self, posting: Posting, lot_id: str | None = None) -> list[Transfer]:
        """Write the transfers of a posting and return them."""
        self.begin(source_of(posting), posting.occurred_at, fingerprint(posting))
        first = len(self.transfers)
        match posting:
            case Earn():
                self._earn(posting)
            case Spend():
                self._spend(posting)
            case Clawback():
                self._claw_back(posting, lot_id)
            case Correct():
                self._correct(posting)
        written = self.transfers[first:]
        self.settle()  # What was given may have expired long ago.
        return written

    def begin(self, source: Source, occurred_at: datetime, fingerprint: str) -> None:
        """Say what explains the transfers that follow."""
        self.source, self.occurred_at, self.part = source, occurred_at, 0
        self.fingerprint = fingerprint

    def leave(self, lot_ids: frozenset[str] | None, debt_max: int) -> Baggage:
        """Send lots and debt away; None means all lots that there are."""
        gone = [lot for lot in self.lots if lot_ids is None or lot.id in lot_ids]
        later = [lot for lot in self.waiting if lot_ids is None or lot.id in lot_ids]
        debt = min(debt_max, -self.held[Side.DEBT])
        self.lots = [lot for lot in self.lots if lot not in gone]
        self.waiting = [lot for lot in self.waiting if lot not in later]
        self._move(TransferKind.MOVE, Side.AVAILABLE, Side.TRANSIT, whole(gone))
        self._move(TransferKind.MOVE, Side.PENDING, Side.TRANSIT, whole(later))
        self._owe(TransferKind.MOVE, Side.TRANSIT, Side.DEBT, debt)
        return Baggage(lots=tuple(gone), waiting=tuple(later), debt=debt)

    def arrive(self, baggage: Baggage) -> None:
        """Receive what left another account; each lot keeps its terms."""
        for lot in baggage.lots:
            self._open(lot)
        for lot in baggage.waiting:
            self._wait(lot)
        lots, waiting = whole(baggage.lots), whole(baggage.waiting)
        self._move(TransferKind.MOVE, Side.TRANSIT, Side.AVAILABLE, lots)
        self._move(TransferKind.MOVE, Side.TRANSIT, Side.PENDING, waiting)
        self._owe(TransferKind.MOVE, Side.DEBT, Side.TRANSIT, baggage.debt)
        self._absorb()

    def _earn(self, posting: Earn) -> None:
        self._give(
            TransferKind.EARN,
            Side.ISSUE,
            posting.amount,
            posting.available_at,
            posting.expires_at,
        )

    def _spend(self, posting: Spend) -> None:
        taken = self._take(posting.amount)
        self._move(TransferKind.SPEND, Side.AVAILABLE, posting.towards, taken)

    def _correct(self, posting: Correct) -> None:
        given, side = posting.amount, Side.ADJUSTED
        if given > 0:
            self._give(TransferKind.ADJUST, side, given, None, posting.expires_at)
        else:
            taken = self._take(-given)
            self._move(TransferKind.ADJUST, Side.AVAILABLE, side, taken)

    def _claw_back(self, posting: Clawback, lot_id: str | None) -> None:
        if lot_id is None:
            raise NothingEarned(*posting.earned)
        claw, policy = TransferKind.CLAWBACK, posting.policy
        pending = arithmetic.cancel(self.waiting, lot_id, posting.amount)
        self._move(claw, Side.PENDING, Side.ISSUE, pending)
        left = posting.amount - total(pending)
        if policy is not ClawbackPolicy.ONLY_PENDING:
            taken = arithmetic.take_first(self.lots, lot_id, left)
            self._move(claw, Side.AVAILABLE, Side.ISSUE, taken)
            left -= total(taken)
        if policy is ClawbackPolicy.UNLIMITED:
            self._owe(claw, Side.DEBT, Side.ISSUE, left)
        if self.part == 0:
            # That nothing was there to take is written down too, as it is an answer.
            self._record(claw, (Side.AVAILABLE, Side.ISSUE), 0, ())

    def _give(
        self,
        kind: TransferKind,
        side: Side,
        amount: int,
        available_at: datetime | None,
        expires_at: datetime | None,
    ) -> None:
        lot_id = self.new_id("lot")
        parts = (Allocation(lot_id, amount),)
        pending = available_at is not None and available_at > self.now
        if pending:
            assert available_at is not None
            self._wait(PendingLot(lot_id, amount, available_at, expires_at))
        else:
            self._open(OpenLot(lot_id, amount, expires_at))
        into = Side.PENDING if pending else Side.AVAILABLE
        written = self._record(kind, (side, into), amount, parts)
        self.opened.append(
            Lot(
                id=lot_id,
                transfer_id=written.id,
                customer_id=self.account.customer_id,
                unit=self.account.unit,
                amount=amount,
                available_at=available_at or self.now,
                expires_at=expires_at,
            )
        )
        if not pending:
            self._absorb()

    def _activate(self, lot: PendingLot) -> None:
        self.begin(Source("lot", lot.id, "activate"), lot.available_at, "")
        self._open(OpenLot(lot.id, lot.amount, lot.expires_at))
        parts = (Allocation(lot.id, lot.amount),)
        self._move(TransferKind.ACTIVATE, Side.PENDING, Side.AVAILABLE, parts)
        self._absorb()

    def _expire(self, lot: OpenLot) -> None:
        assert lot.expires_at is not None
        self.begin(Source("lot", lot.id, "expire"), lot.expires_at, "")
        parts = (Allocation(lot.id, lot.amount),)
        self._move(TransferKind.EXPIRE, Side.AVAILABLE, Side.BREAKAGE, parts)

    def _absorb(self) -> None:
        """Pay a debt with what is there."""
        payable = min(-self.held[Side.DEBT], self.held[Side.AVAILABLE])
        if payable > 0:
            paid = self._take(payable)
            self._move(TransferKind.REPAY, Side.AVAILABLE, Side.DEBT, paid)

    def _open(self, lot: OpenLot) -> None:
        arithmetic.insert_open(self.lots, lot)
        self._fall_due(lot.expires_at)

    def _wait(self, lot: PendingLot) -> None:
        arithmetic.insert_waiting(self.waiting, lot)
        self._fall_due(lot.available_at)
        self._fall_due(lot.expires_at)

    def _fall_due(self, at: datetime | None) -> None:
        if at is not None and at > self.now:
            self.dues.add(at)

    def _take(self, amount: int) -> tuple[Allocation, ...]:
        """Take an amount in the order of spending, or refuse."""
        available = self.held[Side.AVAILABLE]
        if amount > available:
            raise InsufficientPoints(required=amount, available=available)
        return arithmetic.take(self.lots, amount)

    def _move(
        self,
        kind: TransferKind,
        debit: Side,
        credit: Side,
        parts: tuple[Allocation, ...],
    ) -> None:
        if parts:
            self._record(kind, (debit, credit), total(parts), parts)

    def _owe(self, kind: TransferKind, debit: Side, credit: Side, amount: int) -> None:
        if amount:
            self._record(kind, (debit, credit), amount, ())

    def _record(
        self,
        kind: TransferKind,
        way: tuple[Side, Side],
        amount: int,
        parts: tuple[Allocation, ...],
    ) -> Transfer:
        held = self.held
        debit, credit = way
        if debit in held:
            held[debit] -= amount
        if credit in held:
            held[credit] += amount
        self.seq += 1
        written = Transfer(
            id=self.new_id("trf"),
            customer_id=self.account.customer_id,
            unit=self.account.unit,
            seq=self.seq,
            kind=kind,
            debit=debit,
            credit=credit,
            amount=amount,
            lots=parts,
            available_after=held[Side.AVAILABLE],
            pending_after=held[Side.PENDING],
            debt_after=-held[Side.DEBT],
            source=self.source,
            part=self.part,
            fingerprint=self.fingerprint,
            occurred_at=self.occurred_at,
            recorded_at=self.now,
        )
        self.part += 1
        self.transfers.append(written)
        return written
