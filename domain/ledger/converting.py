"""What customers convert: one unit of value becomes another, at a declared rate."""

from dataclasses import dataclass

from domain import customers, tenants
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, FieldError, Malformed, Unit, writes
from domain.kernel.types import AMOUNT_MAX, Points, Slug
from domain.ledger import policy_store
from domain.ledger.book import Book, LotTerms
from domain.ledger.lots import whole
from domain.ledger.model import POINTS, AccountKey, Side, Source, TransferKind
from domain.ledger.posting import close_books, open_books
from domain.ledger.refusals import (
    AccountFrozen,
    BalanceCapped,
    InsufficientPoints,
    NotConvertible,
    RateNotFound,
    UnitUnknown,
)
from domain.ledger.units import check_unit

UNKNOWN = (CustomerNotFound, UnitUnknown, tenants.ProgrammeNotFound)
SPENDING = (InsufficientPoints, AccountFrozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert:
    """Convert some of one unit of value into another, at the declared rate."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    into: Slug
    amount: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How much of one unit of value became how much of another."""

    id: str
    customer_id: CustomerId
    unit: str
    taken: int
    into: str
    given: int


@writes(
    "ledger:give",
    refusals=(
        *UNKNOWN,
        *SPENDING,
        Malformed,
        RateNotFound,
        NotConvertible,
        BalanceCapped,
    ),
    subject="customer_id",
)
async def convert(unit: Unit, command: Convert) -> Conversion:
    """Convert a multiple of what the rate takes; what it gives never expires."""
    customer_id = await customers.resolve(unit, command.customer_id)
    await check_unit(unit, command.unit, command.into)
    rate = await policy_store.rate(unit, command.unit, command.into)
    if rate is None:
        raise RateNotFound(command.unit, command.into)
    times, rest = divmod(command.amount, rate.takes)
    if rest:
        raise NotConvertible(rate.takes)
    if times * rate.gives > AMOUNT_MAX:
        much = FieldError(pointer="/amount", detail=f"This is over {AMOUNT_MAX} of it.")
        raise Malformed((much,))
    keys = (
        AccountKey(customer_id, command.unit),
        AccountKey(customer_id, command.into),
    )
    books = await open_books(unit, keys)
    conversion = Conversion(
        id=unit.new_id("cnv"),
        customer_id=customer_id,
        unit=command.unit,
        taken=command.amount,
        into=command.into,
        given=times * rate.gives,
    )
    _convert(books[keys[0]], books[keys[1]], conversion)
    await close_books(unit, books.values())
    return conversion


def _convert(book: Book, into: Book, conversion: Conversion) -> None:
    book.refuse_frozen()
    into.refuse_capped(conversion.given)
    book.begin(Source("conversion", conversion.id, "take"), book.now, "")
    taken = whole(book.take(conversion.taken))
    book.move(TransferKind.CONVERT, (Side.AVAILABLE, Side.CONVERTED), taken)
    into.begin(Source("conversion", conversion.id, "give"), into.now, "")
    way = (TransferKind.CONVERT, Side.CONVERTED)
    into.give(way, conversion.given, LotTerms(None, None))
