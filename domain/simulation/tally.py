"""The tally: what came of orders so far, in counters that do not grow with them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from heapq import nlargest
from typing import TypeAlias

import msgspec
from msgspec import Struct

from domain.kernel.personal import crowd
from domain.simulation.model import (
    AFFECTED_MAX,
    Affected,
    Figures,
    MonthFigures,
    RuleFigures,
    TierFigures,
    UnitFigures,
)

# By the drafts, and in truth.
Pair: TypeAlias = list[int]
Counters: TypeAlias = defaultdict[str, Pair]
# What somebody earned, and when; and to which tier that leads.
Earnings: TypeAlias = list[tuple[datetime, int]]
Ladder: TypeAlias = Callable[[Earnings], str | None]
SEPARATOR = "|"
NOWHERE = ""
THOUSAND = 1_000
DRAFT, LIVE = 0, 1
WON, LOST, SAME = 0, 1, 2


class Kept(Struct, frozen=True):
    """A tally as it is stored between two parts of a back-test."""

    orders: int = 0
    events: int = 0
    issued: dict[str, Pair] = {}
    lapsed: dict[str, Pair] = {}
    rules: dict[str, Pair] = {}
    people: dict[str, list[int]] = {}
    tiers: dict[str, int] = {}


def _pairs(kept: dict[str, Pair]) -> Counters:
    return defaultdict(lambda: [0, 0], kept)


@dataclass(slots=True)
class Tally:
    """Counts what orders give, by month and rule, and who gains and who loses.

    Orders come customer by customer; `close` is called when one's last has come.
    """

    orders: int
    issued: Counters
    lapsed: Counters
    rules: Counters
    people: defaultdict[str, list[int]]
    tiers: defaultdict[str, int]
    # To which tiers somebody comes, by the drafts and in truth.
    ladders: tuple[Ladder, Ladder] | None = None
    # Of the customer who is at hand.
    whose: str | None = None
    own: Counters = field(default_factory=lambda: _pairs({}))
    events: int = 0
    earned: tuple[Earnings, Earnings] = field(default_factory=lambda: ([], []))
    # Who gains or loses something, of this part.
    affected: list[Affected] = field(default_factory=list[Affected])

    @classmethod
    def of(cls, kept: Kept, ladders: tuple[Ladder, Ladder] | None = None) -> "Tally":
        """Return the tally that was stored."""
        return cls(
            orders=kept.orders,
            issued=_pairs(kept.issued),
            lapsed=_pairs(kept.lapsed),
            rules=_pairs(kept.rules),
            people=defaultdict(lambda: [0, 0, 0], kept.people),
            tiers=defaultdict(int, kept.tiers),
            ladders=ladders,
            events=kept.events,
        )

    def kept(self) -> Kept:
        """Return what is to be stored; nobody may be at hand."""
        assert self.whose is None, self.whose
        return Kept(
            orders=self.orders,
            events=self.events,
            issued=dict(self.issued),
            lapsed=dict(self.lapsed),
            rules=dict(self.rules),
            people=dict(self.people),
            tiers=dict(self.tiers),
        )

    def begin_order(self, customer_id: str) -> None:
        """Count an order of a customer, who may be another than before."""
        self.orders += 1
        self._begin(customer_id)

    def begin_event(self, customer_id: str) -> None:
        """Count an event of a customer, who may be another than before."""
        self.events += 1
        self._begin(customer_id)

    def _begin(self, customer_id: str) -> None:
        if customer_id != self.whose:
            self.close()
            self.whose = customer_id

    def give(  # noqa: PLR0913, PLR0917 - a row, for each of millions
        self,
        side: int,
        rule: str,
        unit: str,
        amount: int,
        month: str,
        lapse: str | None,
    ) -> None:
        """Count what a rule gave for an order of the customer at hand."""
        self.issued[f"{unit}|{month}"][side] += amount
        self.rules[f"{unit}|{rule}"][side] += amount
        self.own[unit][side] += amount
        if lapse is not None:
            self.lapsed[f"{unit}|{lapse}"][side] += amount

    def close(self) -> None:
        """Say that the customer at hand has no more orders."""
        if self.whose is None:
            return
        for unit, (draft, live) in self.own.items():
            if draft == live:
                self.people[unit][SAME] += 1
                continue
            self.people[unit][WON if draft > live else LOST] += 1
            self.affected.append(
                Affected(customer_id=self.whose, unit=unit, draft=draft, live=live)
            )
        if self.ladders is not None:
            by_draft, in_truth = self.ladders
            draft, live = by_draft(self.earned[DRAFT]), in_truth(self.earned[LIVE])
            self.tiers[f"{live or NOWHERE}{SEPARATOR}{draft or NOWHERE}"] += 1
            self.earned = ([], [])
        self.own.clear()
        self.whose = None

    def climb(self, side: int, at: datetime, amount: int) -> None:
        """Count what leads the customer at hand to a tier."""
        self.earned[side].append((at, amount))


def most_affected(affected: Iterable[Affected]) -> list[Affected]:
    """Return of each unit who gains most, and who loses most."""
    units: defaultdict[str, list[Affected]] = defaultdict(list)
    for each in affected:
        units[each.unit].append(each)
    found: list[Affected] = []
    for theirs in units.values():
        gain = [each for each in theirs if each.difference > 0]
        loss = [each for each in theirs if each.difference < 0]
        found += nlargest(AFFECTED_MAX, gain, key=_most)
        found += nlargest(AFFECTED_MAX, loss, key=_most)
    return found


def ranked(affected: Iterable[Affected]) -> tuple[Affected, ...]:
    """Return customers by unit, those whom it changes most for first."""
    return tuple(sorted(affected, key=lambda each: (each.unit, *_least(each))))


def figures(kept: Kept, cost_per_thousand: int) -> Figures:
    """Return what a tally says, month after month without a gap."""
    return Figures(
        units=tuple(_units(kept, cost_per_thousand)),
        months=tuple(_months(kept)),
        rules=tuple(
            RuleFigures(rule=rule, unit=unit, draft_issued=draft, live_issued=live)
            for (unit, rule), (draft, live) in _parted(kept.rules)
        ),
        tiers=tuple(_tiers(kept)),
    )


@lru_cache(maxsize=10_000)
def month_of(day: date) -> str:
    """Return the month of a day."""
    return f"{day.year:04}-{day.month:02}"


def _most(each: Affected) -> tuple[int, str]:
    return abs(each.difference), each.customer_id


def _least(each: Affected) -> tuple[int, str]:
    return -abs(each.difference), each.customer_id


def _units(kept: Kept, cost_per_thousand: int) -> Iterator[UnitFigures]:
    sums: Counters = _pairs({})
    for (unit, _), (draft, live) in _parted(kept.issued):
        sums[unit][DRAFT] += draft
        sums[unit][LIVE] += live
    for unit, (draft, live) in sums.items():
        won, lost, same = kept.people.get(unit, [0, 0, 0])
        yield UnitFigures(
            unit=unit,
            draft_issued=draft,
            live_issued=live,
            draft_cost=draft * cost_per_thousand // THOUSAND,
            live_cost=live * cost_per_thousand // THOUSAND,
            winners=won,
            losers=lost,
            unchanged=same,
        )


def _months(kept: Kept) -> Iterator[MonthFigures]:
    spans: defaultdict[str, list[str]] = defaultdict(list)
    for (unit, month), _ in _parted(kept.issued):
        spans[unit].append(month)
    for unit, months in spans.items():
        left = [0, 0]
        for month in _run(months[0], months[-1]):
            given = kept.issued.get(f"{unit}|{month}", [0, 0])
            gone = kept.lapsed.get(f"{unit}|{month}", [0, 0])
            left = [left[side] + given[side] - gone[side] for side in (DRAFT, LIVE)]
            yield MonthFigures(
                month=month,
                unit=unit,
                draft_issued=given[DRAFT],
                live_issued=given[LIVE],
                draft_outstanding=left[DRAFT],
                live_outstanding=left[LIVE],
            )


def _tiers(kept: Kept) -> Iterator[TierFigures]:
    for key, customers in sorted(kept.tiers.items()):
        live, _, draft = key.partition(SEPARATOR)
        many = crowd(customers)
        yield TierFigures(live=live or None, draft=draft or None, customers=many)


def _run(first: str, last: str) -> Iterator[str]:
    day = date.fromisoformat(f"{first}-01")
    while month_of(day) <= last:
        yield month_of(day)
        day = (day + timedelta(days=31)).replace(day=1)


def _parted(counters: dict[str, Pair]) -> list[tuple[tuple[str, str], Pair]]:
    parted = ((key.partition(SEPARATOR), pair) for key, pair in counters.items())
    return sorted(((unit, rest), pair) for (unit, _, rest), pair in parted)


def decoded(kept: object) -> Kept:
    """Return a tally as JSON has it."""
    return msgspec.convert(kept, Kept)
