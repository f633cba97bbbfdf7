"""The SQL of privacy follows from the inventory: what is counted is what is known."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import FromClause, Select, bindparam, func, literal, select, union_all

from domain.kernel import CustomerId, Unit
from domain.kernel.tables import Id, metadata
from domain.privacy.inventory import PAYLOAD, Step, inventory


@dataclass(frozen=True, slots=True)
class _Count:
    place: str
    rows: int


async def counts(unit: Unit, customer_ids: Sequence[CustomerId]) -> dict[str, int]:
    """Return how many rows of each place are about a customer, of those with any."""
    these = list(customer_ids)
    found = await unit.all(_Count, _counting(), these=these, these_names=these)
    return {each.place: each.rows for each in found if each.rows}


@cache
def _counting() -> Any:
    ways: defaultdict[str, set[tuple[Step, ...]]] = defaultdict(set)
    for item in inventory():
        if not item.path[-1].column.startswith(PAYLOAD):
            ways[item.table].add(item.path)
    return union_all(*(_count(place, min(ways[place])) for place in sorted(ways)))


def _count(place: str, way: tuple[Step, ...]) -> Select[str, int]:
    reached = metadata.tables[place]
    joined: FromClause = reached
    for step, following in pairwise(way):
        table = metadata.tables[following.table]
        joined = joined.join(table, reached.c[step.column] == table.c.id)
        reached = table
    theirs = reached.c[way[-1].column]
    # Where anything may be named, customers are named as everywhere outside.
    name = "these" if isinstance(theirs.type, Id) else "these_names"
    these = bindparam(name, type_=theirs.type, expanding=True)
    return (
        select(literal(place).label("place"), func.count().label("rows"))
        .select_from(joined)
        .where(theirs.in_(these))
    )
