"""Rows: how transfers that are not written yet travel to PostgreSQL."""

from collections.abc import Iterable

from domain.kernel.records import bare, encoded
from domain.ledger import Transfer


def written(transfers: Iterable[Transfer]) -> str:
    """Return transfers as the rows that they would be."""
    return encoded(
        {
            "customer_id": bare(each.customer_id),
            "unit": each.unit,
            "seq": each.seq,
            "kind": each.kind,
            "debit": each.debit,
            "credit": each.credit,
            "amount": each.amount,
            "lot_ids": [bare(part.lot_id) for part in each.lots],
            "lot_amounts": [part.amount for part in each.lots],
            "source_type": each.source.type,
            "source_id": each.source.id,
            "effect": each.source.effect,
            "occurred_at": each.occurred_at,
            "recorded_at": each.recorded_at,
        }
        for each in transfers
    )
