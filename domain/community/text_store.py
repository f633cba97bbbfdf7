"""The SQL of texts: every version of what somebody wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from domain.community.model import ContributionId, ContributionText, Finding, MemberId
from domain.community.tables import community_members as members
from domain.community.tables import community_texts as texts
from domain.community.tables import contributions
from domain.kernel import Unit
from domain.kernel.rows import view


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    contribution_id: ContributionId
    version: int
    title: str | None
    body: str
    findings: list[Any]
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """How often somebody wrote since two instants, and when first."""

    hourly: int
    daily: int
    first_of_hour: datetime | None
    first_of_day: datetime | None


TEXTS = view(texts, _Row)


def add(unit: Unit, contribution_id: ContributionId, text: ContributionText) -> None:
    """Write a version down."""
    row = {
        "contribution_id": contribution_id,
        "version": text.version,
        "title": text.title,
        "body": text.text,
        "findings": list(text.findings),
        "written_at": text.written_at,
    }
    unit.write(insert(texts).values(row))


async def every(
    unit: Unit, contribution_id: ContributionId, limit: int
) -> tuple[ContributionText, ...]:
    """Return the versions of a text, the newest first."""
    these = TEXTS.where(texts.c.contribution_id == contribution_id)
    newest = these.order_by(texts.c.version.desc()).limit(limit)
    return tuple(map(_typed, await unit.all(_Row, newest)))


async def rate(unit: Unit, person_id: MemberId, hour: datetime, day: datetime) -> Rate:
    """Return how often a person wrote something, or wrote it anew, lately."""
    at = texts.c.written_at
    theirs = select(
        func.count().filter(at > hour).label("hourly"),
        func.count().label("daily"),
        func.min(at).filter(at > hour).label("first_of_hour"),
        func.min(at).label("first_of_day"),
    ).where(
        texts.c.contribution_id == contributions.c.id,
        contributions.c.member_id == members.c.id,
        members.c.person_id == person_id,
        at > day,
    )
    found = await unit.one(Rate, theirs)
    assert found is not None
    return found


async def repeated(
    unit: Unit, person_id: MemberId, text: str, since: datetime
) -> ContributionId | None:
    """Return what somebody wrote lately in the same words."""
    theirs = select(texts.c.contribution_id).where(
        texts.c.contribution_id == contributions.c.id,
        contributions.c.member_id == members.c.id,
        members.c.person_id == person_id,
        texts.c.written_at > since,
        texts.c.body == text,
    )
    found: ContributionId | None = await unit.value(theirs.limit(1))
    return found


def _typed(row: _Row) -> ContributionText:
    return ContributionText(
        version=row.version,
        title=row.title,
        text=row.body,
        findings=tuple(map(Finding, row.findings)),
        written_at=row.written_at,
    )
