"""Rows of a catalogue: products by the shop's own ids."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain import catalogue
from domain.catalogue import DEPTH_MAX, CategoryPath
from domain.kernel import Malformed, Unit
from domain.kernel.batches import (
    BatchResult,
    Outcome,
    Reader,
    RowResult,
    malformed,
    read_line,
    refused,
)
from domain.kernel.types import PRINTABLE, ShortText, Slug

NAME_LENGTH_MAX = 200

OUTCOMES: Mapping[catalogue.Outcome, Outcome] = {
    catalogue.Outcome.CREATED: Outcome.RECORDED,
    catalogue.Outcome.CHANGED: Outcome.RECORDED,
    catalogue.Outcome.UNCHANGED: Outcome.UNCHANGED,
}


CategoryText: TypeAlias = Annotated[str, Meta(max_length=1_000, pattern=PRINTABLE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product as a row of a file says it is.

    Its category is a path from the widest to the narrowest: names, or a text in which
    slashes part them.
    """

    external_id: ShortText
    name: ShortText
    source: Slug = "shop"
    category: CategoryPath | CategoryText = ()
    brand: ShortText | None = None


async def take(unit: Unit, read: Sequence[ProductRow | Malformed]) -> BatchResult:
    """Say what products are, and answer each row; of two about one, the last holds."""
    answers: dict[int, RowResult] = {}
    sources: defaultdict[str, dict[int, catalogue.ImportRow]] = defaultdict(dict)
    for place, row in enumerate(READER.checked(read)):
        if isinstance(row, Malformed):
            answers[place] = refused(row)
        else:
            sources[row.source][place] = _product(row)
    for source, rows in sorted(sources.items()):
        done = await catalogue.import_many(unit, source, tuple(rows.values()))
        for place, each in zip(rows, done, strict=True):
            outcome = OUTCOMES[each.outcome]
            answers[place] = RowResult(outcome=outcome, id=each.product_id)
    return BatchResult(rows=tuple(answers[place] for place in sorted(answers)))


def _product(row: ProductRow) -> catalogue.ImportRow:
    return catalogue.ImportRow(
        external_id=row.external_id,
        name=row.name,
        category=_path(row.category),
        brand=row.brand,
    )


def _path(category: CategoryPath | CategoryText) -> CategoryPath:
    if isinstance(category, str):
        return tuple(name.strip() for name in category.split("/") if name.strip())
    return category


def _check(row: ProductRow) -> None:
    path = _path(row.category)
    if len(path) > DEPTH_MAX or any(len(name) > NAME_LENGTH_MAX for name in path):
        raise malformed("/category", f"More than {DEPTH_MAX} names, or a long one.")


READER = Reader(ProductRow, _check)
read_row = partial(read_line, ProductRow)
