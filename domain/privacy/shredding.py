"""Shredding: the statements of an erasure, one for each place and treatment.

They are read off the columns' annotations, so that no table can be forgotten. Each is
over many customers, and does nothing the second time: whoever is cut off begins again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    Table,
    Text,
    delete,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, array

from domain.kernel import sets
from domain.kernel.personal import Category, Erase
from domain.kernel.tables import Id, metadata
from domain.privacy.certificate import Treatment
from domain.privacy.inventory import PAYLOAD, Item, inventory
from domain.privacy.inventory import Step as Way

THESE = sets.given(Column("id", Id("cus")), name="these")
NAMES = sets.given(Column("name", Text), name="names")
NOTHING = literal_column("'{}'::bytea[]", ARRAY(LargeBinary))
# What stands where there must be something, and it is not to say anything.
NO_TEXT = literal_column("'-'", Text())
NO_LIST = literal_column("'[]'::jsonb", JSONB())
ONE = literal_column("1", Integer())

TREATMENTS = {
    Erase.SHRED: Treatment.SHREDDED,
    Erase.DELETE: Treatment.DELETED,
    Erase.NULL: Treatment.EMPTIED,
    Erase.GENERALISE: Treatment.GENERALISED,
    Erase.KEEP: Treatment.KEPT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What becomes of some fields of a place: a statement, and what is told of it.

    The statement takes ids by the name that `takes` says, and gives for each customer
    how many rows it was, and the digests of what was sealed.
    """

    place: str
    treatment: Treatment
    fields: tuple[str, ...]
    basis: str | None
    keep: str | None
    takes: str
    statement: Any


@cache
def steps() -> tuple[Step, ...]:
    """Return all steps, in an order in which no row goes that another leads through."""
    order = [table.fullname for table in reversed(metadata.sorted_tables)]
    places: defaultdict[str, list[Item]] = defaultdict(list)
    for item in inventory():
        if not _is_pseudonym(item):
            places[item.table].append(item)
    return tuple(step for place in order for step in _steps(places[place]))


def _steps(items: Sequence[Item]) -> Iterable[Step]:
    """Give the steps of one place: its rows go, or some of their fields do."""
    gone = next((item for item in items if item.erase is Erase.DELETE), None)
    if gone is not None:
        yield _step(gone.path, Erase.DELETE, items)
        return
    kinds: defaultdict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        kinds[item.path, item.erase, item.basis, item.keep].append(item)
    for (way, erase, *_), theirs in kinds.items():
        yield _step(way, erase, theirs)


def _is_pseudonym(item: Item) -> bool:
    """Tell whether something only says whose the rest is, who has no name any more."""
    is_kept = item.erase is Erase.KEEP and item.keep is None
    return item.category is Category.IDENTITY and is_kept


def _step(way: tuple[Way, ...], erase: Erase, items: Sequence[Item]) -> Step:
    table = metadata.tables[way[0].table]
    columns = [table.c[item.column] for item in items]
    is_kept = erase is Erase.KEEP
    return Step(
        place=str(table.fullname),
        treatment=TREATMENTS[erase],
        fields=tuple(sorted({str(each.name) for each in columns})),
        basis=items[0].basis if is_kept else None,
        keep=items[0].keep if is_kept else None,
        takes="id_of" if isinstance(subject(way).type, Id) else "name_of",
        statement=statement(table, way, erase, columns),
    )


def statement(
    table: Table, way: tuple[Way, ...], erase: Erase, columns: Sequence[Column[Any]]
) -> Any:
    """Return what treats rows of customers so, and gives of each how many they were."""
    whose = subject(way).label("whose")
    theirs = [*_joins(way), _is_one_of_these(whose.element)]
    filled = or_(false(), *(each.is_not(None) for each in columns))
    match erase:
        case Erase.KEEP:
            return _counted(select(whose).where(*theirs), whose)
        case Erase.DELETE:
            return _counted(delete(table).where(*theirs).returning(whose), whose)
        case Erase.SHRED:
            digests = [func.sha256(each) for each in columns]
            listed = func.array_remove(array(digests), None).label("digests")
            before = select(whose, listed).where(*theirs, filled).cte("before")
            shredded = update(table).where(*theirs, filled)
            emptied = shredded.values({each: null() for each in columns}).cte(
                "shredded"
            )
            one = ONE.label("rows")
            return select(before.c.whose, one, before.c.digests).add_cte(emptied)
        case Erase.NULL:
            emptied = update(table).where(*theirs, filled)
            changed = emptied.values({each: null() for each in columns})
            return _counted(changed.returning(whose), whose)
        case Erase.GENERALISE:
            values = {each: generalised(each) for each in columns}
            changed = update(table).where(*theirs).values(values)
            return _counted(changed.returning(whose), whose)


def generalised(column: Column[Any]) -> ColumnElement[Any]:
    """Return what a column that is made less precise says from then on: nothing."""
    return NO_TEXT if isinstance(column.type, Text) else NO_LIST


def _counted(rows: Any, whose: Any) -> Any:
    """Return how many rows of each customer a statement gives."""
    told = rows.cte("told")
    named = told.c[whose.name]
    counted: Any = func.count().label("rows")
    return select(named, counted, NOTHING.label("digests")).group_by(named)


def subject(way: tuple[Way, ...]) -> ColumnElement[Any]:
    """Return the column that says whose a row is."""
    table, name = metadata.tables[way[-1].table], way[-1].column
    if name.startswith(PAYLOAD):
        return table.c[PAYLOAD][name.removeprefix(f"{PAYLOAD}.")].astext
    return table.c[name]


def _joins(way: tuple[Way, ...]) -> Iterable[ColumnElement[bool]]:
    """Give how each table on the way leads to the next."""
    for step, following in pairwise(way):
        here, there = metadata.tables[step.table], metadata.tables[following.table]
        yield here.c[step.column] == there.c.id


def _is_one_of_these(whose: ColumnElement[Any]) -> ColumnElement[bool]:
    # Where anything may be named, customers are named as everywhere outside.
    these = THESE.c.id if isinstance(whose.type, Id) else NAMES.c.name
    return whose.in_(select(these))
