"""The ways in which customers say no."""

from dataclasses import dataclass
from datetime import datetime

from domain.kernel import CustomerId, Kind, Refusal


@dataclass(eq=False)
class CustomerNotFound(Refusal):
    """There is no such customer."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class ErasedEarlier(Refusal):
    """A customer of this name was erased, and must not come back unasked.

    If they registered again, say when in `registered_at`: they are somebody new.
    """

    kind = Kind.CONFLICT
    erased_at: datetime


@dataclass(eq=False)
class EmailTaken(Refusal):
    """Another customer has this e-mail address."""

    kind = Kind.CONFLICT
    customer_id: CustomerId


@dataclass(eq=False)
class ExternalIdTaken(Refusal):
    """Another customer has this external id."""

    kind = Kind.CONFLICT
    source: str
    external_id: str
    customer_id: CustomerId


@dataclass(eq=False)
class VisitorTaken(Refusal):
    """This visitor has turned out to be another customer before."""

    kind = Kind.CONFLICT
    visitor_id: str
    customer_id: CustomerId


@dataclass(eq=False)
class StaleVersion(Refusal):
    """The customer has changed since that version."""

    kind = Kind.PRECONDITION
    version: int


@dataclass(eq=False)
class TooMuchSaid(Refusal):
    """So much cannot be said of one customer."""

    kind = Kind.CONFLICT
    names_max: int
