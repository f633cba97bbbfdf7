"""The nouns of privacy: what is known of whom, why, and for how long."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.consent import Basis, ContactChannel, PurposeKind, Wording
from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.personal import Category, Erase, Export
from domain.kernel.types import Count, Slug

# ISO 8601, as annotations have it: `P7Y`.
Duration: TypeAlias = Annotated[
    str, Meta(pattern=r"^P[0-9]+[YMD]$(?!\n)", examples=["P7Y"])
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something that is known of customers, and what becomes of it."""

    name: str
    category: Category
    export: Export
    erase: Erase
    basis: str | None
    keep: Duration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is known in one place."""

    place: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """What customers' data is used for, and by what they are reached for it."""

    purpose: Slug
    name: Wording
    basis: Basis
    kind: PurposeKind
    channels: tuple[ContactChannel, ...]
    notice_version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register of processing (AVG art. 30), as far as this platform knows it.

    It is read off the tables themselves and the tenant's purposes.
    """

    processing: tuple[Processing, ...]
    holdings: tuple[Holding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRegister:
    """Ask for the register of processing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindDataMap:
    """Ask what is known of a customer, and how much of it."""

    customer_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """How many rows of a place are about a customer, and what they say."""

    place: str
    categories: tuple[Category, ...]
    rows: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMap:
    """All places in which something is known of a customer."""

    customer_id: CustomerId
    stocks: tuple[Stock, ...]
