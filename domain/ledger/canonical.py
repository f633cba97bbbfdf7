"""The one way to write a transfer as bytes, of which proofs are made.

Each field is the text that the API shows, as a netstring: its length in bytes, a colon,
the text, a comma. So no two transfers are written alike, and whoever checks needs no
code of ours. PostgreSQL writes and hashes them itself, in a fraction of the time that
it takes to bring them here. docs/guides/proof.md says all of it.
"""

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    Executable,
    Integer,
    LargeBinary,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.kernel import Unit
from domain.kernel.sets import given
from domain.kernel.tables import Id
from domain.ledger.model import TransferId
from domain.ledger.tables import transfers

# First comes the format. To say anything else of a transfer is to write another format.
FORMAT = "stamgast-transfer-1"
FIELDS = (
    *("id", "customer_id", "unit", "seq", "kind", "debit", "credit", "amount"),
    *("lot_ids", "lot_amounts"),
    *("available_after", "pending_after", "held_after", "debt_after"),
    *("source_type", "source_id", "effect", "part", "fingerprint"),
    *("occurred_at", "recorded_at"),
)
# RFC 3339 to the microsecond, in UTC.
INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
# What is hashed as a leaf begins with a zero (RFC 9162, section 2.1.1).
LEAF = literal_column(r"'\x00'::bytea", LargeBinary())
NOTHING = literal_column("''::bytea", LargeBinary())
T = TypeVar("T")
TRANSFERS_MAX = 10_000
RANGES_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A transfer, and its hash as a leaf of a tree."""

    id: TransferId
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaves:
    """The hashes of some transfers, joined in their order, and the last of them."""

    count: int
    joined: bytes
    until: TransferId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A transfer, each field as the text that is hashed, but numbers as numbers."""

    id: TransferId
    customer_id: str
    unit: str
    seq: int
    kind: str
    debit: str
    credit: str
    amount: int
    lot_ids: str
    lot_amounts: str
    available_after: int
    pending_after: int
    held_after: int
    debt_after: int
    source_type: str
    source_id: str
    effect: str
    part: int
    fingerprint: str
    occurred_at: str
    recorded_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Transfers after one identifier, up to and with another, in their order."""

    after: TransferId
    until: TransferId


@dataclass(frozen=True, slots=True)
class _Count:
    place: int
    transfers: int


def _quoted(text: str) -> Any:
    return literal_column(f"'{text}'", Text())


def _bare(value: Any) -> Any:
    return func.replace(cast(value, Text), _quoted("-"), _quoted(""))


def _text(field: Column[Any]) -> Any:
    """Return the text of a field; that of many values names one after the other."""
    match field.type:
        case Id():
            return func.concat(_quoted(f"{field.type.prefix}_"), _bare(field))
        case ARRAY(item_type=Id()):
            item: Any = field.type.item_type
            prefix = f"{item.prefix}_"
            listed = _bare(func.array_to_string(field, _quoted(",")))
            others = func.replace(listed, _quoted(","), _quoted(f",{prefix}"))
            first = func.left(_quoted(prefix), func.cardinality(field) * len(prefix))
            return func.concat(first, others)
        case ARRAY():
            return func.array_to_string(field, _quoted(","))
        case DateTime():
            return func.to_char(func.timezone(_quoted("UTC"), field), _quoted(INSTANT))
        case Text():
            return field
        case _:
            return cast(field, Text)


def _netstring(field: Column[Any]) -> tuple[Any, ...]:
    """Return the parts of a field's netstring; some have always one length."""
    match field.type:
        case Id():
            prefix = f"{field.type.prefix}_"
            length = _quoted(f"{len(prefix) + 32}:{prefix}")
            return length, _bare(field), _quoted(",")
        case DateTime():
            return _quoted("27:"), _text(field), _quoted(",")
        case _:
            text = _text(field)
            return func.octet_length(text), _quoted(":"), text, _quoted(",")


_COLUMNS = [transfers.c[name] for name in FIELDS]
_NETSTRINGS = func.concat(
    _quoted(f"{len(FORMAT)}:{FORMAT},"),
    *(func.concat(*_netstring(each)) for each in _COLUMNS),
)
_DIGEST = func.sha256(LEAF.concat(func.convert_to(_NETSTRINGS, _quoted("UTF8"))))
_SHOWN = [
    (each if isinstance(each.type, Integer) else _text(each)).label(each.name)
    for each in _COLUMNS
]
_TRANSFER = Id("trf")
_WITHIN = (
    transfers.c.id > bindparam("after", type_=_TRANSFER),
    transfers.c.id <= bindparam("until", type_=_TRANSFER),
)
_LIMIT = bindparam("limit", type_=Integer())
_GIVEN = transfers.c.id.in_(bindparam("ids", expanding=True, type_=_TRANSFER))
_OF = select(transfers.c.id, _DIGEST.label("digest"))
DIGESTS = _OF.where(*_WITHIN).order_by(transfers.c.id).limit(_LIMIT)
DIGESTS_OF = _OF.where(_GIVEN).order_by(transfers.c.id)
WRITTEN = select(*_SHOWN).where(*_WITHIN).order_by(transfers.c.id).limit(_LIMIT)
WRITTEN_OF = select(*_SHOWN).where(_GIVEN).order_by(transfers.c.id)

