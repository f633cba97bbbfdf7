"""The SQL of forgetting: one function, one statement, one type."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, tuple_

from domain.community.model import ContributionState
from domain.community.tables import community_cases as cases
from domain.community.tables import community_decisions as decisions
from domain.community.tables import community_texts as texts
from domain.community.tables import contributions
from domain.kernel import Unit


async def forget_withdrawn(unit: Unit, before: datetime, limit: int) -> int:
    """Forget texts that were taken back, and written before an instant."""
    return await unit.run(_texts(ContributionState.WITHDRAWN, before, limit))


async def forget_rejected(unit: Unit, before: datetime, limit: int) -> int:
    """Forget texts of which nothing was decided since, nor is to be."""
    lately = select(decisions.c.id).where(
        decisions.c.contribution_id == contributions.c.id,
        decisions.c.decided_at >= before,
    )
    waiting = select(cases.c.id).where(
        cases.c.contribution_id == contributions.c.id, cases.c.closed_at.is_(None)
    )
    rejected = _texts(
        ContributionState.REJECTED, before, limit, ~exists(lately), ~exists(waiting)
    )
    return await unit.run(rejected)


async def forget_cases(unit: Unit, before: datetime, limit: int) -> int:
    """Forget what was looked at before an instant."""
    old = select(cases.c.id).where(cases.c.closed_at < before).limit(limit)
    return await unit.run(delete(cases).where(cases.c.id.in_(old)))


def _texts(state: ContributionState, before: datetime, limit: int, *more: Any) -> Any:
    old = (
        select(texts.c.contribution_id, texts.c.version)
        .where(texts.c.contribution_id == contributions.c.id)
        .where(contributions.c.state == state, texts.c.written_at < before, *more)
        .limit(limit)
    )
    return delete(texts).where(
        tuple_(texts.c.contribution_id, texts.c.version).in_(old)
    )
