"""The SQL of marks: who is to be looked at, from when on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from domain.challenges.tables import challenge_marks
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view

MARKS = challenge_marks.c
WHOSE = sets.given(MARKS.customer_id, name="whose")
ADD = insertion(*sets.whole(challenge_marks))
FORGET = delete(challenge_marks).where(
    MARKS.customer_id.in_(select(WHOSE.c.customer_id))
)
# Of whom more keeps coming is looked at after so long all the same.
PATIENCE = timedelta(minutes=1)
_NEXT = challenge_marks.alias("next")


@dataclass(frozen=True, slots=True)
class _Named:
    customer_id: CustomerId


def mark(unit: Unit, customer_ids: Iterable[CustomerId], at: datetime) -> None:
    """Have customers looked at from an instant on; nobody waits for it."""
    rows = (
        {"id": bare(unit.new_id("chm")), "customer_id": bare(each), "due_at": at}
        for each in sorted(set(customer_ids))
    )
    unit.write(ADD, records=encoded(rows))


async def due(unit: Unit, limit: int) -> tuple[CustomerId, ...]:
    """Return whose marks are due, but none that another unit holds.

    While an import goes on, many are marked again and again: who is to be looked at
    later anyway waits for that, as each look goes through all that they did.
    """
    again = (
        select(_NEXT.c.id)
        .where(_NEXT.c.customer_id == MARKS.customer_id)
        .where(_NEXT.c.due_at > unit.now)
        .exists()
    )
    passed = view(challenge_marks, _Named).where(
        MARKS.due_at <= unit.now, or_(~again, MARKS.due_at <= unit.now - PATIENCE)
    )
    first = passed.order_by(MARKS.due_at).limit(limit)
    rows = await unit.all(_Named, first.with_for_update(skip_locked=True))
    return tuple(each.customer_id for each in rows)


def forget(unit: Unit, customer_ids: Iterable[CustomerId]) -> None:
    """Forget all marks of customers that are known now, due or not."""
    unit.write(FORGET, customer_id_of=sorted(set(customer_ids)))


async def marked(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> frozenset[CustomerId]:
    """Return those of these customers who are still to be looked at."""
    theirs = view(challenge_marks, _Named).where(
        MARKS.customer_id.in_(select(WHOSE.c.customer_id))
    )
    rows = await unit.all(_Named, theirs, customer_id_of=list(customer_ids))
    return frozenset(each.customer_id for each in rows)
