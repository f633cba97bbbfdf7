"""Statements: SQLAlchemy compiles them, once, and the driver itself carries them.

What SQLAlchemy does for each execution takes 100 µs of processor time, of which the
driver's part is 25. So it is asked for the text of a statement and for how values are
written and read, both of which it remembers, and for nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import psycopg
from sqlalchemy import ColumnElement, Dialect, Executable
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.ddl import DDLElement
from sqlalchemy.util import LRUCache

Parameters: TypeAlias = Mapping[str, Any]
# Writes a value as the driver takes it, or reads one that it gave.
Processor: TypeAlias = Callable[[Any], Any]

COMPILED_MAX = 1_000


class Found(IteratorResult[Any]):
    """The rows that a statement returned, and how many it touched."""

    rowcount: int


@dataclass(frozen=True, slots=True)
class Form:
    """How a statement's rows are read: their names, and what makes our values."""

    metadata: SimpleResultMetaData
    # Of those columns that are not as the driver gives them.
    processors: tuple[tuple[int, Processor], ...]

    def read(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """Return rows with the values that features know."""
        if not self.processors:
            return rows
        return [self._read(row) for row in rows]

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, process in self.processors:
            values[place] = process(values[place])
        return tuple(values)


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement that can be sent: its text and its values."""

    sql: str
    values: dict[str, Any]
    compiled: Any

    async def found(self, cursor: psycopg.AsyncCursor[Any]) -> Found:
        """Return what a cursor holds after it has carried this."""
        # No answer is not the answer that there is nothing.
        assert cursor.pgresult is not None, cursor
        rows: Sequence[tuple[Any, ...]] = ()
        form = EMPTY
        if cursor.description is not None and self.compiled is not None:
            form = _form(self.compiled, cursor)
            rows = form.read(await cursor.fetchall())
        result = Found(form.metadata, iter(rows))
        result.rowcount = cursor.rowcount
        return result


EMPTY = Form(SimpleResultMetaData(()), ())

# What SQLAlchemy compiled: by its own key for statements that look alike, and by the
# statement itself for one that was made once, for which it need not make that key.
_compiled: LRUCache[Any, Any] = LRUCache(COMPILED_MAX)
_known: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()
_forms: WeakKeyDictionary[Any, Form] = WeakKeyDictionary()


def ready(statement: Executable, given: Parameters, dialect: Dialect) -> Ready:
    """Return a statement with its values, to be sent as they are."""
    if isinstance(statement, DDLElement):
        return Ready(str(statement.compile(dialect=dialect)), {}, None)
    compiled, extracted, own = _look_up(statement, dialect, tuple(sorted(given)))
    values: dict[str, Any] = compiled.construct_params(
        given,
        escape_names=False,
        extracted_parameters=extracted,
        _collected_params=own,
    )
    sql, processors = compiled.string, compiled._bind_processors
    if compiled.literal_execute_params or compiled.post_compile_params:
        expanded = compiled._process_parameters_for_postcompile(values)
        sql, processors = expanded.statement, {**processors, **expanded.processors}
    escaped = compiled.escaped_bind_names
    written = {
        escaped.get(name, name): processors[name](value)
        if name in processors
        else value
        for name, value in values.items()
    }
    return Ready(sql, written, compiled)


def _look_up(
    statement: Any, dialect: Dialect, names: tuple[str, ...]
) -> tuple[Any, Any, Any]:
    """Return what a statement was compiled to, and the values that it has within."""
    assert not isinstance(statement, ColumnElement), statement
    variants = _known.get(statement)
    if variants is None:
        variants = _known[statement] = {}
    found = variants.get((dialect, names))
    if found is None:
        compiled, extracted, own, _ = statement._compile_w_cache(
            dialect, compiled_cache=_compiled, column_keys=list(names)
        )
        assert not compiled.insert_prefetch, statement
        assert not compiled.update_prefetch, statement
        found = variants[dialect, names] = (compiled, extracted, own)
    return found


def _form(compiled: Any, cursor: psycopg.AsyncCursor[Any]) -> Form:
    form = _forms.get(compiled)
    if form is None:
        form = _forms[compiled] = _described(compiled, cursor)
    return form


def _described(compiled: Any, cursor: psycopg.AsyncCursor[Any]) -> Form:
    described = cursor.description or ()
    columns = compiled._result_columns
    if len(columns) != len(described):
        names = [each.name for each in described]
        return Form(SimpleResultMetaData(names), ())
    processors: list[tuple[int, Processor]] = []
    for place, column in enumerate(columns):
        code = described[place].type_code
        process = column.type._cached_result_processor(compiled.dialect, code)
        if process is not None:
            processors.append((place, process))
    metadata = SimpleResultMetaData(
        [column.keyname for column in columns],
        extra=[column.objects for column in columns],
    )
    return Form(metadata, tuple(processors))
