"""The inventory: what is known of a person, where, and what becomes of it.

It is read off the columns' annotations, so it cannot be out of date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sqlalchemy import Column, Table

from domain.kernel.personal import Category, Erase, Export, Personal
from domain.kernel.tables import PRIVACY, metadata

# Of a table with a row for each message, that names whom it is about in its contents.
PAYLOAD = "payload"


class Step(NamedTuple):
    """A column that leads to the `id` of another table, or to the customer."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A column that says something of a person."""

    table: str
    column: str
    category: Category
    path: tuple[Step, ...]
    export: Export
    erase: Erase
    basis: str | None
    keep: str | None


@cache
def inventory() -> tuple[Item, ...]:
    """Return every column of every table that says something of a person."""
    tables = sorted(metadata.tables.values(), key=lambda table: table.fullname)
    return tuple(item for table in tables for item in _items(table))


def _items(table: Table) -> Iterator[Item]:
    for column in table.columns:
        privacy = column.info.get(PRIVACY)
        if isinstance(privacy, Personal):
            yield _item(table, column, privacy)


def _item(table: Table, column: Column[object], privacy: Personal) -> Item:
    # SQLAlchemy's names are strings of its own kind, which JSON does not know.
    return Item(
        table=str(table.fullname),
        column=str(column.name),
        category=privacy.category,
        path=path(table.fullname, privacy.subject),
        export=privacy.export,
        erase=privacy.erase,
        basis=privacy.basis,
        keep=privacy.keep,
    )


def path(table: str, subject: str) -> tuple[Step, ...]:
    """Return the way from a row to its customer: `order_id>orders.customer_id`."""
    steps = [Step(table, "")]
    for part in subject.split(">"):
        named, _, column = part.rpartition(".")
        if named and named != PAYLOAD:
            steps.append(Step(named, column))
        else:
            steps[-1] = steps[-1]._replace(column=part if named else column)
    return tuple(steps)
