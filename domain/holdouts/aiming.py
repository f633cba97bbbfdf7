"""Aiming: whom a campaign is worth it for, as far as that is more than luck."""

from zoneinfo import ZoneInfo

import numpy as np

from domain import scoring, tenants
from domain.holdouts import store, targeting_store
from domain.holdouts.learner import TENTHS, Judged
from domain.holdouts.model import UNIVERSAL
from domain.holdouts.refusals import CampaignNotFound, TargetingNotFound
from domain.holdouts.targeting import (
    AskTargeting,
    AskTargets,
    CurvePoint,
    DropTargeting,
    FindTargeting,
    Targeting,
    Targets,
)
from domain.holdouts.targeting_store import Row
from domain.kernel import Unit, reads, writes
from domain.kernel.personal import crowd

DIGITS = 6


@writes("holdouts:write", refusals=(CampaignNotFound,))
async def ask_targeting(unit: Unit, command: AskTargeting) -> Targeting:
    """Have it found out for whom a campaign is worth it; it takes a minute."""
    campaigns = {each.campaign for each in await store.campaigns(unit)}
    if command.campaign not in {UNIVERSAL, *campaigns}:
        raise CampaignNotFound(command.campaign)
    row = Row(
        campaign=command.campaign,
        days=command.days,
        tenths=command.tenths,
        asked_at=unit.now,
    )
    targeting_store.put(unit, row)
    return _told(row)


@reads("holdouts:read", refusals=(TargetingNotFound,))
async def find_targeting(unit: Unit, command: FindTargeting) -> Targeting:
    """Tell for whom a campaign is worth it, or that it cannot be told from luck."""
    return _told(await _row(unit, command.campaign))


@writes("holdouts:write", refusals=(TargetingNotFound,))
async def drop_targeting(unit: Unit, command: DropTargeting) -> Targeting:
    """Forget for whom a campaign is worth it, and tell what that was."""
    row = await _row(unit, command.campaign)
    targeting_store.drop(unit, command.campaign)
    return _told(row)


@reads("holdouts:read", refusals=(TargetingNotFound,))
async def targets(unit: Unit, command: AskTargets) -> Targets:
    """Tell which of some customers a campaign's rule would have it reach.

    Who may not be profiled is not among them; whom the campaign leaves alone may be.
    """
    row = await _row(unit, command.campaign)
    judged, learnt = row.judged, row.learner
    if judged is None or learnt is None or not judged.is_offered:
        return Targets(campaign=row.campaign, offered=False, customer_ids=())
    gate = await scoring.open_gate(unit)
    ids = await targeting_store.admitted(unit, gate, command.customer_ids)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    today = unit.now.astimezone(zone).date().toordinal()
    days = await scoring.days_of(unit, gate, ids)
    cuts = np.full(len(ids), float(today))
    gains = learnt.gains(scoring.figures_before(days, cuts, row.days))
    least = judged.limits[row.tenths - 1]
    best = {who for who, gain in zip(ids, gains, strict=True) if gain >= least}
    return Targets(
        campaign=row.campaign,
        offered=True,
        customer_ids=tuple(each for each in command.customer_ids if each in best),
    )


async def _row(unit: Unit, campaign: str) -> Row:
    found = await targeting_store.find(unit, campaign)
    if found is None:
        raise TargetingNotFound(campaign)
    return found


def _told(row: Row) -> Targeting:
    judged = row.judged
    return Targeting(
        campaign=row.campaign,
        days=row.days,
        tenths=row.tenths,
        asked_at=row.asked_at,
        learnt_at=row.learnt_at,
        customers=crowd(row.customers),
        enough=judged is not None,
        offered=judged is not None and judged.is_offered,
        gain=judged and round(judged.gain, DIGITS),
        low=judged and round(judged.low, DIGITS),
        high=judged and round(judged.high, DIGITS),
        curve=_points(judged) if judged else (),
    )


def _points(judged: Judged) -> tuple[CurvePoint, ...]:
    return tuple(
        CurvePoint(tenths=tenths, gain=round(gain, DIGITS))
        for tenths, gain in enumerate(judged.curve[: TENTHS - 1], start=1)
    )
