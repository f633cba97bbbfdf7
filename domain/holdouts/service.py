"""What can be done with holdouts, and asked of them."""

from collections.abc import Sequence
from datetime import timedelta

from domain import scoring
from domain.holdouts import rules, store
from domain.holdouts.model import (
    CAMPAIGNS_MAX,
    UNIVERSAL,
    UNIVERSAL_PERCENT,
    Arm,
    AskUplift,
    Campaign,
    Campaigns,
    Decide,
    Decisions,
    ListCampaigns,
    PutCampaign,
    Uplift,
)
from domain.holdouts.refusals import CampaignNotFound, TooManyCampaigns
from domain.kernel import Unit, reads, writes
from domain.kernel.personal import crowd


@writes("holdouts:write", refusals=(TooManyCampaigns,))
async def put_campaign(unit: Unit, command: PutCampaign) -> Campaign:
    """Say how many of a hundred customers a campaign leaves alone, from now on."""
    (campaign,) = await put_campaigns(unit, [command])
    return campaign


async def put_campaigns(
    unit: Unit, commands: Sequence[PutCampaign]
) -> tuple[Campaign, ...]:
    """Say how many of a hundred customers some campaigns leave alone, or refuse."""
    shares = await _shares(unit)
    names = shares.keys() | {each.campaign for each in commands}
    if len(names) > max(CAMPAIGNS_MAX, len(shares)):
        raise TooManyCampaigns(CAMPAIGNS_MAX)
    campaigns = tuple(
        Campaign(
            campaign=each.campaign,
            control_percent=each.control_percent,
            recorded_at=unit.now,
        )
        for each in commands
    )
    store.put(unit, campaigns)
    return campaigns


@reads("holdouts:read")
async def list_campaigns(unit: Unit, command: ListCampaigns) -> Campaigns:
    """Tell all campaigns, by name."""
    del command
    return Campaigns(campaigns=await store.campaigns(unit))


@writes("holdouts:write", refusals=(CampaignNotFound,))
async def decide(unit: Unit, command: Decide) -> Decisions:
    """Decide who of some customers a campaign is for, in the order asked.

    What was decided before stands, and of whom there is no customer nothing is said.
    """
    shares = await _shares(unit)
    if command.campaign not in shares:
        raise CampaignNotFound(command.campaign)
    tenant = str(unit.principal.tenant)
    store.decide(
        unit,
        (
            (who, campaign, rules.arm(tenant, campaign, who, shares))
            for who in command.customer_ids
            for campaign in dict.fromkeys((UNIVERSAL, command.campaign))
        ),
    )
    found = await store.decisions(unit, command.campaign, command.customer_ids)
    decided = {each.customer_id: each for each in found}
    return Decisions(
        decisions=tuple(decided[who] for who in command.customer_ids if who in decided)
    )


@reads("holdouts:read", refusals=(CampaignNotFound,))
async def uplift(unit: Unit, command: AskUplift) -> Uplift:
    """Tell what a campaign brought, with an interval, or that it cannot be told."""
    if command.campaign not in await _shares(unit):
        raise CampaignNotFound(command.campaign)
    seen = await store.seen(
        unit,
        await scoring.open_gate(unit),
        command.campaign,
        command.days,
        unit.now - timedelta(days=command.days),
    )
    treated, control = (
        seen.get(each) for each in (Arm.TREATED, rules.alone(command.campaign))
    )
    told = treated and control and rules.enough(treated, control)
    return Uplift(
        campaign=command.campaign,
        days=command.days,
        treated=crowd(treated.customers if treated else 0),
        control=crowd(control.customers if control else 0),
        enough=bool(told),
        effects=rules.effects(treated, control) if treated and control and told else (),
    )


async def _shares(unit: Unit) -> dict[str, int]:
    """Return how many of a hundred each campaign leaves alone, and all of them."""
    said = {each.campaign: each.control_percent for each in await store.campaigns(unit)}
    return {UNIVERSAL: UNIVERSAL_PERCENT} | said
