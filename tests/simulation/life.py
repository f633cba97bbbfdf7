"""Months of a tenant's life: all that a shop may send, late, twice and out of order."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec
import psycopg

from domain import customers, earning, imports, ledger, orders, status
from domain.customers import ExternalId, Identity
from domain.imports import ImportKind
from domain.kernel import UseCase, system
from domain.kernel.batches import Outcome
from domain.kernel.database import Engine
from tests.cutting import cut
from tests.domain.ledger.books import at
from tests.simulation.books import Books, roll_up
from tests.simulation.model import MONTHS, PENDING_DAYS, Model, Sold
from tests.world import NOON, World, open_shop

CUSTOMERS = tuple(f"c{number}" for number in range(8))
VISITORS = tuple(f"v{number}" for number in range(12))
LONG_AGO = NOON - timedelta(days=900)
LATE_MAX_DAYS = 120
CUT_PLACE_MAX = 25
CUTS = 0.1
RULES = {
    "spend": earning.Terms(
        pending_days=PENDING_DAYS,
        expiry=earning.Expiry.ROLLING,
        expiry_months=MONTHS,
    ),
    "bonus": earning.Terms(effect=earning.PerAmount(step=1_000, points=5)),
}


@dataclass(slots=True, kw_only=True)
class Life:
    """A tenant, the model of it, the clock that goes on, and chance."""

    world: World
    engine: Engine
    url: str
    chance: Random
    model: Model = field(default_factory=lambda: Model(customers=CUSTOMERS))
    now: datetime = NOON
    ids: dict[str, str] = field(default_factory=dict[str, str])
    # Orders by name as they were sent, or are to be sent after their returns.
    written: dict[str, orders.Record] = field(default_factory=dict[str, orders.Record])
    returns: list[orders.RecordReturn] = field(
        default_factory=list[orders.RecordReturn]
    )
    steps: dict[str, int] = field(default_factory=dict[str, int])
    cuts: int = 0
    names: int = 0
    books: Books = field(init=False)

    def __post_init__(self) -> None:
        """Keep books, with chance of their own: a step more is none less elsewhere."""
        self.books = Books(Random(self.chance.random()))

    async def begin(self) -> None:
        """Open the shop."""
        await open_shop(self.world)
        for rule, terms in RULES.items():
            published = earning.PublishRule(
                rule=rule, name="Points", terms=terms, valid_from=LONG_AGO
            )
            await self.world.run(earning.publish_rule, published)
        for name in CUSTOMERS:
            known = (ExternalId(source="shop", id=name),)
            made = await self.run(
                customers.create, customers.Create(external_ids=known)
            )
            self.ids[name] = made.id

    async def step(self) -> str:
        """Let some time go by and something happen; return what."""
        self.now += timedelta(hours=self.chance.expovariate(1 / 10))
        what = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.steps[what.__name__] = self.steps.get(what.__name__, 0) + 1
        await what(self)
        return what.__name__

    async def check(self) -> None:
        """Compare what customers are told with the model, and the books with itself."""
        told = await self.run(
            status.status_of_many,
            status.StatusOfMany(customer_ids=tuple(self.ids.values())),
        )
        found = {each.customer_id: _points(each) for each in told}
        expected = self.model.points(self.now)
        wrong = {
            name: (found[id_], expected[name])
            for name, id_ in self.ids.items()
            if found[id_] != expected[name]
        }
        assert not wrong, wrong
        some = self.chance.choice(CUSTOMERS)
        one = await self.run(
            status.read_status, status.ReadStatus(customer_id=f"external:shop:{some}")
        )
        assert _points(one) == expected[self.model.who(some)]
        platform, tenant = self._at().platform, self.world.principal.tenant
        assert await platform.run(ledger.verify, ledger.Verify(), system(tenant)) == ()
        await self.books.check(self._at(), tuple(self.ids.values()))

    async def buy(self) -> None:
        """Send an order, of just now or of long ago."""
        name = self._write(self.chance.choice(CUSTOMERS), None)
        await self._send([name])

    async def buy_as_guest(self) -> None:
        """Send an order of whom only a browser is known."""
        name = self._write(None, self.chance.choice(VISITORS))
        await self._send([name])

    async def buy_many(self) -> None:
        """Send some orders together, of which some have come before."""
        written = [self._write(self.chance.choice(CUSTOMERS), None) for _ in range(4)]
        before = [name for name in self.written if self.model.orders[name].arrived]
        again = self.chance.sample(before, min(len(before), 2))
        await self._send([*written, *again])

    async def send_late(self) -> None:
        """Send orders that were left over, the last first."""
        over = [name for name in self.written if not self.model.orders[name].arrived]
        await self._send(over[::-1])

    async def send_again(self) -> None:
        """Send something that came before; nothing happens."""
        if self.returns and self.chance.random() < 0.5:
            await self.run(orders.record_return, self.chance.choice(self.returns))
        elif arrived := self._arrived():
            await self._send([self.chance.choice(arrived)])

    async def bring_back(self) -> None:
        """Return some of an order, or all of it, perhaps for the second time."""
        names = [n for n in self._arrived() if not self.model.orders[n].cancelled]
        if names:
            await self._return(self.chance.choice(names))

    async def bring_back_early(self) -> None:
        """Return some of an order that comes later."""
        customer = self.chance.choice(CUSTOMERS)
        await self._return(self._write(customer, None))

    async def cancel(self) -> None:
        """Call an order off."""
        if names := self._arrived():
            name = self.chance.choice(names)
            self.model.orders[name].cancelled = True
            await self.run(orders.cancel, orders.Cancel(order_id=_ref(name)))

    async def reopen(self) -> None:
        """Let an order stand that was called off."""
        names = [n for n, order in self.model.orders.items() if order.cancelled]
        if names:
            name = self.chance.choice(names)
            self.model.orders[name].cancelled = False
            await self.run(orders.reopen, orders.Reopen(order_id=_ref(name)))

    async def link(self) -> None:
        """Let a visitor turn out to be somebody."""
        visitor = self.chance.choice(VISITORS)
        known = self.model.visitors.get(visitor)
        name = known or self.chance.choice(CUSTOMERS)
        link = customers.LinkVisitor(
            customer_id=f"external:shop:{name}", visitor_id=visitor
        )
        self.model.link(visitor, name, self.now)
        await self.run(customers.link_visitor, link)

    async def merge(self) -> None:
        """Let two customers be one."""
        standing = self.model.standing()
        if len(standing) > 3:
            kept, merged = self.chance.sample(standing, 2)
            command = customers.Merge(
                kept_id=self.ids[kept], merged_id=self.ids[merged]
            )
            made = await self.run(customers.merge, command)
            self.model.merge(made.id, kept, merged, self.now)

    async def unmerge(self) -> None:
        """Let them be two after all."""
        if undoable := self.model.undoable(self.now):
            union = self.chance.choice(undoable)
            await self.run(customers.unmerge, customers.Unmerge(merger_id=union.id))
            self.model.unmerge(union)

    async def sweep(self) -> None:
        """Settle what fell due of some accounts."""
        caller = system(self.world.principal.tenant)
        limit = self.chance.randint(1, 5)
        platform = self._at().platform
        await platform.run(ledger.sweep, ledger.Sweep(limit=limit), caller)

    async def roll_up(self) -> None:
        """Roll up what was recorded on days that are over."""
        await roll_up(self._at())

    async def rest(self) -> None:
        """Let some days go by."""
        self.now += timedelta(days=self.chance.uniform(1, 12))

    async def run(self, use_case: UseCase[Any, Any], command: Any) -> Any:
        """Run a use case; now and then the connection is cut, and it is run again."""
        if self.chance.random() < CUTS:
            with cut(self.engine, self.url, self.chance.randint(1, CUT_PLACE_MAX)):
                try:
                    return await self._at().run(use_case, command)
                except psycopg.OperationalError:
                    self.cuts += 1
        return await self._at().run(use_case, command)

    def _at(self) -> World:
        return at(self.world, self.now)

    def _arrived(self) -> list[str]:
        """Return orders that came, whatever has become of their points."""
        return [name for name, order in self.model.orders.items() if order.arrived]

    def _write(self, customer: str | None, visitor: str | None) -> str:
        self.names += 1
        name, late = f"o{self.names}", timedelta()
        if self.chance.random() < 0.2:
            late = timedelta(days=self.chance.uniform(0, LATE_MAX_DAYS))
        prices = [
            self.chance.randint(1, 9_000) for _ in range(self.chance.randint(1, 3))
        ]
        self.written[name] = orders.Record(
            external_id=name,
            customer=Identity(external_id=customer, visitor_id=visitor),
            occurred_at=self.now - late,
            currency="EUR",
            lines=tuple(
                orders.Line(product_id="tea", quantity=2, unit_price=price)
                for price in prices
            ),
        )
        self.model.orders[name] = Sold(
            occurred_at=self.now - late, amount=2 * sum(prices), visitor=visitor
        )
        return name

    async def _send(self, names: list[str]) -> None:
        """Send orders by one of the three ways."""
        new = [name for name in names if not self.model.orders[name].arrived]
        for name in new:
            who = self.written[name].customer
            self.model.arrive(name, who and who.external_id)
        rows = [msgspec.to_builtins(self.written[name]) for name in names]
        match self.chance.choice(["one", "many", "import"]) if rows else "none":
            case "one":
                for name in names:
                    await self.run(orders.record, self.written[name])
            case "many":
                batch = orders.RecordMany(orders=tuple(rows))
                told = await self.run(orders.record_many, batch)
                assert told.count(Outcome.RECORDED) == len(new)
            case "import":
                self.names += 1
                begun = await self.run(
                    imports.start,
                    imports.Start(kind=ImportKind.ORDERS, name=f"i{self.names}"),
                )
                lines = tuple(map(msgspec.json.encode, rows))
                chunk = imports.Take(import_id=begun.id, first=0, lines=lines)
                taken = await self.run(imports.take, chunk)
                assert (taken.accepted, taken.rejected) == (len(new), 0)
            case _:
                pass

    async def _return(self, name: str) -> None:
        order = self.model.orders[name]
        amount = self.chance.choice(
            [order.amount, self.chance.randint(1, order.amount)]
        )
        self.names += 1
        back = orders.RecordReturn(
            external_id=f"r{self.names}",
            order=_ref(name),
            occurred_at=self.now,
            amount=amount,
        )
        self.returns.append(back)
        order.returned = min(order.amount, order.returned + amount)
        await self.run(orders.record_return, back)


WEIGHTS: Mapping[Callable[[Life], Awaitable[None]], float] = {
    Life.buy: 6,
    Life.buy_as_guest: 3,
    Life.buy_many: 2,
    Life.send_late: 2,
    Life.send_again: 3,
    Life.bring_back: 5,
    Life.bring_back_early: 2,
    Life.cancel: 2,
    Life.reopen: 2,
    Life.link: 2,
    Life.merge: 2,
    Life.unmerge: 2,
    Life.sweep: 2,
    Life.roll_up: 1,
    Life.rest: 1,
}


def _points(told: status.LoyaltyStatus) -> tuple[int, int]:
    """Return what is available and pending; nothing is owed."""
    assert all(each.debt == 0 for each in told.balances)
    (points,) = told.balances or (None,)
    return (0, 0) if points is None else (points.available, points.pending)


def _ref(name: str) -> str:
    return f"external:shop:{name}"
