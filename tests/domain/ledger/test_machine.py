"""The whole ledger on a real database, against a model of a few lines."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain import ledger
from domain.kernel import system
from domain.kernel.database import Role, connect
from domain.ledger import ClawbackPolicy, InsufficientPoints, Posted, Posting
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    confirm,
    customer,
    earn,
    hold,
    post,
    refund,
    release,
    set_aside,
    spend,
)
from tests.world import NOON, new_world

T = TypeVar("T")

STEPS, EXAMPLES = 30, 12
FAR = NOON + 10_000 * DAY
INFINITE = 10**9

amounts = st.integers(1, 50)
waits = st.none() | st.integers(-1, 5)


@dataclass
class Lot:
    """What the model knows of a lot."""

    amount: int
    available: datetime
    expires: datetime
    is_open: bool = False
    expired: int = 0


@dataclass
class Parts:
    """Parts of lots that were taken together: set aside until an instant, or spent."""

    parts: list[tuple[Lot, int]]
    until: datetime = FAR

    def total(self) -> int:
        return sum(part for _, part in self.parts)

    def give_back(self, amount: int) -> None:
        """Return some of it to its lots, what was taken last first."""
        for place in reversed(range(len(self.parts))):
            lot, part = self.parts[place]
            back = min(part, amount)
            lot.amount, amount = lot.amount + back, amount - back
            self.parts[place] = (lot, part - back)


@dataclass
class Model:
    """One account, as simply as it can be said."""

    lots: dict[str, Lot] = field(default_factory=dict[str, Lot])
    holds: dict[str, Parts] = field(default_factory=dict[str, Parts])
    spent: dict[str, Parts] = field(default_factory=dict[str, Parts])
    debt: int = 0
    # The most that it may hold, and whether more is given in part or not at all.
    most: int = INFINITE
    strict: bool = False

    def room(self) -> int:
        """Return how much more it may hold."""
        held = self.available() + self.pending() + self.held() - self.debt
        return max(0, self.most - held)

    def earn(self, order: str, lot: Lot) -> int:
        """Give as much as may be held, and return how much that is not."""
        amount, room = lot.amount, self.room()
        lot.amount = min(amount, room) if amount <= room or not self.strict else 0
        if lot.amount:
            self.lots[order] = lot
        return amount - lot.amount

    def settle(self, now: datetime) -> None:
        waiting = [lot for lot in self.lots.values() if not lot.is_open]
        arrivals = [(lot.available, 0, n, "", lot) for n, lot in enumerate(waiting)]
        freed = [(each.until, 1, 0, name, None) for name, each in self.holds.items()]
        for then, _, _, name, lot in sorted([*arrivals, *freed], key=lambda e: e[:4]):
            if then > now:
                break
            self.expire(then)
            if lot is None:
                self.release(name)
            else:
                lot.is_open = True
                self.pay()
        self.expire(now)

    def expire(self, now: datetime) -> None:
        for lot in self.lots.values():
            if lot.is_open and lot.expires <= now:
                lot.amount, lot.expired = 0, lot.expired + lot.amount

    def pay(self) -> None:
        paid = min(self.available(), self.debt)
        self.take(self.open(), paid)
        self.debt -= paid

    def release(self, name: str) -> None:
        hold = self.holds.pop(name)
        hold.give_back(hold.total())
        self.pay()

    def open(self) -> list[Lot]:
        return sorted(
            (lot for lot in self.lots.values() if lot.is_open),
            key=lambda lot: lot.expires,  # Stable: then oldest.
        )

    def available(self) -> int:
        return sum(lot.amount for lot in self.open())

    def pending(self) -> int:
        return sum(lot.amount for lot in self.lots.values() if not lot.is_open)

    def held(self) -> int:
        return sum(hold.total() for hold in self.holds.values())

    def take(self, lots: list[Lot], amount: int) -> int:
        for lot, part in self.parts(lots, amount):
            lot.amount, amount = lot.amount - part, amount - part
        return amount

    def parts(self, lots: list[Lot], amount: int) -> list[tuple[Lot, int]]:
        """Return from which lots an amount would be taken."""
        parts: list[tuple[Lot, int]] = []
        seen: list[Lot] = []
        for lot in lots:
            if any(lot is each for each in seen):
                continue
            seen.append(lot)
            part = min(lot.amount, amount)
            amount -= part
            if part:
                parts.append((lot, part))
        return parts


class Books(RuleBasedStateMachine):
    """Two customers, a clock that goes forward, and all that can happen."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.engine = connect(self.url, Role.APP)
        self.now = NOON
        self.world = new_world(self.engine)
        self.models: dict[str, Model] = {}
        self.earned: dict[str, tuple[str, int]] = {}
        self.withheld: dict[str, int] = {}
        self.answers: list[tuple[Posting, Posted]] = []
        self.n = 0

    @initialize()
    def open_accounts(self) -> None:
        self.models = {customer(): Model(), customer(): Model()}

    @rule(who=st.integers(0, 1), amount=amounts, wait=waits, lasts=waits)
    def earn(self, who: int, amount: int, wait: int | None, lasts: int | None) -> None:
        whose, order = list(self.models)[who], self.name("o")
        available = None if wait is None else self.now + wait * DAY
        starts = max(available or self.now, self.now)
        expires = None if lasts is None else starts + (lasts + 1) * DAY
        model = self.settled(whose)
        lot = Lot(amount, available or self.now, expires or FAR)
        self.withheld[order] = model.earn(order, lot)
        self.earned[order] = (whose, amount)
        self.post(
            earn(whose, amount, order, available_at=available, expires_at=expires)
        )

    @rule(who=st.integers(0, 1), amount=amounts)
    def spend(self, who: int, amount: int) -> None:
        whose = list(self.models)[who]
        model, posting = self.settled(whose), spend(whose, amount, self.name("s"))
        if amount <= model.available():
            parts = model.parts(model.open(), amount)
            model.spent[posting.source_id] = Parts(parts)
            model.take(model.open(), amount)
            self.post(posting)
            return
        try:
            self.run(post(at(self.world, self.now), posting))
        except InsufficientPoints as refusal:
            assert refusal.available == model.available()
        else:
            raise AssertionError(posting)

    @precondition(lambda self: any(left for _, left in self.earned.values()))
    @rule(data=st.data(), policy=st.sampled_from(ClawbackPolicy))
    def claw_back(self, data: st.DataObject, policy: ClawbackPolicy) -> None:
        order = data.draw(
            st.sampled_from([o for o, (_, left) in self.earned.items() if left])
        )
        whose, left = self.earned[order]
        amount = data.draw(st.integers(1, left))
        self.earned[order] = (whose, left - amount)
        model = self.settled(whose)
        kept = min(self.withheld[order], amount)
        self.withheld[order] -= kept
        own = model.lots.get(order, Lot(0, FAR, FAR))
        rest = amount - kept
        rest = rest if own.is_open else model.take([own], rest)
        if own.is_open and policy is not ClawbackPolicy.ONLY_PENDING:
            rest = model.take([own], rest)
        gone = min(own.expired, rest)
        own.expired, rest = own.expired - gone, rest - gone
        if policy is not ClawbackPolicy.ONLY_PENDING:
            rest = model.take(model.open(), rest)
        if policy is ClawbackPolicy.UNLIMITED:
            model.debt += rest
        back = self.name("r")
        self.post(clawback(whose, amount, order=order, source_id=back, policy=policy))

    @rule(who=st.integers(0, 1), amount=amounts, hours=st.integers(1, 80))
    def hold(self, who: int, amount: int, hours: int) -> None:
        whose = list(self.models)[who]
        model = self.settled(whose)
        amount = min(amount, model.available())
        if not amount:
            return
        until = self.now + hours * DAY / 24
        wanted = set_aside(whose, amount, self.name("h"), expires_at=until)
        (held,) = self.run(hold(at(self.world, self.now), wanted))
        parts = model.parts(model.open(), amount)
        model.holds[held.hold_id] = Parts(parts, until)
        model.take(model.open(), amount)

    @rule(data=st.data(), confirmed=st.booleans())
    def end(self, data: st.DataObject, confirmed: bool) -> None:  # noqa: FBT001
        held = [
            (whose, hold_id)
            for whose in self.models
            for hold_id in self.settled(whose).holds
        ]
        if not held:
            return
        whose, hold_id = data.draw(st.sampled_from(held))
        model, world = self.models[whose], at(self.world, self.now)
        if confirmed:
            model.holds.pop(hold_id)
            self.run(confirm(world, hold_id))
        else:
            model.release(hold_id)
            self.run(release(world, hold_id))

    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        spent = [
            (whose, name)
            for whose, model in self.models.items()
            for name, each in model.spent.items()
            if each.total()
        ]
        if not spent:
            return
        whose, name = data.draw(st.sampled_from(spent))
        model = self.settled(whose)
        amount = data.draw(st.integers(1, model.spent[name].total()))
        model.spent[name].give_back(amount)
        model.pay()
        self.post(refund(whose, amount, redemption=name, source_id=self.name("b")))

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        posting, answer = data.draw(st.sampled_from(self.answers))
        (again,) = self.run(post(at(self.world, self.now), posting))
        assert (again, again.repeated) == (answer, True)

    @rule(hours=st.integers(1, 80))
    def wait(self, hours: int) -> None:
        self.now += hours * DAY / 24

    @rule(limit=st.integers(1, 3))
    def sweep(self, limit: int) -> None:
        caller = system(self.world.principal.tenant)
        swept = ledger.Sweep(limit=limit)
        self.run(at(self.world, self.now).platform.run(ledger.sweep, swept, caller))

    @invariant()
    def accounts_are_as_the_model(self) -> None:
        many = ledger.BalancesOfMany(customer_ids=tuple(self.models))
        held = self.run(at(self.world, self.now).run(ledger.balances_of_many, many))
        found = {
            each.customer_id: (each.available, each.pending, each.held, each.debt)
            for each in held
            if each.unit == "points"
        }
        for whose in self.models:
            model = self.settled(whose)
            expected = (model.available(), model.pending(), model.held(), model.debt)
            assert found.get(whose, (0, 0, 0, 0)) == expected

    def teardown(self) -> None:
        caller = system(self.world.principal.tenant)
        wrong = self.run(
            self.world.platform.run(ledger.verify, ledger.Verify(), caller)
        )
        self.run(self.engine.dispose())
        self.runner.close()
        assert wrong == ()

    def settled(self, whose: str) -> Model:
        self.models[whose].settle(self.now)
        return self.models[whose]

    def name(self, prefix: str) -> str:
        self.n += 1
        return f"{prefix}{self.n}"

    def post(self, posting: Posting) -> None:
        (answer,) = self.run(post(at(self.world, self.now), posting))
        self.answers.append((posting, replace(answer, repeated=False)))

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self.runner.run(awaited())


def test_the_books_are_as_a_model_says(database_url: str) -> None:
    machine: Any = type("Machine", (Books,), {"url": database_url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
