"""The decisions of earning; pure, so that a test needs nothing but values."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.earning import calendar, fields, fulfilment
from domain.earning.compilation import Rule, compiled
from domain.earning.evaluation import Earned, Evaluation, prepared
from domain.earning.facts import Held
from domain.earning.fields import Case
from domain.earning.model import GivenAward, RuleVersion
from domain.earning.terms import Issue, OnEvent, Terms
from domain.earning.trace import Trace

NONE: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An award as it was and as it is now.

    What is given is renewed, by what the customer earns and spends, for so many months.
    """

    was: GivenAward
    now: GivenAward
    renewed_months: int = 0


def in_force(versions: Iterable[RuleVersion], at: datetime) -> tuple[RuleVersion, ...]:
    """Return of each rule the version that held at an instant, if there was one.

    An older version does not come back when a newer one is retired.
    """
    latest: dict[str, RuleVersion] = {}
    for version in sorted(versions, key=lambda each: each.valid_from):
        if version.valid_from <= at:
            latest[version.rule] = version
    return tuple(
        each
        for each in latest.values()
        if each.retired_at is None or at < each.retired_at
    )


def by_event(versions: Iterable[RuleVersion]) -> dict[str, list[RuleVersion]]:
    """Return the versions that are tried for each type of event."""
    found: dict[str, list[RuleVersion]] = {}
    for each in versions:
        if isinstance(each.terms.on, OnEvent):
            found.setdefault(each.terms.on.event, []).append(each)
    return found


class Timeline:
    """Which rules are tried when: the same for all between two changes."""

    def __init__(self, versions: Iterable[RuleVersion], zone: ZoneInfo) -> None:
        known = tuple(versions)
        begins = {each.valid_from for each in known}
        ends = {each.retired_at for each in known if each.retired_at is not None}
        self.instants = sorted(begins | ends)
        self.ruled = [
            prepared(compiled(each, zone) for each in in_force(known, at))
            for at in self.instants
        ]

    def at(self, instant: datetime) -> tuple[Rule, ...]:
        """Return the rules that held at an instant, in the order in which to try."""
        place = bisect_right(self.instants, instant)
        return self.ruled[place - 1] if place else NONE


def holdings(held: Mapping[str, GivenAward]) -> dict[str, Held]:
    """Return what each rule gave so far, before and after its caps."""
    return {rule: Held(award.worth, award.kept) for rule, award in held.items()}


def rebase(award: GivenAward, earned: Earned) -> GivenAward:
    """Return an award as it stands when the rule gives something else."""
    same = award.kept == earned.amount and award.worth == earned.worth
    if same and award.basis == earned.basis:
        return award
    return _changed(award, earned.worth, earned.amount, earned.trace)


def _changed(award: GivenAward, worth: int, kept: int, trace: Trace) -> GivenAward:
    """Return an award with another worth.

    What is taken back is what was earned less what is kept, so that a full return nets
    exactly zero whatever was rounded, and a return in parts the same as one at once.
    """
    moved = kept != award.kept
    earned = max(award.earned, kept) if moved else award.earned
    revision = award.revision + moved
    releases = fulfilment.cut(award.releases, kept)
    return replace(
        award,
        basis=trace.basis,
        worth=worth,
        earned=earned,
        taken_back=earned - kept,
        revision=revision,
        lot_revision=revision if kept > award.kept else award.lot_revision,
        releases=releases,
        trace=trace,
    )


def changes(
    case: Case,
    held: Mapping[str, GivenAward],
    evaluation: Evaluation,
    zone: ZoneInfo,
    new_id: Callable[[str], str],
) -> Iterator[Change]:
    """Return which awards for a case are not as they should be.

    An award stays under the version by which it was first made.
    """
    assert case.customer_id is not None, case
    given: set[str] = set()
    for earned in evaluation.awards:
        rule = earned.rule.version.rule
        months = calendar.renewed_months(earned.rule.terms)
        given.add(rule)
        was = held.get(rule)
        if was is None:
            was = _nothing_yet(case, earned, zone, new_id)
            now = rebase(was, earned)
            yield Change(was=was, now=now, renewed_months=months)
        elif (now := rebase(_theirs(was, case), earned)) != was:
            yield Change(was=was, now=now, renewed_months=months)
    refused = {each.rule: each for each in evaluation.refused}
    for rule, was in held.items():
        if rule not in given:
            now = _nothing_left(_theirs(was, case), refused.get(rule))
            if now != was:
                yield Change(was=was, now=now)


def _theirs(award: GivenAward, case: Case) -> GivenAward:
    """Return an award as that of whose the case is now."""
    if award.customer_id == case.customer_id:
        return award
    assert case.customer_id is not None, case
    return replace(award, customer_id=case.customer_id)


def _nothing_left(award: GivenAward, trace: Trace | None) -> GivenAward:
    """Return an award of a rule that does not give any more."""
    if not award.worth and not award.kept:
        return award
    return _changed(award, 0, 0, trace or award.trace)


def _nothing_yet(
    case: Case,
    earned: Earned,
    zone: ZoneInfo,
    new_id: Callable[[str], str],
) -> GivenAward:
    """Return the award for a case before anything was earned."""
    assert case.customer_id is not None, case
    version, terms = earned.rule.version, earned.rule.terms
    available, expires = dated(terms, case.occurred_at, zone)
    return GivenAward(
        id=new_id("awd"),
        cause_id=fields.cause_of(case),
        customer_id=case.customer_id,
        rule_id=version.id,
        rule=version.rule,
        version=version.version,
        unit=terms.unit,
        basis=0,
        worth=0,
        earned=0,
        taken_back=0,
        occurred_at=case.occurred_at,
        available_at=available,
        expires_at=expires,
        trace=earned.trace,
        reward=terms.effect.reward if isinstance(terms.effect, Issue) else None,
    )


def dated(
    terms: Terms, occurred_at: datetime, zone: ZoneInfo
) -> tuple[datetime, datetime | None]:
    """Return when an award stops pending, and when it expires."""
    available = calendar.available_at(terms, occurred_at, zone)
    return available, calendar.expires_at(terms, available, zone)
