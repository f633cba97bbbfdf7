"""Leaderboards: which there are, who leads, and how one stands among others."""

from zoneinfo import ZoneInfo

from domain import customers, ledger, tenants
from domain.customers import CustomerNotFound
from domain.kernel import BadCursor, Page, Unit, pages, reads, writes
from domain.leaderboards import board_store, rules, store
from domain.leaderboards.board_store import Board, Spot
from domain.leaderboards.model import (
    BOARDS_MAX,
    AroundMe,
    BoardPlace,
    Leaderboard,
    Leaderboards,
    ListLeaderboards,
    OwnPlace,
    PutLeaderboard,
    ReadLeaderboard,
)
from domain.leaderboards.refusals import (
    LeaderboardFixed,
    LeaderboardNotFound,
    NotOnLeaderboards,
    TooManyLeaderboards,
)


@writes(
    "leaderboards:write",
    refusals=(ledger.UnitUnknown, TooManyLeaderboards, LeaderboardFixed),
)
async def put(unit: Unit, command: PutLeaderboard) -> Leaderboard:
    """Make a leaderboard, or name it otherwise; what it counts stays what it was."""
    if command.unit not in await tenants.unit_codes(unit):
        raise ledger.UnitUnknown(command.unit)
    there = {each.leaderboard: each for each in await board_store.boards(unit)}
    known = there.get(command.leaderboard)
    if known is None and len(there) >= BOARDS_MAX:
        raise TooManyLeaderboards(BOARDS_MAX)
    if known and (known.unit, known.period) != (command.unit, command.period):
        raise LeaderboardFixed(known.unit, known.period)
    made = Leaderboard(
        leaderboard=command.leaderboard,
        names=command.names,
        unit=command.unit,
        period=command.period,
        created_at=known.created_at if known else unit.now,
    )
    await board_store.put(unit, made)
    unit.forget(board_store.boards)
    return made


@reads("programme:read", public=True)
async def list_all(unit: Unit, command: ListLeaderboards) -> Leaderboards:
    """Tell which leaderboards there are."""
    del command
    found = await board_store.boards(unit)
    return Leaderboards(leaderboards=tuple(each.shown() for each in found))


@reads("programme:read", refusals=(LeaderboardNotFound, BadCursor), public=True)
async def read(unit: Unit, command: ReadLeaderboard) -> Page[BoardPlace]:
    """List who leads, the best first, by made-up names: only who wants to be seen."""
    board = await _board(unit, command.leaderboard)
    which = board.leaderboard, command.period or await _now(unit, board)
    after = None
    if command.after is not None:
        score, alias = pages.place(command.after, tuple[int, str])
        after = Spot(alias=alias, score=score)
    rows = await board_store.top(unit, which, after, command.limit + 1)
    places = await _places(unit, which, rows)
    return pages.page(places, command.limit, lambda each: (each.score, each.alias))


@reads(
    "leaderboards:read",
    refusals=(CustomerNotFound, LeaderboardNotFound, NotOnLeaderboards),
    subject="customer_id",
)
async def around(unit: Unit, command: AroundMe) -> OwnPlace:
    """Tell how a customer stands, and who stands around them."""
    customer_id = await customers.resolve(unit, command.customer_id)
    board = await _board(unit, command.leaderboard)
    member = await store.member(unit, customer_id)
    if member is None:
        raise NotOnLeaderboards
    which = board.leaderboard, command.period or await _now(unit, board)
    mine = await board_store.own(unit, which, customer_id)
    places: tuple[BoardPlace, ...] = ()
    if mine is not None:
        above = await board_store.above(unit, which, mine, command.around)
        below = await board_store.top(unit, which, mine, command.around)
        places = await _places(unit, which, (*above, mine, *below))
    rank = next((each.rank for each in places if each.alias == member.alias), None)
    return OwnPlace(
        customer_id=customer_id,
        leaderboard=board.leaderboard,
        period=which[1],
        alias=member.alias,
        rank=rank,
        score=mine.score if mine else 0,
        around=places,
    )


async def _places(
    unit: Unit, which: tuple[str, str], rows: tuple[Spot, ...]
) -> tuple[BoardPlace, ...]:
    if not rows:
        return ()
    better, before = await board_store.counts(unit, which, rows[0])
    return rules.ranked([(each.alias, each.score) for each in rows], better, before)


async def _board(unit: Unit, name: str) -> Board:
    for each in await board_store.boards(unit):
        if each.leaderboard == name:
            return each
    raise LeaderboardNotFound


async def _now(unit: Unit, board: Board) -> str:
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    return rules.stretch(unit.now.astimezone(zone).date(), board.period)
