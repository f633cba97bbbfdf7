"""The climb: how a customer came to a tier, as a fold over what counted.

It reads no clock and no database, and what came in another order folds to the same. At
one instant, a cycle ends first; then versions change, merged customers bring their
tiers, and last of all something counts.
"""

from bisect import bisect_left, bisect_right
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.tiers import cycles, days
from domain.tiers.counts import Counts
from domain.tiers.cycles import Cycle
from domain.tiers.histories import Era, History, Lift, Step, TierCause
from domain.tiers.model import Tier, TierDowngrade, TierTerms, TierWindow

NONE = 0  # The rank of who is in no tier; the lowest tier has rank 1.


class Review(NamedTuple):
    """A cycle that has ended, and the instant at which that has consequences."""

    start: datetime
    due: datetime


class Climb:
    """A customer's way through the tiers, up to an instant that only moves on.

    `era`, `terms` and `zone` are of the version that holds; without one, there are no
    tiers, and nothing but `rank` and `steps` says anything.
    """

    era: Era | None = None
    terms: TierTerms
    zone: ZoneInfo
    # What each tier asks, and the rank that nobody can lose.
    thresholds: list[int]
    floor: int

    def __init__(self, eras: tuple[Era, ...], history: History) -> None:
        """Begin before anything has happened."""
        self.history = history
        self.steps: list[Step] = []
        self.rank = NONE
        self.cycle: Cycle | None = None
        self.review: Review | None = None
        self.counts = Counts()
        self._raised: date | None = None
        self._first: date | None = None
        self._place = 0
        self._eras = list(reversed(eras))
        self._lifts = sorted(history.lifts, reverse=True)
        self._turn = self._next_turn()

    def advance(self, until: datetime) -> None:
        """Let all happen that does up to and with an instant; there is no way back."""
        self._pass_over(self.counts.place_after(until))
        while (at := self.upcoming()) is not None and at <= until:
            self._happen(at)
            self._pass_over(self.counts.place_after(until))

    def catch_up(self, until: datetime) -> None:
        """Let all happen up to and with an instant, but count only what came before it.

        So an order is worth what the tier was when it was placed, and not what it led
        to.
        """
        self._pass_over(self.counts.place(until))
        while (at := self.upcoming()) is not None and (
            at < until or at == until == self._turn
        ):
            self._happen(at)
            self._pass_over(self.counts.place(until))

    def upcoming(self) -> datetime | None:
        """Return when something happens next."""
        instants = self.counts.instants
        counts = instants[self._place] if self._place < len(instants) else None
        if self._turn is None or (counts is not None and counts < self._turn):
            return counts
        return self._turn

    @property
    def tier(self) -> Tier | None:
        """Return the tier."""
        return self.terms.tiers[self.rank - 1] if self.rank else None

    def rank_of(self, counted: int) -> int:
        """Return the rank of the highest tier that a count reaches."""
        return bisect_right(self.thresholds, counted)

    def progress(self, at: datetime) -> int:
        """Return what counts towards a higher tier, at an instant."""
        return self.counts.until(at) - self.counts.before(self.opened(at))

    def opened(self, at: datetime) -> datetime:
        """Return since when counts matter for a higher tier."""
        if self.terms.window is TierWindow.ROLLING_12M:
            return cycles.rolling(at, self.zone)
        assert self.cycle is not None
        return self.cycle.start

    def balance(self, at: datetime) -> int:
        """Return what was available at an instant, of the unit that counts."""
        return self.history.balance(self.terms.basis.unit, at)

    def landing(self, counted: int, balance: int) -> int:
        """Return the rank after a review; the balance is what there is at its due."""
        kept = max(self.rank_of(counted), self.floor)
        if kept >= self.rank:
            return self.rank
        match self.terms.downgrade:
            case TierDowngrade.ONE_DOWN:
                low = self.rank - 1
            case TierDowngrade.BALANCE_BASED:
                low = min(self.rank_of(balance), self.rank)
        levels = self.terms.soft_landing
        softly = self.rank - levels if levels else NONE
        return max(low, kept, softly)

    def counted_for(self, review: Review, at: datetime) -> int:
        """Return what counts for keeping the tier, before an instant in the grace.

        What counts in the grace counts for the cycle that has ended and for the next
        one. Who has reached the tier in the next one keeps it as well.
        """
        before = self.counts.before
        ended = before(at) - before(review.start)
        running = before(at) - before(self.cycle.start) if self.cycle else 0
        return max(ended, running)

    def review_of(self, cycle: Cycle) -> Review:
        """Return when a cycle is judged."""
        due = days.days_later(cycle.end, self.terms.grace_days, self.zone)
        return Review(cycle.start, due)

    def following(self, cycle: Cycle) -> Cycle:
        """Return the cycle after another one."""
        if self.terms.window is TierWindow.ROLLING_12M:
            assert self._raised is not None
            return cycles.tier_year(self._raised, cycle.end, self.zone)
        return cycles.fixed(self.terms.window, self._first, cycle.end, self.zone)

    def _happen(self, at: datetime) -> None:
        if self._turn == at:
            self._take_turn(at)
            self._turn = self._next_turn()
        else:
            self._count(at)

    def _pass_over(self, end: int) -> None:
        """Pass over what counts before a place, but leads to no higher tier.

        As long as nothing counts against, sums only grow, and so does since when they
        matter: what cannot reach the next tier from here on is found by halving.
        """
        counts, turn = self.counts, self._turn
        if turn is not None:
            end = min(end, counts.place(turn))
        if self._place >= end or self.era is None or not counts.grows:
            return
        if self._first is None and self.terms.window is TierWindow.ANNIVERSARY:
            return
        if self.rank == len(self.terms.tiers):
            self._place = end
            return
        needed, sums = self.terms.tiers[self.rank].threshold, counts.sums
        while self._place < end:
            base = counts.before(self.opened(counts.instants[self._place]))
            reach = bisect_left(sums, base + needed, self._place + 1, end + 1)
            if reach <= end:
                base = counts.before(self.opened(counts.instants[reach - 1]))
                if sums[reach] - base >= needed:
                    self._place = reach - 1
                    return
            self._place = min(reach, end)

    def _count(self, at: datetime) -> None:
        self._place += 1
        if self._first is None and self.terms.window is TierWindow.ANNIVERSARY:
            self._begin_cycle(at)
            self._turn = self._next_turn()
        if self.rank == len(self.terms.tiers):
            return
        counted = self.counts.sums[self._place] - self.counts.before(self.opened(at))
        if counted >= self.terms.tiers[self.rank].threshold:
            self._rise(at, self.rank_of(counted), TierCause.REACHED, counted)
            self._turn = self._next_turn()

    def _rise(self, at: datetime, rank: int, cause: TierCause, counted: int) -> None:
        self._step(at, rank, cause, (counted, self.terms.tiers[rank - 1].threshold))
        self.review = None
        self._raised = days.day_of(at, self.zone)
        if self.terms.window is TierWindow.ROLLING_12M:
            self._begin_cycle(at)

    def _step(
        self, at: datetime, rank: int, cause: TierCause, counts: tuple[int, int]
    ) -> None:
        assert self.era is not None
        self.rank = rank
        tier = self.tier
        slug = None if tier is None else tier.slug
        self.steps.append(Step(at, slug, cause, *counts, self.era.programme.id))

    def _begin_cycle(self, at: datetime) -> None:
        """Say which cycle runs at an instant: of all, or of the tier that is held."""
        window = self.terms.window
        if window is not TierWindow.ROLLING_12M:
            instants = self.counts.instants
            if window is TierWindow.ANNIVERSARY and instants and instants[0] <= at:
                self._first = days.day_of(instants[0], self.zone)
            self.cycle = cycles.fixed(window, self._first, at, self.zone)
        elif self.rank > self.floor and self._raised is not None:
            self.cycle = cycles.tier_year(self._raised, at, self.zone)
        else:
            self.cycle = None

    def _next_turn(self) -> datetime | None:
        """Return when something happens next besides counting."""
        instants = (
            self.cycle.end if self.cycle else None,
            self.review.due if self.review else None,
            self.era.end if self.era else None,
            self._eras[-1].start if self._eras else None,
            self._lifts[-1].at if self._lifts else None,
        )
        return min((each for each in instants if each is not None), default=None)

    def _take_turn(self, at: datetime) -> None:
        if self.review is not None and self.review.due == at:
            self._judge(self.review)
        elif self.cycle is not None and self.cycle.end == at:
            self._end(self.cycle)
        elif self._eras and self._eras[-1].start == at:
            self._enter(self._eras.pop())
        elif self.era is not None and self.era.end == at:
            self._leave(at)
        else:
            self._lift(self._lifts.pop())

    def _end(self, cycle: Cycle) -> None:
        """Begin the next cycle; who has something to lose is judged for the last."""
        if self.rank > self.floor:
            self.review = self.review_of(cycle)
        self.cycle = self.following(cycle)

    def _judge(self, review: Review) -> None:
        """Keep the tier for what counted in the cycle that ended, or lose it."""
        self.review = None
        counted = self.counted_for(review, review.due)
        rank = self.landing(counted, self.balance(review.due))
        if rank < self.rank:
            needed = self.terms.tiers[self.rank - 1].threshold
            self._step(review.due, rank, TierCause.NOT_KEPT, (counted, needed))
            self._begin_cycle(review.due)

    def _enter(self, era: Era) -> None:
        """Go on under another version: it may raise at once, and lowers later only."""
        held = self.tier if self.era else None
        self.era, self.terms = era, era.programme.terms
        self.thresholds = [each.threshold for each in self.terms.tiers]
        self.floor = self.rank_of(0)
        self.zone = ZoneInfo(era.programme.time_zone)
        self.rank = NONE if held is None else self._rank_like(held)
        self.counts = self.history.counts.get(self.terms.basis) or Counts()
        self._place = self.counts.place(era.start)
        self._first = None
        self._begin_cycle(era.start)
        counted = self.counts.before(era.start)
        counted -= self.counts.before(self.opened(era.start))
        rank = self.rank_of(counted)
        if rank > self.rank:
            self._rise(era.start, rank, TierCause.PUBLISHED, counted)
        elif held is not None and held.slug != (self.tier and self.tier.slug):
            counts = counted, held.threshold
            self._step(era.start, self.rank, TierCause.PUBLISHED, counts)

    def _leave(self, at: datetime) -> None:
        """Go on without tiers."""
        if self.rank:
            self._step(at, NONE, TierCause.RETIRED, (0, 0))
        self.era = self.cycle = self.review = None
        self.counts, self._place = Counts(), 0

    def _lift(self, lift: Lift) -> None:
        if self.era is None:
            return
        slugs = [each.slug for each in self.terms.tiers]
        rank = slugs.index(lift.tier) + 1 if lift.tier in slugs else NONE
        if rank > self.rank:
            counted = self.counts.before(lift.at)
            counted -= self.counts.before(self.opened(lift.at))
            self._rise(lift.at, rank, TierCause.MERGED, counted)

    def _rank_like(self, held: Tier) -> int:
        """Return the rank of a tier, or of one that asks no more, if it is gone."""
        for rank, tier in enumerate(self.terms.tiers, start=1):
            if tier.slug == held.slug:
                return rank
        return self.rank_of(held.threshold)
