"""The rows that a bulk import takes, ready for JSON. Money is in minor units."""

from typing import NotRequired, TypedDict


class CustomerReference(TypedDict):
    """A customer, by the shop's own id."""

    external_id: str


class Line(TypedDict):
    """Something bought: `quantity * unit_price - discount` was paid for it."""

    product_id: str
    category: NotRequired[str]
    name: NotRequired[str]
    quantity: int
    unit_price: int
    discount: int
    tax: int


class Order(TypedDict):
    """What somebody bought at one moment; nobody known, if `customer` is null."""

    source: str
    external_id: str
    customer: CustomerReference | None
    occurred_at: str
    currency: str
    channel: str
    shipping: int
    lines: list[Line]


class ReturnLine(TypedDict):
    """Something brought back, and the money given back for all of it."""

    product_id: str
    quantity: int
    amount: int


class Return(TypedDict):
    """What somebody brought back at one moment."""

    source: str
    external_id: str
    customer: CustomerReference | None
    occurred_at: str
    currency: str
    lines: list[ReturnLine]


class Piece(TypedDict):
    """Something of an order that came back."""

    product_id: str
    quantity: int


class OrderReturn(TypedDict):
    """What came back of an order that the shop can name."""

    source: str
    external_id: str
    order: str
    occurred_at: str
    lines: list[Piece]


class Customer(TypedDict):
    """Somebody, what is known of them, and what that may be used for."""

    source: str
    external_id: str
    given_name: NotRequired[str]
    email: NotRequired[str]
    locale: NotRequired[str]
    attributes: NotRequired[dict[str, str]]
    purpose: NotRequired[str]


class Product(TypedDict):
    """Something that is sold."""

    source: str
    external_id: str
    name: str
    category: str
    brand: NotRequired[str]
