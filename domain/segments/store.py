"""The SQL of segments: one function, one statement, one type."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.consent import Gate
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.segments.compilation import CUSTOMER, TRUE, Compiler
from domain.segments.model import (
    SEGMENTS_MAX,
    SegmentNames,
    SegmentStatus,
    Stay,
)
from domain.segments.predicate import Predicate
from domain.segments.tables import segment_stays, segments

STAYS = segment_stays.c
# Of so many instants as a chunk of an import has.
STAYS_MAX = 100_000
STANDING = and_(TRUE, text("c.tenant_id = :tenant AND c.merged_into IS NULL"))
PEOPLE = text("customers c")
GIVEN = sets.given(STAYS.customer_id)
WHOSE = sets.given(STAYS.customer_id, STAYS.since, name="moments")
ENTERED = insertion(STAYS.customer_id, STAYS.segment, STAYS.since)
CONDITION: TypeAlias = ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A segment, and who was told last to be looked at because of it."""

    segment: str
    names: SegmentNames
    predicate: Predicate
    status: SegmentStatus
    uses_scores: bool
    recorded_at: datetime
    after_id: CustomerId | None
    applied_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in a segment."""

    segment: str
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many are in a segment."""

    segment: str
    members: int


@dataclass(frozen=True, slots=True)
class _Held:
    names: SegmentNames
    predicate: Predicate


@dataclass(frozen=True, slots=True)
class _Known:
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class _Meant:
    meant: int
    everybody: int


async def every(unit: Unit) -> dict[str, Row]:
    """Return all segments, by name, retired ones too."""
    found = await unit.all(
        Row, view(segments, Row).order_by(segments.c.segment).limit(SEGMENTS_MAX)
    )
    return {each.segment: _row(each) for each in found}


def put(unit: Unit, row: Row) -> None:
    """Write a segment down; everybody is to be looked at anew."""
    values = {
        **asdict(row),
        "names": msgspec.to_builtins(row.names),
        "predicate": msgspec.to_builtins(row.predicate),
    }
    new = upsert(segments).values(values)
    unit.write(new.on_conflict_do_update(constraint=segments.primary_key, set_=values))


def say_scored(unit: Unit, segment: str) -> None:
    """Write down that a score decides who is in a segment."""
    this = update(segments).where(segments.c.segment == segment)
    unit.write(this.values(uses_scores=True))


async def hold_unapplied(unit: Unit) -> Row | None:
    """Hold a segment for which not everybody was told to be looked at."""
    waiting = (
        view(segments, Row)
        .where(segments.c.applied_at.is_(None))
        .order_by(segments.c.recorded_at, segments.c.segment)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = await unit.one(Row, waiting)
    return found and _row(found)


def pass_on(unit: Unit, segment: str, after: CustomerId | None) -> None:
    """Write down who was told last to be looked at, or that everybody was."""
    this = update(segments).where(segments.c.segment == segment)
    done = unit.now if after is None else None
    unit.write(this.values(after_id=after, applied_at=done))


async def meant(
    unit: Unit,
    gate: Gate,
    compiler: Compiler,
    conditions: Sequence[tuple[str, CONDITION]],
    customer_ids: Sequence[CustomerId],
) -> set[Member]:
    """Return which of the given customers are meant by which conditions."""
    chosen = [
        held.label(f"holds_{place}") for place, (_, held) in enumerate(conditions)
    ]
    asked = (
        select(CUSTOMER.label("customer_id"), *chosen)
        .select_from(PEOPLE)
        .where(STANDING, CUSTOMER.in_(select(GIVEN.c.customer_id)))
        .where(gate.admits(CUSTOMER))
    )
    rows = await unit.all(
        dict[str, Any],
        asked,
        customer_id_of=list(customer_ids),
        **compiler.values,
    )
    return {
        Member(segment=name, customer_id=row["customer_id"])
        for row in rows
        for place, (name, _) in enumerate(conditions)
        if row[f"holds_{place}"]
    }


async def count(
    unit: Unit, gate: Gate, compiler: Compiler, condition: CONDITION
) -> tuple[int, int]:
    """Return how many customers a condition means, and of how many."""
    asked = (
        select(
            func.count().filter(condition).label("meant"),
            func.count().label("everybody"),
        )
        .select_from(PEOPLE)
        .where(STANDING, gate.admits(CUSTOMER))
    )
    found = await unit.one(_Meant, asked, **compiler.values)
    assert found is not None
    return found.meant, found.everybody


async def sample(
    unit: Unit, gate: Gate, compiler: Compiler, condition: CONDITION, limit: int
) -> tuple[CustomerId, ...]:
    """Return some customers whom a condition means."""
    asked = (
        select(CUSTOMER.label("customer_id"))
        .select_from(PEOPLE)
        .where(STANDING, gate.admits(CUSTOMER), condition)
        .order_by(CUSTOMER)
        .limit(limit)
    )
    found = await unit.all(_Known, asked, **compiler.values)
    return tuple(each.customer_id for each in found)


async def current(unit: Unit, customer_ids: Sequence[CustomerId]) -> set[Member]:
    """Return in which segments customers are, whether or not they still should be."""
    these = STAYS.customer_id.in_(select(GIVEN.c.customer_id))
    open_ = view(segment_stays, Member).where(these, STAYS.until.is_(None))
    return set(await unit.all(Member, open_, customer_id_of=list(customer_ids)))


def enter(unit: Unit, members: Iterable[Member]) -> None:
    """Write down who entered a segment."""
    rows = [
        {
            "segment": each.segment,
            "customer_id": bare(each.customer_id),
            "since": unit.now,
        }
        for each in members
    ]
    if rows:
        # Who left at this instant and comes back never left.
        again = ENTERED.on_conflict_do_update(
            constraint=segment_stays.primary_key, set_={"until": None}
        )
        unit.write(again, records=encoded(rows))


def leave(unit: Unit, segment: str, customer_ids: Sequence[CustomerId]) -> None:
    """Write down who left a segment."""
    these = STAYS.customer_id.in_(select(GIVEN.c.customer_id))
    left = update(segment_stays).where(these, STAYS.segment == segment)
    unit.write(
        left.where(STAYS.until.is_(None)).values(until=unit.now),
        customer_id_of=list(customer_ids),
    )


async def forget_refused(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]
) -> tuple[Member, ...]:
    """Forget all stays of customers whom the gate does not admit; return which."""
    these = STAYS.customer_id.in_(select(GIVEN.c.customer_id))
    gone = delete(segment_stays).where(these, ~gate.admits(STAYS.customer_id))
    told = gone.returning(STAYS.segment, STAYS.customer_id)
    return await unit.all(Member, told, customer_id_of=list(customer_ids))


