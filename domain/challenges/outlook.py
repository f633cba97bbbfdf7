"""The outlook: how far somebody is with a challenge, as they are told of it."""

from datetime import datetime

from domain.challenges import course as courses
from domain.challenges import sentences
from domain.challenges.counters import Run
from domain.challenges.course import Course
from domain.challenges.progress import (
    Badge,
    ChallengeProgress,
    ChallengeState,
    StepProgress,
)
from domain.challenges.standing import Joined
from domain.challenges.terms import ChallengeJoining, ChallengeStep
from domain.challenges.together import GOAL, Total, community
from domain.tenants import Wordings

DECIMALS = 4


def progress(
    course: Course,
    joined: Joined | None,
    total: Total | None,
    at: datetime,
    words: Wordings,
) -> ChallengeProgress:
    """Return how far a course is at an instant, up to which it was followed."""
    assert course.latest is not None
    version, terms = course.latest.version, course.terms
    steps = tuple(_step(course, each, at) for each in terms.steps)
    finished = _finished(course, total)
    state = _state(course, joined, total, at)
    together = terms.goal and community(version.challenge, terms.goal, total)
    return ChallengeProgress(
        challenge=version.challenge,
        version=version.version,
        names=version.names,
        state=state,
        round=course.round,
        progress=_fraction(steps),
        steps=steps,
        completions=len(finished),
        completed_at=finished[-1] if finished else None,
        joined_at=joined.at if joined else None,
        first_day=terms.first_day,
        last_day=terms.last_day,
        badge=terms.badge if finished else None,
        community=together,
        why=sentences.why(terms, state, steps, together, words),
    )


def badge(course: Course, total: Total | None) -> Badge | None:
    """Return the badge that a course has led to, if it has one and has come so far."""
    finished = _finished(course, total)
    if course.latest is None or course.terms.badge is None or not finished:
        return None
    return Badge(
        challenge=course.latest.version.challenge,
        names=course.terms.badge,
        earned_at=finished[0],
        times=len(finished),
    )


def _step(course: Course, step: ChallengeStep, at: datetime) -> StepProgress:
    counter, done_at = course.counters[step.step], course.done.get(step.step)
    count = course.value(step.step, at)
    run = counter if isinstance(counter, Run) and count and done_at is None else None
    return StepProgress(
        step=step.step,
        names=step.names,
        count=count,
        target=step.target,
        missing=0 if done_at is not None else max(step.target - count, 0),
        done_at=done_at,
        keep_until=courses.last_day(counter) if run is not None else None,
        freezes_left=run.freezes_left if run is not None else None,
    )


def _finished(course: Course, total: Total | None) -> list[datetime]:
    """Return when all was done; of a goal, by all, if this one has a share in it."""
    if course.latest is None or course.terms.goal is None:
        return [each.at for each in course.finishes if each.step is None]
    reached = total.reached.get(GOAL) if total else None
    return [reached] if reached is not None and course.complete else []


def _state(
    course: Course, joined: Joined | None, total: Total | None, at: datetime
) -> ChallengeState:
    terms, day = course.terms, course.day(at)
    together = terms.goal is not None and total is not None and GOAL in total.reached
    if course.closed or together:
        return ChallengeState.COMPLETED
    if course.era is None or (terms.last_day is not None and terms.last_day < day):
        return ChallengeState.OVER
    if terms.first_day is not None and day < terms.first_day:
        return ChallengeState.UPCOMING
    takes_part = joined is not None and joined.span.holds(at)
    if terms.joining is ChallengeJoining.OPT_IN and not takes_part:
        return ChallengeState.NOT_JOINED
    return ChallengeState.OPEN


def _fraction(steps: tuple[StepProgress, ...]) -> float:
    """Return how much of all steps is done, and never more than that."""
    parts = [
        1.0 if each.done_at is not None else min(each.count / each.target, 1.0)
        for each in steps
    ]
    whole = 10**DECIMALS
    return int(sum(parts) / len(parts) * whole) / whole
