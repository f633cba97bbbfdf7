"""What was written to whom is kept for as long as somebody may ask, and no longer.

That a shop's key was used is known for ever, so that nothing is sent twice by it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from msgspec import Meta
from sqlalchemy import ColumnElement, delete, literal, select, update

from domain.kernel import Unit, writes
from domain.kernel.ids import encode_number
from domain.kernel.tables import Id
from domain.messages.help_tables import help_requests
from domain.messages.journey_tables import journey_runs
from domain.messages.tables import messages

# As their annotations say.
KEPT = timedelta(days=730)
ROWS_MAX = 1_000
# Of a UUIDv7, what follows the milliseconds.
BELOW_BITS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMessages:
    """Forget some messages, runs and help that were over long ago."""

    limit: Annotated[int, Meta(ge=1, le=ROWS_MAX)] = ROWS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesForgotten:
    """How many rows were forgotten, and whether there may be more."""

    done: int
    more: bool


@writes("system")
async def forget_messages(unit: Unit, command: ForgetMessages) -> MessagesForgotten:
    """Forget what was over two years ago: what was said, to whom, and why.

    Of a message that a shop sent its key is left, and what became of it.
    """
    before = unit.now - KEPT
    written = select(messages.c.id).where(
        _made_before(messages.c.id, "msg", before), messages.c.ended_at < before
    )
    led = written.where(messages.c.run_id.is_not(None))
    sent = written.where(messages.c.run_id.is_(None), messages.c.subject != {})
    walked = select(journey_runs.c.id).where(
        _made_before(journey_runs.c.id, "jrn", before),
        journey_runs.c.ended_at < before,
    )
    helped = select(help_requests.c.id).where(
        _made_before(help_requests.c.id, "hlp", before),
        help_requests.c.closed_at < before,
    )
    emptied: dict[str, Any] = {
        "subject": {},
        "evidence": [],
        "reply": None,
        "content": None,
    }
    done = [
        await unit.run(_these(update(messages).values(emptied), sent, command.limit)),
        await unit.run(_these(delete(messages), led, command.limit)),
        await unit.run(_these(delete(journey_runs), walked, command.limit)),
        await unit.run(_these(delete(help_requests), helped, command.limit)),
    ]
    return MessagesForgotten(done=sum(done), more=max(done) >= command.limit)


def _made_before(id_: Any, prefix: str, at: datetime) -> ColumnElement[bool]:
    """Return that something was made before an instant, which its id tells."""
    first = int(at.timestamp() * 1_000) << BELOW_BITS
    return id_ < literal(encode_number(prefix, first), Id(prefix))


def _these(change: Any, over: Any, limit: int) -> Any:
    """Return a change of some of what is over, the oldest first."""
    (id_,) = over.selected_columns
    return change.where(id_.in_(over.order_by(id_).limit(limit)))
