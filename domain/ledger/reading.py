"""What accounts hold at an instant, also if nobody has settled them by then."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel import CustomerId, Page
from domain.ledger.model import Account, Change, LotId, Side, TransferId, TransferKind
from domain.ledger.rules import as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a customer holds of one unit of value."""

    customer_id: CustomerId
    unit: str
    available: int
    pending: int
    held: int
    debt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """An amount to which something happens at an instant."""

    at: datetime
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a customer holds of one unit of value, and what will become of it.

    `held` is set aside for what the customer is about to get. `becoming` says when what
    is pending can be spent, `expiring` when what can be spent expires; what never does
    is left out. Both are in order of time.
    """

    customer_id: CustomerId
    unit: str
    available: int
    pending: int
    held: int
    debt: int
    becoming: tuple[Portion, ...]
    expiring: tuple[Portion, ...]
    # Whether nothing of it can be spent for now.
    frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPart:
    """The part of an entry that belongs to a lot."""

    lot_id: LotId
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a statement of account: what changed, why, and what was held then.

    Entries of an account are numbered without a gap.
    """

    id: TransferId
    seq: int
    kind: TransferKind
    debit: Side
    credit: Side
    amount: int
    available_after: int
    pending_after: int
    held_after: int
    debt_after: int
    source_type: str
    source_id: str
    effect: str
    lots: tuple[LotPart, ...]
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What happened last to a customer's account."""

    customer_id: CustomerId
    entries: Page[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What somebody gave or took by hand, and why."""

    id: str
    customer_id: CustomerId
    unit: str
    amount: Change
    reason: str | None
    author: str
    recorded_at: datetime
    available: int


class InterventionKind(StrEnum):
    """What was done to an account by hand."""

    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    EXTEND = "extend"
    REINSTATE = "reinstate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """What somebody did to an account by hand, and why.

    `amount` is what came back of what had expired, `expires_at` until when it, or what
    was extended, lasts now.
    """

    id: str
    kind: InterventionKind
    customer_id: CustomerId
    unit: str
    amount: int
    expires_at: datetime | None
    reason: str | None
    author: str
    recorded_at: datetime


def balance(account: Account, now: datetime) -> Balance:
    """Return the balance of an account at an instant."""
    then = as_of(account, now)
    return Balance(
        customer_id=then.customer_id,
        unit=then.unit,
        available=then.available,
        pending=then.pending,
        held=then.held,
        debt=then.debt,
    )


def holding(account: Account, now: datetime) -> Holding:
    """Return all that is known of an account at an instant."""
    then = as_of(account, now)
    return Holding(
        customer_id=then.customer_id,
        unit=then.unit,
        available=then.available,
        pending=then.pending,
        held=then.held,
        debt=then.debt,
        becoming=portions((lot.available_at, lot.amount) for lot in then.waiting),
        expiring=portions(
            (lot.expires_at, lot.amount) for lot in then.lots if lot.expires_at
        ),
        frozen=then.frozen,
    )


def portions(amounts: Iterable[tuple[datetime, int]]) -> tuple[Portion, ...]:
    """Return amounts by their instants, in the order of time."""
    sums: defaultdict[datetime, int] = defaultdict(int)
    for at, amount in amounts:
        sums[at] += amount
    return tuple(Portion(at=at, amount=sums[at]) for at in sorted(sums))
