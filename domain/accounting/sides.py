"""The nouns of the tenant's sides: what moved between them, and what is owed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from domain.kernel import Event, Kind, Refusal
from domain.kernel.types import Instant
from domain.ledger import Side, TransferKind

ROLL_UPS_MAX = 31
MONTHS_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBalance:
    """What stands on a side: what came to it, less what went from it."""

    side: Side
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBalance:
    """All sides of a unit of value; together they are zero."""

    unit: str
    sides: tuple[SideBalance, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalance:
    """What stands on every side as of an instant, as known on another.

    `settled` is false if so much fell due that has not been written down that not all
    of it is counted; then ask again in a minute.
    """

    as_of: datetime
    known_on: datetime
    settled: bool
    units: tuple[UnitBalance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What moved in a month from one side to another, for one kind of reason."""

    unit: str
    month: date
    kind: TransferKind
    debit: Side
    credit: Side
    amount: int
    transfers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """What moved in each of some months, in the order of time."""

    since: date
    until: date
    known_on: datetime
    settled: bool
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortMovement:
    """What moved in a month of lots that were issued in one and expire in one.

    An extension moves what is left of a lot by way of the side `term`, from the month
    in which it would have expired to the one in which it will.
    """

    unit: str
    month: date
    debit: str
    credit: str
    issued_in: date | None
    expires_in: date | None
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryMonth:
    """What customers hold that expires in a month; without a month, never.

    `expected_breakage` is what of it will presumably expire unspent, and `basis` how
    much once was as far from its expiry as this is now: of that, `expired` expired in
    the end, in `months` months of expiry. It is absent where that is too little to
    tell.
    """

    month: date | None
    outstanding: int
    expected_breakage: int | None
    basis: int
    expired: int
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueMonth:
    """What customers still hold of what they were given in a month."""

    month: date
    outstanding: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLiability:
    """What a tenant owes its customers in a unit of value.

    `outstanding` is available, pending and held; what customers owe (`debt`) is not
    taken from it. `expiring` goes by the month in which a lot expires, as its term was
    extended last; what outlasts it, as it was set aside in time, is `extended`.
    `expected_breakage` is the sum of the months of which it can be told.
    `value` is the outstanding in minor units of money: of a unit that is money, or for
    which a rate into one was declared (the dearest, rounded up).
    """

    unit: str
    outstanding: int
    extended: int
    debt: int
    expected_breakage: int | None
    value: int | None
    expiring: tuple[ExpiryMonth, ...]
    issued: tuple[IssueMonth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Liability:
    """What a tenant owes its customers as of an instant, as known on another."""

    as_of: datetime
    known_on: datetime
    settled: bool
    units: tuple[UnitLiability, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTrialBalance:
    """Ask for the balances of all sides."""

    as_of: Instant | None = None
    known_on: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMovements:
    """Ask what moved in the months from one until another, each by any day of it."""

    since: date
    until: date | None = None
    known_on: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLiability:
    """Ask what is outstanding, until when, and how much of it will expire."""

    as_of: Instant | None = None
    known_on: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """Roll up periods that are over."""

    limit: Annotated[int, Meta(ge=1, le=ROLL_UPS_MAX)] = ROLL_UPS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """How many periods were rolled up, and whether there may be more."""

    done: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedUnit:
    """What happened to a unit of value in a month, and what is owed at its end."""

    unit: str
    issued: int
    redeemed: int
    expired: int
    outstanding: int
    debt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClosed(Event):
    """A month is over, and all that was recorded in it is rolled up."""

    name = "accounting.month_closed"
    month: date
    units: tuple[ClosedUnit, ...]


@dataclass(eq=False)
class TooManyMonths(Refusal):
    """These are more months than can be told at once."""

    kind = Kind.INVALID
    months_max: int
