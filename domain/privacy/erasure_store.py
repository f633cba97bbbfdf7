"""The SQL of erasures: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import insert, select, update

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view
from domain.privacy import rules
from domain.privacy.certificate import Propagating, Treatment
from domain.privacy.erasure import Stage
from domain.privacy.erasure_tables import erasure_parts, erasures
from domain.privacy.requests import AvgRequest, RequestId, RequestKind, RequestState
from domain.privacy.shredding import Step
from domain.privacy.store import REQUESTS, requests
from domain.privacy.tables import privacy_requests

OPEN_MAX = 1_000
STAGES = view(erasures, Stage)
IDS = sets.given(privacy_requests.c.id)
WHOSE = sets.given(privacy_requests.c.customer_id)
STATES = sets.given(privacy_requests.c.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a step did with the rows of a customer."""

    whose: str
    rows: int
    digests: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a place for a request, by the number of its step."""

    request_id: RequestId
    step: int
    place: str
    treatment: Treatment
    rows: int
    digests: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody for whom an answer is being made."""

    customer_id: CustomerId


def add(unit: Unit, stage: Stage) -> None:
    """Write an erasure down that is asked for."""
    unit.write(insert(erasures).values(asdict(stage)))


def change(unit: Unit, request_ids: Iterable[RequestId], **values: Any) -> None:
    """Write down how far erasures are, which this unit holds by their requests."""
    these = update(erasures).where(erasures.c.request_id.in_(list(request_ids)))
    unit.write(these.values(values))


async def find(unit: Unit, request_id: RequestId) -> Stage | None:
    """Return an erasure."""
    return await unit.one(Stage, STAGES.where(erasures.c.request_id == request_id))


async def those(unit: Unit, request_ids: Iterable[RequestId]) -> tuple[Stage, ...]:
    """Return erasures, in the order of their requests."""
    these = STAGES.where(erasures.c.request_id.in_(list(request_ids)))
    return await unit.all(Stage, these.order_by(erasures.c.request_id))


async def due(unit: Unit, limit: int) -> tuple[Stage, ...]:
    """Return erasures whose time has come, those that wait longest first."""
    over = STAGES.where(
        erasures.c.erase_at <= unit.now, erasures.c.destroyed_at.is_(None)
    )
    return await unit.all(Stage, over.order_by(erasures.c.erase_at).limit(limit))


async def under_way(unit: Unit, steps: int, limit: int) -> tuple[Stage, ...]:
    """Return erasures with steps left, the furthest behind first, and hold them."""
    behind = (
        STAGES.where(erasures.c.destroyed_at.is_not(None))
        .where(erasures.c.certified_at.is_(None), erasures.c.steps_done < steps)
        .order_by(erasures.c.steps_done, erasures.c.request_id)
    )
    return await unit.all(Stage, behind.limit(limit).with_for_update(skip_locked=True))


async def propagating(unit: Unit, limit: int) -> tuple[Propagating, ...]:
    """Return erasures of which recipients are told, those that wait longest first."""
    waiting = (
        select(erasures.c.request_id, erasures.c.customer_id)
        .select_from(
            erasures.join(
                privacy_requests, privacy_requests.c.id == erasures.c.request_id
            )
        )
        .where(erasures.c.destroyed_at.is_not(None))
        .where(erasures.c.certified_at.is_(None))
        .where(privacy_requests.c.state == RequestState.PROPAGATING)
    )
    ordered = waiting.order_by(erasures.c.destroyed_at).limit(limit)
    return await unit.all(Propagating, ordered)


async def hold_many(
    unit: Unit, request_ids: Iterable[RequestId]
) -> tuple[AvgRequest, ...]:
    """Return requests and keep others from them, in the order of their ids."""
    these = REQUESTS.where(privacy_requests.c.id.in_(select(IDS.c.id)))
    ordered = these.order_by(privacy_requests.c.id).with_for_update()
    return await requests(unit, ordered, id_of=sorted(set(request_ids)))


async def hold_open(
    unit: Unit, customer_ids: Sequence[CustomerId], states: Iterable[RequestState]
) -> tuple[AvgRequest, ...]:
    """Return what customers asked and is not answered, and keep others from it."""
    theirs = REQUESTS.where(
        privacy_requests.c.customer_id.in_(select(WHOSE.c.customer_id)),
        privacy_requests.c.state.in_(sorted(states)),
    )
    ordered = theirs.order_by(privacy_requests.c.id).limit(OPEN_MAX)
    return await requests(
        unit, ordered.with_for_update(), customer_id_of=list(customer_ids)
    )


async def answering(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> frozenset[CustomerId]:
    """Return those of these customers for whom an answer is being made."""
    being_made = view(privacy_requests, Answering).where(
        privacy_requests.c.customer_id.in_(select(WHOSE.c.customer_id)),
        privacy_requests.c.kind.in_(sorted(rules.ANSWERED_BY_EXPORT)),
        privacy_requests.c.state.in_(sorted(rules.BEING_MADE)),
    )
    rows = await unit.all(Answering, being_made, customer_id_of=list(customer_ids))
    return frozenset(each.customer_id for each in rows)


async def cooling_off(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> frozenset[CustomerId]:
    """Return those of these customers who asked to be erased, and will be."""
    asked = view(privacy_requests, Answering).where(
        privacy_requests.c.customer_id.in_(select(WHOSE.c.customer_id)),
        privacy_requests.c.kind == RequestKind.ERASURE,
        privacy_requests.c.state == RequestState.COOLING_OFF,
    )
    rows = await unit.all(Answering, asked, customer_id_of=list(customer_ids))
    return frozenset(each.customer_id for each in rows)


async def carry_out(
    unit: Unit, step: Step, customer_ids: Sequence[CustomerId]
) -> tuple[Told, ...]:
    """Carry out a step for customers; tell what it came to."""
    return await unit.all(Told, step.statement, **{step.takes: list(customer_ids)})


def tell(unit: Unit, done: Sequence[Done]) -> None:
    """Write down what became of places."""
    if done:
        unit.write(insert(erasure_parts).values([asdict(each) for each in done]))


async def parts(unit: Unit, request_ids: Iterable[RequestId]) -> tuple[Done, ...]:
    """Return what became of all places, for some requests, in the order of steps."""
    theirs = view(erasure_parts, Done).where(
        erasure_parts.c.request_id.in_(list(request_ids))
    )
    ordered = theirs.order_by(erasure_parts.c.request_id, erasure_parts.c.step)
    return await unit.all(Done, ordered)


async def try_again(unit: Unit, customer_id: CustomerId) -> None:
    """Have erasures of a customer that were put off looked at again."""
    theirs = update(erasures).where(
        erasures.c.customer_id == customer_id, erasures.c.destroyed_at.is_(None)
    )
    unit.write(theirs.values(erase_at=erasures.c.cooled_at))
