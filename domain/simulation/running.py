"""Running a back-test: a part of its orders at a time, read while others are judged.

Orders, and events with them, come customer by customer, in turn of time for each, and a
part ends where a customer does: so nothing has to be remembered of a customer but who
gains or loses most. Caps that customers share are filled in that order too.
"""

from asyncio import create_task, sleep
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain import earning, events, orders, tiers
from domain.earning import (
    PLAIN,
    Case,
    EventCase,
    Facts,
    Given,
    Issue,
    Rehearsal,
    cause_of,
)
from domain.kernel import CustomerId, Unit
from domain.orders import OrderCase
from domain.simulation import trial
from domain.simulation.store import Row
from domain.simulation.tally import DRAFT, LIVE, Ladder, Tally, month_of
from domain.simulation.trial import Progress, Trial, Use

# What is held in memory at once, and what a unit does before it writes down how far it
# is: a second or two.
BATCH_ORDERS = 5_000
PART_ORDERS = 20_000
# What is judged before what PostgreSQL has sent meanwhile is looked at.
TURN_CASES = 50
# Whether by the drafts or in truth, the rule, unit and amount, in which month, and
# after which it has expired.
Gift: TypeAlias = tuple[int, str, str, int, str, str | None]
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Orders and events of whole customers, with what they really earned."""

    cases: Sequence[Case]
    orders: int
    given: Mapping[str, list[Given]]
    after: CustomerId | None
    is_last: bool


@dataclass(slots=True, kw_only=True)
class Part:
    """What came of a part of a back-test."""

    progress: Progress
    tally: Tally
    after: CustomerId | None
    is_last: bool


@dataclass(frozen=True, slots=True)
class Standings:
    """The tiers that customers had in truth, whatever drafts lead to."""

    known: tiers.Standings

    def at(self, customer_id: CustomerId, instant: datetime, /) -> earning.Standing:
        """Return what the tier was at an instant."""
        found = self.known.at(customer_id, instant)
        return earning.Standing(
            tier=found.tier, multiplier_percent=found.earning_percent
        )

    def counted(
        self, customer_id: CustomerId, code: str, instant: datetime, amount: int, /
    ) -> None:
        """Count nothing: what was earned is known."""

    def came(self, cause_id: earning.CauseId, /) -> None:
        """Count nothing: nothing has yet to come."""


async def standings(
    unit: Unit, customer_ids: Sequence[CustomerId], waiting: Sequence[earning.CauseId]
) -> Standings:
    """Return the tiers of customers."""
    return Standings(await tiers.standings(unit, customer_ids, waiting))


SOURCES = earning.Sources(standings=standings)


async def run_part(unit: Unit, row: Row) -> Part:
    """Judge some more orders by the rules that are tried."""
    tried = trial.trial_of(row.trial)
    before = trial.progress_of(row.progress)
    rehearsal = rehearsal_of(tried, before.uses)
    tally = Tally.of(before.kept, _ladders(tried, row.until))
    until, climbing = tally.orders + PART_ORDERS, _climbing(tried)
    batch = await read(unit, row, row.after_customer_id, tried)
    while True:
        facts = await rehearsal.facts(unit, batch.cases)
        ahead = None
        if not batch.is_last and tally.orders + batch.orders < until:
            reading = read(unit, row, batch.after, tried)
            ahead = create_task(reading)
            await sleep(0)  # So that PostgreSQL works while we judge.
        try:
            gifts = given(batch, rehearsal, facts, tried.currency)
            for some in _in_turns(gifts, len(batch.cases)):
                count(tally, some, climbing)
                await sleep(0)  # So that what was read is taken, and more is asked for.
            if ahead is None:
                return _part(batch, rehearsal, tally)
            batch = await ahead
        finally:
            if ahead is not None:
                ahead.cancel()


def rehearsal_of(tried: Trial, used: Sequence[Use]) -> Rehearsal:
    """Return what judges by the rules that are tried, of whose caps some is used."""
    return Rehearsal(
        versions=tried.versions,
        zone=ZoneInfo(tried.time_zone),
        sources=SOURCES,
        used=trial.used(used),
    )


async def read(unit: Unit, row: Row, after: CustomerId | None, tried: Trial) -> Batch:
    """Read the next orders, of customers of whom all fit; of one, however many.

    Events and occasions come with them, of the same customers and of those between who
    bought none.
    """
    limit = BATCH_ORDERS
    span = (row.since, row.until)
    cases = await orders.history(unit, span, after, limit)
    while len(cases) == limit and cases[0].customer_id == cases[-1].customer_id:
        limit *= 4
        cases = await orders.history(unit, span, after, limit)
    is_last = len(cases) < limit
    if not is_last:
        cut_off = cases[-1].customer_id
        while cases[-1].customer_id == cut_off:
            cases.pop()
    last = cases[-1].customer_id if cases else after
    done = await _done(unit, row, (after, None if is_last else last), tried)
    both = sorted((*cases, *done), key=_turn) if done else cases
    return Batch(
        cases=both,
        orders=len(cases),
        given=await earning.given_for(unit, [cause_of(case) for case in both]),
        after=last,
        is_last=is_last,
    )


async def _done(
    unit: Unit,
    row: Row,
    whose: tuple[CustomerId | None, CustomerId | None],
    tried: Trial,
) -> list[EventCase]:
    """Return what customers did besides buying, and what came about by itself."""
    after, upto = whose
    span = events.Span(after=after, upto=upto, since=row.since, until=row.until)
    zone = ZoneInfo(tried.time_zone)
    told = await events.history(unit, span, tried.types)
    arose = await earning.occasions_within(unit, span, tried.kinds, zone)
    return [*map(earning.event_case, told), *arose]


def _turn(case: Case) -> tuple[str, datetime, str]:
    return case.customer_id or "", case.occurred_at, cause_of(case)


def given(
    batch: Batch, rehearsal: Rehearsal, facts: Mapping[str, Facts], currency: str
) -> Iterator[tuple[Case, list[Gift]]]:
    """Give each case with what it gives by the rules that are tried, and gave."""
    zone = rehearsal.zone
    for case in batch.cases:
        day = case.occurred_at.astimezone(zone).date()
        gifts: list[Gift] = []
        cause = cause_of(case)
        if not isinstance(case, OrderCase) or case.currency == currency:
            judged = rehearsal.judge(case, facts.get(cause, PLAIN))
            for earned in judged.awards:
                version = earned.rule.version
                if earned.amount and not isinstance(version.terms.effect, Issue):
                    ends = rehearsal.expires_at(version, case, day)
                    gifts.append(
                        (
                            *(DRAFT, version.rule, version.terms.unit, earned.amount),
                            *(month_of(day), _lapse(ends, zone)),
                        )
                    )
        for each in batch.given.get(cause, ()):
            lapse = _lapse(each.expires_at, zone)
            gifts.append(
                (LIVE, each.rule, each.unit, each.amount, month_of(day), lapse)
            )
        yield case, gifts


def count(
    tally: Tally,
    judged: Iterable[tuple[Case, list[Gift]]],
    climbing: tuple[str | None, str | None],
) -> None:
    """Count what cases give; of a unit that leads to tiers, also when."""
    for case, gifts in judged:
        assert case.customer_id is not None, case
        if isinstance(case, OrderCase):
            tally.begin_order(case.customer_id)
        else:
            tally.begin_event(case.customer_id)
        for gift in gifts:
            tally.give(*gift)
            side, _, unit, amount, *_ = gift
            if unit == climbing[side]:
                tally.climb(side, case.occurred_at, amount)


def _in_turns(
    gifts: Iterator[tuple[Case, list[Gift]]], cases: int
) -> Iterator[Iterator[tuple[Case, list[Gift]]]]:
    """Give some cases at a time, so that others have their turn between them."""
    for _ in range(0, cases, TURN_CASES):
        yield islice(gifts, TURN_CASES)


def _climbing(tried: Trial) -> tuple[str | None, str | None]:
    """Return the units that lead to tiers, by the drafts and in truth."""
    ways = (tried.draft_tiers or tried.tiers, tried.tiers)
    draft, live = (None if each is None else each.terms.basis.unit for each in ways)
    return draft, live


def _ladders(tried: Trial, until: datetime) -> tuple[Ladder, Ladder] | None:
    """Return what leads to tiers, by the drafts and in truth, if anything does."""
    ways = (tried.draft_tiers or tried.tiers, tried.tiers)
    if ways == (None, None):
        return None
    draft, live = (_ladder(each, until) for each in ways)
    return draft, live


def _ladder(programme: tiers.TierProgramme | None, until: datetime) -> Ladder:
    if programme is None:
        return lambda _: None
    return lambda earned: tiers.tier_by(programme, earned, until)


@lru_cache(maxsize=10_000)
def _lapse(ends: datetime | None, zone: ZoneInfo) -> str | None:
    """Return the month after which something is outstanding no longer."""
    return None if ends is None else month_of((ends - MOMENT).astimezone(zone).date())


def _part(batch: Batch, rehearsal: Rehearsal, tally: Tally) -> Part:
    tally.close()
    return Part(
        progress=Progress(kept=tally.kept(), uses=trial.uses(rehearsal.used)),
        tally=tally,
        after=batch.after,
        is_last=batch.is_last,
    )
