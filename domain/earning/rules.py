"""The decisions of earning; pure, so that a test needs nothing but values."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.earning.model import Award, Expiry, RuleVersion, Terms
from domain.orders import OrderFacts

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An award as it was and as it is now."""

    was: Award
    now: Award


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What an amount is worth under some terms."""

    steps: int
    points: int


def worth(terms: Terms, basis: int) -> Worth:
    """Return the points for the whole steps of an amount in minor units."""
    steps = max(basis, 0) // terms.amount_step
    return Worth(steps=steps, points=steps * terms.points_per_step)


def in_force(versions: Iterable[RuleVersion], at: datetime) -> tuple[RuleVersion, ...]:
    """Return of each rule the version that held at an instant, if there was one."""
    latest: dict[str, RuleVersion] = {}
    for version in sorted(versions, key=lambda each: each.valid_from):
        if version.valid_from <= at:
            latest[version.rule] = version
    return tuple(latest.values())


def available_at(terms: Terms, occurred_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when an award stops pending: the same time of day, so many days later."""
    if terms.pending_days == 0:
        return occurred_at
    local = occurred_at.astimezone(zone).replace(tzinfo=None)
    later = (local + timedelta(days=terms.pending_days)).replace(tzinfo=zone)
    return later.astimezone(occurred_at.tzinfo)


def expires_at(terms: Terms, available: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the end of the last valid day, which is inclusive, or None for never."""
    if terms.expiry is Expiry.NEVER:
        return None
    last = _months_later(available.astimezone(zone).date(), terms.expiry_months)
    match terms.expiry:
        case Expiry.END_OF_MONTH:
            last = last.replace(day=monthrange(last.year, last.month)[1])
        case Expiry.END_OF_YEAR:
            last = last.replace(month=MONTHS_A_YEAR, day=31)
        case _:
            pass
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
    return end.astimezone(available.tzinfo)


def rebase(award: Award, terms: Terms, basis: int) -> Award:
    """Return an award as it stands when another amount counts.

    What is taken back is what was earned less what is kept, so that a full return nets
    exactly zero whatever was rounded, and a return in parts the same as one at once.
    """
    kept = worth(terms, basis)
    if kept.points == award.kept:
        return replace(award, basis=max(basis, 0), steps=kept.steps)
    earned = max(award.earned, kept.points)
    revision = award.revision + 1
    return replace(
        award,
        basis=max(basis, 0),
        steps=kept.steps,
        earned=earned,
        taken_back=earned - kept.points,
        revision=revision,
        lot_revision=revision if kept.points > award.kept else award.lot_revision,
    )


def changes(
    order: OrderFacts,
    held: Mapping[str, Award],
    versions: Iterable[RuleVersion],
    zone: ZoneInfo,
    new_id: Callable[[str], str],
) -> Iterator[Change]:
    """Return which awards of an order are not as they should be.

    An award stays under the version by which it was first made.
    """
    assert order.customer_id is not None, order
    known = {version.id: version for version in versions}
    basis = order.amount - order.returned_amount
    for version in in_force(known.values(), order.occurred_at):
        was = held.get(version.rule)
        if was is None:
            was = _nothing_yet(order, version, zone, new_id)
        theirs = was
        if was.customer_id != order.customer_id:
            theirs = replace(was, customer_id=order.customer_id)
        now = rebase(theirs, known[was.rule_id].terms, basis)
        if version.rule not in held or now != was:
            yield Change(was=was, now=now)


def _nothing_yet(
    order: OrderFacts,
    version: RuleVersion,
    zone: ZoneInfo,
    new_id: Callable[[str], str],
) -> Award:
    """Return the award of an order before anything was earned."""
    assert order.customer_id is not None, order
    available = available_at(version.terms, order.occurred_at, zone)
    return Award(
        id=new_id("awd"),
        order_id=order.order_id,
        customer_id=order.customer_id,
        rule_id=version.id,
        rule=version.rule,
        version=version.version,
        unit=version.terms.unit,
        basis=0,
        steps=0,
        earned=0,
        taken_back=0,
        occurred_at=order.occurred_at,
        available_at=available,
        expires_at=expires_at(version.terms, available, zone),
    )


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last that the month has."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
