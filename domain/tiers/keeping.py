"""Keeping memberships: what customers' tiers are now, and what is to be told of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.kernel import CustomerId, Unit
from domain.tenants import Wordings
from domain.tiers import lives, logbook, outlooks, programmes, store
from domain.tiers.climb import Climb
from domain.tiers.histories import Era, History
from domain.tiers.membership import Membership, Outlook, TierChange
from domain.tiers.rows import Evaluated, Held
from domain.tiers.sayings import Speaker, sentences
from domain.tiers.shown import shown
from domain.tiers.telling import changes, tell


async def keep(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Bring memberships in line with what they follow from, whatever happened.

    It takes five statements for one customer and for a thousand, and does nothing the
    second time. Without a tier programme it does nothing at all.
    """
    if await programmes.in_time(unit):
        await apply(unit, await store.hold(unit, customer_ids))


async def apply(unit: Unit, members: Mapping[CustomerId, Held]) -> list[Evaluated]:
    """Evaluate memberships that this unit holds, and tell what has changed.

    Who was applied a new version to, before this unit held them, is evaluated by it.
    """
    eras = await programmes.in_time_now(unit)
    told = await lives.histories(unit, eras, members)
    moves: list[Evaluated] = []
    known: list[TierChange] = []
    blank: Evaluated | None = None
    for customer_id, was in members.items():
        if was == Held(customer_id=customer_id) and told[customer_id].is_empty:
            # Nothing is known of most who are new, and it is the same of them all.
            blank = blank or evaluated(was, eras, told[customer_id], unit.now)
            outlook, now = blank.outlook, replace(blank.now, customer_id=customer_id)
            moves.append(Evaluated(was=was, now=now, outlook=outlook))
        else:
            moves.append(evaluated(was, eras, told[customer_id], unit.now))
        known += changes(unit, was, moves[-1].now)
    if moves:
        store.save(unit, [each.now for each in moves])
    if known:
        logbook.log(unit, known)
    tell(unit, eras, moves)
    return moves


def membership(
    found: Evaluated, eras: Sequence[Era], at: datetime, words: Wordings
) -> Membership:
    """Return what a customer is told of a membership that was evaluated."""
    held, outlook = found.now, found.outlook
    if outlook is None:
        return Membership(customer_id=held.customer_id)
    (programme,) = (each.programme for each in eras if each.holds(at))
    zone = ZoneInfo(programme.time_zone)
    speakers = [Speaker(each, zone, programme.terms) for each in (words.nl, words.en)]
    steps = held.life.steps
    step = next((each for each in reversed(steps) if each.at == outlook.since), None)
    place = steps.index(step) if step else 0
    before = steps[place - 1].tier if place else None
    told = {each.name: getattr(outlook, each.name) for each in fields(Outlook)}
    why = sentences(outlook, step, before, speakers)
    return Membership(customer_id=held.customer_id, **told, why=why)


def evaluated(
    was: Held, eras: Sequence[Era], history: History, at: datetime
) -> Evaluated:
    """Return a membership as it is at an instant, and what it comes to."""
    climb = Climb(tuple(eras), history)
    climb.advance(at)
    locks = was.life.locks
    outlook = outlooks.outlook(climb, locks, at)
    steps = tuple(outlooks.overlaid(climb.steps, locks, at))
    now = replace(
        was,
        tier=outlook.tier.slug if outlook and outlook.tier else None,
        since=outlook.since if outlook else None,
        valid_until=outlook.valid_until if outlook else None,
        counted=outlook.counted if outlook else 0,
        life=replace(was.life, steps=steps),
        shown=shown(outlook) if outlook else None,
        warned_of=_warned(was, climb, outlook, at),
        evaluated_at=at,
        due_at=outlooks.due(climb, locks, at),
    )
    return Evaluated(was=was, now=now, outlook=outlook)


def _warned(
    was: Held, climb: Climb, outlook: Outlook | None, at: datetime
) -> datetime | None:
    """Return the end of which cycle a customer knows to be at risk of."""
    keeping = outlook.keeping if outlook else None
    if keeping is None:
        return was.warned_of
    begins = outlooks.at_risk_from(climb, at)
    return keeping.by if begins is not None and begins <= at else was.warned_of
