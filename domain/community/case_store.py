"""The SQL of moderation: one function, one statement, one type."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, literal, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from domain.community.case import (
    CaseId,
    CaseKind,
    CommunityCase,
    CommunityDecision,
    DecideContribution,
)
from domain.community.model import ContributionId, Finding, MemberId, RejectionReason
from domain.community.tables import community_cases as cases
from domain.community.tables import community_decisions as decisions
from domain.community.tables import community_texts as texts
from domain.community.tables import contributions
from domain.kernel import Unit
from domain.kernel.rows import view
from domain.kernel.tables import Id

DECISIONS_MAX = 100

_LATEST = (
    select(texts.c.title, texts.c.body, texts.c.findings)
    .where(texts.c.contribution_id == contributions.c.id)
    .order_by(texts.c.version.desc())
    .limit(1)
    .lateral("latest")
)
WAITING = (
    select(
        cases.c.id,
        cases.c.contribution_id,
        cases.c.kind,
        cases.c.reason,
        cases.c.note,
        cases.c.opened_at,
        cases.c.closed_at,
        contributions.c.kind.label("contribution_kind"),
        contributions.c.state,
        _LATEST.c.title,
        _LATEST.c.body.label("text"),
        _LATEST.c.findings,
    )
    .select_from(
        cases.join(contributions, contributions.c.id == cases.c.contribution_id).join(
            _LATEST, true()
        )
    )
    .where(cases.c.closed_at.is_(None))
    .order_by(cases.c.opened_at, cases.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a member says of something, for a moderator to look at."""

    kind: CaseKind
    member_id: MemberId
    reason: RejectionReason | None
    note: str | None


def open_check(unit: Unit, contribution_id: ContributionId) -> None:
    """Have a moderator look at something that waits."""
    _open(unit, contribution_id, kind=CaseKind.CHECK)


def open_case(unit: Unit, contribution_id: ContributionId, said: Opening) -> None:
    """Have a moderator look at what a member says of something."""
    values = {each: getattr(said, each) for each in Opening.__dataclass_fields__}
    _open(unit, contribution_id, **values)


def close(unit: Unit, contribution_id: ContributionId) -> None:
    """Have no moderator look at something any more."""
    these = update(cases).where(
        cases.c.contribution_id == contribution_id, cases.c.closed_at.is_(None)
    )
    unit.write(these.values(closed_at=unit.now))


async def reporters(
    unit: Unit, contribution_id: ContributionId
) -> frozenset[MemberId | None]:
    """Return who reported something since a moderator last looked at it."""
    these = select(cases.c.member_id).where(
        cases.c.contribution_id == contribution_id,
        cases.c.kind == CaseKind.REPORT,
        cases.c.closed_at.is_(None),
    )
    rows = await unit.all(_Reporter, these.distinct().limit(1_000))
    return frozenset(each.member_id for each in rows)


async def reported_since(unit: Unit, member_id: MemberId, at: datetime) -> int:
    """Return how much somebody reported since an instant."""
    these = select(func.count()).where(
        cases.c.member_id == member_id,
        cases.c.kind == CaseKind.REPORT,
        cases.c.opened_at > at,
    )
    return int(await unit.value(these))


async def open_cases(unit: Unit, contribution_id: ContributionId) -> int:
    """Return how many cases of something wait."""
    these = select(func.count()).where(
        cases.c.contribution_id == contribution_id, cases.c.closed_at.is_(None)
    )
    return int(await unit.value(these))


async def appealed_against(unit: Unit, contribution_id: ContributionId) -> str | None:
    """Return who rejected something, if there is an appeal that waits."""
    appeal = select(cases.c.id).where(
        cases.c.contribution_id == decisions.c.contribution_id,
        cases.c.kind == CaseKind.APPEAL,
        cases.c.closed_at.is_(None),
    )
    latest = (
        select(decisions.c.actor)
        .where(decisions.c.contribution_id == contribution_id, exists(appeal))
        .order_by(decisions.c.decided_at.desc(), decisions.c.id.desc())
        .limit(1)
    )
    found: str | None = await unit.value(latest)
    return found


async def waiting(
    unit: Unit, after: tuple[datetime, CaseId] | None, limit: int
) -> tuple[CommunityCase, ...]:
    """Return cases that wait, the oldest first, and one more."""
    these = WAITING
    if after is not None:
        at, case_id = after
        last = tuple_(literal(at), literal(case_id, Id("cse")))
        these = these.where(tuple_(cases.c.opened_at, cases.c.id) > last)
    found = await unit.all(CommunityCase, these.limit(limit + 1))
    return tuple(
        replace(each, findings=tuple(map(Finding, each.findings))) for each in found
    )


def decide(unit: Unit, decided: DecideContribution) -> None:
    """Write down what was decided, by whom."""
    row = {
        "id": unit.new_id("dcs"),
        "contribution_id": decided.contribution_id,
        "decision": decided.decision,
        "reason": decided.reason,
        "note": decided.note,
        "actor": unit.principal.actor,
        "decided_at": unit.now,
    }
    unit.write(insert(decisions).values(row))


async def decided(
    unit: Unit, contribution_id: ContributionId
) -> tuple[CommunityDecision, ...]:
    """Return what was decided about something, the latest first."""
    these = view(decisions, CommunityDecision).where(
        decisions.c.contribution_id == contribution_id
    )
    newest = these.order_by(decisions.c.decided_at.desc(), decisions.c.id.desc())
    return await unit.all(CommunityDecision, newest.limit(DECISIONS_MAX))


@dataclass(frozen=True, slots=True)
class _Reporter:
    member_id: MemberId | None


def _open(unit: Unit, contribution_id: ContributionId, **values: Any) -> None:
    row = {
        "id": unit.new_id("cse"),
        "contribution_id": contribution_id,
        "opened_at": unit.now,
        "closed_at": None,
        "member_id": None,
        "reason": None,
        "note": None,
    }
    unit.write(insert(cases).values(row | values))
