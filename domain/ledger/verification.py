"""Verification: the accounts, computed anew from the transfers that explain them.

Nothing found means that the invariants hold. Range of customers after range, books of
any size are checked in little memory, and no transaction takes long.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from msgspec import Meta
from sqlalchemy import TextClause

from domain.kernel import CustomerId, Unit, reads
from domain.kernel.ids import decode, encode
from domain.ledger.checks import CHECKS, NEXT, WHOLE

DIFFERENCES_MAX = 100
ACCOUNTS_MAX = 20_000
FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something in the books that is not as the transfers say it must be."""

    check: str
    customer_id: CustomerId | None
    unit: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class _Found:
    customer_id: object
    unit: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Compute all accounts anew."""


@reads("system")
async def verify(unit: Unit, command: Verify) -> tuple[Difference, ...]:
    """Tell what in the books is not as the transfers say; nothing, if all is well."""
    del command
    return *await _within(unit, FIRST, LAST), *await _over_all(unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareSome:
    """Compute the next accounts anew, of customers after one."""

    after: CustomerId | None = None
    limit: Annotated[int, Meta(ge=1, le=ACCOUNTS_MAX)] = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was looked at, what differs, and the command that goes on, if any does."""

    accounts: int
    transfers: int
    differences: tuple[Difference, ...]
    rest: CompareSome | None


@reads("system")
async def compare_some(unit: Unit, command: CompareSome) -> Compared:
    """Compute some accounts anew from their transfers, and tell what differs.

    With the last of them comes what differs between all together.
    """
    after = FIRST if command.after is None else decode(command.after)
    found = await _next(unit, after, command.limit)
    is_last = found.until is None or found.accounts < command.limit
    until = LAST if is_last or found.until is None else found.until
    differences = await _within(unit, after, until)
    if is_last:
        differences += await _over_all(unit)
        rest = None
    else:
        rest = CompareSome(after=encode("cus", until), limit=command.limit)
    return Compared(
        accounts=found.accounts,
        transfers=found.transfers,
        differences=differences,
        rest=rest,
    )


@dataclass(frozen=True, slots=True)
class _Next:
    """The next accounts: how many, with how many transfers, up to which customer."""

    accounts: int
    transfers: int
    until: UUID | None


async def _within(unit: Unit, after: UUID, until: UUID) -> tuple[Difference, ...]:
    """Return what is wrong with the accounts of a range of customers."""
    return await _differences(unit, CHECKS, after=after, until=until)


async def _over_all(unit: Unit) -> tuple[Difference, ...]:
    """Return what is wrong with all accounts together."""
    return await _differences(unit, WHOLE)


async def _next(unit: Unit, after: UUID, limit: int) -> _Next:
    """Return which accounts come next, at most so many."""
    found = await unit.one(_Next, NEXT, after=after, limit=limit)
    assert found is not None
    return found


async def _differences(
    unit: Unit, checks: Mapping[str, TextClause], **given: UUID
) -> tuple[Difference, ...]:
    found: list[Difference] = []
    for check, statement in checks.items():
        rows = await unit.all(_Found, statement, limit=DIFFERENCES_MAX, **given)
        found.extend(_difference(check, row) for row in rows)
    return tuple(found)


def _difference(check: str, row: _Found) -> Difference:
    whose = row.customer_id
    return Difference(
        check=check,
        customer_id=encode("cus", whose) if isinstance(whose, UUID) else None,
        unit=row.unit,
        expected=row.expected,
        found=row.found,
    )
