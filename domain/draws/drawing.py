"""Drawing: when a draw closes, its tickets are collected, and the winners follow.

Tickets are spent on the draw, so that they are in no other one and in the books.
Whoever has the draw in hand holds its row; it may stop anywhere and go on later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import ledger
from domain.draws import rules, store
from domain.draws.events import DrawMoved, Drawn, DrawWinner
from domain.draws.model import DrawStatus, topic_of
from domain.draws.rules import Tickets
from domain.draws.service import PURPOSE
from domain.draws.store import EntryRow, Row
from domain.kernel import CustomerId, Refusal, Unit, writes

HOLDERS_MAX = 200
CODE_BYTES = 12
TRIES_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSome:
    """Collect some tickets of a draw that closed, or draw its winners."""

    limit: Annotated[int, Meta(ge=1, le=HOLDERS_MAX)] = HOLDERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSome:
    """How many tickets were collected of whom, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def draw_some(unit: Unit, command: DrawSome) -> DrawnSome:
    """Collect the tickets of a bounded number of customers, or draw the winners."""
    row = await store.due(unit)
    if row is None:
        return DrawnSome(done=0, more=False)
    held = await ledger.holders(unit, row.unit, 1, row.after_id, command.limit)
    if not held:
        await _draw(unit, row)
        return DrawnSome(done=0, more=True)
    taken = await _collect(unit, row, held)
    store.enter(unit, taken)
    unit.emit(DrawMoved(topic=topic_of(row.id)))
    store.change(
        unit,
        row.id,
        status=DrawStatus.CLOSED,
        after_id=held[-1],
        tickets=row.tickets + sum(each.tickets for each in taken),
        entrants=row.entrants + len(taken),
    )
    return DrawnSome(done=len(taken), more=True)


async def _collect(
    unit: Unit, row: Row, holders: Sequence[CustomerId]
) -> list[EntryRow]:
    """Spend what customers had when the draw closed, and have yet.

    Who spends some at the same moment is asked again: their account is held by then.
    """
    taken: list[EntryRow] = []
    left = list(holders)
    for _ in range(TRIES_MAX):
        has = await _tickets(unit, row, left)
        spends = [
            ledger.Spend(
                customer_id=each,
                unit=row.unit,
                amount=many,
                source_type="draw",
                source_id=row.id,
                effect=each,
                occurred_at=unit.now,
            )
            for each, many in has.items()
        ]
        told = await ledger.post_each(unit, spends)
        left = list[CustomerId]()
        for spend, answer in zip(spends, told, strict=True):
            if isinstance(answer, Refusal):
                left.append(spend.customer_id)
            else:
                taken.append(_entry(unit, row, spend))
        if not left:
            break
    return taken


def _entry(unit: Unit, row: Row, spend: ledger.Spend) -> EntryRow:
    return EntryRow(
        draw_id=row.id,
        customer_id=spend.customer_id,
        code=unit.dice(CODE_BYTES).hex(),
        tickets=spend.amount,
        place=None,
        ticket=None,
    )


async def _tickets(
    unit: Unit, row: Row, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, int]:
    """Return how many tickets customers had at closing, and have yet."""
    went = await ledger.availabilities_of(unit, customer_ids, row.unit)
    found: dict[CustomerId, int] = {}
    for each in customer_ids:
        told = went.get(each, [])
        now = sum(much for _, much in told)
        then = sum(much for at, much in told if at < row.closes_at)
        if min(now, then) > 0:
            found[each] = min(now, then)
    return found


async def _draw(unit: Unit, row: Row) -> None:
    """Draw the winners, publish the seed, and tell who won."""
    tenant = unit.principal.tenant
    seed = unit.vault.unwrap(tenant, row.sealed, f"{PURPOSE}|{row.id}").hex()
    everybody = {each.code: each for each in await store.entries(unit, row.id)}
    tickets = [Tickets(each.code, each.tickets) for each in everybody.values()]
    picked = rules.pick(seed, tickets, len(row.each_prize))
    winners: list[DrawWinner] = []
    for place, each in enumerate(picked, 1):
        entry = everybody[each.code]
        store.win(unit, entry, place, each.ticket)
        winners.append(
            DrawWinner(customer_id=entry.customer_id, place=place, code=each.code)
        )
    store.change(
        unit,
        row.id,
        status=DrawStatus.DRAWN,
        seed=seed,
        list_hash=rules.list_hash(tickets),
        drawn_at=unit.now,
        after_id=None,
    )
    unit.emit(DrawMoved(topic=topic_of(row.id)))
    unit.emit(Drawn(draw_id=row.id, seed=seed, winners=tuple(winners)))
