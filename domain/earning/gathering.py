"""Gathering: the facts that rules ask of customers at the instants of cases.

Nothing is asked that no rule of a case asks for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from domain import customers, orders
from domain.earning import fields
from domain.earning.compilation import Rule
from domain.earning.facts import Facts, Moments, Nobodys, Sources, Standings
from domain.earning.fields import Case
from domain.kernel import Unit


async def gather(
    unit: Unit,
    asking: Sequence[tuple[Case, frozenset[str]]],
    sources: Sources,
    zone: ZoneInfo,
) -> dict[str, Facts]:
    """Return for each case what its rules ask for, by the id of its cause.

    But for the tier, which may follow from the cases before it; see `stood`.
    """
    moments = [(_whose(case), case.occurred_at) for case, _ in asking]
    asked = frozenset[str]().union(*(asks for _, asks in asking))
    segments = counts = joined = None
    if asked & fields.SEGMENTS:
        segments = await sources.segments(unit, moments)
    if asked & fields.COUNTS:
        counts = await orders.counts(unit, [_place(case) for case, _ in asking])
    if asked & fields.MEMBERSHIP:
        joined = await customers.joined(unit, {whose for whose, _ in moments})
    found: dict[str, Facts] = {}
    for place, (case, _) in enumerate(asking):
        found[fields.cause_of(case)] = Facts(
            segments=segments[place] if segments else (),
            order_count=counts[place] if counts else 1,
            member_days=_days(joined, moments, place, zone) if joined else 0,
        )
    return found


async def standings(
    unit: Unit,
    asking: Sequence[tuple[Case, frozenset[str]]],
    sources: Sources,
    waiting: Sequence[str] = (),
) -> Standings:
    """Return the tiers of customers of whom a rule asks for the tier.

    What waits to be judged counts for them when its turn has come.
    """
    asked = {_whose(case) for case, asks in asking if asks & fields.STANDING}
    if not asked:
        return Nobodys()
    return await sources.standings(unit, sorted(asked), waiting)


def stood(facts: Facts, standings: Standings, case: Case) -> Facts:
    """Return facts with the tier that the customer had when a case occurred."""
    standing = standings.at(_whose(case), case.occurred_at)
    return structs.replace(
        facts, tier=standing.tier, multiplier_percent=standing.multiplier_percent
    )


def asks(ruled: Iterable[Rule]) -> frozenset[str]:
    """Return what some rules ask of a customer."""
    return frozenset[str]().union(*[rule.asks for rule in ruled])


def _days(
    joined: Mapping[str, datetime], moments: Moments, place: int, zone: ZoneInfo
) -> int:
    """Return how many days a customer had been one, by the calendar."""
    whose, at = moments[place]
    since = joined.get(whose, at)
    days = at.astimezone(zone).date() - since.astimezone(zone).date()
    return max(days.days, 0)


def _whose(case: Case) -> str:
    assert case.customer_id is not None, case
    return case.customer_id


def _place(case: Case) -> tuple[str, datetime, str]:
    """Return up to where a customer's orders are counted, in the order of time."""
    return _whose(case), case.occurred_at, fields.cause_of(case)
