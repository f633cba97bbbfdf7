"""What can be done with products."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from domain.catalogue import store
from domain.catalogue.model import (
    CatalogueChanged,
    Find,
    FindMany,
    Imported,
    ImportRow,
    ListProducts,
    Outcome,
    Product,
    ProductId,
    ProductNotFound,
    ProductRef,
    Put,
)
from domain.kernel import BadCursor, Page, Unit, pages, reads, writes

EXTERNAL = "external"
ARRIVALS_MAX = 6
# What a shop opens with comes in within so long.
OPENING = timedelta(days=1)


@writes("catalogue:write")
async def put(unit: Unit, command: Put) -> Product:
    """Say what a product is, whether it is new or not."""
    ((product_id, _),) = await _put(unit, [command])
    (product,) = await store.those(unit, [product_id])
    return product


@reads("catalogue:read", refusals=(ProductNotFound,), public=True)
async def find(unit: Unit, command: Find) -> Product:
    """Tell what a product is."""
    product_id = await _resolve(unit, command.product_id)
    for product in await store.those(unit, [product_id]):
        return product
    raise ProductNotFound


@reads("catalogue:read", public=True)
async def find_many(unit: Unit, command: FindMany) -> tuple[Product, ...]:
    """Look up those of many products that there are."""
    return await store.those(unit, command.product_ids)


@reads("catalogue:read", refusals=(BadCursor,), public=True)
async def list_products(unit: Unit, command: ListProducts) -> Page[Product]:
    """List all products, newest first."""
    before = command.after and pages.place(command.after, tuple[ProductId])[0]
    rows = await store.page(unit, before or None, command.limit)
    return pages.page(rows, command.limit, lambda product: (product.id,))


async def arrivals(unit: Unit, since: datetime) -> tuple[Product, ...]:
    """Return what is sold since an instant and was not before, newest first.

    What came within a day of the first of all products is what the shop opened with: a
    whole catalogue that comes in is no news, and what comes after it is.
    """
    newest = await store.page(unit, None, ARRIVALS_MAX - 1)
    new = tuple(each for each in newest if each.recorded_at >= since)
    opened = [each.recorded_at + OPENING for each in await store.oldest(unit)]
    return tuple(e for e in new if all(e.recorded_at > until for until in opened))


async def import_many(
    unit: Unit, source: str, rows: Sequence[ImportRow]
) -> tuple[Imported, ...]:
    """Say what many products are, and tell for each row what became of it.

    Of rows about the same product, the last one holds.
    """
    said = [
        Put(
            source=source,
            external_id=row.external_id,
            name=row.name,
            category=row.category,
            brand=row.brand,
        )
        for row in rows
    ]
    outcomes = await _put(unit, said)
    return tuple(Imported(product_id=id_, outcome=what) for id_, what in outcomes)


async def identify_many(
    unit: Unit, source: str, external_ids: Iterable[str]
) -> Mapping[str, ProductId]:
    """Return the products of a source by its own names; unknown ones are left out."""
    known = await store.named(unit, source, sorted(set(external_ids)))
    return {each.external_id: each.id for each in known}


async def _put(
    unit: Unit, said: Sequence[Put]
) -> tuple[tuple[ProductId, Outcome], ...]:
    if not said:
        return ()
    last = {each.external_id: each for each in said}
    changed = {each.external_id: each for each in await store.put(unit, last.values())}
    ids = await identify_many(unit, said[0].source, last)
    if changed:
        unit.emit(CatalogueChanged(product_ids=tuple(ids[name] for name in changed)))
    versions = {name: each.version for name, each in changed.items()}
    return tuple(
        (ids[each.external_id], _outcome(versions.get(each.external_id)))
        for each in said
    )


def _outcome(version: int | None) -> Outcome:
    match version:
        case None:
            return Outcome.UNCHANGED
        case 1:
            return Outcome.CREATED
        case _:
            return Outcome.CHANGED


async def _resolve(unit: Unit, ref: ProductRef) -> ProductId:
    kind, _, named = ref.partition(":")
    if kind != EXTERNAL:
        return ref
    source, _, external_id = named.partition(":")
    known = await identify_many(unit, source, [external_id])
    if external_id not in known:
        raise ProductNotFound
    return known[external_id]
