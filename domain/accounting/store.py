"""The SQL of accounting: one function, one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from domain.accounting.model import Funds
from domain.accounting.rows import written
from domain.accounting.statement import BALANCES, LINES, ROLL_UP
from domain.kernel import Unit
from domain.kernel.ids import encode
from domain.kernel.records import bare, encoded
from domain.ledger import AccountKey, Transfer

ROLLING_UP = text(ROLL_UP)
READ_BALANCES = text(BALANCES)
READ_LINES = text(LINES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An account, and the instants about which its books are asked."""

    key: AccountKey
    since: datetime
    as_of: datetime
    known_on: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the order in which entries occurred."""

    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Line:
    """A transfer as it stands in a statement, or what is due to become one."""

    id: UUID | None
    seq: int
    kind: str
    debit: str
    credit: str
    amount: int
    source_type: str
    source_id: str
    effect: str
    occurred_at: datetime
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Sum:
    place: int
    opening_available: int
    opening_pending: int
    opening_held: int
    opening_debt: int
    available: int
    pending: int
    held: int
    debt: int


def roll_up(unit: Unit, reached: Mapping[AccountKey, int]) -> None:
    """Roll the entries of accounts up, as far as they fill roll-ups."""
    rows = ({**_key(key), "until": seq} for key, seq in reached.items())
    unit.write(ROLLING_UP, records=encoded(rows))


async def balances(
    unit: Unit, asked: Sequence[Asked], unwritten: Iterable[Transfer]
) -> tuple[tuple[Funds, Funds], ...]:
    """Return what accounts held, in the order in which they were asked for.

    Of each as of where what is asked begins, and as of where it ends.
    """
    rows = [
        {
            "place": place,
            **_key(each.key),
            "since": each.since,
            "as_of": each.as_of,
            "known_on": each.known_on,
        }
        for place, each in enumerate(asked)
    ]
    found = await unit.all(
        _Sum, READ_BALANCES, asked=encoded(rows), unwritten=written(unwritten)
    )
    return tuple(
        (
            Funds(
                available=each.opening_available,
                pending=each.opening_pending,
                held=each.opening_held,
                debt=each.opening_debt,
            ),
            Funds(
                available=each.available,
                pending=each.pending,
                held=each.held,
                debt=each.debt,
            ),
        )
        for each in found
    )


async def lines(
    unit: Unit, asked: Asked, after: Place, limit: int, unwritten: Iterable[Transfer]
) -> tuple[Line, ...]:
    """Return what happened to an account after a place, and one more."""
    row = {
        **_key(asked.key),
        "since": after.at,
        "seq": after.seq,
        "as_of": asked.as_of,
        "known_on": asked.known_on,
    }
    return await unit.all(
        Line,
        READ_LINES,
        asked=encoded([row]),
        unwritten=written(unwritten),
        limit=limit + 1,
    )


def named(line: Line) -> dict[str, Any]:
    """Return the fields of a line, with the name of its transfer."""
    values = asdict(line)
    values["id"] = None if line.id is None else encode("trf", line.id)
    return values


def _key(key: AccountKey) -> dict[str, str]:
    return {"customer_id": bare(key.customer_id), "unit": key.unit}
