"""The SQL of accounts as they were: one function, one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from domain.kernel import Unit
from domain.kernel.ids import decode, encode
from domain.ledger.earlier_statement import FROZEN, PARTS
from domain.ledger.entries_store import Seen
from domain.ledger.model import AccountKey
from domain.ledger.reading import InterventionKind

READ_PARTS = text(PARTS)
READ_FROZEN = text(FROZEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a lot was where, on which terms; or, without a lot, what was owed."""

    id: str | None
    available: int
    pending: int
    held: int
    debt: int
    available_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Read:
    id: UUID | None
    available: int
    pending: int
    held: int
    debt: int
    available_at: datetime | None
    expires_at: datetime | None


async def parts(unit: Unit, key: AccountKey, seen: Seen) -> tuple[Part, ...]:
    """Return what was of each lot at an instant, as known on another, and the debt."""
    asked = {**_key(key), "as_of": seen.as_of, "known_on": seen.known_on}
    return tuple(
        Part(
            id=None if each.id is None else encode("lot", each.id),
            available=each.available,
            pending=each.pending,
            held=each.held,
            debt=each.debt,
            available_at=each.available_at,
            expires_at=each.expires_at,
        )
        for each in await unit.all(_Read, READ_PARTS, **asked)
    )


async def is_frozen(unit: Unit, key: AccountKey, at: datetime) -> bool:
    """Tell whether an account was frozen at an instant."""
    said = await unit.value(READ_FROZEN, **_key(key), at=at)
    return said == InterventionKind.FREEZE


def _key(key: AccountKey) -> Mapping[str, Any]:
    return {"customer": decode(key.customer_id), "unit": key.unit}
