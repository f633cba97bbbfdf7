"""Sets: many rows as one parameter for each column, in one prebuilt statement."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    LargeBinary,
    Lateral,
    Table,
    Text,
    bindparam,
    column,
    func,
)

from domain.kernel.tables import Blobs, Id, Ids, Texts


def given(*like: Any, name: str = "given") -> FromClause:
    """Return rows to select from, whose columns are named and typed like these.

    A statement that uses it takes a list for each column, by its name with `_of`.
    """
    arrays = [bindparam(f"{each.name}_of", type_=_array(each.type)) for each in like]
    names = [column(each.name, each.type) for each in like]
    return func.unnest(*arrays).table_valued(*names).render_derived(name=name)


def found(name: str, like: Any, *equal: ColumnElement[bool]) -> Lateral:
    """Return the row of a selection that equals a given one in a key, for each given.

    A table of which PostgreSQL has no statistics yet, as while it is first filled, has
    plans that read all of a tenant's rows; a lookup by a whole key is none of them.
    """
    return like.where(*equal).limit(1).lateral(name)


def all_found(
    name: str, like: Any, rows_max: int, *equal: ColumnElement[bool]
) -> Lateral:
    """Return the rows of a selection that equal a given one in part of a key, for each.

    A limit, as there is one to everything, keeps the lookup a lookup.
    """
    return like.where(*equal).limit(rows_max).lateral(name)


def whole(table: Table) -> list[Any]:
    """Return the columns of a tenant's table that a feature writes: all but one."""
    return [each for each in table.columns if each.name != "tenant_id"]


def lists(columns: Sequence[Any], rows: Iterable[object]) -> dict[str, list[Any]]:
    """Return the parameters for `given`: a list for each column."""
    taken = list(rows)
    return {
        f"{each.name}_of": [getattr(row, each.name) for row in taken]
        for each in columns
    }


def _array(kind: Any) -> Any:
    match kind:
        case Id():
            return Ids(kind.prefix)
        case LargeBinary():
            return Blobs()
        case Text():
            return Texts()
        case _:
            return ARRAY(kind, dimensions=1)
