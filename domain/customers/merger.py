"""The nouns of merging: two customers who were one all along, and what moved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from domain.customers.model import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Instant

MergerId: TypeAlias = Annotated[str, identifier("mrg")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The names of what went from the merged customer to the kept one.

    What the kept one had already stayed where it was. The merged one's own profile
    stays sealed by its own key; `fields` were copied, as the kept one lacked them.
    """

    fields: tuple[str, ...] = ()
    aliases: tuple[CustomerId, ...] = ()
    external_ids: tuple[str, ...] = ()
    email_indexes: tuple[bytes, ...] = ()
    visitors: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """Two customers who were one all along: the merged id is another for the kept."""

    id: MergerId
    kept_id: CustomerId
    merged_id: CustomerId
    merged_at: Instant
    undone_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Make one customer of two: what the merged one has becomes the kept one's."""

    kept_id: CustomerRef
    merged_id: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge:
    """Make two customers again of those whom a merge made one."""

    merger_id: MergerId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMerger:
    """Ask for one merger."""

    merger_id: MergerId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMergers:
    """Ask who turned out to be this customer."""

    customer_id: CustomerRef


@dataclass(eq=False)
class SameCustomer(Refusal):
    """These two are one customer already."""

    kind = Kind.CONFLICT
    customer_id: CustomerId


@dataclass(eq=False)
class AlreadyMerged(Refusal):
    """This customer has been merged into another one."""

    kind = Kind.CONFLICT
    merger_id: MergerId
    kept_id: CustomerId


@dataclass(eq=False)
class MergerNotFound(Refusal):
    """There is no such merger."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class MergedSince(Refusal):
    """The kept customer has been merged in turn; undo that first."""

    kind = Kind.CONFLICT
    merger_id: MergerId


@dataclass(eq=False)
class TooLateToUnmerge(Refusal):
    """A merge can be undone for thirty days."""

    kind = Kind.GONE
    until: datetime
