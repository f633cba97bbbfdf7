"""What happens with referrals, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralChanged(Event):
    """Somebody came by another, or it became clear what that comes to, and why."""

    name: ClassVar[str] = "referral.changed"
    referral_id: str
    referrer_id: CustomerId
    friend_id: CustomerId
    status: str
    reasons: tuple[str, ...]
    order_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralsInQuestion(Event):
    """All that a merge or its undoing moves has moved."""

    name: ClassVar[str] = "referrals.in_question"
    internal = True
    customer_ids: tuple[CustomerId, ...]