async def forget(unit: Unit, customer_ids: Sequence[CustomerId]) -> tuple[Member, ...]:
    """Forget all stays of customers; return which."""
    these = STAYS.customer_id.in_(select(GIVEN.c.customer_id))
    gone = delete(segment_stays).where(these)
    told = gone.returning(STAYS.segment, STAYS.customer_id)
    return await unit.all(Member, told, customer_id_of=list(customer_ids))


async def counts(unit: Unit, gate: Gate) -> dict[str, int]:
    """Return how many are in each segment."""
    counted = (
        select(STAYS.segment, func.count().label("members"))
        .where(STAYS.until.is_(None), gate.admits(STAYS.customer_id))
        .group_by(STAYS.segment)
    )
    return {each.segment: each.members for each in await unit.all(Counted, counted)}


async def count_members(unit: Unit, gates: Iterable[Gate], segment: str) -> int:
    """Return how many are in a segment whom all gates admit."""
    inside = select(func.count()).where(STAYS.segment == segment, STAYS.until.is_(None))
    admitted = inside.where(*(each.admits(STAYS.customer_id) for each in gates))
    found: int = await unit.value(admitted)
    return found


async def members(
    unit: Unit,
    gates: Iterable[Gate],
    segment: str,
    after: CustomerId | None,
    limit: int,
) -> tuple[Stay, ...]:
    """Return who is in a segment whom all gates admit, in the order of ids, and one."""
    inside = view(segment_stays, Stay).where(
        STAYS.segment == segment, STAYS.until.is_(None)
    )
    if after is not None:
        inside = inside.where(STAYS.customer_id > after)
    admitted = inside.where(*(each.admits(STAYS.customer_id) for each in gates))
    return await unit.all(Stay, admitted.order_by(STAYS.customer_id).limit(limit + 1))


async def stays(
    unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]
) -> tuple[Stay, ...]:
    """Return in which segments customers are, by name."""
    these = STAYS.customer_id.in_(select(GIVEN.c.customer_id))
    inside = view(segment_stays, Stay).where(these, STAYS.until.is_(None))
    admitted = inside.where(gate.admits(STAYS.customer_id)).order_by(STAYS.segment)
    return await unit.all(Stay, admitted, customer_id_of=list(customer_ids))


async def stayed(
    unit: Unit,
    gate: Gate,
    names: Collection[str],
    moments: Sequence[tuple[CustomerId, datetime]],
) -> dict[tuple[CustomerId, datetime], tuple[str, ...]]:
    """Return in which of some segments customers were at instants."""
    at = WHOSE.c.since
    inside = (
        select(
            WHOSE.c.customer_id,
            at.label("since"),
            func.array_agg(STAYS.segment).label("segments"),
        )
        .select_from(
            WHOSE.join(segment_stays, STAYS.customer_id == WHOSE.c.customer_id)
        )
        .where(STAYS.segment.in_(sorted(names)), STAYS.since <= at)
        .where(or_(STAYS.until.is_(None), STAYS.until > at))
        .where(gate.admits(STAYS.customer_id))
        .group_by(WHOSE.c.customer_id, at)
        .limit(STAYS_MAX)
    )
    found = await unit.all(
        _Stayed,
        inside,
        customer_id_of=[who for who, _ in moments],
        since_of=[when for _, when in moments],
    )
    return {
        (each.customer_id, each.since): tuple(sorted(set(each.segments)))
        for each in found
    }


@dataclass(frozen=True, slots=True)
class _Stayed:
    customer_id: CustomerId
    since: datetime
    segments: list[str]


def _row(found: Row) -> Row:
    told = {"names": found.names, "predicate": found.predicate}
    held = msgspec.convert(told, _Held)
    return replace(found, names=held.names, predicate=held.predicate)
