"""The SQL of feedback: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import (
    and_,
    delete,
    distinct,
    func,
    not_,
    select,
    text,
    tuple_,
    update,
)

from domain.consent import Gate
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.recommendations.feedback_model import GiveFeedback
from domain.recommendations.model import ReasonKind, Slot
from domain.recommendations.policies import Drawn
from domain.recommendations.tables import recommendation_feedback as told

LISTS_MAX = 1_000
# As long as a purchase is put down to what was shown.
BOUGHT_WITHIN_DAYS = 30
BOUGHT = """SELECT min(o.occurred_at) FROM orders o
    JOIN order_lines l ON l.tenant_id = :tenant AND l.order_id = o.id
    WHERE o.tenant_id = :tenant AND o.status = 'recorded'
        AND o.customer_id = recommendation_feedback.customer_id
        AND l.product_id = recommendation_feedback.product_id
        AND l.returned_quantity < l.quantity
        AND o.occurred_at >= recommendation_feedback.seen_at
        AND o.occurred_at
            < recommendation_feedback.seen_at + make_interval(days => {days})"""
GIVEN, NAMED = sets.given(told.c.customer_id), sets.given(told.c.product_id)
NEW = insertion(*sets.whole(told))
# What was known first stands; what is said later comes to it.
ADD = NEW.on_conflict_do_update(
    constraint=told.primary_key,
    set_={
        each.name: func.coalesce(each, NEW.excluded[each.name])
        for each in (told.c.clicked_at, told.c.bought_at)
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a product that was shown."""

    customer_id: CustomerId
    slot: Slot
    model: int
    day: date
    product_id: str
    place: int
    reason: ReasonKind
    drawn: int | None
    seen_at: datetime
    clicked_at: datetime | None
    bought_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How often what a model has in a slot was seen, clicked and bought."""

    slot: Slot
    model: int
    customers: int
    seen: int
    clicked: int
    bought: int


def add(unit: Unit, rows: Sequence[Told]) -> None:
    """Write down what became of products; what was known stands."""
    ordered = sorted(rows, key=lambda each: each.product_id)
    unit.write(
        ADD,
        records=encoded(
            {**asdict(each), "customer_id": bare(each.customer_id)} for each in ordered
        ),
    )


async def others_of_day(
    unit: Unit, customer_id: CustomerId, shown: GiveFeedback, products: Sequence[str]
) -> int:
    """Return of how many other products of a customer's day something is known."""
    these = and_(
        told.c.slot == shown.slot,
        told.c.model == shown.model,
        told.c.product_id.in_(select(NAMED.c.product_id)),
    )
    of_day = (told.c.customer_id == customer_id, told.c.day == shown.day)
    others = select(func.count()).where(*of_day, not_(these))
    found: int = await unit.value(others, product_id_of=list(products))
    return found


async def counted(unit: Unit, gate: Gate, since: date) -> tuple[Counted, ...]:
    """Return what became of what was shown, of whom the gate admits."""
    keys = (told.c.slot, told.c.model)
    every = (
        select(
            *keys,
            func.count(distinct(told.c.customer_id)).label("customers"),
            func.count().label("seen"),
            func.count(told.c.clicked_at).label("clicked"),
            func.count(told.c.bought_at).label("bought"),
        )
        .where(told.c.day >= since, gate.admits(told.c.customer_id))
        .group_by(*keys)
        .order_by(told.c.model.desc(), told.c.slot)
    )
    return await unit.all(Counted, every.limit(LISTS_MAX))


async def drawn(unit: Unit, gate: Gate, since: date) -> tuple[Drawn, ...]:
    """Return what became of places that were drawn, of whom the gate admits."""
    further = (told.c.drawn > 0).label("further")
    every = (
        select(
            further,
            told.c.reason.label("kind"),
            func.count().label("seen"),
            func.count(told.c.clicked_at).label("clicked"),
            func.count(distinct(told.c.customer_id)).label("customers"),
        )
        .where(and_(told.c.day >= since, told.c.drawn.is_not(None)))
        .where(gate.admits(told.c.customer_id))
        .group_by(further, told.c.reason)
    )
    return await unit.all(Drawn, every.limit(LISTS_MAX))


def forget(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Forget what became of what customers were shown."""
    these = told.c.customer_id.in_(select(GIVEN.c.customer_id))
    unit.write(delete(told).where(these), customer_id_of=list(customer_ids))


def forget_refused(unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]) -> None:
    """Forget it of customers whom the gate does not admit."""
    these = told.c.customer_id.in_(select(GIVEN.c.customer_id))
    refused = ~gate.admits(told.c.customer_id)
    unit.write(delete(told).where(these, refused), customer_id_of=list(customer_ids))


def buy(unit: Unit, gate: Gate, customer_ids: Sequence[CustomerId]) -> None:
    """Write down what of what customers saw they bought within so many days."""
    first = BOUGHT.format(days=BOUGHT_WITHIN_DAYS)
    these = (
        told.c.customer_id.in_(select(GIVEN.c.customer_id)),
        told.c.bought_at.is_(None),
        gate.admits(told.c.customer_id),
        text(f"({first}) IS NOT NULL"),
    )
    bought = update(told).where(and_(*these)).values(bought_at=text(f"({first})"))
    unit.write(bought, customer_id_of=list(customer_ids))


async def forget_before(unit: Unit, day: date, limit: int) -> int:
    """Forget some of what was shown before a day; return of how many products."""
    key = (told.c.customer_id, told.c.slot, told.c.model, told.c.day, told.c.product_id)
    old = select(*key).where(told.c.day < day).limit(limit)
    return await unit.run(delete(told).where(tuple_(*key).in_(old)))
