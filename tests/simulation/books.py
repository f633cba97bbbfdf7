"""What a tenant's books must say after every step, and say again ever after."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeAlias

from domain import accounting, ledger
from domain.kernel import system
from tests.world import World

Amounts: TypeAlias = Mapping[Any, Any]

NOTHING = (0, 0, 0, 0)
LOOK_BACK_DAYS_MAX = 60
# What belongs to customers, and with which sign it stands in the books.
SIDES = {
    ledger.Side.AVAILABLE: 1,
    ledger.Side.PENDING: 1,
    ledger.Side.HELD: 1,
    ledger.Side.DEBT: -1,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the books said as of an instant, as known on another."""

    as_of: datetime
    known_on: datetime
    balances: Amounts
    sides: Amounts


@dataclass(slots=True)
class Books:
    """The books of some customers, and the answers that they gave."""

    chance: Random
    answers: list[Answer] = field(default_factory=list[Answer])

    async def check(self, world: World, customer_ids: tuple[str, ...]) -> None:
        """See that the books are right now, and as right as they were."""
        await self._agree(world, customer_ids)
        if self.answers:
            told = self.chance.choice(self.answers)
            again = await ask(world, customer_ids, told.as_of, told.known_on)
            assert again == told
            lot_by_lot = await held_by_lots(world, customer_ids, told)
            assert lot_by_lot == {
                key: told.balances.get(key, NOTHING) for key in lot_by_lot
            }
        now = world.platform.clock()
        past = timedelta(days=self.chance.uniform(0, LOOK_BACK_DAYS_MAX))
        # More may yet be recorded at this very instant.
        before = now - timedelta(microseconds=1)
        self.answers.append(await ask(world, customer_ids, now - past, before))

    async def _agree(self, world: World, customer_ids: tuple[str, ...]) -> None:
        """As of now is what accounts hold, and all sides together are nothing."""
        now = world.platform.clock()
        told = await ask(world, customer_ids, now, now)
        many = ledger.BalancesOfMany(customer_ids=customer_ids)
        held = {
            (each.customer_id, each.unit): _held(each)
            for each in await world.run(ledger.balances_of_many, many)
        }
        for customer_id, unit in held:
            asked = ledger.FindAccount(customer_id=customer_id, unit=unit)
            current = await world.run(ledger.account, asked)
            then = await world.run(ledger.account, replace(asked, as_of=now))
            assert then == current
        assert told.balances == _without_nothing(held)
        units = {unit for _, unit in held}
        for place, (side, sign) in enumerate(SIDES.items()):
            for unit in units:
                theirs = sum(each[place] for key, each in held.items() if unit in key)
                assert told.sides.get((unit, side), 0) == sign * theirs, side
        assert not any(side is ledger.Side.TRANSIT for _, side in told.sides)


async def roll_up(world: World) -> None:
    """Roll up what is over."""
    caller = system(world.principal.tenant)
    await world.platform.run(accounting.roll_up, accounting.RollUp(), caller)


async def ask(
    world: World, customer_ids: tuple[str, ...], as_of: datetime, known_on: datetime
) -> Answer:
    """Ask the books of customers and of the tenant; all sides together are nothing."""
    many = accounting.BalancesOfMany(
        customer_ids=customer_ids, as_of=as_of, known_on=known_on
    )
    found = await world.run(accounting.balances_of_many, many)
    asked = accounting.ReadTrialBalance(as_of=as_of, known_on=known_on)
    trial = await world.run(accounting.trial_balance, asked)
    assert trial.settled
    assert not any(unit.total for unit in trial.units), trial
    return Answer(
        as_of=as_of,
        known_on=known_on,
        balances=_without_nothing(
            {(each.customer_id, each.unit): _held(each) for each in found}
        ),
        sides={
            (unit.unit, each.side): each.balance
            for unit in trial.units
            for each in unit.sides
            if each.balance
        },
    )


async def held_by_lots(
    world: World, customer_ids: tuple[str, ...], then: Answer
) -> Amounts:
    """Return what accounts held at an instant, of all that is known of their lots.

    Who was merged since then is asked for by another's name, and answered as them.
    """
    found = [
        await world.run(
            ledger.account,
            ledger.FindAccount(
                customer_id=each, unit=code, as_of=then.as_of, known_on=then.known_on
            ),
        )
        for each in customer_ids
        for code in {code for _, code in then.balances}
    ]
    return {(each.customer_id, each.unit): _held(each) for each in found}


def _without_nothing(held: Amounts) -> Amounts:
    return {key: amounts for key, amounts in held.items() if amounts != NOTHING}


def _held(each: Any) -> tuple[int, int, int, int]:
    return each.available, each.pending, each.held, each.debt
