"""What moves points besides earning them counts where a programme says so alone."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from domain import ledger
from domain.kernel import system
from domain.tiers import TierAlso, TierBasis
from tests.domain.ledger.books import earn, post, refund, spend
from tests.domain.tiers.club import (
    TODAY,
    buy,
    later,
    member,
    open_club,
    publish,
    somebody,
    verify,
)
from tests.domain.tiers.lives import terms
from tests.world import World

P = TypeVar("P", ledger.Spend, ledger.Refund, ledger.Earn)

AN_HOUR = timedelta(hours=1)
EACH = {
    (): 120,
    (TierAlso.SPENT,): 114,
    (TierAlso.DONATED,): 100,
    (TierAlso.TRANSFERRED,): 90,
    (TierAlso.ADJUSTED,): 115,
    (TierAlso.EXPIRED,): 113,
    tuple(TierAlso): 52,
}


def on(posting: P) -> P:
    return replace(posting, occurred_at=TODAY)


async def counted(world: World, also: tuple[TierAlso, ...], who: str = "ann") -> int:
    await publish(world, terms(basis=TierBasis(also=also)), None)
    return (await member(world, who)).counted


async def test_each_way_of_losing_points_counts_against_where_it_is_named(
    world: World,
) -> None:
    club = await open_club(world)
    order = await buy(club, 120)
    ann, bob = order.customer_id or "", await somebody(club, "bob")
    await post(club, on(spend(ann, 10)))
    await post(club, on(refund(ann, 4)))
    pot = await club.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    donate = ledger.Donate(customer_id=ann, pot_id=pot.id, amount=20)
    await club.run(ledger.donate, donate)
    giveable = ledger.SetPolicy(unit="points", giveable=True)
    await club.run(ledger.set_policy, giveable)
    await club.run(ledger.give, ledger.Give(customer_id=ann, to=bob, amount=30))
    taken = ledger.Adjust(customer_id=ann, amount=-5, reason="Counted twice.")
    await club.run(ledger.adjust, taken)
    await post(club, on(earn(ann, 7, "gift", expires_at=TODAY + AN_HOUR)))
    evening = later(club, TODAY + 2 * AN_HOUR)
    caller = system(club.principal.tenant)
    await evening.platform.run(ledger.sweep, ledger.Sweep(), caller)
    for minute, (also, expected) in enumerate(EACH.items()):
        now = later(club, TODAY + 3 * AN_HOUR + timedelta(minutes=minute))
        assert await counted(now, also) == expected, also
        if also == (TierAlso.TRANSFERRED,):
            assert (await member(now, "bob")).counted == 30
        await verify(now)
