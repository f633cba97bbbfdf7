"""Verification: draws, drawn anew from their seeds and their tickets."""

from domain.draws import rules, store
from domain.draws.rules import Tickets
from domain.draws.store import EntryRow, Row
from domain.kernel import Unit, reads
from domain.kernel.rebuilds import Discrepancy, Rebuild, compare
from domain.kernel.walks import Piece, piece


@reads("system")
async def verify(unit: Unit, command: Rebuild) -> Piece[Discrepancy]:
    """Tell which of some draws have other winners than their seeds lead to."""
    rows = await store.drawn(unit, command.after, command.limit)
    wrong: list[Discrepancy] = []
    for row in rows:
        entries = await store.entries(unit, row.id)
        wrong += compare(row.id, _drawn_anew(row, entries), _stored(row, entries))
    return piece(wrong, [each.id for each in rows], command.limit)


def _drawn_anew(row: Row, entries: tuple[EntryRow, ...]) -> str:
    tickets = [Tickets(each.code, each.tickets) for each in entries]
    assert row.seed is not None, row
    picked = rules.pick(row.seed, tickets, len(row.each_prize))
    winners = [(place, *each) for place, each in enumerate(picked, 1)]
    said = rules.commitment(row.seed), rules.list_hash(tickets)
    return _told(said, sum(each.tickets for each in tickets), winners)


def _stored(row: Row, entries: tuple[EntryRow, ...]) -> str:
    won = [each for each in entries if each.place is not None]
    winners = [(each.place, each.code, each.ticket) for each in won]
    said = row.commitment, row.list_hash
    return _told(said, row.tickets, sorted(winners, key=lambda each: each[0] or 0))


def _told(said: tuple[str | None, ...], tickets: int, winners: object) -> str:
    return f"{said}, {tickets} tickets, {winners}"
