"""A book: an account while transfers are being written to it, at one instant.

Nothing here reads a clock or a database. What it holds when it is closed, and the
transfers that explain the difference, are what the instant and its acts lead to.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.ledger import lots as arithmetic
from domain.ledger.lots import NEVER, total, whole
from domain.ledger.model import (
    Account,
    Allocation,
    Extension,
    HeldLot,
    HoldChange,
    HoldStatus,
    HoldTerms,
    Lot,
    OpenLot,
    PendingLot,
    Reversal,
    Side,
    Source,
    Transfer,
    TransferKind,
    Undoable,
    hold_of,
)
from domain.ledger.refusals import (
    AccountFrozen,
    BalanceCapped,
    InsufficientPoints,
)

NewId = Callable[[str], str]


class LotTerms(NamedTuple):
    """From when and until when a lot lasts, and for how many months it is renewed."""

    available_at: datetime | None
    expires_at: datetime | None
    renewed_months: int = 0


Way = tuple[Side, Side]

NO_GRACE = timedelta()
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Book:
    """An account, and what is written to it."""

    def __init__(self, account: Account, now: datetime, new_id: NewId) -> None:
        """Open the book of an account."""
        self.account = account
        self.now = now
        self.new_id = new_id
        self.lots = list(account.lots)
        self.waiting = list(account.waiting)
        self.holds = list(account.holds)
        self.held = {
            Side.AVAILABLE: account.available,
            Side.PENDING: account.pending,
            Side.HELD: account.held,
            Side.DEBT: -account.debt,
        }
        self.seq = account.seq
        self.frozen = account.frozen
        self.renewing = account.renewing
        # The lots that earning and spending renew, and for how many months, in a zone.
        self.renewed: dict[str, int] = {}
        self.zone = ZoneInfo("UTC")
        self.transfers: list[Transfer] = []
        self.opened: list[Lot] = []
        self.begun: list[HoldTerms] = []
        self.changed: list[HoldChange] = []
        self.reversals: list[Reversal] = []
        self.extensions: list[Extension] = []
        # What has expired of lots, by what was written before and since.
        self.lapsed: defaultdict[str, list[Undoable]] = defaultdict(list)
        # Until when those lots lasted that were taken from.
        self.terms: dict[str, datetime | None] = {}
        # Until when those lots last that came to last longer here.
        self.lasting: dict[str, datetime | None] = {}
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
            held=self.held[Side.HELD],
            debt=-self.held[Side.DEBT],
            seq=self.seq,
            lots=tuple(self.lots),
            waiting=tuple(self.waiting),
            holds=tuple(self.holds),
            frozen=self.frozen,
            renewing=self.renewing,
            policy=self.account.policy,
        )

    def settle(self, reached: datetime = LONG_AGO) -> None:
        """Activate, release and expire what is due, in the order in which it fell due.

        Nothing expires before the instant that was reached: what comes back after it
        lapsed expires as it comes back.
        """
        while True:
            wakes = self.waiting[0].available_at if self.waiting else NEVER
            frees = self.holds[0].until if self.holds else NEVER
            ends = self.lots[0].expires_at or NEVER if self.lots else NEVER
            first = min(wakes, frees, ends)
            if first > self.now:
                return
            if wakes == first:
                self._activate(self.waiting.pop(0))
            elif frees == first:
                reached = frees
                self._free(self.holds[0].hold_id, frees)
            else:
                self._expire(self.lots.pop(0), max(first, reached))

    def begin(self, source: Source, occurred_at: datetime, fingerprint: str) -> None:
        """Say what explains the transfers that follow."""
        self.source, self.occurred_at, self.part = source, occurred_at, 0
        self.fingerprint = fingerprint

    def give(
        self,
        way: tuple[TransferKind, Side],
        amount: int,
        terms: LotTerms,
    ) -> Transfer:
        """Open a lot with an amount that comes from a side, at once or later."""
        available_at, expires_at, renewed_months = terms
        lot_id = self.new_id("lot")
        parts = (Allocation(lot_id, amount),)
        kind, side = way
        pending = available_at is not None and available_at > self.now
        if pending:
            assert available_at is not None
            self.wait(PendingLot(lot_id, amount, available_at, expires_at))
        else:
            self.open(OpenLot(lot_id, amount, expires_at))
        into = Side.PENDING if pending else Side.AVAILABLE
        written = self.record(kind, (side, into), amount, parts)
        self.begin_lot(OpenLot(lot_id, amount, expires_at), terms, written)
        if renewed_months:
            self.renewing, self.renewed[lot_id] = True, renewed_months
        if not pending:
            self.absorb()
        return written

    def begin_lot(self, lot: OpenLot, terms: LotTerms, by: Transfer) -> None:
        """Write the terms of a new lot down, and the transfer that gave it."""
        self.opened.append(
            Lot(
                id=lot.id,
                transfer_id=by.id,
                customer_id=self.account.customer_id,
                unit=self.account.unit,
                amount=lot.amount,
                available_at=terms.available_at or self.now,
                expires_at=lot.expires_at,
                renewed_months=terms.renewed_months,
            )
        )

    def give_back(
        self,
        way: tuple[TransferKind, Side],
        lots: Sequence[OpenLot],
        grace: timedelta = NO_GRACE,
    ) -> Transfer:
        """Return to lots what was taken from them; what lapsed meanwhile has a grace.

        Without one it expires as soon as the account is settled.
        """
        kind, side = way
        until = self.now + grace
        written = self.record(kind, (side, Side.AVAILABLE), total(lots), whole(lots))
        for lot in lots:
            ends = self.lasting.get(lot.id, lot.expires_at)
            arithmetic.give_back(self.lots, lot._replace(expires_at=ends))
            self.fall_due(ends)
            if ends is not None and ends <= self.now < until:
                self.extend({lot.id: until}, written)
        self.absorb()
        return written

    def extend(self, until: Mapping[str, datetime | None], by: Transfer) -> None:
        """Have all that is left of lots last until other instants, from a transfer."""
        left = arithmetic.last(self.lots, until)
        left += arithmetic.last(self.waiting, until)
        left += arithmetic.last(self.holds, until)
        self.lots.sort(key=arithmetic.spend_order)
        self.lasting |= until
        for ends in until.values():
            self.fall_due(ends)
        at = min(by.occurred_at, self.now)
        self.extensions += [
            Extension(lot_id, by.id, by.seq, ends, left[lot_id], at, self.now)
            for lot_id, ends in sorted(until.items())
        ]

    def set_aside(self, taken: Sequence[OpenLot], until: datetime) -> None:
        """Hold parts of lots that were taken; the hold is named as its transfer is."""
        parts, way = whole(taken), (Side.AVAILABLE, Side.HELD)
        written = self.record(TransferKind.HOLD, way, total(parts), parts)
        hold_id = hold_of(written.id)
        for lot in taken:
            held = HeldLot(hold_id, lot.id, lot.amount, until, lot.expires_at)
            arithmetic.insert_held(self.holds, held)
        self.fall_due(until)
        self.begun.append(
            HoldTerms(
                id=hold_id,
                customer_id=self.account.customer_id,
                unit=self.account.unit,
                amount=written.amount,
                status=HoldStatus.OPEN,
                expires_at=until,
                recorded_at=self.now,
            )
        )

    def end(
        self, hold_id: str, status: HoldStatus, at: datetime
    ) -> tuple[OpenLot, ...]:
        """End a hold and return what it held; nothing if it is not open here."""
        freed = [lot for lot in self.holds if lot.hold_id == hold_id]
        self.holds = [lot for lot in self.holds if lot.hold_id != hold_id]
        if freed:
            self.change(hold_id, status, at)
        self.terms |= {lot.id: lot.expires_at for lot in freed}
        return tuple(OpenLot(lot.id, lot.amount, lot.expires_at) for lot in freed)

    def open(self, lot: OpenLot) -> None:
        """Have a lot that can be spent."""
        arithmetic.insert_open(self.lots, lot)
        self.fall_due(lot.expires_at)

    def wait(self, lot: PendingLot) -> None:
        """Have a lot that can be spent later."""
        arithmetic.insert_waiting(self.waiting, lot)
        self.fall_due(lot.available_at)
        self.fall_due(lot.expires_at)

    def take(self, amount: int) -> tuple[OpenLot, ...]:
        """Take an amount in the order of spending, or refuse."""
        available = self.held[Side.AVAILABLE]
        if amount > available:
            raise InsufficientPoints(required=amount, available=available)
        taken = arithmetic.take(self.lots, amount)
        self.terms |= {lot.id: lot.expires_at for lot in taken}
        return taken

    def refuse_frozen(self) -> None:
        """Refuse to have anything of a frozen account spent."""
        if self.frozen:
            raise AccountFrozen(self.account.unit)

    def room(self, amount: int) -> int:
        """Return how much of an amount the account may hold besides what it holds."""
        most = self.account.policy.balance_max
        if most is None:
            return amount
        return max(0, min(amount, most - sum(self.held.values())))

    def refuse_capped(self, amount: int) -> None:
        """Refuse to have the account hold more than it may."""
        most = self.account.policy.balance_max
        if most is not None and self.room(amount) < amount:
            raise BalanceCapped(unit=self.account.unit, balance_max=most)

    def absorb(self) -> None:
        """Pay a debt with what is there."""
        payable = min(-self.held[Side.DEBT], self.held[Side.AVAILABLE])
        if payable > 0:
            paid = whole(self.take(payable))
            self.move(TransferKind.REPAY, (Side.AVAILABLE, Side.DEBT), paid)

    def move(self, kind: TransferKind, way: Way, parts: tuple[Allocation, ...]) -> None:
        """Write down that parts of lots moved, if there are any."""
        if parts:
            self.record(kind, way, total(parts), parts)

    def owe(self, kind: TransferKind, way: Way, amount: int) -> None:
        """Write down that a debt changed, if it did; it is in no lot."""
        if amount:
            self.record(kind, way, amount, ())

    def recall(self, way: tuple[TransferKind, Side], lot_id: str, amount: int) -> int:
        """Move at most an amount of what has expired of a lot; return how much.

        It stays what it was for the customer, and is a breakage no longer.
        """
        kind, side = way
        lapses, recalled = self.lapsed[lot_id], 0
        for place, lapse in enumerate(lapses):
            part = min(lapse.left, amount - recalled)
            if part:
                parts = (Allocation(lot_id, part),)
                written = self.record(kind, (Side.BREAKAGE, side), part, parts)
                self.undo(lapse, part, written)
                lapses[place] = replace(lapse, undone=lapse.undone + part)
                recalled += part
        return recalled

    def undo(self, undone: Undoable, amount: int, by: Transfer) -> None:
        """Write down how much of a transfer another one undid."""
        self.reversals.append(Reversal(undone.transfer_id, by.id, amount))

    def record(
        self,
        kind: TransferKind,
        way: Way,
        amount: int,
        parts: tuple[Allocation, ...],
    ) -> Transfer:
        """Write a transfer down and return it."""
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
            held_after=held[Side.HELD],
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

    def _activate(self, lot: PendingLot) -> None:
        self.begin(Source("lot", lot.id, "activate"), lot.available_at, "")
        self.open(OpenLot(lot.id, lot.amount, lot.expires_at))
        parts = (Allocation(lot.id, lot.amount),)
        self.move(TransferKind.ACTIVATE, (Side.PENDING, Side.AVAILABLE), parts)
        self.absorb()

    def _free(self, hold_id: str, at: datetime) -> None:
        self.begin(Source("hold", hold_id, "expire"), at, "")
        freed = self.end(hold_id, HoldStatus.EXPIRED, at)
        self.give_back((TransferKind.RELEASE, Side.HELD), freed)

    def _expire(self, lot: OpenLot, at: datetime) -> None:
        # What came back to a lot may expire again, and so may what went elsewhere.
        entry = f"expire:{self.account.customer_id}:{self.seq + 1}"
        self.begin(Source("lot", lot.id, entry), at, "")
        way, parts = (Side.AVAILABLE, Side.BREAKAGE), whole([lot])
        written = self.record(TransferKind.EXPIRE, way, lot.amount, parts)
        lapse = Undoable(transfer_id=written.id, credit=Side.BREAKAGE, lots=(lot,))
        self.lapsed[lot.id].append(lapse)

    def change(self, hold_id: str, status: HoldStatus, at: datetime | None) -> None:
        """Write down whose a hold is now, and what became of it."""
        change = HoldChange(
            id=hold_id, customer_id=self.account.customer_id, status=status, ended_at=at
        )
        self.changed.append(change)

    def fall_due(self, at: datetime | None) -> None:
        """Remember an instant at which there is something to settle."""
        if at is not None and at > self.now:
            self.dues.add(at)
