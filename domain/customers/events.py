"""What happens to customers, for others to react to; ids, and nothing that names."""

from dataclasses import dataclass

from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(Event):
    """Somebody takes part."""

    name = "customer.created"
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersImported(Event):
    """Many take part who were not known before."""

    name = "customers.imported"
    customer_ids: tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerUpdated(Event):
    """Something else is known of somebody."""

    name = "customer.updated"
    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersUpdated(Event):
    """Something else is known of many."""

    name = "customers.updated"
    customer_ids: tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorLinked(Event):
    """An anonymous visitor turned out to be somebody."""

    name = "visitor.linked"
    customer_id: CustomerId
    visitor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Event):
    """Two customers were one all along: what the merged one had is the kept one's."""

    name = "customers.merged"
    merge_id: str
    kept_id: CustomerId
    merged_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersUnmerged(Event):
    """They were two after all: what the merge moved goes back."""

    name = "customers.unmerged"
    merge_id: str
    kept_id: CustomerId
    merged_id: CustomerId
