"""What can be done with draws, and asked of them."""

from domain import customers, ledger, tenants
from domain.customers import CustomerNotFound
from domain.draws import rules, store
from domain.draws.events import DrawCancelled, DrawMoved, DrawOpened
from domain.draws.model import (
    WINNERS_MAX,
    CancelDraw,
    Code,
    Draw,
    DrawEntry,
    DrawId,
    DrawStatus,
    FindDraw,
    ListDraws,
    ListTickets,
    OpenDraw,
    OwnEntry,
    OwnTickets,
    topic_of,
)
from domain.draws.refusals import DrawNotFound, DrawNotOpen, DrawOpen, NotDrawnYet
from domain.draws.store import Row
from domain.kernel import (
    BadCursor,
    FieldError,
    Malformed,
    Page,
    Unit,
    pages,
    reads,
    writes,
)

SEED_BYTES = 32
PURPOSE = "draw"


@writes("draws:write", refusals=(Malformed, ledger.UnitUnknown, DrawOpen))
async def open_draw(unit: Unit, command: OpenDraw) -> Draw:
    """Open a draw, and commit to its seed; each entrant can win once."""
    wrong: list[FieldError] = []
    if command.closes_at <= unit.now:
        wrong.append(FieldError(pointer="/closes_at", detail="It has passed."))
    if sum(each.count for each in command.prizes) > WINNERS_MAX:
        detail = f"More than {WINNERS_MAX} prizes."
        wrong.append(FieldError(pointer="/prizes", detail=detail))
    if wrong:
        raise Malformed(tuple(wrong))
    if command.unit not in await tenants.unit_codes(unit):
        raise ledger.UnitUnknown(command.unit)
    made = _made(unit, command)
    while not await store.add(unit, made):
        other = await store.waiting(unit, command.unit)
        if other is not None:
            raise DrawOpen(other.id)
    unit.emit(DrawOpened(draw_id=made.id, commitment=made.commitment))
    return made.shown(())


@writes("draws:write", refusals=(DrawNotFound, DrawNotOpen))
async def cancel(unit: Unit, command: CancelDraw) -> Draw:
    """Call a draw off before it closes; customers keep their tickets."""
    row = await store.hold(unit, command.draw_id)
    if row is None:
        raise DrawNotFound
    if row.status is not DrawStatus.OPEN or row.closes_at <= unit.now:
        raise DrawNotOpen(row.status)
    store.change(unit, row.id, status=DrawStatus.CANCELLED)
    unit.emit(DrawCancelled(draw_id=row.id))
    unit.emit(DrawMoved(topic=topic_of(row.id)))
    return (await _found(unit, row.id)).shown(())


@reads("programme:read", refusals=(DrawNotFound,), public=True)
async def find(unit: Unit, command: FindDraw) -> Draw:
    """Tell of a draw what everybody may know: its commitment, and who won by code."""
    row = await _found(unit, command.draw_id)
    return row.shown((await store.won(unit, (row.id,)))[row.id])


@reads("programme:read", refusals=(BadCursor,), public=True)
async def list_all(unit: Unit, command: ListDraws) -> Page[Draw]:
    """List the draws, the latest first."""
    before = None
    if command.after is not None:
        (before,) = pages.place(command.after, tuple[DrawId])
    rows = await store.page(unit, before, command.limit)
    won = await store.won(unit, [each.id for each in rows])
    told = [each.shown(won[each.id]) for each in rows]
    return pages.page(told, command.limit, lambda each: (each.id,))


@reads("programme:read", refusals=(DrawNotFound, NotDrawnYet, BadCursor), public=True)
async def list_tickets(unit: Unit, command: ListTickets) -> Page[DrawEntry]:
    """List who had how many tickets, by code: with the seed, it tells who won."""
    row = await _found(unit, command.draw_id)
    if row.status is not DrawStatus.DRAWN:
        raise NotDrawnYet
    after = None
    if command.after is not None:
        (after,) = pages.place(command.after, tuple[Code])
    rows = await store.tickets(unit, row.id, after, command.limit)
    told = [DrawEntry(code=each.code, tickets=each.tickets) for each in rows]
    return pages.page(told, command.limit, lambda each: (each.code,))


@reads("draws:read", refusals=(CustomerNotFound, DrawNotFound), subject="customer_id")
async def own_tickets(unit: Unit, command: OwnTickets) -> OwnEntry:
    """Tell what a customer has in a draw, and what they won; before it closes, so far.

    Of a draw that is called off, nobody has anything.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    row = await _found(unit, command.draw_id)
    if row.status is DrawStatus.OPEN:
        asked = ledger.FindAccount(customer_id=customer_id, unit=row.unit)
        has = (await ledger.account(unit, asked)).available
        return _own(customer_id, row, None, has, None)
    names = await customers.names_of(unit, customer_id)
    mine = await store.own(unit, row.id, names)
    best = min(mine, key=lambda each: each.place or WINNERS_MAX + 1, default=None)
    code = best.code if best else None
    place = best.place if best else None
    return _own(customer_id, row, code, sum(each.tickets for each in mine), place)


def _own(
    customer_id: str, row: Row, code: str | None, tickets: int, place: int | None
) -> OwnEntry:
    return OwnEntry(
        customer_id=customer_id,
        draw_id=row.id,
        code=code,
        tickets=tickets,
        prize=None if place is None else row.each_prize[place - 1],
    )


async def _found(unit: Unit, draw_id: str) -> Row:
    row = await store.find(unit, draw_id)
    if row is None:
        raise DrawNotFound
    return row


def _made(unit: Unit, command: OpenDraw) -> Row:
    seed = unit.dice(SEED_BYTES)
    named, tenant = unit.new_id("drw"), unit.principal.tenant
    return Row(
        id=named,
        names={"nl": command.names.nl, "en": command.names.en},
        unit=command.unit,
        prizes=[
            {"names": {"nl": e.names.nl, "en": e.names.en}, "count": e.count}
            for e in command.prizes
        ],
        closes_at=command.closes_at,
        status=DrawStatus.OPEN,
        commitment=rules.commitment(seed.hex()),
        sealed=unit.vault.wrap(unit.dice, tenant, seed, f"{PURPOSE}|{named}"),
        seed=None,
        tickets=0,
        entrants=0,
        list_hash=None,
        drawn_at=None,
        after_id=None,
    )
