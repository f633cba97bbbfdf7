"""Holdouts: who is left alone, and what leaving the others not alone has brought."""

from domain.holdouts.model import (
    UNIVERSAL,
    Arm,
    AskUplift,
    Campaign,
    Campaigns,
    Decide,
    Decision,
    Decisions,
    Effect,
    ListCampaigns,
    Measure,
    PutCampaign,
    Uplift,
    Verdict,
)
from domain.holdouts.refusals import CampaignNotFound, TooManyCampaigns
from domain.holdouts.service import (
    decide,
    list_campaigns,
    put_campaign,
    put_campaigns,
    uplift,
)

__all__ = [
    "UNIVERSAL",
    "Arm",
    "AskUplift",
    "Campaign",
    "CampaignNotFound",
    "Campaigns",
    "Decide",
    "Decision",
    "Decisions",
    "Effect",
    "ListCampaigns",
    "Measure",
    "PutCampaign",
    "TooManyCampaigns",
    "Uplift",
    "Verdict",
    "decide",
    "list_campaigns",
    "put_campaign",
    "put_campaigns",
    "uplift",
]
