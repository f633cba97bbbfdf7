"""Learning: whom a campaign does something for, where somebody asked for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np

from domain import scoring, tenants
from domain.holdouts import learner, rules, targeting_store
from domain.holdouts.learner import Judged, Learner, Trial
from domain.holdouts.model import Arm
from domain.holdouts.targeting_store import Row, Tried
from domain.kernel import Role, Unit, writes

# Of a hundred customers so many are learnt of; the others judge.
LEARNT_PERCENT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnTargeting:
    """Find out for whom a campaign is worth it, if it was asked of any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetingLearnt:
    """Of how many campaigns it was found out, and whether there may be more."""

    done: int
    more: bool


@writes("system", role=Role.INFERRING)
async def learn_targeting(unit: Unit, command: LearnTargeting) -> TargetingLearnt:
    """Find out for whom a campaign is worth it, of the one that was asked of first."""
    del command
    row = await targeting_store.hold_unlearnt(unit)
    if row is None:
        return TargetingLearnt(done=0, more=False)
    trial = await _trial(unit, row)
    # Others are served while this is computed.
    learnt, judged = await asyncio.to_thread(_learn, trial)
    targeting_store.put(
        unit,
        replace(
            row,
            learnt_at=unit.now,
            customers=len(trial.bought),
            learner=learnt,
            judged=judged,
        ),
    )
    return TargetingLearnt(done=1, more=True)


async def _trial(unit: Unit, row: Row) -> Trial:
    """Return those decided on long enough ago: what was known then, and what came."""
    gate = await scoring.open_gate(unit)
    tried = await targeting_store.tried(unit, gate, row)
    past = await scoring.days_of(unit, gate, [each.customer_id for each in tried])
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    decided = [each.decided_at.astimezone(zone).date() for each in tried]
    cuts = np.array([each.toordinal() for each in decided], float)
    return Trial(
        figures=scoring.figures_before(past, cuts, row.days),
        treated=np.array([each.arm is Arm.TREATED for each in tried], float),
        bought=np.array([each.bought for each in tried], float),
        held=_held(str(unit.principal.tenant), row.campaign, tried),
    )


def _held(tenant: str, campaign: str, tried: Sequence[Tried]) -> learner.Flags:
    """Return whom nothing is learnt of: the same whenever it is asked."""
    places = [rules.place(tenant, f"{campaign}|learnt", x.customer_id) for x in tried]
    return np.array(places, float) >= LEARNT_PERCENT


def _learn(trial: Trial) -> tuple[Learner, Judged] | tuple[None, None]:
    """Return what is learnt and what it is worth, if there is enough for it."""
    if not learner.is_enough(trial):
        return None, None
    learnt = learner.learn(trial)
    return learnt, learner.judge(learnt, trial)
