"""Reactions: what people think of something without a word."""

from dataclasses import dataclass

from domain.community.model import ContributionId
from domain.community.standing import ContributionReaction, ReactionCount
from domain.customers import CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReactions:
    """What people think of something, and oneself."""

    contribution_id: ContributionId
    reactions: tuple[ReactionCount, ...]
    own: ContributionReaction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactTo:
    """Say what one thinks of something, instead of what one said before."""

    customer_id: CustomerRef
    contribution_id: ContributionId
    reaction: ContributionReaction


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReaction:
    """Think nothing of something any more."""

    customer_id: CustomerRef
    contribution_id: ContributionId
