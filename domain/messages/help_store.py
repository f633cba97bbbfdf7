"""The SQL of help: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import CustomerId, Unit
from domain.kernel.rows import view
from domain.kernel.sets import given
from domain.messages.help import Help, HelpId, HelpState
from domain.messages.help_tables import help_requests

HELPS = view(help_requests, Help)
OWNERS = given(help_requests.c.customer_id, name="owners")


@dataclass(frozen=True, slots=True)
class _Helped:
    customer_id: CustomerId


async def add(unit: Unit, asked: Help) -> bool:
    """Write down who is to be helped, unless they are already."""
    new = insert(help_requests).values(asdict(asked)).on_conflict_do_nothing()
    return await unit.run(new) == 1


async def find(unit: Unit, help_id: HelpId) -> Help | None:
    """Return somebody who was to be helped."""
    return await unit.one(Help, HELPS.where(help_requests.c.id == help_id))


async def open_of(unit: Unit, customer_id: CustomerId) -> Help | None:
    """Return the help that somebody is being given, and keep others from it."""
    this = HELPS.where(
        help_requests.c.customer_id == customer_id,
        help_requests.c.state == HelpState.OPEN,
    )
    return await unit.one(Help, this.with_for_update())


async def hold(unit: Unit, help_id: HelpId) -> Help | None:
    """Return somebody who was to be helped, and keep others from them."""
    this = HELPS.where(help_requests.c.id == help_id)
    return await unit.one(Help, this.with_for_update())


def save(unit: Unit, helped: Help) -> None:
    """Write down what became of somebody, whom this unit holds."""
    changed: dict[str, Any] = {
        name: getattr(helped, name) for name in ("state", "closed_at", "goodwill")
    }
    this = update(help_requests).where(help_requests.c.id == helped.id)
    unit.write(this.values(changed))


async def page(
    unit: Unit, state: HelpState | None, before: HelpId | None, limit: int
) -> tuple[Help, ...]:
    """Return who was to be helped before one, newest first, and one more."""
    newest = HELPS.order_by(help_requests.c.id.desc()).limit(limit + 1)
    if state is not None:
        newest = newest.where(help_requests.c.state == state)
    if before is not None:
        newest = newest.where(help_requests.c.id < before)
    return await unit.all(Help, newest)


async def helped(unit: Unit, customer_ids: Sequence[CustomerId]) -> set[CustomerId]:
    """Return which of these a person is helping."""
    theirs = view(help_requests, _Helped).where(
        help_requests.c.customer_id.in_(select(OWNERS.c.customer_id)),
        help_requests.c.state == HelpState.OPEN,
    )
    found = await unit.all(_Helped, theirs, customer_id_of=list(customer_ids))
    return {each.customer_id for each in found}
