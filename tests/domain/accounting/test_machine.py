"""All that can happen to accounts, at the worst instants, and what the books say then.

The machine of the ledger, with more that can happen: postings that come late, mergers,
corrections, replays in any order, clocks that stop at the ends of months, at changes of
the clock and on leap days. After every step the books of accounting are asked too.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain import customers, ledger, proofs
from domain.accounting import store
from domain.customers import CustomersUnmerged
from domain.kernel import system
from domain.kernel.calendar import beginning, months_later
from domain.ledger import Posting
from domain.ledger.tables import transfers
from domain.proofs.tables import seals
from tests.domain.accounting.hands import ByHand
from tests.domain.ledger import test_machine as machine
from tests.domain.ledger.books import DAY, at, earn, post, spend, verify
from tests.domain.ledger.lives import correction
from tests.domain.ledger.test_machine import FAR, Lot, amounts
from tests.domain.ledger.test_merge import merge, unmerge
from tests.simulation.books import Books, roll_up
from tests.world import NOON, World, open_shop

STEPS, EXAMPLES = 25, 8
SOAK_STEPS, SOAK_EXAMPLES = 60, 200
ZONE = ZoneInfo("Europe/Amsterdam")
MICROSECOND = timedelta(microseconds=1)
LONG_AGO = NOON - 1_000 * DAY

# Midnight of a leap day, and the hours that are missing and that are twice.
EDGES = (
    datetime(2032, 2, 29, tzinfo=ZONE),
    datetime(2032, 3, 1, tzinfo=ZONE),
    datetime(2030, 3, 31, 1, tzinfo=UTC),
    datetime(2030, 10, 27, 1, tzinfo=UTC),
    *(datetime(2030, month, 1, tzinfo=ZONE) for month in range(2, 13)),
)
OFFSETS = (-MICROSECOND, timedelta(), MICROSECOND, DAY / 12)


class AllBooks(ByHand):
    """Two customers who may become one, a clock that jumps, and news that is late."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books(Random(1))
        self.late = timedelta()
        self.merged: tuple[CustomersUnmerged, set[str], set[str], int] | None = None

    @initialize()
    def open_accounts(self) -> None:
        """Have two customers of a shop where points may be given away."""
        self.run(open_shop(self.world))
        self.furnish()
        for _ in range(2):
            made = self.run(self.world.run(customers.create, customers.Create()))
            self.models[made.id] = machine.Model()

    @rule(hours=st.integers(0, 24 * 45))
    def come_late(self, hours: int) -> None:
        """Have what is posted from now on have occurred so long ago."""
        self.late = timedelta(hours=hours)

    @rule(edge=st.sampled_from(EDGES), offset=st.sampled_from(OFFSETS))
    def reach(self, edge: datetime, offset: timedelta) -> None:
        """Stop the clock at an instant at which clocks are wrong."""
        self.now = max(self.now, edge.astimezone(UTC) + offset)

    @rule(who=st.integers(0, 1), amount=amounts, months=st.integers(0, 2))
    def earn_for_months(self, who: int, amount: int, months: int) -> None:
        """Give what lasts until the end of a month."""
        whose, order = list(self.models)[who], self.name("o")
        month = self.now.astimezone(ZONE).date().replace(day=1)
        end = beginning(months_later(month, months + 1), ZONE)
        lot = Lot(amount, self.now, end)
        self.withheld[order] = self.settled(whose).earn(order, lot)
        self.earned[order] = (whose, amount)
        self.post(earn(whose, amount, order, expires_at=end))

    @rule(who=st.integers(0, 1), amount=st.integers(-30, 30).filter(bool))
    def adjust(self, who: int, amount: int) -> None:
        whose, name = list(self.models)[who], self.name("a")
        model = self.settled(whose)
        taken = min(-amount, model.available())
        if amount > model.room():
            with pytest.raises(ledger.BalanceCapped):
                self.post(replace(correction(amount, name), customer_id=whose))
            return
        if amount > 0:
            model.lots[name] = Lot(amount, self.now, FAR)
        elif taken:
            model.take(model.open(), taken)
            amount = -taken
        else:
            return
        self.post(replace(correction(amount, name), customer_id=whose))

    @rule(who=st.integers(0, 1), amount=amounts)
    def give(self, who: int, amount: int) -> None:
        """Give the other customer some; what comes there is lots of its own."""
        names = list(self.models)
        giver, taker = names[who], names[1 - who]
        model, to = self.settled(giver), self.settled(taker)
        amount = min(amount, model.available())
        if not amount:
            return
        gift = ledger.Give(customer_id=giver, to=taker, amount=amount)
        if amount > to.room():
            with pytest.raises(ledger.BalanceCapped):
                self.run(at(self.world, self.now).run(ledger.give, gift))
            return
        self.run(at(self.world, self.now).run(ledger.give, gift))
        parts = model.parts(model.open(), amount)
        model.take(model.open(), amount)
        for lot, part in parts:
            to.lots[self.name("g")] = Lot(part, self.now, lot.expires, is_open=True)
        to.pay()

    @rule(who=st.integers(0, 1))
    def freeze(self, who: int) -> None:
        """Freeze an account for a moment: nothing is spent, and nothing changes."""
        whose, world = list(self.models)[who], at(self.world, self.now)
        reason = "Somebody else may have the password."
        frozen = ledger.Freeze(customer_id=whose, reason=reason)
        self.run(world.run(ledger.freeze, frozen))
        with pytest.raises(ledger.AccountFrozen):
            self.run(post(world, spend(whose, 1, self.name("s"))))
        thawed = ledger.Unfreeze(customer_id=whose, reason=reason)
        self.run(world.run(ledger.unfreeze, thawed))

    @precondition(lambda self: self.merged is None)
    @rule(who=st.integers(0, 1))
    def merge(self, who: int) -> None:
        names = list(self.models)
        kept, merged = names[who], names[1 - who]
        to, gone = self.settled(kept), self.settled(merged)
        event = self.run(merge(at(self.world, self.now), kept, merged))
        self.merged = event, set(gone.lots), set(gone.holds), gone.debt
        self.join_cents(kept, merged)
        to.lots = dict(sorted({**to.lots, **gone.lots}.items(), key=_in_order))
        to.holds |= gone.holds
        to.debt += gone.debt
        gone.lots, gone.holds, gone.debt = {}, {}, 0
        to.pay()
        self.forget_spends()
        self.own(set(to.lots), kept)

    @precondition(lambda self: self.merged is not None)
    @rule()
    def unmerge(self) -> None:
        assert self.merged is not None
        event, lots, holds, debt = self.merged
        to, gone = self.settled(event.merged_id), self.settled(event.kept_id)
        if set(gone.holds) - holds:
            return  # What is held of lots that go away stays held.
        self.run(unmerge(at(self.world, self.now), event))
        self.part_cents()
        back = {name: gone.lots.pop(name) for name in lots}
        to.lots = dict(sorted({**to.lots, **back}.items(), key=_in_order))
        to.holds |= {name: gone.holds.pop(name) for name in holds & set(gone.holds)}
        owed = min(debt, gone.debt)
        gone.debt, to.debt = gone.debt - owed, to.debt + owed
        to.pay()
        self.merged = None
        self.forget_spends()
        self.own(lots, event.merged_id)

    @precondition(lambda self: self.answers)
    @rule(chance=st.randoms(use_true_random=False))
    def replay(self, chance: Random) -> None:
        """Send all that was ever posted again, in any order; nothing happens."""
        again = list(self.answers)
        chance.shuffle(again)
        told = self.run(post(at(self.world, self.now), *(each for each, _ in again)))
        assert all(each.repeated for each in told)
        assert [each for _, each in again] == list(told)

    @rule()
    def roll_up(self) -> None:
        self.run(roll_up(at(self.world, self.now)))

    @invariant()
    def books_are_right_and_say_what_they_said(self) -> None:
        world = at(self.world, self.now)
        self.run(self.books.check(world, tuple(self.models)))
        self.run(verify(world))

    def teardown(self) -> None:
        for whose in self.models:
            self.run(self.what_is_known_stays_known(whose))
        self.run(self.every_transfer_is_sealed_once())
        super().teardown()

    async def what_is_known_stays_known(self, whose: str) -> None:
        """Look at statements as known on one instant after the other."""
        world, before = at(self.world, self.now), set[int]()
        for known_on in sorted({each.known_on for each in self.books.answers}):
            key = ledger.AccountKey(whose, "points")
            lines = await _lines(world, key, known_on)
            assert before <= lines
            before = lines

    async def every_transfer_is_sealed_once(self) -> None:
        later = at(self.world, self.now + DAY)
        caller = system(self.world.principal.tenant)
        while (await later.platform.run(proofs.seal, proofs.SealSome(), caller)).more:
            pass
        written = len(await self.world.rows(transfers))
        assert sum(row["count"] for row in await self.world.rows(seals)) == written

    def forget_spends(self) -> None:
        """What was spent of lots that move is given back in tests of its own."""
        for model in self.models.values():
            model.spent.clear()

    def own(self, lots: set[str], whose: str) -> None:
        """Have what was earned be taken back from whoever holds it now."""
        for order in lots & set(self.earned):
            self.earned[order] = (whose, self.earned[order][1])

    def post(self, posting: Posting) -> None:
        super().post(replace(posting, occurred_at=self.now - self.late))


async def _lines(world: World, key: ledger.AccountKey, known_on: datetime) -> set[int]:
    """Return the entries that were known; customers are none of this machine's."""

    async def read(unit: Any) -> Sequence[Any]:
        due = await ledger.unwritten(unit, [key])
        asked = store.Asked(key=key, since=LONG_AGO, as_of=unit.now, known_on=known_on)
        first = store.Place(at=LONG_AGO, seq=0)
        return await store.lines(unit, asked, first, 10_000, due)

    found = await world.platform.perform(read, world.principal, read_only=True)
    return {each.seq for each in found}


def _in_order(named: tuple[str, Lot]) -> int:
    """Return by which lots of one expiry are spent: the oldest first."""
    return int(named[0][1:])


def run(database_url: str, examples: int, steps: int) -> None:
    made: Any = type("Machine", (AllBooks,), {"url": database_url})
    run_state_machine_as_test(
        made,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_the_books_are_right_whatever_happens_and_when(database_url: str) -> None:
    run(database_url, EXAMPLES, STEPS)


@pytest.mark.soak
def test_the_books_are_right_whatever_happens_for_long(database_url: str) -> None:
    run(database_url, SOAK_EXAMPLES, SOAK_STEPS)
