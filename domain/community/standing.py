"""Where something stands: what the shop does about an idea, and what people think."""

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.types import Count


class IdeaStatus(StrEnum):
    """What the shop does about an idea."""

    OPEN = "open"
    SHORTLISTED = "shortlisted"
    PLANNED = "planned"
    MADE = "made"
    DECLINED = "declined"


# Nobody votes for what is made, or never will be.
CLOSED = {IdeaStatus.MADE, IdeaStatus.DECLINED}


class ContributionReaction(StrEnum):
    """What somebody thinks of something; one of these at a time."""

    LIKE = "like"
    LOVE = "love"
    THANKS = "thanks"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionCount:
    """How many people think so."""

    reaction: ContributionReaction
    people: Count
