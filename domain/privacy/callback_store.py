"""The SQL of callbacks: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, insert, select, update

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.privacy.partner import PROGRESS, CallbackId, Partner, Progress
from domain.privacy.partner_tables import partner_callbacks as callbacks
from domain.privacy.requests import RequestId
from domain.privacy.tables import privacy_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Where a partner is told how far a request is, and what it was told last.

    It is told when it is due; of one that is never due, too much was in vain.
    """

    id: CallbackId
    partner: Partner
    their_number: str
    request_id: RequestId | None
    url: str
    domain: str
    told: Progress | None
    attempts: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Named:
    id: CallbackId


# How far a request is, as its partner calls it; one about nobody is done.
NOW: ColumnElement[str] = func.coalesce(
    case(
        {k.value: v.value for k, v in PROGRESS.items()}, value=privacy_requests.c.state
    ),
    Progress.COMPLETED.value,
)
CALLBACKS = view(callbacks, Callback)
WAITING = (
    select(callbacks.c.id)
    .select_from(
        callbacks.outerjoin(
            privacy_requests, privacy_requests.c.id == callbacks.c.request_id
        )
    )
    .where(callbacks.c.told.is_distinct_from(NOW))
    .order_by(callbacks.c.due_at)
)


def add(unit: Unit, made: Callback) -> None:
    """Write down where a partner is told of a request."""
    unit.write(insert(callbacks).values(asdict(made)))


def save(unit: Unit, callback: Callback) -> None:
    """Write down what became of a callback, which this unit holds."""
    this = update(callbacks).where(callbacks.c.id == callback.id)
    changed = {
        "told": callback.told,
        "attempts": callback.attempts,
        "due_at": callback.due_at,
    }
    unit.write(this.values(changed))


async def hold(unit: Unit, callback_id: CallbackId) -> Callback | None:
    """Return a callback and keep others from it until this unit ends."""
    this = CALLBACKS.where(callbacks.c.id == callback_id)
    return await unit.one(Callback, this.with_for_update())


async def due(unit: Unit, limit: int) -> Sequence[CallbackId]:
    """Return callbacks that are due, of which the partner does not know the latest."""
    over = WAITING.where(callbacks.c.due_at <= unit.now).limit(limit)
    return [each.id for each in await unit.all(_Named, over)]
