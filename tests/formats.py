"""The public formats of the bulk import, as strict as a reader of ours may be."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Text = Annotated[str, Meta(min_length=1, max_length=200)]
Cents = Annotated[int, Meta(ge=0)]
Quantity = Annotated[int, Meta(ge=1)]
Utc = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]


class Format(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    source: Literal["shop"]
    external_id: Text


class Reference(Struct, frozen=True, forbid_unknown_fields=True):
    external_id: Text


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    product_id: Text
    category: Text | None = None
    name: Text | None = None
    quantity: Quantity
    unit_price: Cents
    discount: Cents
    tax: Literal[0]

    @property
    def amount(self) -> int:
        return self.quantity * self.unit_price - self.discount


class Order(Format, frozen=True, kw_only=True, forbid_unknown_fields=True):
    customer: Reference | None
    occurred_at: Utc
    currency: Literal["USD", "GBP"]
    channel: Literal["web", "shop", "app"]
    shipping: Literal[0]
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=1000)]


class ReturnLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    product_id: Text
    quantity: Quantity
    amount: Cents


class Return(Format, frozen=True, kw_only=True, forbid_unknown_fields=True):
    customer: Reference | None
    occurred_at: Utc
    currency: Literal["USD", "GBP"]
    lines: Annotated[tuple[ReturnLine, ...], Meta(min_length=1)]


class Customer(Format, frozen=True, kw_only=True, forbid_unknown_fields=True):
    attributes: dict[Text, Text] = {}
    purpose: Literal["analytics"] | None = None
    given_name: Text | None = None
    email: Text | None = None
    locale: Literal["nl", "en"] | None = None


class Product(Format, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Text
    category: Text
    brand: Text | None = None
