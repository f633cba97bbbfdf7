"""Being seen: who wants to be, by which name, and who does not any more."""

from domain import customers
from domain.customers import CustomerNotFound
from domain.kernel import Unit, writes
from domain.leaderboards import board_store, keeping, rules, store
from domain.leaderboards.events import LeaderboardsJoined, LeaderboardsLeft
from domain.leaderboards.model import (
    JoinLeaderboards,
    LeaveLeaderboards,
    Membership,
)
from domain.leaderboards.refusals import NotOnLeaderboards
from domain.leaderboards.store import Member

DICE = 6


@writes("leaderboards:join", refusals=(CustomerNotFound,), subject="customer_id")
async def join(unit: Unit, command: JoinLeaderboards) -> Membership:
    """Let a customer be seen on all leaderboards; who is seen keeps their name."""
    customer_id = await customers.resolve(unit, command.customer_id)
    found = await store.member(unit, customer_id)
    while found is None:
        name = rules.alias(unit.dice(DICE))
        if await store.add(unit, Member(customer_id, name, unit.now)):
            unit.emit(LeaderboardsJoined(customer_id=customer_id))
            await keeping.keep(unit, (customer_id,))
        found = await store.member(unit, customer_id)
    return Membership(
        customer_id=customer_id, alias=found.alias, joined_at=found.joined_at
    )


@writes(
    "leaderboards:join",
    refusals=(CustomerNotFound, NotOnLeaderboards),
    subject="customer_id",
)
async def leave(unit: Unit, command: LeaveLeaderboards) -> None:
    """Let a customer be seen no longer; their name and their scores are forgotten."""
    customer_id = await customers.resolve(unit, command.customer_id)
    if not await store.remove(unit, customer_id):
        raise NotOnLeaderboards
    unit.emit(LeaderboardsLeft(customer_id=customer_id))
    keeping.tell(unit, [e.leaderboard for e in await board_store.boards(unit)])
