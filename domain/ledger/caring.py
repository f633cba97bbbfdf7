"""What the shop gives a customer more time for: lots last longer, or come back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import Unit, writes
from domain.kernel.types import Instant, ShortText, Slug
from domain.ledger import caring_store, past_store
from domain.ledger.book import Book
from domain.ledger.intervening import UNKNOWN, intervention, open_account
from domain.ledger.lasting import sooner
from domain.ledger.model import (
    POINTS,
    LotId,
    OpenLot,
    Side,
    Source,
    TransferKind,
    Undoable,
)
from domain.ledger.posting import close_books, open_books
from domain.ledger.reading import Intervention, InterventionKind
from domain.ledger.refusals import (
    InstantPassed,
    NothingExpired,
    NothingToExtend,
)

LOTS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendLots:
    """Have lots of an account last until a later instant: all that expire, or some."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    expires_at: Instant
    reason: ShortText
    lot_ids: Annotated[tuple[LotId, ...], Meta(max_length=LOTS_MAX)] | None = None


@writes("ledger:write", refusals=(*UNKNOWN, InstantPassed, NothingToExtend))
async def extend_lots(unit: Unit, command: ExtendLots) -> Intervention:
    """Extend what can be spent, or is held; no lot comes to last less long.

    What never expires, or later than that, stays as it is.
    """
    key, book = await open_account(unit, command.customer_id, command.unit)
    if command.expires_at <= unit.now:
        raise InstantPassed
    made = intervention(
        unit, key, InterventionKind.EXTEND, command.reason, command.expires_at
    )
    wanted = command.lot_ids
    there = {lot.id for lot in (*book.lots, *book.holds)}
    until = {
        each: command.expires_at for each in there if wanted is None or each in wanted
    }
    extended = sooner(book, until)
    if not extended:
        raise NothingToExtend
    book.begin(Source("intervention", made.id, "extend"), unit.now, "")
    way = (Side.AVAILABLE, Side.BREAKAGE)
    written = book.record(TransferKind.EXTEND, way, 0, ())
    book.extend(extended, written)
    await close_books(unit, [book])
    await caring_store.write_down(unit, made)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinstate:
    """Give back what has expired of an account since an instant, until another."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    expired_since: Instant
    expires_at: Instant
    reason: ShortText


@writes("ledger:write", refusals=(*UNKNOWN, InstantPassed, NothingExpired))
async def reinstate(unit: Unit, command: Reinstate) -> Intervention:
    """Give back to its lots what has expired, once; it lasts until a new instant.

    What a return took back of it since stays taken.
    """
    key, book = await open_account(unit, command.customer_id, command.unit)
    if command.expires_at <= unit.now:
        raise InstantPassed
    await close_books(unit, [book])
    found = await caring_store.expiries(unit, key, command.expired_since)
    undone = await past_store.undone(unit, [row.id for row in found])
    lapses = [
        Undoable(
            transfer_id=row.id,
            credit=Side.BREAKAGE,
            lots=(OpenLot(row.lot_ids[0], row.amount, unit.now),),
            undone=undone[row.id],
        )
        for row in found
    ]
    left = [each for each in lapses if each.left]
    if not left:
        raise NothingExpired
    amount = sum(each.left for each in left)
    made = intervention(
        unit, key, InterventionKind.REINSTATE, command.reason, command.expires_at
    )
    made = replace(made, amount=amount)
    (book,) = (await open_books(unit, [key])).values()
    book.begin(Source("intervention", made.id, "reinstate"), unit.now, "")
    _give_back(book, left, command.expires_at)
    await close_books(unit, [book])
    await caring_store.write_down(unit, made)
    return made


def _give_back(book: Book, lapses: list[Undoable], until: datetime) -> None:
    """Move what expired back to its lots, which last longer from here on."""
    way = (TransferKind.REINSTATE, Side.BREAKAGE)
    for lapse in lapses:
        (lot,) = lapse.lots
        back = lot._replace(amount=lapse.left)
        written = book.give_back(way, [back], until - book.now)
        book.undo(lapse, lapse.left, written)
        # Of what came back to it before, some may be there that ends sooner.
        if longer := sooner(book, {lot.id: until}):
            book.extend(longer, written)
