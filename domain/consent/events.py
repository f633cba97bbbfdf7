"""What happens to consent, for others to react to."""

from dataclasses import dataclass

from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentsChanged(Event):
    """Customers agree to something else than before."""

    name = "consents.changed"
    customer_ids: tuple[CustomerId, ...]
    purposes: tuple[str, ...]
