"""Whose exports are read as they come, and by whom."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from domain.imports import ImportKind
from domain.kernel.cells import CellsUnreadable
from local.explained import ExplainedError
from local.shops import (
    shopify_lists,
    shopify_orders,
    woocommerce_lists,
    woocommerce_orders,
)
from local.shops.found import Found, Kept

# A file is held as a whole, in about nine times its length.
FILE_BYTES_MAX = 256 * 1024 * 1024

Reader = Callable[[Path], Iterator[Found]]


class Shop(StrEnum):
    """A shop system."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"


READERS: Mapping[tuple[Shop, ImportKind], Reader] = {
    (Shop.SHOPIFY, ImportKind.ORDERS): shopify_orders.read_orders,
    (Shop.SHOPIFY, ImportKind.CUSTOMERS): shopify_lists.read_customers,
    (Shop.SHOPIFY, ImportKind.PRODUCTS): shopify_lists.read_products,
    (Shop.WOOCOMMERCE, ImportKind.ORDERS): woocommerce_orders.read_orders,
    (Shop.WOOCOMMERCE, ImportKind.CUSTOMERS): woocommerce_lists.read_customers,
    (Shop.WOOCOMMERCE, ImportKind.PRODUCTS): woocommerce_lists.read_products,
}


class ExportRefused(ExplainedError):
    """An export is not one that is read."""


def read_export(shop: Shop, kind: ImportKind, path: Path) -> list[Found]:
    """Return all that is in a file, the oldest first.

    Shops write their newest orders first, and what an order is worth may hang on those
    before it.
    """
    reader = READERS.get((shop, kind))
    if reader is None:
        kinds = ", ".join(kind for its, kind in READERS if its is shop)
        raise ExportRefused(f"Of {shop}, these are read: {kinds} (with returns).")
    if path.stat().st_size > FILE_BYTES_MAX:
        raise ExportRefused(f"{path} is more than 256 MB: export it in parts.")
    try:
        return sorted(reader(path), key=_when)
    except (UnicodeDecodeError, CellsUnreadable) as error:
        raise ExportRefused(f"{path} is not as {shop} writes it: {error}.") from error


def _when(found: Found) -> str:
    return found.row.get("occurred_at", "") if isinstance(found, Kept) else ""
