"""How postings become transfers: a fold over one account, in whole numbers only.

Nothing here reads a clock or a database. An account and a posting go in; the account as
it is then, and the transfers that explain the difference, come out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from domain.ledger import lots as arithmetic
from domain.ledger.book import LONG_AGO, Book, LotTerms
from domain.ledger.lasting import renew
from domain.ledger.lots import newest, total, whole
from domain.ledger.model import (
    NO_POLICY,
    Account,
    ClawbackPolicy,
    HoldStatus,
    OverCap,
    Side,
    Transfer,
    TransferKind,
    Undoable,
)
from domain.ledger.postings import (
    Clawback,
    Confirm,
    Correct,
    Earn,
    Hold,
    Posting,
    Refund,
    Release,
    Spend,
    source_of,
)
from domain.ledger.refusals import (
    HoldEnded,
    MoreThanSpent,
    NothingEarned,
    NothingSpent,
)

FINGERPRINT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Undone:
    """What a posting undoes: the lot that was given, or what was spent."""

    lot_id: str | None = None
    spent: Undoable | None = None
    withheld: Undoable | None = None


NOTHING = Undone()


def fingerprint(posting: Posting) -> str:
    """Return the same text for the same posting, and another for another.

    The customer is left out, for one who was merged has another name afterwards; and so
    is the instant at which a hold ends, which ends once.
    """
    said: tuple[object, ...]
    match posting:
        case Earn():
            said = (posting.occurred_at, posting.available_at, posting.expires_at)
            if posting.renewed_months:
                said = (*said, posting.renewed_months)
        case Correct():
            said = (posting.occurred_at, posting.expires_at)
        case Spend():
            said = (posting.occurred_at, posting.towards)
        case Hold():
            said = (posting.occurred_at, posting.expires_at)
        case Confirm():
            said = (posting.towards,)
        case Release():
            said = (posting.grace_days,)
        case Refund():
            said = (posting.occurred_at, *posting.spent, posting.grace_days)
        case Clawback():
            policy = posting.policy or NO_POLICY.clawback
            said = (posting.occurred_at, *posting.earned, policy)
    everything = (type(posting).__name__, posting.unit, posting.amount, *said)
    plain = "\x1f".join(
        str(each.timestamp()) if isinstance(each, datetime) else str(each)
        for each in everything
    )
    return blake2b(plain.encode(), digest_size=FINGERPRINT_BYTES).hexdigest()


def as_of(account: Account, now: datetime) -> Account:
    """Return what an account holds at an instant, also if nobody has settled it."""
    book = Book(account, now, lambda prefix: prefix)
    book.settle()
    return book.close()


def enter(book: Book, posting: Posting, undone: Undone = NOTHING) -> list[Transfer]:
    """Write the transfers of a posting into a book and return them."""
    instant = posting.occurred_at
    book.begin(source_of(posting), instant, fingerprint(posting))
    first, reached = len(book.transfers), LONG_AGO
    match posting:
        case Earn():
            _earn(book, posting)
        case Spend():
            book.refuse_frozen()
            taken = whole(book.take(posting.amount))
            book.move(TransferKind.SPEND, (Side.AVAILABLE, posting.towards), taken)
        case Hold():
            book.refuse_frozen()
            book.set_aside(book.take(posting.amount), posting.expires_at)
        case Confirm():
            _confirm(book, posting)
        case Release():
            _release(book, posting)
            reached = book.now
        case Refund():
            _refund(book, posting, undone.spent)
            reached = book.now
        case Clawback():
            _claw_back(book, posting, undone)
        case Correct():
            _correct(book, posting)
    if book.renewed and isinstance(posting, Earn | Spend | Hold | Confirm):
        renew(book, min(instant, book.now))
    written = book.transfers[first:]
    book.settle(reached)  # What was given may have expired long ago.
    return written


def _earn(book: Book, posting: Earn) -> None:
    """Give as much as the cap allows, and write down what it withholds."""
    given = book.room(posting.amount)
    if given < posting.amount and book.account.policy.over is OverCap.REJECT:
        given = 0
    if given:
        terms = LotTerms(
            posting.available_at, posting.expires_at, posting.renewed_months
        )
        book.give((TransferKind.EARN, Side.ISSUE), given, terms)
    if given < posting.amount:
        way = (Side.ISSUE, Side.WITHHELD)
        book.record(TransferKind.WITHHOLD, way, posting.amount - given, ())


def _correct(book: Book, posting: Correct) -> None:
    kind, given = TransferKind.ADJUST, posting.amount
    if given > 0:
        book.refuse_capped(given)
        book.give((kind, Side.ADJUSTED), given, LotTerms(None, posting.expires_at))
    else:
        taken = whole(book.take(-given))
        book.move(kind, (Side.AVAILABLE, Side.ADJUSTED), taken)


def _confirm(book: Book, posting: Confirm) -> None:
    # Also of an account that was frozen since: what was set aside is promised.
    held = book.end(posting.hold_id, HoldStatus.CONFIRMED, book.now)
    if not held:
        raise HoldEnded(posting.hold_id)
    book.move(TransferKind.SPEND, (Side.HELD, posting.towards), whole(held))


def _release(book: Book, posting: Release) -> None:
    held = book.end(posting.source_id, HoldStatus.RELEASED, book.now)
    if not held:
        raise HoldEnded(posting.source_id)
    grace = timedelta(days=posting.grace_days)
    book.give_back((TransferKind.RELEASE, Side.HELD), held, grace)


def _refund(book: Book, posting: Refund, spent: Undoable | None) -> None:
    if spent is None:
        raise NothingSpent(*posting.spent)
    if posting.amount > spent.left:
        raise MoreThanSpent(required=posting.amount, refundable=spent.left)
    lots = newest(spent.lots, spent.undone, posting.amount)
    grace = timedelta(days=posting.grace_days)
    written = book.give_back((TransferKind.REFUND, spent.credit), lots, grace)
    book.undo(spent, posting.amount, written)


def _claw_back(book: Book, posting: Clawback, undone: Undone) -> None:
    """Take from the lot itself, then count what expired of it, then take from others.

    What expired is gone already, and what was withheld was never there: it is taken
    from where it went, and not from the customer.
    """
    claw, first = TransferKind.CLAWBACK, len(book.transfers)
    policy = posting.policy or book.account.policy.clawback
    left = posting.amount - _withdraw(book, posting, undone)
    lot_id = undone.lot_id or ""
    pending = arithmetic.cancel(book.waiting, lot_id, left)
    book.move(claw, (Side.PENDING, Side.ISSUE), pending)
    left -= total(pending)
    own = ()
    if policy is not ClawbackPolicy.ONLY_PENDING:
        own = arithmetic.take_own(book.lots, lot_id, left)
    left -= total(own)
    left -= book.recall((claw, Side.ISSUE), lot_id, left)
    if policy is not ClawbackPolicy.ONLY_PENDING:
        others = sum(lot.amount for lot in book.lots)
        taken = (*own, *whole(arithmetic.take(book.lots, min(left, others))))
        book.move(claw, (Side.AVAILABLE, Side.ISSUE), taken)
        left -= total(taken) - total(own)
    if policy is ClawbackPolicy.UNLIMITED:
        book.owe(claw, (Side.DEBT, Side.ISSUE), left)
    if len(book.transfers) == first:
        # That nothing was there to take is written down too, as it is an answer.
        book.record(claw, (Side.AVAILABLE, Side.ISSUE), 0, ())


def _withdraw(book: Book, posting: Clawback, undone: Undone) -> int:
    """Take back what was withheld and not given; return how much that is."""
    if undone.lot_id is None and undone.withheld is None:
        raise NothingEarned(*posting.earned)
    if undone.withheld is None or not undone.withheld.left:
        return 0
    amount = min(undone.withheld.left, posting.amount)
    way = (Side.WITHHELD, Side.ISSUE)
    written = book.record(TransferKind.WITHHOLD, way, amount, ())
    book.undo(undone.withheld, amount, written)
    return amount
