"""The SQL of what was undone before: looked up one by one, by key."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, literal_column, null, select

from domain.kernel import Unit
from domain.kernel.records import bare, encoded, records
from domain.kernel.rows import view
from domain.ledger.model import TransferKind
from domain.ledger.store import Recorded, looked_up
from domain.ledger.tables import extensions, lots, reversals, transfers


@dataclass(frozen=True, slots=True)
class _Undone:
    transfer_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class _Terms:
    id: str
    expires_at: datetime | None


_TRANSFERS = records(reversals.c.transfer_id)
UNDONE = looked_up(
    _TRANSFERS,
    view(reversals, _Undone)
    .where(reversals.c.transfer_id == _TRANSFERS.c.transfer_id)
    .offset(literal_column("0")),
)

_LAPSED = records(transfers.c.source_id)
LAPSES = looked_up(
    _LAPSED,
    view(transfers, Recorded)
    .where(transfers.c.source_type == "lot")
    .where(transfers.c.source_id == _LAPSED.c.source_id)
    .where(transfers.c.kind == TransferKind.EXPIRE)
    .order_by(transfers.c.effect)
    .offset(literal_column("0")),
)


def _terms() -> Any:
    """Select a lot with the instant until which it lasts now."""
    rows = records(lots.c.id)
    last = (
        select(extensions.c.lot_id, extensions.c.expires_at)
        .where(extensions.c.lot_id == lots.c.id)
        .order_by(extensions.c.recorded_at.desc(), extensions.c.seq.desc())
        .limit(1)
        .lateral("last")
    )
    now = case(
        (last.c.lot_id.is_not(null()), last.c.expires_at), else_=lots.c.expires_at
    )
    joined = lots.outerjoin(last, literal_column("true"))
    found: Any = select(lots.c.id, now.label("expires_at")).select_from(joined)
    return looked_up(rows, found.where(lots.c.id == rows.c.id).limit(1))


TERMS = _terms()


@dataclass(frozen=True, slots=True)
class _Renewed:
    id: str
    renewed_months: int


_LOTS = records(lots.c.id)
RENEWED = looked_up(
    _LOTS,
    view(lots, _Renewed)
    .where(lots.c.id == _LOTS.c.id)
    .where(lots.c.renewed_months > literal_column("0"))
    .limit(1),
)


async def renewed(unit: Unit, lot_ids: Iterable[str]) -> Mapping[str, int]:
    """Return for how many months those of some lots are renewed that are at all."""
    rows = encoded({"id": bare(each)} for each in lot_ids)
    found = await unit.all(_Renewed, RENEWED, records=rows)
    return {each.id: each.renewed_months for each in found}


async def undone(unit: Unit, transfer_ids: Iterable[str]) -> Counter[str]:
    """Return how much of transfers others have undone."""
    rows = encoded({"transfer_id": bare(each)} for each in transfer_ids)
    found: Counter[str] = Counter()
    for each in await unit.all(_Undone, UNDONE, records=rows):
        found[each.transfer_id] += each.amount
    return found


async def lapses(unit: Unit, lot_ids: Iterable[str]) -> tuple[Recorded, ...]:
    """Return the transfers by which some lots expired."""
    rows = encoded({"source_id": each} for each in lot_ids)
    return await unit.all(Recorded, LAPSES, records=rows)


async def terms(unit: Unit, lot_ids: Iterable[str]) -> Mapping[str, datetime | None]:
    """Return until when some lots last, as it was said last."""
    rows = encoded({"id": bare(each)} for each in lot_ids)
    found = await unit.all(_Terms, TERMS, records=rows)
    return {each.id: each.expires_at for each in found}
