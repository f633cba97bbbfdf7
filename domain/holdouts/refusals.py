"""The ways in which holdouts say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class CampaignNotFound(Refusal):
    """There is no such campaign."""

    kind = Kind.NOT_FOUND
    campaign: str


@dataclass(eq=False)
class TooManyCampaigns(Refusal):
    """There are as many campaigns as there may be."""

    kind = Kind.CONFLICT
    campaigns_max: int


@dataclass(eq=False)
class TargetingNotFound(Refusal):
    """It was not asked for whom this campaign is worth it."""

    kind = Kind.NOT_FOUND
    campaign: str
