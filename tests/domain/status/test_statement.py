"""The statements and the fold agree on every account, at every instant."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from sqlalchemy import text

from domain import customers, status
from domain.customers import CustomerId, Identity
from domain.kernel import Unit, ids
from domain.kernel.database import Role, connect
from domain.ledger import store
from domain.ledger.model import Account, PendingLot
from domain.ledger.reading import holding
from domain.status.service import DECODER
from tests.domain.ledger.books import DAY, at
from tests.domain.ledger.lives import Life, lives, steps
from tests.world import NOON, World, new_world, open_shop

SETTLED = text(status.STATUS_IF_SETTLED.sql)


async def somebody(world: World) -> CustomerId:
    found = await world.platform.perform(
        lambda unit: customers.identify(unit, "shop", Identity(external_id="ann")),
        world.principal,
    )
    assert found is not None
    return found


async def agree(world: World, account: Account, life: Life, later: timedelta) -> None:
    async def save(unit: Unit) -> None:
        store.save(unit, [account])

    await world.platform.perform(save, world.principal)
    now = life.now + later
    command = status.ReadStatus(customer_id=account.customer_id)
    found = await at(world, now).run(status.read_status, command)
    due = [lot.expires_at for lot in account.lots if lot.expires_at is not None]
    due += [lot.available_at for lot in account.waiting]
    due += [lot.until for lot in account.holds]
    settled = all(now < each for each in due)
    assert await by_sums(world, account, now) == (found if settled else None)
    (told,) = found.balances
    held = holding(account, now)
    assert (told.available, told.pending, told.held, told.debt) == (
        held.available,
        held.pending,
        held.held,
        held.debt,
    )
    for due, portions in (
        (told.expiring, held.expiring),
        (told.arriving, held.becoming),
    ):
        first = (portions[0].at, portions[0].amount) if portions else None
        assert (due and (due.at, due.amount)) == first


async def by_sums(
    world: World, account: Account, now: datetime
) -> status.LoyaltyStatus | None:
    """Return what the account's own sums tell, if nothing of it is due."""
    whose = ids.decode(account.customer_id)
    found: str | None = await world.platform.perform(
        lambda unit: unit.value(SETTLED, customer=whose, now=now), world.principal
    )
    return None if found is None else DECODER.decode(found)


def indebted(whose: CustomerId) -> Account:
    """Return an account whose debt is paid in part by what expires soon after."""
    lots = [
        PendingLot(f"lot_{n:032x}", amount, NOON + arrives * DAY, NOON + ends * DAY)
        for n, (amount, arrives, ends) in enumerate([(4, 1, 2), (5, 3, 9), (2, 4, 8)])
    ]
    return Account(
        customer_id=whose, unit="points", pending=11, debt=7, waiting=tuple(lots)
    )


def test_the_status_of_an_account_is_what_the_fold_makes_of_it(
    database_url: str,
) -> None:
    with asyncio.Runner() as runner:
        engine = connect(database_url, Role.APP)
        world = runner.run(open_shop(new_world(engine)))
        ann = runner.run(somebody(world))

        @settings(max_examples=80)
        @given(lives(), steps)
        def check(life: Life, later: timedelta) -> None:
            account = replace(life.account, customer_id=ann)
            runner.run(agree(world, account, life, later))

        for hours in range(0, 240, 8):
            runner.run(agree(world, indebted(ann), Life(), hours * DAY / 24))
        check()
        runner.run(engine.dispose())
