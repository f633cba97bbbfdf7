"""What happens in earning, for others to react to."""

from dataclasses import dataclass

from domain.earning.model import AwardId, CauseId
from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardChange:
    """By how much an award changed; it may be less than nothing."""

    award_id: AwardId
    cause_id: CauseId
    customer_id: CustomerId
    rule: str
    unit: str
    amount: int
    # What is given instead of value, if it is a reward of the catalogue.
    reward: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsChanged(Event):
    """Rules gave something, or it was taken back."""

    name = "earning.awards_changed"
    changes: tuple[AwardChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePublished(Event):
    """A version of an earning rule holds from an instant on."""

    name = "earning.rule_published"
    rule: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRetired(Event):
    """An earning rule holds no longer from an instant on."""

    name = "earning.rule_retired"
    rule: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionsArose(Event):
    """Something came about by itself, changed hands, or was undone."""

    name = "earning.occasions_arose"
    internal = True
    occasion_ids: tuple[str, ...]
