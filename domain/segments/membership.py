"""Membership: who comes and goes, in the unit in which customers are looked at.

Whoever looks holds the customers, as scoring does; see `scoring.rescore`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain import consent, customers, scoring, tenants
from domain.consent import ConsentsChanged
from domain.kernel import CustomerId, Unit, writes
from domain.scoring import PROFILING, CustomersScored, ScoresInQuestion
from domain.segments import rules, store
from domain.segments.compilation import Compiler, Surroundings
from domain.segments.events import SegmentMove, SegmentsChanged
from domain.segments.model import CUSTOMERS_MAX, SegmentStatus
from domain.segments.predicate import Predicate
from domain.segments.store import Member, Row


async def surroundings(
    unit: Unit, known: Mapping[str, Row], *more: Predicate
) -> Surroundings:
    """Return what predicates are judged by now, besides the customer."""
    trees = {each.segment: each.predicate for each in known.values()}
    asked = frozenset[str]().union(
        *(rules.purposes(each, trees) for each in (*trees.values(), *more))
    )
    zone = (await tenants.programme(unit)).time_zone
    return Surroundings(
        today=unit.now.astimezone(ZoneInfo(zone)).date(),
        zone=zone,
        gates={each: await consent.gate(unit, each) for each in sorted(asked)},
        segments=trees,
    )


async def on_customers_scored(unit: Unit, news: CustomersScored) -> None:
    """Let customers come and go who are held, and were looked at just now."""
    known = await store.every(unit)
    if not known:
        return
    gate = await scoring.open_gate(unit)
    active = {
        name: each.predicate
        for name, each in known.items()
        if each.status is SegmentStatus.ACTIVE
    }
    now = await store.current(unit, news.customer_ids)
    meant: set[Member] = set()
    if active and gate.is_open:
        compiler = Compiler(await surroundings(unit, known))
        conditions = [(name, compiler.condition(each)) for name, each in active.items()]
        meant = await store.meant(unit, gate, compiler, conditions, news.customer_ids)
    _move(unit, entered=meant - now, left=now - meant)


async def on_consents_changed(unit: Unit, news: ConsentsChanged) -> None:
    """Have nobody in any segment who may no longer be profiled, at once."""
    if PROFILING in news.purposes:
        gate = await scoring.open_gate(unit)
        gone = await store.forget_refused(unit, gate, news.customer_ids)
        _tell(unit, (), gone)


async def on_scores_in_question(unit: Unit, news: ScoresInQuestion) -> None:
    """Have customers in no segment who are not whom it was found out of."""
    _tell(unit, (), await store.forget(unit, news.customer_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplySegments:
    """Have customers looked at because of a segment that is new or says otherwise."""

    limit: Annotated[int, Meta(ge=1, le=CUSTOMERS_MAX)] = CUSTOMERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedSegments:
    """Of how many it was said that they are to be looked at, and if there are more."""

    done: int
    more: bool


@writes("system")
async def apply(unit: Unit, command: ApplySegments) -> AppliedSegments:
    """Have a bounded number of customers looked at anew, by a segment in turn."""
    row = await store.hold_unapplied(unit)
    if row is None:
        return AppliedSegments(done=0, more=False)
    ids = await customers.roll(unit, row.after_id, command.limit)
    if ids:
        scoring.question(unit, ids)
    over = len(ids) < command.limit
    store.pass_on(unit, row.segment, None if over else ids[-1])
    return AppliedSegments(done=len(ids), more=True)


async def segments_at(
    unit: Unit, moments: Sequence[tuple[CustomerId, datetime]]
) -> list[tuple[str, ...]]:
    """Return in which segments customers were at instants, in the order asked.

    Only of those that no score decides: what a person earns never depends on one.
    """
    known = await store.every(unit)
    fair = [name for name, each in known.items() if not each.uses_scores]
    if not fair or not moments:
        return [()] * len(moments)
    gate = await scoring.open_gate(unit)
    found = await store.stayed(unit, gate, fair, list(dict.fromkeys(moments)))
    return [found.get(each, ()) for each in moments]


def _move(unit: Unit, *, entered: set[Member], left: set[Member]) -> None:
    come, gone = (sorted(each, key=_order) for each in (entered, left))
    store.enter(unit, come)
    for name in sorted({each.segment for each in gone}):
        theirs = [each.customer_id for each in gone if each.segment == name]
        store.leave(unit, name, theirs)
    _tell(unit, come, gone)


def _tell(unit: Unit, come: Sequence[Member], gone: Sequence[Member]) -> None:
    moves = tuple(
        SegmentMove(segment=each.segment, customer_id=each.customer_id, entered=entered)
        for entered, members in ((False, gone), (True, come))
        for each in members
    )
    if moves:
        unit.emit(SegmentsChanged(moves=moves))


def _order(member: Member) -> tuple[str, str]:
    return member.segment, member.customer_id
