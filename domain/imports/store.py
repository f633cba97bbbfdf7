"""The SQL of imports: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from domain.imports.model import Import, ImportId, RowError, Start, State, Taken
from domain.imports.tables import import_errors, imports
from domain.kernel import FieldError, Unit
from domain.kernel.database import TRANSACTION_S
from domain.kernel.rows import view

PLAN_ANEW = text("DISCARD PLANS")
# As long as any transaction may take.
WAIT_LONGER = text(f"SET LOCAL lock_timeout = '{TRANSACTION_S}s'")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ErrorRow:
    row: int
    code: str
    title: str
    errors: list[dict[str, Any]]


def plan_anew(unit: Unit) -> None:
    """Have each statement of this unit planned for the tables as they are now.

    A connection keeps plans, and an import fills tables: a plan that was made when a
    table was small, and then any index would do, reads more with each chunk.
    """
    unit.write(PLAN_ANEW)


def wait_longer(unit: Unit) -> None:
    """Wait for a chunk that others are taking as long as that may take."""
    unit.write(WAIT_LONGER)


async def start(unit: Unit, command: Start) -> None:
    """Begin an import, unless there is one of that kind and name."""
    row = insert(imports).values(
        id=unit.new_id("imp"),
        kind=command.kind,
        name=command.name,
        state=State.OPEN,
        rows_done=0,
        accepted=0,
        unchanged=0,
        rejected=0,
        started_at=unit.now,
    )
    await unit.run(row.on_conflict_do_nothing())


async def called(unit: Unit, command: Start) -> Import | None:
    """Return the import of a kind and name."""
    return await unit.one(
        Import,
        view(imports, Import)
        .where(imports.c.kind == command.kind)
        .where(imports.c.name == command.name),
    )


async def find(unit: Unit, import_id: ImportId) -> Import | None:
    """Return an import."""
    return await unit.one(
        Import, view(imports, Import).where(imports.c.id == import_id)
    )


async def hold(unit: Unit, import_id: ImportId) -> Import | None:
    """Return an import, and keep others from its rows until this unit ends."""
    this = view(imports, Import).where(imports.c.id == import_id)
    return await unit.one(Import, this.with_for_update(key_share=True))


async def page(unit: Unit, before: ImportId | None, limit: int) -> tuple[Import, ...]:
    """Return imports, newest first, and one more."""
    newest = view(imports, Import).order_by(imports.c.id.desc()).limit(limit + 1)
    if before is not None:
        newest = newest.where(imports.c.id < before)
    return await unit.all(Import, newest)


def advance(unit: Unit, import_id: ImportId, taken: Taken) -> None:
    """Count what became of a chunk; the caller holds the import."""
    unit.write(
        update(imports)
        .where(imports.c.id == import_id)
        .values(
            rows_done=taken.rows_done,
            accepted=imports.c.accepted + taken.accepted,
            unchanged=imports.c.unchanged + taken.unchanged,
            rejected=imports.c.rejected + taken.rejected,
        )
    )


def add_errors(unit: Unit, import_id: ImportId, errors: Sequence[RowError]) -> None:
    """Keep why rows were refused."""
    rows = [{"import_id": import_id, **msgspec.to_builtins(error)} for error in errors]
    if rows:
        unit.write(insert(import_errors).values(rows))


async def errors(
    unit: Unit, import_id: ImportId, after: int | None, limit: int
) -> tuple[RowError, ...]:
    """Return why rows were refused, first rows first, and one more."""
    first = (
        view(import_errors, _ErrorRow)
        .where(import_errors.c.import_id == import_id)
        .order_by(import_errors.c.row)
        .limit(limit + 1)
    )
    if after is not None:
        first = first.where(import_errors.c.row > after)
    return tuple(
        RowError(
            row=each.row,
            code=each.code,
            title=each.title,
            errors=msgspec.convert(each.errors, tuple[FieldError, ...]),
        )
        for each in await unit.all(_ErrorRow, first)
    )


def finish(unit: Unit, import_id: ImportId) -> None:
    """Let no more rows come; the caller holds the import."""
    this = update(imports).where(imports.c.id == import_id)
    unit.write(this.values(state=State.FINISHED, finished_at=unit.now))
