"""How the columns of somebody's file are to be understood."""

import tomllib
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct, convert

Name = Annotated[str, Meta(min_length=1, max_length=200)]


class Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's names of the columns."""

    order: Name
    customer: Name
    occurred_at: Name
    product: Name
    quantity: Name
    unit_price: Name
    name: Name | None = None
    category: Name | None = None

    def names(self) -> list[str]:
        """Return the columns that the map uses."""
        wished = (
            self.order,
            self.customer,
            self.occurred_at,
            self.product,
            self.quantity,
            self.unit_price,
            self.name,
            self.category,
        )
        return [name for name in wished if name]


class ColumnMap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file's rows mean, where it does not say so itself."""

    source: Name
    channel: Name
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    minor_digits: Annotated[int, Meta(ge=0, le=4)]
    # Of times that name no zone.
    time_zone: Name
    # As `datetime.strptime` has it; without one, times are in ISO 8601.
    time_format: Name | None = None
    encoding: Name = "utf-8-sig"
    # An order whose id starts so is a return.
    cancellation_prefix: Name | None = None
    # How many orders may be under way at once: 1 if none is ever interrupted.
    orders_open_max: Annotated[int, Meta(ge=1, le=1000)] = 1
    columns: Columns


def load_map(path: Path) -> ColumnMap:
    """Read a column map from TOML."""
    with path.open("rb") as file:
        return convert(tomllib.load(file), ColumnMap)
