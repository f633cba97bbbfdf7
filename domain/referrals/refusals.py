"""The ways in which referrals say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.referrals.model import ReferralId


@dataclass(eq=False)
class ReferralCodeNotFound(Refusal):
    """Nobody invites by this code."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class ReferralNotFound(Refusal):
    """There is no such referral."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class ReferredAlready(Refusal):
    """This customer came by another code already, and that one stands."""

    kind = Kind.CONFLICT
    referral_id: ReferralId
