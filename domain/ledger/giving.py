"""What customers give each other: parts of lots, on the terms that they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import customers, tenants
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, Unit, writes
from domain.kernel.types import Points, Slug
from domain.ledger import caring_store
from domain.ledger.book import Book, LotTerms
from domain.ledger.lots import total, whole
from domain.ledger.model import (
    POINTS,
    AccountKey,
    OpenLot,
    Side,
    Source,
    TransferKind,
)
from domain.ledger.posting import close_books, open_books
from domain.ledger.refusals import (
    AccountFrozen,
    BalanceCapped,
    GivenToOneself,
    InsufficientPoints,
    NotGiveable,
    UnitUnknown,
)
from domain.ledger.units import check_unit

UNKNOWN = (CustomerNotFound, UnitUnknown, tenants.ProgrammeNotFound)
RUNNING: Mapping[str, datetime] = {}
SPENDING = (InsufficientPoints, AccountFrozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Give:
    """Give another customer some of what one holds."""

    customer_id: CustomerRef
    to: CustomerRef
    unit: Slug = POINTS
    amount: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What one customer gave another, and what is left of it to whom gave."""

    id: str
    customer_id: CustomerId
    to: CustomerId
    unit: str
    amount: int
    available: int


@writes(
    "ledger:give",
    refusals=(*UNKNOWN, *SPENDING, GivenToOneself, NotGiveable, BalanceCapped),
    subject="customer_id",
)
async def give(unit: Unit, command: Give) -> Gift:
    """Give to another customer what expires first; each part keeps its expiry."""
    giver = await customers.resolve(unit, command.customer_id)
    taker = await customers.resolve(unit, command.to)
    if giver == taker:
        raise GivenToOneself
    await check_unit(unit, command.unit)
    keys = AccountKey(giver, command.unit), AccountKey(taker, command.unit)
    books = await open_books(unit, keys)
    gift_id = unit.new_id("gft")
    lasting = await clocks(unit, giver)
    between = books[keys[0]], books[keys[1]]
    available = _give(*between, command.amount, gift_id, lasting)
    await close_books(unit, books.values())
    return Gift(
        id=gift_id,
        customer_id=giver,
        to=taker,
        unit=command.unit,
        amount=command.amount,
        available=available,
    )


async def clocks(unit: Unit, giver: CustomerId) -> Mapping[str, datetime]:
    """Return until when lots last, for others, whose clock stands still for a giver.

    Who is restricted loses nothing meanwhile; what they give away goes on.
    """
    return {
        each.lot_id: each.expires_at + (unit.now - each.stopped_at)
        for each in await caring_store.stopped(unit, [giver])
    }


def _give(
    giver: Book,
    taker: Book,
    amount: int,
    gift_id: str,
    lasting: Mapping[str, datetime],
) -> int:
    """Move parts of lots, which are lots of their own there; return what is left."""
    if not giver.account.policy.giveable:
        raise NotGiveable(giver.account.unit)
    giver.refuse_frozen()
    taker.refuse_capped(amount)
    return hand(giver, taker, amount, ("gift", gift_id), lasting)


def hand(
    giver: Book,
    taker: Book,
    amount: int,
    source: tuple[str, str],
    lasting: Mapping[str, datetime] = RUNNING,
) -> int:
    """Move what expires first of an account to another; return what is left.

    `lasting` is until when lots last there whose clock stands still here.
    """
    giver.begin(Source(*source, "leave"), giver.now, "")
    taken = giver.take(amount)
    way = (Side.AVAILABLE, Side.TRANSIT)
    left = giver.record(TransferKind.GIVE, way, amount, whole(taken))
    taker.begin(Source(*source, "arrive"), taker.now, "")
    _receive(taker, [_going_on(lot, lasting) for lot in taken])
    return left.available_after


def _going_on(lot: OpenLot, lasting: Mapping[str, datetime]) -> OpenLot:
    return lot._replace(expires_at=lasting.get(lot.id, lot.expires_at))


def _receive(taker: Book, taken: Sequence[OpenLot]) -> None:
    """Open a lot for each part, on the terms that the part had."""
    lots = [lot._replace(id=taker.new_id("lot")) for lot in taken]
    way = (Side.TRANSIT, Side.AVAILABLE)
    written = taker.record(TransferKind.GIVE, way, total(lots), whole(lots))
    for lot in lots:
        taker.open(lot)
        taker.begin_lot(lot, LotTerms(None, lot.expires_at), written)
    taker.absorb()
