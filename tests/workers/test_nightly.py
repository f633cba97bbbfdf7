"""The nightly run: five steps in one order, which may end anywhere and goes on."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain import ledger, tenants, tiers
from domain.earning import Expiry, Fixed, OnBalance, PerAmount
from domain.earning.tables import awards
from domain.kernel import system
from domain.kernel.database import Engine
from tests.domain.earning.shop import balance
from tests.domain.earning.shop import publish as publish_rule
from tests.domain.tiers.club import TODAY, buy, later, open_club, tier_of, verify
from tests.domain.tiers.lives import terms
from tests.world import World
from workers.schedule import NIGHTLY, Schedule

WHOM = ("ann", "bob", "cas")
# Long after everything fell due: points expired, and two years ended.
LATE = datetime(2032, 2, 1, 3, tzinfo=UTC)


@pytest.fixture
async def club(world: World) -> World:
    """Return a club whose members' last orders wait, expire and fill cards."""
    club = await open_club(world, terms(downgrade=tiers.TierDowngrade.BALANCE_BASED))
    await club.run(tenants.add_unit, tenants.AddUnit(code="stamps", name="Stamps"))
    stamp = PerAmount(step=6_000)
    await publish_rule(club, "stamp", unit="stamps", effect=stamp, pending_days=14)
    card = OnBalance(unit="stamps", amount=2)
    await publish_rule(club, "card", on=card, effect=Fixed(50))
    lasting: dict[str, Any] = {
        "pending_days": 14,
        "expiry": Expiry.ROLLING,
        "expiry_months": 12,
    }
    await publish_rule(club, "spend", TODAY, effect=PerAmount(), **lasting)
    for number, who in enumerate(WHOM):
        await buy(club, 120 + number, who=who)
    return club


async def held(club: World) -> list[tuple[str | None, int, int]]:
    """Return what everybody has: their tier, points and stamps."""
    return [
        (
            await tier_of(club, who),
            await balance(club, who),
            await balance(club, who, "stamps"),
        )
        for who in WHOM
    ]


def test_the_order_of_the_steps_is_fixed() -> None:
    named = [each.use_case.name for each in (NIGHTLY, *NIGHTLY.next_steps)]
    assert named == [
        "ledger.sweep",
        "earning.convert",
        "tiers.review",
        "ledger.sweep",
        "tiers.review",
    ]


@pytest.mark.parametrize("steps_done", [0, 1, 2, 3])
async def test_a_run_that_ended_somewhere_goes_on_with_who_is_left(
    club: World, watch: Engine, steps_done: int
) -> None:
    assert await held(club) == [
        ("silver", 120, 2),
        ("silver", 121, 2),
        ("silver", 122, 2),
    ]
    night = later(club, LATE)
    schedule = Schedule(night.platform, watch, (NIGHTLY,))
    tenant = club.principal.tenant
    steps = (NIGHTLY, *NIGHTLY.next_steps)
    for step in steps[:steps_done]:
        await schedule.run_for(replace(step, next_steps=()), tenant)
    # It ends after one account of a step.
    command = replace(steps[steps_done].command, limit=1)
    await night.platform.run(steps[steps_done].use_case, command, system(tenant))
    await schedule.run_for(NIGHTLY, tenant)
    assert await held(night) == [("bronze", 50, 0)] * 3
    await verify(night)
    caller = system(tenant)
    assert await night.platform.run(ledger.verify, ledger.Verify(), caller) == ()
    before = await night.rows(awards)
    await schedule.run_for(NIGHTLY, tenant)
    assert await night.rows(awards) == before
