"""What a column says of a person, and what becomes of it.

Export, erasure, the register of processing and the masking of logs follow from these
annotations, so that a new table cannot be forgotten: a column cannot be made without
one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

# Of fewer people than this nobody is told how many they are.
PEOPLE_MIN = 10
FEW = f"< {PEOPLE_MIN}"


class Category(StrEnum):
    """What kind of thing is known of a person, as the register names it."""

    IDENTITY = "identity"
    CONTACT = "contact"
    PROFILE = "profile"
    PREFERENCE = "preference"
    TRANSACTION = "transaction"
    BEHAVIOUR = "behaviour"
    TECHNICAL = "technical"


class Export(StrEnum):
    """In which answers a column appears (AVG art. 15 and 20)."""

    ACCESS = "access"  # What we inferred: in the answer to access only.
    PORTABILITY = "portability"  # What the customer gave: in both.
    NO = "no"


class Erase(StrEnum):
    """What erasure does with a column (AVG art. 17)."""

    SHRED = "shred"  # Its key is destroyed.
    DELETE = "delete"  # Its row goes.
    NULL = "null"
    GENERALISE = "generalise"
    KEEP = "keep"  # Under a pseudonym, for the stated basis and time.


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """An annotation: this column is about a person.

    `subject` is the path to the customer: a column of the same table, or columns and
    tables on the way (`order_id>orders.customer_id`). `keep` is an ISO 8601 duration:
    of what erasure keeps, from then on; of what it deletes, how long it is kept anyway.
    """

    category: Category
    subject: str
    export: Export
    erase: Erase
    basis: str | None
    keep: str | None


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """An annotation: this column says nothing about a person."""


Privacy: TypeAlias = Personal | NotPersonal

NOT_PERSONAL = NotPersonal()


def crowd(people: int) -> int | None:
    """Return how many people there are, if they are too many to be made out."""
    return people if people >= PEOPLE_MIN else None


def personal(  # noqa: PLR0913 - an annotation names all of its parts
    category: Category,
    *,
    subject: str = "customer_id",
    export: Export = Export.PORTABILITY,
    erase: Erase = Erase.DELETE,
    basis: str | None = None,
    keep: str | None = None,
) -> Personal:
    """Annotate a column that is about a person."""
    assert (erase is Erase.KEEP) == (basis is not None), "what is kept has a basis"
    return Personal(
        category=category,
        subject=subject,
        export=export,
        erase=erase,
        basis=basis,
        keep=keep,
    )


def pseudonym(subject: str = "customer_id") -> Personal:
    """Annotate an identifier of ours that means nobody once the keys are gone."""
    return personal(
        Category.IDENTITY,
        subject=subject,
        erase=Erase.KEEP,
        basis="pseudonymous reference, needed to keep the books (art. 17(3)(b))",
    )
