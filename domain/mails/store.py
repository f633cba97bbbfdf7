"""The SQL of mails: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.mails.model import MailId, MailKind, MailState
from domain.mails.rules import LEASE
from domain.mails.tables import mails

WAITING = (MailState.QUEUED, MailState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mail as it is stored; of one that is due, when."""

    id: MailId
    customer_id: CustomerId
    kind: MailKind
    state: MailState
    content: bytes | None
    attempts: int
    created_at: datetime
    expires_at: datetime
    due_at: datetime | None
    attempted_at: datetime | None
    ended_at: datetime | None
    reply: str | None


@dataclass(frozen=True, slots=True)
class _Due:
    id: MailId


MAILS = view(mails, Row)


def add(unit: Unit, row: Row) -> None:
    """Write a mail down."""
    unit.write(insert(mails).values(asdict(row)))


def save(unit: Unit, row: Row) -> None:
    """Write down what a mail has become, which this unit holds."""
    unit.write(update(mails).where(mails.c.id == row.id).values(asdict(row)))


async def find(unit: Unit, mail_id: MailId) -> Row | None:
    """Return a mail."""
    return await unit.one(Row, MAILS.where(mails.c.id == mail_id))


async def hold(unit: Unit, mail_id: MailId) -> Row | None:
    """Return a mail and keep others from it until this unit ends."""
    return await unit.one(Row, MAILS.where(mails.c.id == mail_id).with_for_update())


async def take(unit: Unit, mail_id: MailId) -> Row | None:
    """Take a mail that is due, and count the attempt; nobody else takes it for a while.

    One that was taken, of which nothing was heard since, is due again.
    """
    this = (
        update(mails)
        .where(
            mails.c.id == mail_id,
            mails.c.state.in_(WAITING),
            mails.c.due_at <= unit.now,
        )
        .values(
            state=MailState.SENDING,
            attempts=mails.c.attempts + 1,
            attempted_at=unit.now,
            due_at=unit.now + LEASE,
        )
        .returning(*MAILS.selected_columns)
    )
    return await unit.one(Row, this)


async def due(unit: Unit, limit: int) -> Sequence[MailId]:
    """Return mails that should have been handed over by now, the oldest first."""
    over = view(mails, _Due).where(mails.c.due_at <= unit.now)
    found = await unit.all(_Due, over.order_by(mails.c.due_at).limit(limit))
    return [each.id for each in found]


async def page(unit: Unit, before: MailId | None, limit: int) -> tuple[Row, ...]:
    """Return mails from before one, newest first, and one more."""
    newest = MAILS.order_by(mails.c.id.desc()).limit(limit + 1)
    if before is not None:
        newest = newest.where(mails.c.id < before)
    return await unit.all(Row, newest)


async def count_of(
    unit: Unit, customer_id: CustomerId, kind: MailKind, since: datetime
) -> int:
    """Return how many mails of a kind were written to a customer since an instant."""
    these = select(func.count()).where(
        mails.c.customer_id == customer_id,
        mails.c.kind == kind,
        mails.c.created_at > since,
    )
    return int(await unit.value(these))
