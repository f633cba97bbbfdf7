"""The nouns of accounting: what was held at an instant, as known on another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Page
from domain.kernel.types import Cursor, Instant, PageSize, Slug
from domain.ledger import Side, TransferId, TransferKind

BALANCES_MAX = 1_000
POINTS = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Funds:
    """What an account holds: amounts of its unit of value.

    Each may be below zero for a while between, where what was recorded late was taken
    from what had not yet been given at the time.
    """

    available: int = 0
    pending: int = 0
    held: int = 0
    debt: int = 0

    def after(self, debit: Side, credit: Side, amount: int) -> "Funds":
        """Return what an account holds after a transfer."""

        def change(side: Side) -> int:
            return amount * ((credit == side) - (debit == side))

        return Funds(
            available=self.available + change(Side.AVAILABLE),
            pending=self.pending + change(Side.PENDING),
            held=self.held + change(Side.HELD),
            debt=self.debt - change(Side.DEBT),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceAt:
    """What a customer held of one unit of value at an instant, as known on another."""

    customer_id: CustomerId
    unit: str
    as_of: datetime
    known_on: datetime
    available: int
    pending: int
    held: int
    debt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """What changed when, and what was held after it.

    What is due and not yet written down has no `id` and was not recorded.
    """

    id: TransferId | None
    seq: int
    kind: TransferKind
    debit: Side
    credit: Side
    amount: int
    source_type: str
    source_id: str
    effect: str
    occurred_at: datetime
    recorded_at: datetime | None
    balance: Funds


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatement:
    """What happened to an account after an instant and until another, in that order.

    The balance is carried from `opening` over every line to `closing`. Later pages
    know what the first knew.
    """

    customer_id: CustomerId
    unit: str
    since: datetime
    until: datetime
    known_on: datetime
    opening: Funds
    closing: Funds
    lines: Page[StatementLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindBalance:
    """Ask what a customer held, now or at an instant, as known now or on another."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    as_of: Instant | None = None
    known_on: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancesOfMany:
    """Ask what many customers held, of each unit of value."""

    customer_ids: Annotated[tuple[CustomerId, ...], Meta(max_length=BALANCES_MAX)]
    as_of: Instant | None = None
    known_on: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatement:
    """Ask for a statement of account: after `since`, until `until` or now."""

    customer_id: CustomerRef
    since: Instant
    until: Instant | None = None
    known_on: Instant | None = None
    unit: Slug = POINTS
    after: Cursor | None = None
    limit: PageSize = 50
