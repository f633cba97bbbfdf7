"""The SQL of messages: one function, one statement, one type."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    DateTime,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.consent import ContactChannel
from domain.kernel import CustomerId, TenantId, Unit
from domain.kernel.backlog import Backlog, backlog_of
from domain.kernel.records import bare, encoded, records
from domain.kernel.rows import view
from domain.kernel.sets import given
from domain.messages.model import MessageClass, MessageId, MessageState, Row
from domain.messages.tables import messages

# A hand-off takes no longer; of what was not recorded by then nothing will be heard.
LEASE = timedelta(minutes=2)
# Who began a hand-off before that, and is silent, has crashed.
DOUBT = timedelta(seconds=30)
HANDED_MAX = 10_000
TENANTS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class _Owned:
    customer_id: CustomerId


INSTANT = DateTime(timezone=True)
ROWS = view(messages, Row)
THESE = given(messages.c.id, name="these")
OWNERS = given(messages.c.customer_id, name="owners")

WHOSE = view(messages, _Owned).where(messages.c.id.in_(select(THESE.c.id)))

HELD = (
    ROWS.where(messages.c.id.in_(select(THESE.c.id)))
    .order_by(messages.c.id)
    .with_for_update()
)
# It learns whose messages wait and nothing else, and its role may read no more.
DUE = text(
    "SELECT tenant_id FROM messages WHERE due_at <= :now"
    " GROUP BY tenant_id LIMIT :tenants_max"
)
BACKLOG = text("SELECT count(*), min(due_at) FROM messages WHERE due_at <= :now")

CHANGING = (
    *("customer_id", "state", "reason", "evidence", "attempts", "due_at"),
    *("handed_at", "ended_at", "reply", "content", "attempted_at"),
)
KEPT = ("id", *CHANGING)
SAVED = records(*(messages.c[each] for each in KEPT), name="saved")
SAVE = (
    update(messages)
    .values({each: SAVED.c[each] for each in CHANGING})
    .where(messages.c.id == SAVED.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A message that somebody got, or may have."""

    customer_id: CustomerId
    message_class: MessageClass
    channel: ContactChannel
    handed_at: datetime


_WHEN = func.coalesce(messages.c.handed_at, messages.c.attempted_at)
GOT = (
    select(
        messages.c.customer_id,
        messages.c.message_class,
        messages.c.channel,
        _WHEN.label("handed_at"),
    )
    .where(
        messages.c.customer_id.in_(select(OWNERS.c.customer_id)),
        or_(
            messages.c.handed_at > bindparam("since", type_=INSTANT),
            and_(
                messages.c.state == MessageState.SENDING,
                messages.c.attempted_at < bindparam("doubtful", type_=INSTANT),
            ),
        ),
    )
    .limit(HANDED_MAX)
)


async def due(engine: AsyncEngine, now: datetime) -> tuple[TenantId, ...]:
    """Return tenants whose messages are due; the engine's role is the relay's."""
    asked = {"now": now, "tenants_max": TENANTS_MAX}
    async with engine.connect() as connection:
        rows = await connection.execute(DUE, asked)
        return tuple(tenant for (tenant,) in rows)


async def backlog(engine: AsyncEngine, now: datetime) -> Backlog:
    """Return how many messages are due; none is parked, as each ends by itself."""
    return await backlog_of(engine, BACKLOG, now)


async def add(unit: Unit, row: Row) -> bool:
    """Write a message down, unless its key was used before."""
    return await unit.run(_new(row)) == 1


def queue(unit: Unit, row: Row) -> None:
    """Write a message down, unless its key was used before; nobody asks whether."""
    unit.write(_new(row))


async def hold(unit: Unit, message_ids: Sequence[MessageId]) -> tuple[Row, ...]:
    """Return messages and keep others from them until this unit ends."""
    return await unit.all(Row, HELD, id_of=list(message_ids))


def save(unit: Unit, rows: Iterable[Row]) -> None:
    """Write down what messages have become, which this unit holds."""
    changed = [
        {each: _plain(each, getattr(row, each)) for each in KEPT} for row in rows
    ]
    if changed:
        unit.write(SAVE, saved=encoded(changed))


async def find(unit: Unit, message_id: MessageId) -> Row | None:
    """Return a message."""
    return await unit.one(Row, ROWS.where(messages.c.id == message_id))


async def whose(unit: Unit, message_ids: Sequence[MessageId]) -> set[CustomerId]:
    """Return whom messages are for, whoever holds them."""
    found = await unit.all(_Owned, WHOSE, id_of=list(message_ids))
    return {each.customer_id for each in found}


async def known(unit: Unit, dedup_key: str) -> Row | None:
    """Return the message that a key was used for."""
    return await unit.one(Row, ROWS.where(messages.c.dedup_key == dedup_key))


async def got(
    unit: Unit, customer_ids: Sequence[CustomerId], since: datetime
) -> tuple[Got, ...]:
    """Return what customers got since then, or may have got.

    Of what was begun and never recorded nobody knows; whoever is at it now is not
    counted, as they may yet be kept back themselves.
    """
    return await unit.all(
        Got,
        GOT,
        customer_id_of=list(customer_ids),
        since=since,
        doubtful=unit.now - DOUBT,
    )


async def handed_since(unit: Unit, since: datetime, limit: int) -> int:
    """Return how many messages were handed over since then, counted up to a limit."""
    these = select(messages.c.id).where(messages.c.handed_at > since).limit(limit)
    counted: int = await unit.value(select(func.count()).select_from(these.subquery()))
    return counted


async def page(
    unit: Unit,
    customer_ids: Sequence[CustomerId] | None,
    before: MessageId | None,
    limit: int,
) -> tuple[Row, ...]:
    """Return messages from before one, newest first, and one more."""
    newest = ROWS.order_by(messages.c.id.desc()).limit(limit + 1)
    if before is not None:
        newest = newest.where(messages.c.id < before)
    if customer_ids is None:
        return await unit.all(Row, newest)
    theirs = newest.where(messages.c.customer_id.in_(select(OWNERS.c.customer_id)))
    return await unit.all(Row, theirs, customer_id_of=list(customer_ids))


def _new(row: Row) -> Insert:
    return insert(messages).values(asdict(row)).on_conflict_do_nothing()


def _plain(name: str, value: Any) -> Any:
    """Return a value as PostgreSQL reads it from JSON."""
    if name in {"id", "customer_id"}:
        return bare(value)
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value
