"""Moderation: what is to be looked at, and what is decided about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from domain.community.model import (
    ContributionId,
    ContributionKind,
    ContributionState,
    ContributionText,
    Finding,
    MemberId,
    Note,
    RejectionReason,
    Title,
)
from domain.kernel import CustomerId
from domain.kernel.ids import identifier
from domain.kernel.types import Cursor, Instant, PageSize

CaseId: TypeAlias = Annotated[str, identifier("cse")]


class CaseKind(StrEnum):
    """Why a moderator is to look at something."""

    CHECK = "check"  # It waits, and nobody sees it.
    REPORT = "report"
    APPEAL = "appeal"


class Decision(StrEnum):
    """What a moderator decides, also upon a report or an appeal."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityCase:
    """Something that a moderator is to look at, or looked at, and why."""

    id: CaseId
    contribution_id: ContributionId
    kind: CaseKind
    reason: RejectionReason | None
    note: Note | None
    opened_at: Instant
    closed_at: Instant | None
    contribution_kind: ContributionKind
    state: ContributionState
    title: Title | None
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityDecision:
    """What was decided about something, and by whom."""

    decision: Decision
    reason: RejectionReason | None
    note: Note | None
    actor: str
    decided_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratedContribution:
    """Something that somebody wrote, as a moderator sees it: with all that happened."""

    id: ContributionId
    kind: ContributionKind
    state: ContributionState
    customer_id: CustomerId | None
    member_id: MemberId | None
    texts: tuple[ContributionText, ...]
    decisions: tuple[CommunityDecision, ...]
    open_cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCases:
    """Ask what waits for a moderator, the oldest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectContribution:
    """Ask for all that is known of something that somebody wrote."""

    contribution_id: ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideContribution:
    """Let everybody see something, or nobody, and say why; its cases are closed."""

    contribution_id: ContributionId
    decision: Decision
    reason: RejectionReason | None = None
    note: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMember:
    """Let a member write nothing more, and say why."""

    member_id: MemberId
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class UnblockMember:
    """Let a member write again."""

    member_id: MemberId
