"""Outlooks: what a climb comes to at an instant, and what is missing of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.tiers.climb import NONE, Climb, Review
from domain.tiers.cycles import leaves
from domain.tiers.histories import Step, TierCause
from domain.tiers.membership import (
    NextTier,
    Outlook,
    Standing,
    TierHeld,
    TierKeeping,
    TierLock,
)
from domain.tiers.model import AS_ANYBODY, Tier, TierTerms, TierWindow

A_DAY = timedelta(days=1)


def outlook(climb: Climb, locks: Sequence[TierLock], at: datetime) -> Outlook | None:
    """Return what a climb that has come to an instant comes to; None without tiers."""
    if climb.era is None:
        return None
    lock = next((each for each in locks if _holds(each, at)), None)
    steps = overlaid(climb.steps, locks, at)
    earned = None if climb.tier is None else climb.tier.slug
    held = earned if lock is None else lock.tier
    tier = _tier(climb.terms, held)
    counted = climb.progress(at)
    keeping = None if lock else _keeping(climb, at)
    return Outlook(
        tier=None if tier is None else _held(tier),
        since=_since(steps),
        valid_until=lock.until if lock else keeping and _valid(climb, keeping),
        basis=climb.terms.basis,
        counted=counted,
        cycle_start=climb.opened(at),
        cycle_end=None if climb.cycle is None else climb.cycle.end,
        next=_next(climb.terms, climb.rank, counted),
        keeping=keeping,
        projected=_projected(climb, at) if lock is None else held,
        earned=earned,
        lock=lock,
    )


def overlaid(
    steps: Sequence[Step], given: Sequence[TierLock], at: datetime
) -> list[Step]:
    """Return the steps up to an instant as they are with what was set by hand."""
    locks = [each for each in given if each.until is None or each.since < each.until]
    shown = [each for each in steps if not any(_holds(lock, each.at) for lock in locks)]
    for lock in locks:
        shown.append(_by_hand(steps, lock.since, TierCause.SET, lock.tier))
        end = lock.until
        if end is not None and not any(_holds(each, end) for each in locks):
            below = _last(steps, end)
            tier = below.tier if below else None
            shown.append(_by_hand(steps, end, TierCause.UNSET, tier))
    return sorted((each for each in shown if each.at <= at), key=lambda each: each.at)


def _by_hand(
    steps: Sequence[Step], at: datetime, cause: TierCause, tier: str | None
) -> Step:
    """Return a step that was taken by hand, beside what counted for the last one."""
    below = _last(steps, at)
    if below is None:
        return Step(at, tier, cause, 0, 0, "")
    counts = below.counted, below.needed
    return Step(at, tier, cause, *counts, below.programme_id)


def standing(climb: Climb, locks: Sequence[TierLock], at: datetime) -> Standing:
    """Return what a tier is to what is earned, at an instant to which a climb came."""
    lock = next((each for each in locks if _holds(each, at)), None)
    tier = None
    if climb.era is not None:
        tier = climb.tier if lock is None else _tier(climb.terms, lock.tier)
    if tier is None:
        return Standing(tier=None, earning_percent=AS_ANYBODY)
    return Standing(tier=tier.slug, earning_percent=tier.earning_percent)


def due(climb: Climb, locks: Sequence[TierLock], at: datetime) -> datetime | None:
    """Return when something of an outlook changes though nothing more counts."""
    instants = [climb.upcoming(), *(lock.until for lock in locks)]
    if climb.era is not None:
        if climb.terms.window is TierWindow.ROLLING_12M and climb.progress(at):
            oldest = climb.counts.first(climb.opened(at))
            assert oldest is not None
            instants.append(leaves(oldest, climb.zone))
        instants.append(at_risk_from(climb, at))
    return min((each for each in instants if each and each > at), default=None)


def at_risk_from(climb: Climb, at: datetime) -> datetime | None:
    """Return from when who has not kept a tier yet is told so; None if it is kept."""
    keeping = _keeping(climb, at)
    if keeping is None or not keeping.missing:
        return None
    return keeping.by - climb.terms.at_risk_days * A_DAY


def _holds(lock: TierLock, at: datetime) -> bool:
    return lock.since <= at and (lock.until is None or at < lock.until)


def _last(steps: Sequence[Step], at: datetime) -> Step | None:
    return next((each for each in reversed(steps) if each.at <= at), None)


def _since(steps: Sequence[Step]) -> datetime | None:
    """Return when the last of the steps that led to the tier was taken."""
    since = None
    for place, step in enumerate(steps):
        if place == 0 or step.tier != steps[place - 1].tier:
            since = step.at
    return since


def _tier(terms: TierTerms, slug: str | None) -> Tier | None:
    return next((each for each in terms.tiers if each.slug == slug), None)


def _held(tier: Tier) -> TierHeld:
    return TierHeld(
        slug=tier.slug,
        names=tier.names,
        earning_percent=tier.earning_percent,
        benefits=tier.benefits,
    )


def _next(terms: TierTerms, rank: int, counted: int) -> NextTier | None:
    if rank == len(terms.tiers):
        return None
    tier = terms.tiers[rank]
    return NextTier(
        slug=tier.slug,
        names=tier.names,
        threshold=tier.threshold,
        missing=max(tier.threshold - counted, 0),
    )


def _coming(climb: Climb, at: datetime) -> Review | None:
    """Return the next review that may take the tier."""
    if climb.rank <= climb.floor or climb.cycle is None:
        return None
    review = climb.review
    if review is not None and climb.rank_of(_counted(climb, review, at)) < climb.rank:
        return review
    return climb.review_of(climb.cycle)


def _counted(climb: Climb, review: Review, at: datetime) -> int:
    """Return what counts by now for a review, of what is known."""
    until = climb.counts.until(at)
    counted = until - climb.counts.before(review.start)
    if climb.cycle is not None and climb.cycle.start > review.start:
        counted = max(counted, until - climb.counts.before(climb.cycle.start))
    return counted


def _keeping(climb: Climb, at: datetime) -> TierKeeping | None:
    review = _coming(climb, at)
    if review is None:
        return None
    threshold = climb.terms.tiers[climb.rank - 1].threshold
    missing = max(threshold - _counted(climb, review, at), 0)
    return TierKeeping(threshold=threshold, missing=missing, by=review.due)


def _valid(climb: Climb, keeping: TierKeeping) -> datetime:
    """Return until when the tier is held if nothing more counts."""
    assert climb.cycle is not None
    if keeping.missing:
        return keeping.by
    return climb.review_of(climb.following(climb.cycle)).due


def _projected(climb: Climb, at: datetime) -> str | None:
    rank, review = climb.rank, _coming(climb, at)
    if review is not None:
        rank = climb.landing(_counted(climb, review, at), climb.balance(at))
    return climb.terms.tiers[rank - 1].slug if rank > NONE else None