# One row, whatever it is made of: to bring each here by itself takes twice as long.
_EACH = DIGESTS.subquery("each")
LEAVES = select(
    func.count().label("count"),
    func.coalesce(
        func.string_agg(_EACH.c.digest, aggregate_order_by(NOTHING, _EACH.c.id)),
        NOTHING,
    ).label("joined"),
    cast(func.max(cast(_EACH.c.id, Text)), _TRANSFER).label("until"),
).select_from(_EACH)

# Transfers are read in the order in which an index has them. Where PostgreSQL takes
# them for few, as it does before it has counted those that are new, it would rather
# sort all there are; so it is told not to while it plans these.
IN_ORDER = text("SET LOCAL enable_sort = off")
AS_EVER = text("SET LOCAL enable_sort = on")

_RANGES = given(
    column("place", Integer()),
    column("after", _TRANSFER),
    column("until", _TRANSFER),
    name="ranges",
)
_COUNTED = (
    select(func.count().label("transfers"))
    .select_from(transfers)
    .where(transfers.c.id > _RANGES.c.after, transfers.c.id <= _RANGES.c.until)
    .lateral("counted")
)
COUNTS = select(_RANGES.c.place, _COUNTED.c.transfers).select_from(
    _RANGES.join(_COUNTED, true())
)


async def digests(unit: Unit, within: Range, limit: int) -> tuple[Digest, ...]:
    """Return the first transfers of a range as leaves, at most so many."""
    assert limit <= TRANSFERS_MAX, limit
    return await _read(unit, Digest, DIGESTS, within, limit)


async def every_digest(unit: Unit, within: Range) -> AsyncGenerator[Digest]:
    """Give all transfers of a range as leaves, in their order."""
    rest = within
    while found := await digests(unit, rest, TRANSFERS_MAX):
        for each in found:
            yield each
        rest = replace(within, after=found[-1].id)


async def leaves(unit: Unit, within: Range, limit: int) -> Leaves:
    """Return the hashes of the first transfers of a range, at most so many."""
    assert limit <= TRANSFERS_MAX, limit
    (found,) = await _read(unit, Leaves, LEAVES, within, limit)
    return found


async def digests_of(unit: Unit, ids: Sequence[TransferId]) -> tuple[Digest, ...]:
    """Return these transfers as leaves, in the order of their identifiers."""
    assert len(ids) <= TRANSFERS_MAX, len(ids)
    return await unit.all(Digest, DIGESTS_OF, ids=list(ids))


async def written(unit: Unit, within: Range, limit: int) -> tuple[Written, ...]:
    """Return the first transfers of a range as they are hashed, at most so many."""
    assert limit <= TRANSFERS_MAX, limit
    return await _read(unit, Written, WRITTEN, within, limit)


async def every_written(unit: Unit, within: Range) -> AsyncGenerator[Written]:
    """Give all transfers of a range as they are hashed, in their order."""
    rest = within
    while found := await written(unit, rest, TRANSFERS_MAX):
        for each in found:
            yield each
        rest = replace(within, after=found[-1].id)


async def written_of(unit: Unit, ids: Sequence[TransferId]) -> tuple[Written, ...]:
    """Return these transfers as they are hashed, in the order of their identifiers."""
    assert len(ids) <= TRANSFERS_MAX, len(ids)
    return await unit.all(Written, WRITTEN_OF, ids=list(ids))


async def count(unit: Unit, ranges: Iterable[Range]) -> tuple[int, ...]:
    """Return how many transfers there are in each of these ranges."""
    asked = tuple(ranges)
    assert len(asked) <= RANGES_MAX, len(asked)
    rows = await unit.all(
        _Count,
        COUNTS,
        place_of=list(range(len(asked))),
        after_of=[each.after for each in asked],
        until_of=[each.until for each in asked],
    )
    found = {row.place: row.transfers for row in rows}
    return tuple(found[place] for place in range(len(asked)))


async def _read(
    unit: Unit, into: type[T], statement: Executable, within: Range, limit: int
) -> tuple[T, ...]:
    unit.write(IN_ORDER)
    asked = {"after": within.after, "until": within.until, "limit": limit}
    found = await unit.all(into, statement, **asked)
    unit.write(AS_EVER)
    return found
