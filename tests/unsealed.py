"""Texts that only a customer's key opens, as whoever holds the keys reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column

from domain.kernel import Unit, keyring
from tests.world import World


async def unsealed(
    shop: World, column: Column[Any], rows: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Return what a column of rows of customers says."""

    async def opened(unit: Unit) -> list[str]:
        held = await keyring.ciphers(unit, [row["customer_id"] for row in rows])
        return [
            held[row["customer_id"]].open(column, row["customer_id"], row[column.name])
            for row in rows
        ]

    return await shop.platform.perform(opened, shop.principal, read_only=True)
