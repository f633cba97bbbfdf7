"""Promises about draws: tickets of the books, and winners whom everybody computes."""

import asyncio
import importlib.util
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from domain import draws, ledger
from domain.draws import DrawStatus, rules
from domain.draws.rules import Tickets
from domain.draws.tables import draw_entries
from domain.kernel import Malformed, system
from tests.domain.draws.shop import (
    AFTER,
    CLOSING,
    drawn,
    entrants,
    have,
    opened,
    opening,
)
from tests.domain.ledger.books import at
from tests.rebuilding import rebuilt, spoilt
from tests.world import World, apart

VERIFIER = Path(__file__).parents[3] / "docs" / "verifier" / "draw.py"


def verifier() -> Any:
    """Return what others check a draw with."""
    spec = importlib.util.spec_from_file_location("draw", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def found(shop: World, draw: draws.Draw) -> draws.Draw:
    return await shop.run(draws.find, draws.FindDraw(draw_id=draw.id))


async def own(shop: World, draw: draws.Draw, who: str) -> draws.OwnEntry:
    asked = draws.OwnTickets(customer_id=f"external:shop:{who}", draw_id=draw.id)
    return await shop.run(draws.own_tickets, asked)


async def test_what_was_committed_to_is_drawn_and_anybody_can_check_it(
    shop: World,
) -> None:
    draw = await opened(shop, 1, 1)
    assert (draw.status, draw.seed) == (DrawStatus.OPEN, None)
    await entrants(shop, 3, 1, 2)
    assert (await own(shop, draw, "c2")).tickets == 2
    with pytest.raises(draws.NotDrawnYet):
        await shop.run(draws.list_tickets, draws.ListTickets(draw_id=draw.id))
    await drawn(shop)
    told = await found(shop, draw)
    assert (told.status, told.tickets, told.entrants) == (DrawStatus.DRAWN, 6, 3)
    assert len(told.winners) == 2
    assert told.commitment == draw.commitment
    pages: list[Any] = []
    after = None
    while not pages or after is not None:
        asked = draws.ListTickets(draw_id=draw.id, limit=2, after=after)
        page = await shop.run(draws.list_tickets, asked)
        pages.append(msgspec.to_builtins(page))
        after = page.next
    said = msgspec.to_builtins(told)
    check = verifier().fault
    assert check(said, pages) is None
    assert check(said, pages[:1]) == "The list of tickets is not whole."
    assert check({**said, "seed": "00" * 32}, pages) is not None
    assert check({**said, "winners": said["winners"][::-1]}, pages) == "Others won."
    assert await rebuilt(shop, draws.verify, 1) == ()
    bribed = update(draw_entries).where(draw_entries.c.place == 1).values(tickets=9)
    assert len(await spoilt(shop, bribed, draws.verify)) == 1


async def test_tickets_are_spent_on_the_draw_and_whoever_won_is_told(
    shop: World,
) -> None:
    draw = await opened(shop, 1)
    await entrants(shop, 4)
    await drawn(shop)
    mine = await own(shop, draw, "c0")
    assert (mine.tickets, mine.prize) == (4, draw.prizes[0].names)
    later = at(shop, AFTER)
    asked = ledger.FindAccount(customer_id="external:shop:c0", unit="lots")
    assert (await later.run(ledger.account, asked)).available == 0
    (news,) = [payload for name, payload in await shop.news() if name == "draw.drawn"]
    assert [each["customer_id"] for each in news["winners"]] == [mine.customer_id]
    caller = system(shop.principal.tenant)
    assert await shop.platform.run(ledger.verify, ledger.Verify(), caller) == ()
    # The same tickets can be for another draw now.
    await shop.run(draws.open_draw, opening())


async def test_what_came_after_the_closing_is_in_no_draw(shop: World) -> None:
    draw = await opened(shop, 3)
    await entrants(shop, 2, 5)
    late = at(shop, CLOSING + timedelta(seconds=30))
    await have(late, "c0", 10)
    await have(late, "c1", -4)
    await drawn(shop)
    assert [(await own(shop, draw, who)).tickets for who in ("c0", "c1")] == [2, 1]


async def test_of_eight_who_draw_at_once_one_does(shop: World) -> None:
    draw = await opened(shop, 2)
    await entrants(shop, 1, 1, 1)
    await asyncio.gather(*(drawn(apart(shop), limit=1) for _ in range(8)))
    await drawn(shop)
    told = await found(shop, draw)
    assert (told.tickets, len(told.winners)) == (3, 2)
    news = [name for name, _ in await shop.news() if name == "draw.drawn"]
    assert news == ["draw.drawn"]


async def test_a_draw_without_tickets_has_no_winner(shop: World) -> None:
    draw = await opened(shop)
    await drawn(shop)
    told = await found(shop, draw)
    assert (told.status, told.winners) == (DrawStatus.DRAWN, ())


async def test_a_draw_is_called_off_only_while_it_is_open(shop: World) -> None:
    draw = await opened(shop)
    with pytest.raises(draws.DrawOpen):
        await shop.run(draws.open_draw, opening())
    command = draws.CancelDraw(draw_id=draw.id)
    with pytest.raises(draws.DrawNotOpen):
        await at(shop, AFTER).run(draws.cancel, command)
    told = await shop.run(draws.cancel, command)
    assert told.status is DrawStatus.CANCELLED
    with pytest.raises(draws.DrawNotOpen):
        await shop.run(draws.cancel, command)
    with pytest.raises(Malformed):
        await at(shop, AFTER).run(draws.open_draw, opening(60, 60))
    page = await shop.run(draws.list_all, draws.ListDraws())
    assert [each.id for each in page.items] == [draw.id]


@given(
    st.lists(st.integers(1, 40), max_size=12),
    st.binary(min_size=32, max_size=32),
    st.integers(1, 15),
    st.randoms(use_true_random=False),
)
def test_the_same_seed_and_tickets_give_the_same_winners_in_any_order(
    tickets: list[int], seed: bytes, most: int, chance: Any
) -> None:
    listed = [Tickets(f"{n:024x}", many) for n, many in enumerate(tickets)]
    picked = rules.pick(seed.hex(), listed, most)
    shuffled = chance.sample(listed, len(listed))
    assert rules.pick(seed.hex(), shuffled, most) == picked
    codes = [each.code for each in picked]
    assert len(set(codes)) == len(codes) == min(most, len(listed))
    plain = [(each.code, each.tickets) for each in shuffled]
    assert verifier().winners(seed.hex(), plain, most) == codes


def test_more_tickets_win_more_often() -> None:
    listed = [Tickets("a" * 24, 3), Tickets("b" * 24, 1)]
    wins = sum(
        rules.pick(f"{n:064x}", listed, 1)[0].code == "a" * 24 for n in range(2_000)
    )
    # Of 1,500 expected, four standard deviations.
    assert abs(wins - 1_500) < 78
