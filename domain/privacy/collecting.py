"""Collecting: all rows about a customer, place by place, as the inventory has them.

A place is read in pieces by its key, so that memory does not grow with what is known.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    Column,
    FromClause,
    LargeBinary,
    Select,
    bindparam,
    literal,
    select,
    tuple_,
)

from domain.kernel import CustomerId, Unit, keyring
from domain.kernel.crypto import Cipher
from domain.kernel.personal import NOT_PERSONAL, Category, Erase, Export
from domain.kernel.tables import PRIVACY, Id, metadata
from domain.privacy.inventory import PAYLOAD, Item, Step, inventory
from domain.privacy.requests import RequestKind

PIECE_ROWS = 2_500
# Beside what is shown: whose a row is, by whose key it is opened.
WHOSE = "_whose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table, and those of its columns that an answer shows."""

    name: str
    items: tuple[Item, ...]
    way: tuple[Step, ...]

    @property
    def shown(self) -> list[str]:
        """Return the names of the fields that a row of it shows, in order."""
        said = {item.column for item in self.items}
        return [
            str(each.name)
            for each in self.columns
            if each.name in said or each.info[PRIVACY] is NOT_PERSONAL
        ]

    @property
    def columns(self) -> list[Column[Any]]:
        """Return what is selected: the key, and what is shown."""
        table = metadata.tables[self.name]
        said = {item.column for item in self.items}
        return [
            each
            for each in table.columns
            if (each.name in said or each.primary_key) and each.name != "tenant_id"
        ]


def places(kind: RequestKind) -> tuple[Place, ...]:
    """Return the places that an answer to a request covers."""
    wanted = {Export.PORTABILITY}
    if kind is RequestKind.ACCESS:
        wanted.add(Export.ACCESS)
    return _places(frozenset(wanted))


@cache
def _places(wanted: frozenset[Export]) -> tuple[Place, ...]:
    found: defaultdict[tuple[str, tuple[Step, ...]], list[Item]] = defaultdict(list)
    for item in inventory():
        sealed_by_tenant = item.erase is not Erase.SHRED and _is_bytes(item)
        if item.export in wanted and not sealed_by_tenant:
            found[item.table, item.path].append(item)
    told: dict[str, Place] = {}
    for (table, way), items in sorted(found.items()):
        tells = not all(_is_pseudonym(item) for item in items)
        if tells and table not in told and not way[-1].column.startswith(PAYLOAD):
            told[table] = Place(name=table, items=tuple(items), way=way)
    return tuple(told.values())


def _is_pseudonym(item: Item) -> bool:
    """Tell whether something only says whose the rest is, of which there is none."""
    return item.category is Category.IDENTITY and item.erase is Erase.KEEP


def _is_bytes(item: Item) -> bool:
    kind = metadata.tables[item.table].c[item.column].type
    return isinstance(kind, LargeBinary)


async def pieces(
    unit: Unit, place: Place, customer_ids: Sequence[CustomerId]
) -> AsyncIterator[list[dict[str, Any]]]:
    """Give the rows of a place that are about a customer, opened, by their key."""
    opened = _opening(place, await keyring.ciphers(unit, customer_ids))
    last: Sequence[Any] | None = None
    while True:
        statement, names = _piece(place, last)
        given: dict[str, Any] = {
            "these": list(customer_ids),
            "names": list(customer_ids),
        }
        piece = await unit.all(dict[str, Any], statement, **given)
        yield [opened(row) for row in piece]
        if len(piece) < PIECE_ROWS:
            return
        last = [piece[-1][name] for name in names]


def _piece(
    place: Place, last: Sequence[Any] | None
) -> tuple[Select[*tuple[Any, ...]], list[str]]:
    table = metadata.tables[place.name]
    reached = table
    joined: FromClause = table
    for step, following in pairwise(place.way):
        other = metadata.tables[following.table]
        joined = joined.join(other, reached.c[step.column] == other.c.id)
        reached = other
    theirs = reached.c[place.way[-1].column]
    name = "these" if isinstance(theirs.type, Id) else "names"
    keys = [each for each in table.primary_key.columns if each.name != "tenant_id"]
    statement = (
        select(*place.columns, theirs.label(WHOSE))
        .select_from(joined)
        .where(theirs.in_(bindparam(name, type_=theirs.type, expanding=True)))
        .order_by(*keys)
        .limit(PIECE_ROWS)
    )
    if last is not None:
        after = [
            literal(value, each.type) for each, value in zip(keys, last, strict=True)
        ]
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return statement, [each.name for each in keys]


def _opening(
    place: Place, ciphers: Mapping[CustomerId, Cipher]
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return how a row becomes what its customer may read."""
    table, shown = metadata.tables[place.name], place.shown
    sealed = [name for name in shown if isinstance(table.c[name].type, LargeBinary)]
    hidden = [str(each.name) for each in place.columns if each.name not in shown]

    def opened(row: dict[str, Any]) -> dict[str, Any]:
        for name in sealed:
            if row[name] is not None:
                row[name] = _open(table.c[name], row[WHOSE], row[name])
        del row[WHOSE]
        for name in hidden:
            del row[name]
        return row

    def _open(column: Column[Any], customer_id: CustomerId, value: bytes) -> str | None:
        """Return what was sealed; of a key that is gone, nothing."""
        cipher = ciphers.get(customer_id)
        return cipher and cipher.open(column, customer_id, value)

    return opened
