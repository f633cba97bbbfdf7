"""What shops do by hand and customers with what they hold, as the model knows it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from domain import ledger, tenants
from domain.ledger import OverCap
from tests.domain.ledger import test_machine as machine
from tests.domain.ledger.books import DAY, at
from tests.domain.ledger.test_machine import INFINITE, Lot, Model, amounts
from tests.world import NOON, World

LONG_AGO = NOON - 1_000 * DAY
WHY = "They called."
TAKES, GIVES = 3, 2

lasting = st.integers(1, 24 * 60)


class ByHand(machine.Books):
    """Caps, pots, conversions, and lots that come to last longer or come back."""

    def __init__(self) -> None:
        super().__init__()
        self.cents: dict[str, int] = {}
        self.moved: tuple[str, str, int] | None = None
        self.has_merged = False
        self.pot = ""
        self.donated = 0

    def furnish(self) -> None:
        """Let points be given away and become cents, and have a pot."""
        self.run(self.set_policy(None, OverCap.REDUCE))
        cents = tenants.AddUnit(code="cents", name="Cents")
        self.run(self.world.run(tenants.add_unit, cents))
        rate = ledger.SetRate(unit="points", into="cents", takes=TAKES, gives=GIVES)
        self.run(self.world.run(ledger.set_rate, rate))
        pot = ledger.CreatePot(name="Trees")
        self.pot = self.run(self.world.run(ledger.create_pot, pot)).id

    async def set_policy(self, most: int | None, over: OverCap) -> None:
        policy = ledger.SetPolicy(
            unit="points", giveable=True, balance_max=most, over=over
        )
        await self.world.run(ledger.set_policy, policy)

    @rule(most=st.none() | st.integers(1, 150), over=st.sampled_from(OverCap))
    def cap(self, most: int | None, over: OverCap) -> None:
        """Say how much an account may hold; what it holds it keeps."""
        self.run(self.set_policy(most, over))
        for model in self.models.values():
            model.most = INFINITE if most is None else most
            model.strict = over is OverCap.REJECT

    @rule(who=st.integers(0, 1), amount=amounts)
    def donate(self, who: int, amount: int) -> None:
        whose = list(self.models)[who]
        model = self.settled(whose)
        amount = min(amount, model.available())
        if amount:
            given = ledger.Donate(customer_id=whose, pot_id=self.pot, amount=amount)
            self.run(self.shop().run(ledger.donate, given))
            model.take(model.open(), amount)
            self.donated += amount

    @rule(who=st.integers(0, 1), times=st.integers(1, 9))
    def convert(self, who: int, times: int) -> None:
        whose = list(self.models)[who]
        model = self.settled(whose)
        times = min(times, model.available() // TAKES)
        if times:
            wanted = ledger.Convert(
                customer_id=whose, into="cents", amount=times * TAKES
            )
            self.run(self.shop().run(ledger.convert, wanted))
            model.take(model.open(), times * TAKES)
            self.cents[whose] = self.cents.get(whose, 0) + times * GIVES

    @rule(who=st.integers(0, 1), hours=lasting)
    def extend(self, who: int, hours: int) -> None:
        """Let all that is there last longer, whatever of it would last less long."""
        whose, until = list(self.models)[who], self.now + timedelta(hours=hours)
        found = _shorter(self.settled(whose), until)
        wanted = ledger.ExtendLots(customer_id=whose, expires_at=until, reason=WHY)
        extending = self.shop().run(ledger.extend_lots, wanted)
        if not found:
            with pytest.raises(ledger.NothingToExtend):
                self.run(extending)
            return
        self.run(extending)
        for lot in found:
            lot.expires = until

    @precondition(lambda self: not self.has_merged)
    @rule(who=st.integers(0, 1), hours=lasting)
    def reinstate(self, who: int, hours: int) -> None:
        """Give back all that ever expired, until another instant."""
        whose, until = list(self.models)[who], self.now + timedelta(hours=hours)
        model = self.settled(whose)
        if model.holds or model.debt:
            return  # What is held of a lot that comes back has tests of its own.
        found = [lot for lot in model.lots.values() if lot.expired]
        wanted = ledger.Reinstate(
            customer_id=whose, expired_since=LONG_AGO, expires_at=until, reason=WHY
        )
        reinstating = self.shop().run(ledger.reinstate, wanted)
        if not found:
            with pytest.raises(ledger.NothingExpired):
                self.run(reinstating)
            return
        assert self.run(reinstating).amount == sum(lot.expired for lot in found)
        for lot in found:
            lot.expires = lot.expires if lot.amount else until
            lot.amount, lot.expired = lot.amount + lot.expired, 0

    @invariant()
    def pots_and_cents_are_as_given(self) -> None:
        if self.pot:
            find = ledger.FindPot(pot_id=self.pot)
            assert self.run(self.world.run(ledger.find_pot, find)).total == self.donated
        many = ledger.BalancesOfMany(customer_ids=tuple(self.models))
        held = self.run(self.shop().run(ledger.balances_of_many, many))
        cents = {e.customer_id: e.available for e in held if e.unit == "cents"}
        expected = {whose: held for whose, held in self.cents.items() if held}
        assert {whose: held for whose, held in cents.items() if held} == expected

    def join_cents(self, kept: str, merged: str) -> None:
        """Have what one holds be another's."""
        self.has_merged = True
        gone = self.cents.pop(merged, 0)
        self.cents[kept] = self.cents.get(kept, 0) + gone
        self.moved = kept, merged, gone

    def part_cents(self) -> None:
        """Have what was another's be theirs again."""
        assert self.moved is not None
        kept, merged, gone = self.moved
        self.cents[kept] -= gone
        self.cents[merged] = self.cents.get(merged, 0) + gone

    def shop(self) -> World:
        return at(self.world, self.now)


def _shorter(model: Model, until: datetime) -> list[Lot]:
    """Return the lots of which something is there or held, and that end before."""
    open_ones = [lot for lot in model.lots.values() if lot.is_open and lot.amount]
    held = [lot for hold in model.holds.values() for lot, part in hold.parts if part]
    found: list[Lot] = []
    for lot in (*open_ones, *held):
        if lot.expires < until and not any(lot is each for each in found):
            found.append(lot)
    return found
