"""What happens to consent, for others to react to."""

from dataclasses import dataclass

from domain.consent.model import ConsentId
from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentsChanged(Event):
    """Customers agree to something else than before."""

    name = "consents.changed"
    customer_ids: tuple[CustomerId, ...]
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAsked(Event):
    """Somebody asked for something that counts once they have confirmed it."""

    name = "consent.confirmation_asked"
    internal = True
    customer_id: CustomerId
    consent_id: ConsentId
