"""Sharing: accounts of several customers together, and what goes to and fro.

Such an account is a customer's to the books, so that lots, holds, sweeps, proofs and
statements are what they are for everybody. Its holder is nobody, and tells so: as of a
UUID of version 8 (RFC 9562), while those of customers are of version 7.
"""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from domain.kernel import CustomerId, Unit
from domain.ledger import store
from domain.ledger.events import PointsPosted
from domain.ledger.giving import clocks, hand
from domain.ledger.model import SHARED, VERSION_AT, AccountKey
from domain.ledger.posting import close_books, open_books
from domain.ledger.reading import Holding, holding

Reacts = Callable[[Unit, PointsPosted], Coroutine[Any, Any, None]]


def shared_id(unit: Unit, prefix: str) -> str:
    """Return an identifier of something that has accounts, as a customer has."""
    made = unit.new_id(prefix)
    place = len(prefix) + 1 + VERSION_AT
    return f"{made[:place]}{SHARED}{made[place + 1 :]}"


def holder_of(shared: str) -> CustomerId:
    """Return as whom the books know what several customers have together."""
    return f"cus_{shared.rpartition('_')[2]}"


def is_shared(holder: CustomerId) -> bool:
    """Tell whether whoever holds an account is several customers together."""
    return holder.rpartition("_")[2][VERSION_AT] == SHARED


def of_customers(react: Reacts) -> Reacts:
    """Have something react to what customers' own accounts do, and to no others."""

    async def reacted(unit: Unit, news: PointsPosted) -> None:
        theirs = tuple(e for e in news.changes if not is_shared(e.customer_id))
        if theirs:
            await react(unit, PointsPosted(changes=theirs))

    return reacted


async def share(
    unit: Unit, way: tuple[CustomerId, CustomerId], part: tuple[str, int], name: str
) -> None:
    """Move so much of a unit of value between a customer's account and a shared one.

    It is what expires first, in lots that last as long as they did. Nothing moves from
    or to an account that is frozen, nor into one that would hold more than it may.
    """
    code, amount = part
    giver, taker = (AccountKey(each, code) for each in way)
    books = await open_books(unit, (giver, taker))
    for book in books.values():
        book.refuse_frozen()
    books[taker].refuse_capped(amount)
    lasting = await clocks(unit, giver.customer_id)
    hand(books[giver], books[taker], amount, ("household", name), lasting)
    await close_books(unit, books.values())


async def share_all(
    unit: Unit, giver: CustomerId, taker: CustomerId, name: str
) -> dict[str, int]:
    """Move all that can be spent of accounts to another holder's; tell how much.

    As when customers are merged, no cap keeps it: it has to be somebody's.
    """
    units = sorted(key.unit for key in await store.held_by(unit, [giver]))
    keys = [AccountKey(each, code) for each in (giver, taker) for code in units]
    books = await open_books(unit, keys)
    moved: dict[str, int] = {}
    for code in units:
        book = books[AccountKey(giver, code)]
        amount = sum(lot.amount for lot in book.lots)
        if amount:
            source = ("household", f"{name}:{code}")
            hand(book, books[AccountKey(taker, code)], amount, source)
            moved[code] = amount
    await close_books(unit, books.values())
    return moved


async def holdings_of(
    unit: Unit, holders: Iterable[CustomerId]
) -> dict[CustomerId, tuple[Holding, ...]]:
    """Return what holders have of each unit of value, and what expires when."""
    asked = sorted(set(holders))
    held = await store.held_by(unit, asked) if asked else {}
    found: dict[CustomerId, tuple[Holding, ...]] = dict.fromkeys(asked, ())
    for key in sorted(held):
        found[key.customer_id] += (holding(held[key], unit.now),)
    return found


async def last_written(
    unit: Unit, holders: Iterable[CustomerId]
) -> dict[CustomerId, dict[str, int]]:
    """Return what holders could spend of each unit when it was written down last.

    Those are left out to whom something comes back of a hold that lapsed since.
    """
    asked = sorted(set(holders))
    held = await store.held_by(unit, asked) if asked else {}
    late = {
        key.customer_id
        for key, each in held.items()
        if any(lot.until <= unit.now for lot in each.holds)
    }
    told: dict[CustomerId, dict[str, int]] = {e: {} for e in asked if e not in late}
    for key, each in held.items():
        if key.customer_id in told:
            told[key.customer_id][key.unit] = each.available
    return told
